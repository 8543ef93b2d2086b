"""Partnerships, organisations, teams and users, and the principals they hold."""
