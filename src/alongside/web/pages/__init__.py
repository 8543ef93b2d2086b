"""Pages by journey."""
