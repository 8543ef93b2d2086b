"""What the makers of Alongside run now and then, and nobody who uses it needs."""
