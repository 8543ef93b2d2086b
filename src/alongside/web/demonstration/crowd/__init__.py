"""A crowd of invented families, in any number, for measuring and for trying out: believable, and the same each time."""
