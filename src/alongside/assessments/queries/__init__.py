"""Reading an assessment, by what is read."""
