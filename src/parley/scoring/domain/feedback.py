"""Plain sentences for the hiring team: what was found, no praise, no guess about the person."""

from dataclasses import dataclass

from parley.contracts.scoring import Measure

REASONS = {
    "not_answered": "The question was not answered.",
    "empty": "The answer has no words.",
    "no_transcript": "There is no transcript of this answer.",
    "low_confidence": "The transcript is too uncertain to score; listen to the answer.",
    "demo_quality": "The transcript is of demo quality and is not scored in hiring.",
    "copied_question": "The answer repeats the question and adds nothing.",
    "keywords_only": "The answer is words without sentences.",
    "off_topic": "The answer shares nothing with the question or its key points.",
    "disagreement": "Repeated scoring disagreed; judge this answer yourself.",
    "uncertain": "The scorer is not certain enough; judge this answer yourself.",
    "provider_unavailable": "The language model did not answer.",
    "not_scored": "A choice is shown as chosen and not scored.",
}
FLAGS = {
    "negation": "It may say the opposite of a key point: check the marked passage.",
    "injection": "It holds instructions to the scorer, which were left out.",
    "demo_quality": "It rests on a transcript of demo quality.",
    "no_key_points": (
        "The question has no key points: this says only whether it is on topic, how it is"
        " organised and how specific it is."
    ),
}
UNKNOWN_LANGUAGE = "Words of this language are compared as they stand, so coverage may be missed."
NAMES = {
    "words_per_minute": ("Slow speech.", "Fast speech."),
    "pause_share": ("", "Long pauses."),
    "fillers_per_minute": ("", "Many fillers."),
    "mean_sentence_words": ("Very short sentences.", "Long sentences."),
    "repairs_per_minute": ("", "Many restarts."),
    "structure_markers": ("Few markers of situation, task, action or result.", ""),
}
MOST_REMARKS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What feedback is about.

    Attributes:
        reason: Why there is no number, or None.
        covered: Of each key point.
        flags: For review.
        language_known: Whether stems of the language are known.
        measures: How it was said.
    """

    reason: str | None = None
    covered: tuple[bool, ...] = ()
    flags: tuple[str, ...] = ()
    language_known: bool = True
    measures: tuple[Measure, ...] = ()


def sentence(facts: Facts) -> str:
    """A few sentences."""
    said: list[str] = []
    if facts.reason is not None:
        said.append(REASONS[facts.reason])
    elif facts.covered:
        said.append(f"{sum(facts.covered)} of {len(facts.covered)} key points are covered.")
    said += [FLAGS[flag] for flag in facts.flags if flag != facts.reason]
    if not facts.language_known and facts.reason is None:
        said.append(UNKNOWN_LANGUAGE)
    return " ".join(said + _remarks(facts.measures))


def _remarks(measures: tuple[Measure, ...]) -> list[str]:
    found = []
    for measure in measures:
        slow, fast = NAMES[measure.name]
        if measure.low is not None and measure.value < measure.low:
            found.append(slow)
        elif measure.high is not None and measure.value > measure.high:
            found.append(fast)
    return [remark for remark in found if remark][:MOST_REMARKS]
