"""Vendors: language models that word the interview, Gemini Live, and the confined PDF reader."""
