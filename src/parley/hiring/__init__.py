"""Hiring: who is asked what, by when, and what they answered (interview-service.md).

It decides when a template may be edited or used, who may see an invitation, when it has begun,
ended or expired, whether an answer fits its question, when there is evidence to score, and what
people make of it. Its words: template, question, key points, invitation, link, response, take,
consent, evidence, analysis, rating, note, decision. Recordings are media's, transcripts speech's,
scores scoring's, people identity's; hiring knows them by id.
"""
