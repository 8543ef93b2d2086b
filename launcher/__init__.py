"""The launcher behind ./alongside: sets up, starts and stops an installation, with Python's standard library alone."""
