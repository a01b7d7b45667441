"""What the interviewer does: conversations, engines, drafts."""
