"""Finds what in an answer speaks to the scorer instead of to the question.

Such places are taken out and the rest is scored, so that they change nothing; they are shown to
the team as spans and flagged `injection`. A pattern list can't be complete: the offline scorer
follows no instructions anyway, and a judge's reading is compared with and without them.
"""

import re
from collections.abc import Iterator

from parley.scoring.domain.text import sentences

# What is taken out of speech without punctuation, in words after the match.
REACH_WORDS = 12
PIECE, OVERLAP = 1000, 200  # characters; no instruction that is looked for is longer than these
LONGEST_CLAUSE = 25  # words; a longer stretch isn't cut at its start

_SCORES = r"(?:score|grade|mark|rating|points?|credit|note|punkt\w*|bewertung|punktzahl)"
_BEST = r"(?:full|maximum|max|perfect|top|highest|100|10/10|5/5|(?:one\s+)?hundred)"
_ANSWER = r"(?:answer|response|submission|candidate|applicant|transcript)"
_PATTERNS = (
    # Turning the rules off.
    (
        r"(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|rubric|scoring|grading|"
        r"prompt|criteria|guideline|key\s*point|rules)\w*"
    ),
    (
        r"(?:ignore|disregard|forget)\s+(?:all|everything|anything)\s+(?:of\s+)?(?:the\s+|that\s+)?"
        r"(?:above|previous|prior|before|said|you)"
    ),
    (
        r"(?:ignorier\w*|vergiss|missacht\w*|vergessen\s+sie)\b.{0,40}\b(?:anweisung|regel|vorgabe|"
        r"prompt|kriteri|schlüsselpunkt|bewertung)\w*"
    ),
    # Asking for a score.
    rf"(?:give|award|assign|grant|return|output)\b.{{0,40}}\b{_BEST}\b.{{0,20}}\b{_SCORES}\w*",
    (
        rf"(?:give|award|assign|grant)\s+(?:me|(?:this|the|my)\s+{_ANSWER})\b.{{0,30}}"
        rf"\b(?:{_SCORES}|{_BEST})"
    ),
    (
        rf"(?:score|grade|rate|mark|evaluate|judge|classify|treat|consider|count|accept)\s+"
        rf"(?:this|my|the)\s+{_ANSWER}\b.{{0,40}}\b(?:\d{{1,3}}|correct|excellent|outstanding|high|"
        rf"complete|{_BEST})"
    ),
    (
        rf"(?:score|grade|rate|mark)\s+(?:this|it|me)\s+(?:as\s+|at\s+|with\s+)?(?:an?\s+)?"
        rf"(?:\d{{1,3}}|correct|excellent|outstanding|{_BEST})"
    ),
    (
        rf"(?:gib|vergib|vergeben\s+sie|geben\s+sie)\b.{{0,40}}\b(?:voll\w*|maximal\w*|höchst\w*|"
        rf"best\w*|100|hundert)\b.{{0,20}}\b{_SCORES}"
    ),
    (
        r"(?:bewerte|bewerten\s+sie|werte|werten\s+sie)\b.{0,40}\b(?:voll\w*|maximal\w*|höchst\w*|100|"
        r"hundert|perfekt|richtig|korrekt)"
    ),
    (
        rf"(?:my|the|correct|right|final|this)\s+{_SCORES}\s*(?:is|should\s+be|must\s+be|:|=)\s*"
        rf"(?:\d|{_BEST})"
    ),
    (
        rf"this\s+{_ANSWER}\s+(?:is|covers|deserves|should|must)\b.{{0,40}}\b(?:correct|"
        rf"all\s+(?:the\s+)?key\s*points|excellent|{_BEST})"
    ),
    (
        r"diese\s+antwort\s+(?:ist|verdient|erfüllt|deckt)\b.{0,40}\b(?:richtig|korrekt|perfekt|voll|"
        r"100|alle)"
    ),
    # Speaking to a machine.
    (
        r"(?:as|you\s+are|act\s+as|pretend\s+to\s+be)\s+(?:now\s+)?(?:an?\s+|the\s+)?(?:helpful\s+)?"
        r"(?:ai|llm|language\s+model|grader|scorer|evaluator|chatbot|grading\s+\w+|scoring\s+\w+)\b"
    ),
    (
        r"(?:dear|hey|hello|attention|note\s+to|message\s+to)\s+(?:the\s+)?(?:ai|llm|grader|scorer|"
        r"scoring\s+\w+|evaluator|grading\s+\w+|model)\b"
    ),
    r"(?:du\s+bist|sie\s+sind)\s+(?:jetzt\s+)?(?:ein\w*\s+)?(?:ki|sprachmodell|bewerter|prüfer)\b",
    r"\b(?:system\s*prompt|new\s+instructions?|end\s+of\s+(?:answer|prompt|data)|jailbreak)\b",
    r"(?<!\w)(?:system|assistant|user|developer)\s*:",
    r"<\s*/?\s*(?:system|assistant|user|instructions?|answer|data|im_start|im_end)\b[^>]*>",
    r"\[/?(?:inst|system)\]|<\|[^|]{0,30}\|>|#{3,}\s*\w+",
    r"[\"'](?:score|overall_score|relevance|coverage|covered)[\"']\s*[:=]\s*\d+",
)
_INSTRUCTION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_CLAUSE_START = re.compile(r"[,;:()\[\]{}—\u2013-]\s")


def instructions(text: str) -> list[tuple[int, int]]:
    """Character ranges that instruct the scorer, in order, apart from each other.

    From the beginning of the clause to the end of its sentence; in speech without punctuation, a
    few words beyond the match.
    """
    found: list[tuple[int, int]] = []
    for start, piece_end, end in _pieces(text):
        at = max(start, found[-1][1]) if found else start
        while match := _INSTRUCTION.search(text, at, piece_end):
            low = _beginning(text, at, match.start())
            high = _finish(text, match.end(), end)
            if found and low <= found[-1][1]:
                found[-1] = (found[-1][0], max(high, found[-1][1]))
            else:
                found.append((low, high))
            at = max(high, match.end(), at + 1)
    return found


def _pieces(text: str) -> Iterator[tuple[int, int, int]]:
    """Sentences, long ones in pieces that overlap: one search may not hold everybody else up."""
    for start, end in sentences(text):
        for at in range(start, max(start + 1, end - OVERLAP), PIECE - OVERLAP):
            yield at, min(at + PIECE, end), end


def _beginning(text: str, floor: int, match: int) -> int:
    cuts = [cut.end() for cut in _CLAUSE_START.finditer(text, floor, match)]
    low = cuts[-1] if cuts else floor
    return match if len(text[low:match].split()) > LONGEST_CLAUSE else low


def _finish(text: str, match: int, end: int) -> int:
    reach = re.compile(rf"(?:\s*\S+){{0,{REACH_WORDS}}}").match(text, match, end)
    return end if reach is None else reach.end()
