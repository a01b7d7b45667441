"""Key files and argon2."""
