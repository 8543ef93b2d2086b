"""Keeping the clocks of cases, and the days on which nobody works; having another timescale tried."""
