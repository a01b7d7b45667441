"""HTTP of media: the tus server, and signed links to what was recorded."""
