"""The rules of the day's work: plain functions that know neither tables nor the clock."""
