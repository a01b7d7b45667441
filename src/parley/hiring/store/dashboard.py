"""The dashboard's figures, counted by PostgreSQL over what somebody sees."""

from datetime import datetime, timedelta

from parley.hiring.domain.review import Decision
from parley.hiring.ports.reviews import Dashboard, Day, Reach, TemplateFunnel
from parley.kit import db

DAYS = 30
DUE_SOON = timedelta(days=2)
TEMPLATES_MAX = 100

# $1 hr, $2 company, $3 template. The company's templates are looked up first, so that both sides
# of the OR are index scans.
SEEN = """
WITH seen AS (
    SELECT template_id, status, created_at, started_at, completed_at, expires_at, deleted_at,
           failed_at, analysis, decision
    FROM hiring.invitations
    WHERE (($1::uuid IS NULL AND $2::uuid IS NULL) OR hr_id = $1
           OR template_id = ANY (ARRAY(
               SELECT id FROM hiring.interview_templates WHERE company_id = $2)))
      AND ($3::uuid IS NULL OR template_id = $3)
)
"""
# Past its deadline an invitation counts as expired, although the sweeper may not have come yet.
EXPIRED = "status = 'expired' OR (status IN ('pending', 'started') AND expires_at <= $4)"

TOTALS = f"""
{SEEN}
SELECT count(*) AS invited,
       count(*) FILTER (WHERE started_at IS NOT NULL) AS started,
       count(*) FILTER (WHERE status = 'completed') AS completed,
       count(*) FILTER (WHERE analysis IN ('ready', 'withheld')) AS analysed,
       count(*) FILTER (WHERE decision IS NOT NULL) AS decided,
       count(*) FILTER (WHERE {EXPIRED}) AS expired,
       count(*) FILTER (WHERE decision = 'advance') AS advance,
       count(*) FILTER (WHERE decision = 'hold') AS hold,
       count(*) FILTER (WHERE decision = 'reject') AS reject,
       count(*) FILTER (WHERE status = 'completed' AND decision IS NULL AND deleted_at IS NULL
                          AND analysis IN ('ready', 'withheld', 'failed')) AS to_review,
       count(*) FILTER (WHERE status IN ('pending', 'started') AND deleted_at IS NULL
                          AND failed_at IS NULL
                          AND expires_at > $4 AND expires_at <= $5) AS due_soon
FROM seen
"""  # noqa: S608 - joined from our own constants

PER_DAY = f"""
{SEEN}, days AS (
    SELECT generate_series(($4::timestamptz AT TIME ZONE 'UTC')::date - ({DAYS} - 1),
                           ($4::timestamptz AT TIME ZONE 'UTC')::date, interval '1 day')::date
           AS day
)
SELECT day, coalesce(i.count, 0) AS invited, coalesce(c.count, 0) AS completed
FROM days
LEFT JOIN (SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) FROM seen GROUP BY 1) i
    USING (day)
LEFT JOIN (SELECT (completed_at AT TIME ZONE 'UTC')::date AS day, count(*) FROM seen
           WHERE status = 'completed' GROUP BY 1) c USING (day)
ORDER BY day
"""  # noqa: S608 - joined from our own constants

PER_TEMPLATE = f"""
{SEEN}
SELECT t.id AS template_id, t.title, f.invited, f.started, f.completed, f.expired, f.median_minutes
FROM (
    SELECT template_id, count(*) AS invited,
           count(*) FILTER (WHERE started_at IS NOT NULL) AS started,
           count(*) FILTER (WHERE status = 'completed') AS completed,
           count(*) FILTER (WHERE {EXPIRED}) AS expired,
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY extract(epoch FROM completed_at - started_at) / 60.0
           ) FILTER (WHERE status = 'completed') AS median_minutes
    FROM seen GROUP BY template_id
) f JOIN hiring.interview_templates t ON t.id = f.template_id
ORDER BY t.created_at DESC, t.id DESC LIMIT {TEMPLATES_MAX}
"""  # noqa: S608 - joined from our own constants


class DashboardRows:
    """The dashboard's part of the unit."""

    def __init__(self, unit: db.Unit) -> None:
        """Work in the open transaction `unit`."""
        self._unit = unit

    async def dashboard(self, reach: Reach, now: datetime) -> Dashboard:
        """Figures over all invitations within `reach`."""
        whose = (reach.hr_id, reach.company_id, reach.template_id)
        totals = await self._unit.fetchrow(TOTALS, *whose, now, now + DUE_SOON)
        days = await self._unit.fetch(PER_DAY, *whose, now)
        templates = await self._unit.fetch(PER_TEMPLATE, *whose, now)
        assert totals is not None  # noqa: S101 - an aggregate without groups has one row
        figures = dict(totals)
        decisions = {word: figures.pop(word.value) for word in Decision}
        return Dashboard(
            **figures,
            decisions=decisions,
            days=[Day(**dict(row)) for row in days],
            templates=[TemplateFunnel(**dict(row)) for row in templates],
        )
