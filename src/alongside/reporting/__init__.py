"""What is read across cases: audits, lists and statistics."""
