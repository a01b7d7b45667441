"""Rules of scoring, pure: texts, gates, coverage, measures, one answer, the whole interview."""
