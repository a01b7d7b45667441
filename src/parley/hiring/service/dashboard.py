"""The dashboard's query."""

from dataclasses import dataclass

from parley.contracts.identity import Principal
from parley.hiring.ports import Counters, Store
from parley.hiring.ports.reviews import Dashboard, Reach
from parley.hiring.service.queries import reach_of
from parley.kit.clock import Clock
from parley.kit.ids import is_id

NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class GetDashboardQuery:
    """Figures over all invitations that somebody sees, or over one template's."""

    who: Principal
    template_id: str | None = None


class Dashboards:
    """Answers it."""

    def __init__(self, store: Store, clock: Clock, counters: Counters) -> None:
        """Read from `store`."""
        self._store, self._clock, self._counters = store, clock, counters

    async def dashboard(self, query: GetDashboardQuery) -> Dashboard:
        """Answer GetDashboardQuery; a template that isn't theirs counts as having none.

        Raises:
            Forbidden: Not one of the hiring team.
        """
        hr, company = reach_of(query.who)
        wanted = query.template_id
        if wanted is not None and not is_id(wanted):
            wanted = NOBODY
        async with self._store.unit() as unit:
            found = await unit.dashboard(Reach(hr, company, wanted), self._clock.now())
        self._counters.query("get_dashboard")
        return found
