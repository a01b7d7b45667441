"""Whose turn it is: a machine without I/O, driven by happenings and a clock that others turn.

`ears` find what is voice and cut it into segments; `endpointing` says how long silence has to last
until somebody is done; `answer` is what the person has said so far, `saying` one turn of the AI,
`playout` the pace at which it is sent; `machine` decides. Times are seconds since the session
started.
"""
