"""The rules of the pathway: plain functions that know neither tables nor the clock."""
