"""Speech over gRPC: `service` answers the contract's calls, `Client` makes them; the engine's."""

from parley.speech.rpc.transcripts import MESSAGES, SERVICE, Client, service

__all__ = ["MESSAGES", "SERVICE", "Client", "service"]
