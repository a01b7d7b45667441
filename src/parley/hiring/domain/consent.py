"""The consent that a candidate reads before anything is recorded, in the interview's language.

A version names its text for good: media keeps both as they were shown, so older consents stay
readable. Whoever changes a text gives it a new version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parley.hiring.domain.settings import InterviewMode, Language


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

# Of a conversation the words are written down whatever is agreed to here: it is about the sound.
VOICE_ENGLISH = ConsentText(
    "2026-11-voice-en",
    (
        (
            "In this interview you talk with an artificial intelligence: a computer program asks "
            "the questions, listens and asks further. No person listens in. With your consent the "
            "sound of the conversation, your voice and the program's, is recorded from the moment "
            "it begins until it ends. Nothing is recorded in the device check. There is no video."
        ),
        (
            "What you both say is written down as text while you talk, with the time, by a speech "
            "model; what you type instead of speaking is stored as you typed it. This text is the "
            "record of your interview and is kept whether or not the sound is recorded."
        ),
        (
            "The people who hire for this position read the text and, if you agree, hear the "
            "recording: the person who invited you and, where the interview is shared with a team, "
            "their colleagues. Whoever runs this installation can reach the storage for "
            "maintenance. Where this installation is set up to use a language or speech model of "
            "another company, what is said is sent there to be understood and answered. Nothing "
            "is sold or used for advertising. Who looked at your interview is logged, and you can "
            "read that log."
        ),
        (
            "The program chooses what to ask from questions that the hiring team wrote beforehand. "
            "Afterwards your answers are compared with points that the team wrote down, by fixed "
            "rules or, where this installation is set up so, by a language model. That suggests "
            "scores, and names the sentences they rest on and how they were made. It does not "
            "decide: a person does. You can ask that a person looks at the scores again. Your "
            "voice is not analysed for feelings, accent or who you are, and your recording is not "
            "used to train models."
        ),
        (
            "Text, recording and scores are kept for as long as the application is being decided, "
            "or for the period that the hiring team set; then they are deleted together. Your "
            "page of this interview shows what is stored, who saw it, and when it is deleted if "
            "such a period is set."
        ),
        (
            "You may say no to the recording: the conversation takes place all the same, and no "
            "sound is kept. You may also type instead of speaking, end the conversation at any "
            "time, or ask the person who invited you for another way; none of this is held "
            "against you. You can withdraw this consent at any time: recording stops at once and "
            "what was recorded is deleted. The text of the conversation and its scores stay then. "
            "They go too when you have the whole interview deleted, which you can do at any time; "
            "you get a receipt that says what went and what had to stay."
        ),
    ),
)

VOICE_GERMAN = ConsentText(
    "2026-11-voice-de",
    (
        (
            "In diesem Interview sprechen Sie mit einer künstlichen Intelligenz: Ein "
            "Computerprogramm stellt die Fragen, hört zu und fragt nach. Kein Mensch hört mit. Mit "
            "Ihrer Einwilligung wird der Ton des Gesprächs aufgezeichnet, Ihre Stimme und die des "
            "Programms, vom Beginn bis zum Ende des Gesprächs. Bei der Geräteprüfung wird nichts "
            "aufgezeichnet. Es gibt kein Video."
        ),
        (
            "Was Sie und das Programm sagen, schreibt ein Sprachmodell während des Gesprächs als "
            "Text mit, zusammen mit der Uhrzeit; was Sie tippen, statt zu sprechen, wird so "
            "gespeichert, wie Sie es getippt haben. Dieser Text ist das Protokoll Ihres Interviews "
            "und wird auch dann aufbewahrt, wenn der Ton nicht aufgezeichnet wird."
        ),
        (
            "Den Text lesen, und mit Ihrer Einwilligung die Aufnahme hören, die Menschen, die "
            "diese Stelle besetzen: die Person, die Sie eingeladen hat, und, wenn das Interview "
            "mit einem Team geteilt ist, deren Kolleginnen und Kollegen. Wer diese Installation "
            "betreibt, kann zur Wartung auf den Speicher zugreifen. Wenn diese Installation so "
            "eingerichtet ist, dass sie ein Sprachmodell einer anderen Firma verwendet, wird das "
            "Gesagte dorthin geschickt, um verstanden und beantwortet zu werden. Nichts wird "
            "verkauft oder für Werbung verwendet. Wer Ihr Interview angesehen hat, wird "
            "protokolliert, und Sie können dieses Protokoll lesen."
        ),
        (
            "Das Programm wählt seine Fragen aus denen, die das Team vorher festgehalten hat. "
            "Danach werden Ihre Antworten mit Punkten verglichen, die das Team notiert hat: nach "
            "festen Regeln oder, wenn diese Installation so eingerichtet ist, durch ein großes "
            "Sprachmodell. Daraus entstehen Vorschläge für Bewertungen, mit den Sätzen, auf denen "
            "sie beruhen, und mit der Angabe, wie sie entstanden sind. Entschieden wird damit "
            "nichts: Das tut ein Mensch. Sie können verlangen, dass ein Mensch die Bewertung noch "
            "einmal ansieht. Ihre Stimme wird nicht auf Gefühle, Akzent oder Ihre Person hin "
            "untersucht, und Ihre Aufnahme wird nicht zum Trainieren von Modellen verwendet."
        ),
        (
            "Text, Aufnahme und Bewertungen werden so lange aufbewahrt, wie über die Bewerbung "
            "entschieden wird, oder so lange, wie das Team es festgelegt hat; danach werden sie "
            "zusammen gelöscht. Ihre Seite zu diesem Interview zeigt, was gespeichert ist, wer es "
            "gesehen hat und, falls eine Frist festgelegt ist, wann es gelöscht wird."
        ),
        (
            "Sie dürfen Nein zur Aufnahme sagen: Das Gespräch findet trotzdem statt, und es wird "
            "kein Ton aufbewahrt. Sie können auch tippen, statt zu sprechen, das Gespräch "
            "jederzeit beenden oder die Person, die Sie eingeladen hat, um einen anderen Weg "
            "bitten; nichts davon wird Ihnen angelastet. Sie können diese Einwilligung jederzeit "
            "widerrufen: Die Aufnahme endet sofort, und was aufgezeichnet wurde, wird gelöscht. "
            "Der Text des Gesprächs und seine Bewertungen bleiben dann. Auch sie werden gelöscht, "
            "wenn Sie das ganze Interview löschen lassen, was Sie jederzeit können; Sie erhalten "
            "eine Quittung darüber, was gelöscht wurde und was bleiben musste."
        ),
    ),
)

TEXTS: Mapping[tuple[Language, InterviewMode], ConsentText] = MappingProxyType(
    {
        (Language.ENGLISH, InterviewMode.RECORDED): ENGLISH,
        (Language.GERMAN, InterviewMode.RECORDED): GERMAN,
        (Language.ENGLISH, InterviewMode.VOICE): VOICE_ENGLISH,
        (Language.GERMAN, InterviewMode.VOICE): VOICE_GERMAN,
    }
)


def current(language: Language, mode: InterviewMode) -> ConsentText:
    """The text to agree to now."""
    return TEXTS[language, mode]
