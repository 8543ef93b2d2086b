"""Which timescales of the pack run on a case, when each is due, and why then."""
