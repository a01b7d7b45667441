"""`parley bench interviewer`: personas hold whole interviews with the AI, and scripts check it."""
