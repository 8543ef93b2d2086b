"""The spine: one append-only table of everything that happened, its sealed chain and its readers."""
