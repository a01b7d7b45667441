"""Use cases: taking recordings in, hearing them, correcting what was heard, forgetting it."""
