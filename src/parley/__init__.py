"""Parley: a self-hosted AI interview platform."""

__version__ = "0.1.0"
