"""Hiring: who is asked what, by when, and what they answered (interview-service.md).

It decides when a template may be edited or used, who may see an invitation, when it has begun,
ended or expired, and whether an answer fits its question. Its words: template, question, key
points, invitation, link, response, take, consent. Recordings themselves are media's, people are
identity's; hiring knows both by id.
"""
