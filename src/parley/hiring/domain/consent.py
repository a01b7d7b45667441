"""The consent that a candidate reads before anything is recorded, in the interview's language.

A version names its text for good: media keeps both as they were shown, so older consents stay
readable. Whoever changes a text gives it a new version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parley.hiring.domain.settings import Language


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
    "2026-11-en",
    (
        (
            "Your answers to video questions are recorded with picture and sound, from the moment "
            "you press the button to start until you stop. Nothing is recorded before that, in the "
            "device check or in the practice question. Texts and choices that you submit are "
            "stored too, with the time at which you gave them."
        ),
        (
            "The people who hire for this position see and hear your answers: the person who "
            "invited you and, where the interview is shared with a team, their colleagues. Whoever "
            "runs this installation can reach the storage for maintenance. Nobody else can, and "
            "nothing is sold or used for advertising. Who looked at your answers is logged, and "
            "you can read that log."
        ),
        (
            "A speech model turns your recordings into text. Your answers are then compared with "
            "points that the hiring team wrote down beforehand, by fixed rules or, where this "
            "installation is set up so, by a language model. That suggests scores, and names the "
            "sentences they rest on and how they were made. It does not decide: a person does. "
            "You can ask that a person looks at the scores again. Your face and your voice are "
            "not analysed for feelings, and your recordings are not used to train models."
        ),
        (
            "Your answers are kept for as long as the application is being decided, or for the "
            "period that the hiring team set; then recordings, text, transcripts and scores are "
            "deleted together. Your page of this interview shows what is stored, who saw it, and "
            "when it is deleted if such a period is set."
        ),
        (
            "You may say no. Questions with text or choices need no camera or microphone, and you "
            "can ask the person who invited you for another way to answer the rest; saying no is "
            "not held against you. You can withdraw this consent at any time: recording stops at "
            "once, and what was recorded and made of it is deleted. You can also have the whole "
            "interview deleted at any time, and get a receipt that says what went and what had "
            "to stay."
        ),
    ),
)

GERMAN = ConsentText(
    "2026-11-de",
    (
        (
            "Ihre Antworten auf Videofragen werden mit Bild und Ton aufgezeichnet, und zwar von "
            "dem Moment an, in dem Sie die Aufnahme starten, bis Sie sie beenden. Davor wird "
            "nichts aufgezeichnet, auch nicht bei der Geräteprüfung oder bei der Übungsfrage. "
            "Texte und Auswahlantworten, die Sie abschicken, werden mit ihrer Uhrzeit gespeichert."
        ),
        (
            "Ihre Antworten sehen und hören die Menschen, die diese Stelle besetzen: die Person, "
            "die Sie eingeladen hat, und, wenn das Interview mit einem Team geteilt ist, deren "
            "Kolleginnen und Kollegen. Wer diese Installation betreibt, kann zur Wartung auf den "
            "Speicher zugreifen. Sonst niemand; nichts wird verkauft oder für Werbung verwendet. "
            "Wer Ihre Antworten angesehen hat, wird protokolliert, und Sie können dieses Protokoll "
            "lesen."
        ),
        (
            "Ein Sprachmodell schreibt Ihre Aufnahmen als Text mit. Danach werden Ihre Antworten "
            "mit Punkten verglichen, die das Team vorher festgehalten hat: nach festen Regeln "
            "oder, wenn diese Installation so eingerichtet ist, durch ein großes Sprachmodell. "
            "Daraus entstehen Vorschläge für Bewertungen, mit den Sätzen, auf denen sie beruhen, "
            "und mit der Angabe, wie sie entstanden sind. Entschieden wird damit nichts: Das tut "
            "ein Mensch. Sie können verlangen, dass ein Mensch die Bewertung noch einmal ansieht. "
            "Ihr Gesicht und Ihre Stimme werden nicht auf Gefühle untersucht, und Ihre Aufnahmen "
            "werden nicht zum Trainieren von Modellen verwendet."
        ),
        (
            "Ihre Antworten werden so lange aufbewahrt, wie über die Bewerbung entschieden wird, "
            "oder so lange, wie das Team es festgelegt hat; danach werden Aufnahmen, Texte, "
            "Mitschriften und Bewertungen zusammen gelöscht. Ihre Seite zu diesem Interview zeigt, "
            "was gespeichert ist, wer es gesehen hat und, falls eine Frist festgelegt ist, wann es "
            "gelöscht wird."
        ),
        (
            "Sie dürfen Nein sagen. Fragen mit Text oder Auswahl brauchen weder Kamera noch "
            "Mikrofon, und Sie können die Person, die Sie eingeladen hat, um einen anderen Weg für "
            "die übrigen Fragen bitten; ein Nein wird Ihnen nicht angelastet. Sie können diese "
            "Einwilligung jederzeit widerrufen: Die Aufnahme endet sofort, und was aufgezeichnet "
            "und daraus gemacht wurde, wird gelöscht. Sie können auch jederzeit das ganze "
            "Interview löschen lassen und erhalten eine Quittung darüber, was gelöscht wurde und "
            "was bleiben musste."
        ),
    ),
)

TEXTS: Mapping[Language, ConsentText] = MappingProxyType(
    {Language.ENGLISH: ENGLISH, Language.GERMAN: GERMAN}
)


def current(language: Language) -> ConsentText:
    """The text to agree to now."""
    return TEXTS[language]
