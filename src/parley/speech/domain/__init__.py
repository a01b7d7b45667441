"""Rules of hearing, pure: files, voice, words, corrections, engines."""
