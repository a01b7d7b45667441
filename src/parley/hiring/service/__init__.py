"""Hiring's use cases: commands and queries, one transaction each, and who may call them."""
