"""Files: checked, kept encrypted outside the database, and served to whoever sees what they belong to."""
