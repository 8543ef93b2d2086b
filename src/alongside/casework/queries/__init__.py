"""Reading the day's work, by what is read."""
