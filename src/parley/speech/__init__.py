"""Speech decides what was said in a recording, how sure that is, and keeps corrections beside it.

Words: *voice* is what the detector finds, frame by frame; an *utterance* is a stretch of it
between pauses, short enough for a *recognizer*. The *engine* is the process in which detector and
recognizers run. What it heard becomes a *transcript*: *segments* of words with times and
confidences; each *correction* is a new revision of it.
"""
