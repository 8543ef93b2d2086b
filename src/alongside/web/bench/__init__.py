"""Measuring: how long the pages take on the production server, and with how many statements and how much memory."""
