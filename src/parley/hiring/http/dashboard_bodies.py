"""Bodies of the dashboard, camelCase."""

from pydantic import Field

from parley.hiring.domain.review import Decision
from parley.hiring.ports.reviews import Dashboard
from parley.kit.web.paging import Camel


class FunnelOut(Camel):
    """How many got how far."""

    invited: int
    started: int
    completed: int
    analysed: int
    decided: int
    expired: int


class DecisionsOut(Camel):
    """How many were decided how."""

    advance: int
    hold: int
    reject: int


class DayOut(Camel):
    """One day (UTC)."""

    day: str
    invited: int
    completed: int


class TemplateFunnelOut(Camel):
    """One template's figures; `medianMinutes` from start to completion, null without any."""

    template_id: str
    title: str
    invited: int
    started: int
    completed: int
    expired: int
    median_minutes: float | None


class DashboardOut(Camel):
    """All invitations that I see."""

    funnel: FunnelOut
    decisions: DecisionsOut
    to_review: int
    due_soon: int = Field(description="Not completed, and due within two days.")
    days: list[DayOut] = Field(description="The last 30, the oldest first.")
    templates: list[TemplateFunnelOut]

    @classmethod
    def of(cls, found: Dashboard) -> "DashboardOut":
        """From the query's answer."""
        return cls(
            funnel=FunnelOut.model_validate(found),
            decisions=DecisionsOut(
                **{word.value: found.decisions.get(word, 0) for word in Decision}
            ),
            to_review=found.to_review,
            due_soon=found.due_soon,
            days=[
                DayOut(day=day.day.isoformat(), invited=day.invited, completed=day.completed)
                for day in found.days
            ],
            templates=[TemplateFunnelOut.model_validate(one) for one in found.templates],
        )
