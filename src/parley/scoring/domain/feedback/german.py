"""The sentences in German, in the words that the pages use."""

from types import MappingProxyType

from parley.scoring.domain.feedback.wording import Wording

GERMAN = Wording(
    reasons=MappingProxyType(
        {
            "not_answered": "Die Frage wurde nicht beantwortet.",
            "empty": "Die Antwort enthält keine Wörter.",
            "no_transcript": "Von dieser Antwort gibt es keine Abschrift.",
            "low_confidence": (
                "Die Abschrift ist zu unsicher für eine Bewertung; hören Sie die Antwort an."
            ),
            "demo_quality": (
                "Die Abschrift hat Demo-Qualität und wird in Bewerbungen nicht bewertet."
            ),
            "copied_question": "Die Antwort wiederholt die Frage und fügt nichts hinzu.",
            "keywords_only": "Die Antwort besteht aus Stichwörtern ohne Sätze.",
            "off_topic": "Die Antwort hat mit der Frage und ihren Stichpunkten nichts gemeinsam.",
            "disagreement": (
                "Mehrmaliges Bewerten ergab verschiedene Zahlen; urteilen Sie hier selbst."
            ),
            "uncertain": (
                "Die Bewertung ist sich hier nicht sicher genug; urteilen Sie bitte selbst."
            ),
            "provider_unavailable": "Das Sprachmodell hat nicht geantwortet.",
            "not_scored": "Eine Auswahl wird gezeigt, wie sie getroffen wurde, und nicht bewertet.",
        }
    ),
    flags=MappingProxyType(
        {
            "negation": (
                "Sie sagt vielleicht das Gegenteil eines Stichpunkts: Prüfen Sie die markierte"
                " Stelle."
            ),
            "injection": "Sie enthält Anweisungen an die Bewertung, die nicht befolgt wurden.",
            "demo_quality": "Sie beruht auf einer Abschrift in Demo-Qualität.",
            "no_key_points": (
                "Die Frage hat keine Stichpunkte: Dies sagt nur, ob die Antwort zur Frage passt,"
                " wie sie aufgebaut und wie konkret sie ist."
            ),
        }
    ),
    remarks=MappingProxyType(
        {
            "words_per_minute": ("Langsam gesprochen.", "Schnell gesprochen."),
            "pause_share": ("", "Lange Pausen."),
            "fillers_per_minute": ("", "Viele Füllwörter."),
            "mean_sentence_words": ("Sehr kurze Sätze.", "Lange Sätze."),
            "repairs_per_minute": ("", "Oft neu angesetzt."),
            "structure_markers": (
                "Selten angekündigt, was Lage, Aufgabe, Handeln und Ergebnis waren.",
                "",
            ),
        }
    ),
    covered="Genannte Stichpunkte: {n} von {total}.",
    scored="Bewertete Antworten: {n} von {total}.",
    no_score="Für das ganze Interview gibt es keine Bewertung.",
    most_often="Am häufigsten: {reason}",
    demo_quality="Die Abschriften haben Demo-Qualität.",
    tried_again="Es wird noch einmal versucht.",
    question="Frage {n}",
    instructions="Anweisungen an die Bewertung.",
)
