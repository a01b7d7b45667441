"""The AI interviewer: how it listens, thinks and speaks, and when a conversation is over.

Decides whose turn it is, what to say next and in which words; a *plan* is what is to be asked, a
*cue* what makes it the AI's turn, a *move* what the AI decides to do, an *engine* the AI side of
one conversation (cascade, Gemini Live or mock), a *brain* what words the moves. The session itself,
its status and its transcript belong to `interviews`.
"""
