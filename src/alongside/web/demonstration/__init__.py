"""The demonstration: two invented partnerships, their people and a few families, made through the real actions."""
