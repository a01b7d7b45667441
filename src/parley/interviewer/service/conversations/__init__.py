"""Conversations: a hub of those that this process holds, and what each of them does."""
