"""Reading a plan, by what is read."""
