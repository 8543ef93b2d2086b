"""Every write of the day's work, by what is written."""
