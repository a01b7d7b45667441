"""Vendors: language models and readers of documents."""
