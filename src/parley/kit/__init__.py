"""Technical ground without business words.

Everything a context stands on: transactions, outbox, event bus, jobs, leases, blobs,
tokens, the web edge, resilience. Nothing here knows what an interview is.
"""
