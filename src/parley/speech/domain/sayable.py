"""Text as a voice should get it: what is only for the eye is taken off, what it misreads spelt out.

Numbers, dates and sums are left alone: every voice here reads them in its own language.
"""

import re
import unicodedata

from parley.speech.domain.engines import primary
from parley.speech.domain.speakers import LONGEST_TEXT

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
_ADDRESS = re.compile(r"https?://(?:www\.)?([^\s/?#:]+)[^\s]*?(?=[.,;:!?)]*(?:\s|$))")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s|>\s|[-*+]\s)", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_UNDERLINE = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
# Piper takes what stands in double brackets as phonemes; the others are marks of code.
_MARKS = re.compile(r"\[\[|\]\]|`+|~~|[<>{}|\\]")
_SHOWN = ("L", "M", "N", "P", "Z", "Sc", "Sm")  # categories that are read; emoji are not
_SPELT = {
    "en": (("e.g.", "for example"), ("i.e.", "that is"), ("etc.", "and so on"), ("vs.", "versus")),
    "de": (
        ("z. B.", "zum Beispiel"), ("z.B.", "zum Beispiel"), ("d. h.", "das hei\u00dft"),
        ("d.h.", "das hei\u00dft"), ("usw.", "und so weiter"), ("bzw.", "beziehungsweise"),
        ("u. a.", "unter anderem"), ("u.a.", "unter anderem"),
    ),
}  # fmt: skip
_NAMES = {
    "en": (("C++", "C plus plus"), ("C#", "C sharp"), ("F#", "F sharp")),
    "de": (("C++", "C plus plus"), ("C#", "C sharp"), ("F#", "F sharp")),
}


def sayable(text: str, language: str) -> str:
    """One line of words; empty where there is nothing to say.

    Args:
        text: As shown, Markdown allowed; cut at LONGEST_TEXT characters, between words.
        language: BCP 47.
    """
    said = unicodedata.normalize("NFC", text[: 4 * LONGEST_TEXT])
    said = _LINK.sub(r"\1", said)
    said = _ADDRESS.sub(r"\1", said)
    said = _LINE_MARK.sub("", said)
    said = _UNDERLINE.sub(r"\2", _EMPHASIS.sub(r"\2", said))
    for written, spelt in (*_NAMES.get(primary(language), ()), *_SPELT.get(primary(language), ())):
        said = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", spelt, said)
    said = _MARKS.sub(" ", said)
    shown = (c if unicodedata.category(c).startswith(_SHOWN) else " " for c in said)
    said = " ".join("".join(shown).split())
    if not any(c.isalnum() for c in said):
        return ""
    if len(said) <= LONGEST_TEXT:
        return said
    cut = said[: LONGEST_TEXT + 1]
    return (cut.rpartition(" ")[0] or cut)[:LONGEST_TEXT]
