"""Reading clocks: what runs out next, what runs on a case, why then, and what another timescale would make late."""
