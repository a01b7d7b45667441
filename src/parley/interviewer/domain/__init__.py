"""Rules of a conversation, without I/O."""
