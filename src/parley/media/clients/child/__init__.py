"""The confined process: `run` gives everything up, then does one of `tasks`."""
