"""The interviewer at the edge: the voice socket and drafts."""
