"""Rules of takes, uploads and playback: no I/O, no clock of their own."""
