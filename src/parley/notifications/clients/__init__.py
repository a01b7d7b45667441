"""Transports: an SMTP server, or a folder."""
