"""Alongside: casework for Early Help. Many agencies, one family, one plan; nobody sees what they should not."""

__version__ = "0.1.0"
