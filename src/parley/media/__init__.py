"""Media decides what may be recorded, keeps what was, and makes it watchable.

A person's *consent* comes first. A *take* is one attempt at an answer: an ordered list of
immutable *segments*, each the output of one recorder, uploaded while it is made. Submitting
*seals* a take; its *playback* is derived by remuxing, with *gaps* where segments join, and from
that its *sound*: one track at one loudness, with a *waveform*.
"""
