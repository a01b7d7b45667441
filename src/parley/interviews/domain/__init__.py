"""What a live interview is and may become: no I/O, no framework."""
