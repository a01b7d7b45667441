"""The engine's process as the application sees it, and the vendors that run inside it."""
