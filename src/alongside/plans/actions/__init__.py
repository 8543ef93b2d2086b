"""Every write of a plan, by what is written."""
