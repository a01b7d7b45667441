"""The one door between contexts: frozen dataclasses, Protocols, events, errors that cross.

No framework, no I/O: what stands here means the same whether a call is direct or by gRPC.
"""
