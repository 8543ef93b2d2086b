"""Reading clocks: what runs out next, what runs on a case, and why then."""
