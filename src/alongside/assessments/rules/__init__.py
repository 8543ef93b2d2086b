"""The rules of an assessment: plain functions that know neither tables nor the clock."""
