"""Every write of the pathway, by what is written."""
