"""What the confined process can do, one task a run; nothing here is imported by this project."""
