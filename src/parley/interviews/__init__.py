"""Live interviews: sessions taken by voice, in a room or guided, and what was said in them.

Decides a session's lifecycle (scheduled, in progress, completed; or cancelled, failed), who may see
or end it, and what of its conversation counts as evidence. A *session* is one interview, a
*participant* somebody in it, an *interaction* one entry of its transcript, a *plan* the questions.
"""
