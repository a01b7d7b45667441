"""Identifiers: lowercase UUIDs (settled.md, Ids)."""

import re
import uuid

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> str:
    """A fresh random identifier, a lowercase UUID version 4 (RFC 9562)."""
    return str(uuid.uuid4())


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id we make; anything else can only be 'not found'."""
    return _UUID.fullmatch(text) is not None
