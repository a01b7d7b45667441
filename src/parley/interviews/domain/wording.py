"""Words of a sentence, for telling whether one sentence puts the same question as another."""

import re

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
SHORTEST = 3  # shorter words are articles and prepositions in both languages
# What questions of any kind are made of, in English and German.
_FUNCTION = """
and are can could did does for from have how its let now one our tell that the their them then there
they this was were what when where which who why will with would you your about please
aber auch auf aus bei bitte das dass dem den der des die ein eine einem einen einer erzählen für
haben hat hatten ich ihnen ihr ihre ihrem ihren ihrer ist kann können mit nun oder sich sie sind uns
und von war waren warum was welche welchen welcher wenn wer wie wir wird wo würden zum zur über
"""
FUNCTION = frozenset(_FUNCTION.split())


def content_words(text: str) -> frozenset[str]:
    """The words that say what a sentence is about; all of them where there are no such words."""
    words = frozenset(word.casefold() for word in _WORD.findall(text))
    kept = frozenset(w for w in words if len(w) >= SHORTEST and w not in FUNCTION)
    return kept or words
