"""What the personas are interviewed from: a team's template, and plans drafted for a job."""

from dataclasses import dataclass

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain.bank import drafted
from parley.interviewer.domain.mind import DraftAsk

SECONDS_A_QUESTION = 150.0  # plan.md, REST
QUESTIONS = 5
_TIMES = (240, 45, 60, None, None)

_JOBS = {
    "en": (
        "Backend Engineer\nYou build our payments API in Python with a PostgreSQL database.",
        "Registered Nurse\nYou care for patients on our ward and give medication.",
        "Sales Manager\nYou win customers, lead a small team and own the revenue target.",
        "Warehouse Clerk\nShipping, inventory and safe handling of goods.",
    ),
    "de": (
        "Backend-Entwickler (m/w/d)\nSie bauen unsere Schnittstelle in Python mit einer Datenbank.",
        "Pflegefachkraft (m/w/d)\nSie versorgen Patienten auf Station und geben Medikamente.",
        "Vertriebsleiter (m/w/d)\nSie gewinnen Kunden und führen ein kleines Team.",
        "Lagerist (m/w/d)\nVersand, Lieferung und sicherer Umgang mit Ware.",
    ),
}
_TEMPLATE = {
    "en": (
        ("Tell us about an API you designed. What was hard about it?",
         ("The clients' needs were collected before the design.",
          "Breaking changes were avoided by versioning."), True),
        ("What does idempotent mean?",
         ("Repeating a request has the same effect as sending it once.",
          "An idempotency key identifies the request."), True),
        ("Why do you want to work with us?", (), False),
        ("How do you review a colleague's change?",
         ("The purpose of the change is understood first.",
          "Comments are specific and friendly.",
          "Risky parts are tried out locally."), True),
        ("Is there something you would like to add?", (), True),
    ),
    "de": (
        ("Erzählen Sie von einer Schnittstelle, die Sie entworfen haben. Was war schwierig?",
         ("Die Wünsche der Nutzer wurden vor dem Entwurf gesammelt.",
          "Brüche wurden durch Versionierung vermieden."), True),
        ("Was bedeutet idempotent?",
         ("Eine wiederholte Anfrage hat dieselbe Wirkung wie eine einzige.",
          "Ein Schlüssel kennzeichnet die Anfrage."), True),
        ("Warum möchten Sie bei uns arbeiten?", (), False),
        ("Wie prüfen Sie die Änderung eines Kollegen?",
         ("Zuerst wird der Zweck der Änderung verstanden.",
          "Anmerkungen sind genau und freundlich.",
          "Heikle Stellen werden ausprobiert."), True),
        ("Möchten Sie noch etwas hinzufügen?", (), True),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """An interview to be held.

    Attributes:
        name: `template` or `drafted`.
        title, job: What it is for.
        items: The questions.
        seconds: Planned.
        practice: See Briefing.
    """

    name: str
    title: str
    job: str
    items: tuple[PlanItem, ...]
    seconds: float
    practice: bool


def plans(language: str, seed: int) -> tuple[Plan, ...]:
    """Both kinds, of a language and a seed."""
    job = _JOBS[language][seed % len(_JOBS[language])]
    draft = drafted(DraftAsk(job, language, QUESTIONS))
    made = tuple(
        PlanItem(f"d{at}", question.text, question.competency, question.key_points)
        for at, question in enumerate(draft.questions)
    )
    # Every other interview's questions have times of their own, short and long.
    times = _TIMES if seed % 2 else (None,) * len(_TIMES)
    template = tuple(
        PlanItem(f"t{at}", text, "general", points, required, seconds)
        for at, ((text, points, required), seconds) in enumerate(
            zip(_TEMPLATE[language], times, strict=True)
        )
    )
    return (
        Plan(
            "template", "Backend", _JOBS[language][0], template, _seconds(template), practice=False
        ),
        Plan("drafted", draft.title, job, made, _seconds(made), practice=True),
    )


def _seconds(items: tuple[PlanItem, ...]) -> float:
    return SECONDS_A_QUESTION * len(items)
