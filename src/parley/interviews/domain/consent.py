"""What somebody who practises agrees to before any sound is kept, in the interview's language.

A version names its text for good: media keeps both as they were shown, so older consents stay
readable. Whoever changes a text gives it a new version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parley.interviews.domain.practice import Language


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text to agree to.

    Attributes:
        version: Names it.
        paragraphs: What is shown.
    """

    version: str
    paragraphs: tuple[str, ...]


ENGLISH = ConsentText(
    "2026-11-practice-voice-en",
    (
        (
            "If you agree, the sound of this practice interview is kept: your voice and that of "
            "the AI interviewer, from the moment the conversation begins until it ends. Nothing "
            "is kept before that, and no picture is taken at all."
        ),
        (
            "It is kept so that you can hear yourself again beside the transcript. Only you can "
            "play it. Whoever runs this installation can reach the storage for maintenance. "
            "Nobody who hires sees or hears a practice interview, and nothing is sold or used for "
            "advertising."
        ),
        (
            "Whether you agree or not, a speech model turns what you say into text while you "
            "speak, an AI interviewer answers by fixed rules or with the help of a language "
            "model, and your answers are compared with what a good answer covers. These models "
            "run here or, where this installation is set up so, with a provider that then hears "
            "or reads what you say. Your voice is not analysed for feelings or for who you are, "
            "and nothing of it is used to train models."
        ),
        (
            "You may say no: the conversation takes place all the same, and only the transcript "
            "and its scores are kept. You can withdraw this consent at any time: no more sound is "
            "kept from then on, and what was kept is deleted. You can also delete the whole "
            "practice interview at any time."
        ),
    ),
)

GERMAN = ConsentText(
    "2026-11-practice-voice-de",
    (
        (
            "Wenn Sie zustimmen, wird der Ton dieses Übungsinterviews aufbewahrt: Ihre Stimme und "
            "die der KI, von Beginn des Gesprächs bis zu seinem Ende. Davor wird nichts "
            "aufbewahrt, und ein Bild wird überhaupt nicht aufgenommen."
        ),
        (
            "Aufbewahrt wird er, damit Sie sich neben der Mitschrift noch einmal anhören können. "
            "Nur Sie können ihn abspielen. Wer diese Installation betreibt, kann zur Wartung auf "
            "den Speicher zugreifen. Niemand, der Stellen besetzt, sieht oder hört ein "
            "Übungsinterview; nichts wird verkauft oder für Werbung verwendet."
        ),
        (
            "Ob Sie zustimmen oder nicht: Ein Sprachmodell schreibt mit, was Sie sagen, während "
            "Sie sprechen. Eine KI führt das Gespräch nach festen Regeln oder mit Hilfe eines "
            "großen Sprachmodells, und Ihre Antworten werden mit dem verglichen, was eine gute "
            "Antwort ausmacht. Diese Modelle laufen hier oder, wenn diese Installation so "
            "eingerichtet ist, bei einem Anbieter, der dann hört oder liest, was Sie sagen. Ihre "
            "Stimme wird "
            "weder auf Gefühle noch darauf untersucht, wer Sie sind, und nichts davon wird zum "
            "Trainieren von Modellen verwendet."
        ),
        (
            "Sie dürfen Nein sagen: Das Gespräch findet trotzdem statt, und nur die Mitschrift und "
            "ihre Bewertung werden aufbewahrt. Sie können diese Einwilligung jederzeit widerrufen: "
            "Von da an wird kein Ton mehr aufbewahrt, und was aufbewahrt wurde, wird gelöscht. Sie "
            "können auch jederzeit das ganze Übungsinterview löschen."
        ),
    ),
)

TEXTS: Mapping[str, ConsentText] = MappingProxyType(
    {Language.ENGLISH.value: ENGLISH, Language.GERMAN.value: GERMAN}
)


def current(language: str) -> ConsentText:
    """The text to agree to now; English where there is none in that language."""
    return TEXTS.get(language, ENGLISH)
