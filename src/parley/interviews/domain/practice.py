"""What somebody may practise with, and what an interview made from it is like."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.contracts.identity import Principal
from parley.contracts.interviews import PlanItem
from parley.kit.errors import Malformed

TITLE_LENGTH = 80
UNTITLED = {"en": "Practice interview", "de": "Übungsinterview"}


class Language(StrEnum):
    """What interviews are held in (BCP 47)."""

    ENGLISH = "en"
    GERMAN = "de"


def spoken(language: str) -> Language:
    """The language that `language` asks for, whatever its region: `de-AT` is German.

    Raises:
        Malformed: It isn't spoken here.
    """
    try:
        return Language(language.replace("_", "-").partition("-")[0].casefold())
    except ValueError as error:
        names = ", ".join(one.value for one in Language)
        raise Malformed(f"language: one of {names}") from error


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions of a published template, which don't change any more.

    Attributes:
        template_id, title, owner_id, company_id, language: Of the template.
        practice: Whether anybody with an account may practise with it.
        planned_seconds: For all of it.
        items: In order.
        archived: Whether nobody may begin with it any more.
    """

    template_id: str
    title: str
    owner_id: str
    company_id: str | None
    language: str
    practice: bool
    planned_seconds: int
    items: tuple[PlanItem, ...]
    archived: bool = False

    def is_open_to(self, who: Principal) -> bool:
        """Whether `who` may practise with it: it is for anybody, theirs, or their company's."""
        if self.archived or not self.items:
            return False
        ours = self.company_id is not None and self.company_id == who.company_id
        return self.practice or self.owner_id == who.user_id or ours


def shortened(items: Sequence[PlanItem], count: int) -> tuple[PlanItem, ...]:
    """At most `count` of the questions in their order, the required ones before others."""
    first = sorted(range(len(items)), key=lambda place: (not items[place].required, place))
    kept = set(first[:count])
    return tuple(item for place, item in enumerate(items) if place in kept)


def planned_seconds(plan: Plan, count: int) -> int:
    """For `count` of a plan's questions: their share of its time."""
    return round(plan.planned_seconds * count / len(plan.items))


def title_of(job_description: str, language: str) -> str:
    """A title for people: the description's first line, cut at a word."""
    line = next((line.strip() for line in job_description.splitlines() if line.strip()), "")
    line = " ".join(line.split())
    if not line:
        return UNTITLED.get(language, UNTITLED["en"])
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:-") + "…"
