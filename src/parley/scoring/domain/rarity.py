"""How rare a word is: what it weighs when a key point is looked for."""

LONG = 4  # letters; longer stems are rarer (Zipf 1935)
COMMON, RARE = 0.8, 1.0


def rarity(stem: str) -> float:
    """Weight of a content word's stem."""
    return RARE if len(stem) > LONG else COMMON
