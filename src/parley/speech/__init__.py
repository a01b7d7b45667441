"""Speech decides what was said, how sure that is, keeps corrections beside it, and speaks.

Words: *voice* is what the detector finds, frame by frame; an *utterance* is a stretch of it
between pauses, short enough for a *recognizer*. The *engine* is a process in which detector,
recognizers and *speakers* run. What it heard of a recording becomes a *transcript*: *segments* of
words with times and confidences; each *correction* is a new revision. *Live* is while people talk.
"""
