"""Notifications decides what mail a fact is worth, and sees to it that it is sent once.

Words: a *mail* is a row that stands for one letter to one person; it is queued, then sent, failed
(the recipient's server refused it) or skipped (what it was about is gone or done). An *occasion* is
what it is about: invitation, reminder, extension, completion, interruption, analysis. A *letter* is
the text, written at the moment of sending, because it carries a link that may be stored nowhere.
A *transport* takes letters: an SMTP server, or the embedded default, a folder of .eml files.
"""
