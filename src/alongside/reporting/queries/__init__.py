"""Reading what is read across cases, by what is read."""
