"""What the model has said is looked at once it is over: nothing else can be done about a voice.

The same guard as the cascade's, for those of its rules that protect somebody.
"""

from collections.abc import Sequence

from parley.contracts.interviews import Entry, Speaker
from parley.interviewer.domain import guard
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.guard import Fault
from parley.interviewer.domain.lexicon import lexicon
from parley.interviewer.domain.mind import Move
from parley.interviewer.domain.sentences import Cutter

GRAVE = (
    Fault.PRAISE,
    Fault.JUDGEMENT,
    Fault.PROMISE,
    Fault.PROTECTED,
    Fault.PRETENCE,
    Fault.LEAK,
)
PIECE_WORDS = 25  # A transcription may have no full stops.


def faults(text: str, question: int, said: Sequence[Entry], briefing: Briefing) -> list[Fault]:
    """Which of the grave rules a turn has broken, each once.

    Args:
        text: Of the turn, as far as it was heard.
        question: Index in the plan of the question that was open.
        said: Entries so far.
        briefing: Of the conversation.
    """
    items = briefing.items
    item = items[question] if 0 <= question < len(items) else None
    rules = guard.Rules(
        language=briefing.language,
        move=Move.GREET,  # which may say all that any turn may
        # The next one is asked in the same turn in which the last one is acknowledged.
        question=" ".join(each.text for each in items),
        key_points=item.key_points if item else (),
        said=tuple(
            entry.text
            for entry in said
            if entry.speaker is Speaker.USER and item is not None and entry.item_id == item.item_id
        ),
        allowed=f"{briefing.title} {briefing.job_description}",
    )
    lex = lexicon(briefing.language)
    found: dict[Fault, None] = {}
    for piece in _pieces(text):
        fault = guard.fault(piece, (), rules)
        if fault in GRAVE:
            found[fault] = None
        # It comes last among the faults, and what comes first need not be a grave one.
        if guard.leaks(piece, rules, lex):
            found[Fault.LEAK] = None
    return list(found)


def _pieces(text: str) -> list[str]:
    cutter = Cutter()
    sentences = [*cutter.push(f"{text} "), cutter.end()]
    return [
        " ".join(words[at : at + PIECE_WORDS])
        for words in map(str.split, sentences)
        for at in range(0, len(words), PIECE_WORDS)
    ]
