"""The rules of what is read across cases: plain functions that know neither tables nor the clock."""
