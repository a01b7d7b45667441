"""The sentences in English."""

from types import MappingProxyType

from parley.scoring.domain.feedback.wording import Wording

ENGLISH = Wording(
    reasons=MappingProxyType(
        {
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
    ),
    flags=MappingProxyType(
        {
            "negation": "It may say the opposite of a key point: check the marked passage.",
            "injection": "It holds instructions to the scorer, which were left out.",
            "demo_quality": "It rests on a transcript of demo quality.",
            "no_key_points": (
                "The question has no key points: this says only whether it is on topic, how it is"
                " organised and how specific it is."
            ),
        }
    ),
    remarks=MappingProxyType(
        {
            "words_per_minute": ("Slow speech.", "Fast speech."),
            "pause_share": ("", "Long pauses."),
            "fillers_per_minute": ("", "Many fillers."),
            "mean_sentence_words": ("Very short sentences.", "Long sentences."),
            "repairs_per_minute": ("", "Many restarts."),
            "structure_markers": ("Few markers of situation, task, action or result.", ""),
        }
    ),
    covered="{n} of {total} key points are covered.",
    scored="{n} of {total} answers are scored.",
    no_score="There is no score of the interview.",
    most_often="Most often: {reason}",
    demo_quality="Transcripts are of demo quality.",
    tried_again="It is tried again.",
    question="Question {n}",
    instructions="instructions to the scorer.",
)
