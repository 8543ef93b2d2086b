"""Every write of what is read across cases, by what is written."""
