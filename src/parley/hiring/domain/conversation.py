"""A live interview's conversation as hiring reads it: what a candidate said to which question."""

from collections.abc import Sequence

from parley.contracts.interviews import Entry, Speaker

# The item of the take that holds the sound of both sides.
RECORDING = "conversation"


def answer_of(conversation: Sequence[Entry], item_id: str) -> str | None:
    """All that the candidate said to a question, follow-ups included; None for nothing."""
    said = [
        entry.text
        for entry in conversation
        if entry.speaker is Speaker.USER and entry.item_id == item_id and entry.text
    ]
    return " ".join(said) or None
