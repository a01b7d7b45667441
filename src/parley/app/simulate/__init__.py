"""Synthetic candidates: whole interviews through the public protocols only.

What they do, any client written from the documents could do; nothing here imports a context.
"""
