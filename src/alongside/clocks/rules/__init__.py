"""Pure rules of clocks: events, timescales, a calendar and a moment go in; clocks that explain themselves come out."""
