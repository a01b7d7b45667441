"""Scoring decides what an interview's answers are worth, or says why it doesn't.

Words: *evidence* is everything one interview is scored on; a *score* has a number from 1 and is
never overwritten by the next; a *key point* is what a good answer covers; a *span* is a place in
an answer that a score rests on; *withheld* means a reason instead of a number. The *offline
scorer* compares words, a *judge* is a language model under the same rules.
"""
