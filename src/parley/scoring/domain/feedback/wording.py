"""What the sentences of one language consist of."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language, each with its full stop.

    Attributes:
        reasons: Why there is no number, by code.
        flags: What a person should look at, by code.
        remarks: By figure, for what lies below and above its range; empty for none.
        covered: `{n}` of `{total}` key points; no full stop but its last.
        scored: `{n}` of `{total}` answers.
        no_score: Of the interview.
        most_often: Before the most frequent `{reason}`.
        demo_quality: Of an interview's transcripts.
        tried_again: After a reason that may pass.
        question: Before what is said of question `{n}`.
        instructions: Of an answer that holds some to the scorer.
    """

    reasons: Mapping[str, str]
    flags: Mapping[str, str]
    remarks: Mapping[str, tuple[str, str]]
    covered: str
    scored: str
    no_score: str
    most_often: str
    demo_quality: str
    tried_again: str
    question: str
    instructions: str
