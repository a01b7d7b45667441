"""Identity decides who somebody is, and signs tokens that say so.

Words: an *account* is a person; a *guest* is an account without a password, made for one who was
invited; a *verified* account's address was vouched for by an operator. A *session* is a short
access token (JWT) and a refresh token; the refresh tokens of one sign-in form a *family*, in which
each one follows from the one before and only the newest, the *leaf*, counts.
"""
