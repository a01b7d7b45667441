"""Gemini Live as an engine: it hears and speaks by itself, and we hold it to the plan.

`line` is one connection by the vendor's library, `talk` what was said on it and what follows from
that (no I/O), `live` the tasks around both: it renews connections before they end, and takes up
the same session again after they broke.
"""

from parley.interviewer.clients.gemini_live.live import GeminiLiveEngine

__all__ = ["GeminiLiveEngine"]
