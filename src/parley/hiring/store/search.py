"""Text search that knows no case and no accents, done by folding both sides here.

The embedded server is built without ICU and runs with the C locale, so its ILIKE would find
"Ana" but not "Ângela".
"""

import unicodedata

ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def folded(*texts: str | None) -> str:
    """The texts as one line without case and accents."""
    parts = unicodedata.normalize("NFKD", "\n".join(t for t in texts if t)).casefold()
    return "".join(c for c in parts if not unicodedata.combining(c))


def patterns(q: str | None) -> list[str] | None:
    """LIKE patterns, one a word, all of which must match; None when nothing is searched for."""
    words = folded(q).split()
    return [f"%{word.translate(ESCAPED)}%" for word in words] or None
