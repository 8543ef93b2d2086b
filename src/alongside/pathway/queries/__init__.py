"""Reading the pathway, by what is read."""
