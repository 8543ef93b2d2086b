"""Practice as data: the schema of a pack, its loader and checks, and the releases in force."""
