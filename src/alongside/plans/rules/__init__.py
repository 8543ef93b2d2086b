"""The rules of a plan: plain functions that know neither tables nor the clock."""
