"""Every write of an assessment, by what is written."""
