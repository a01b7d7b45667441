"""Generated from proto/ by scripts/generate-proto: never edited."""
