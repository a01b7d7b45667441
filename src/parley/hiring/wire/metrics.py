"""Hiring's metrics, by the names and labels of interview-service.md (Metrics)."""

from collections.abc import Awaitable, Callable, Mapping

from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.template import TemplateStatus
from parley.hiring.ports import Store
from parley.kit.metrics import Metrics

COMMANDS = (
    "delete_invitation", "ask_human_look", "answer_human_look", "extend_invitation", "invite_again",
    "remind_candidate",
    "create_template", "update_template", "delete_template", "publish_template",
    "archive_template", "duplicate_template", "add_question", "update_question",
    "remove_question", "reorder_questions", "create_invitation", "revoke_invitation",
    "renew_link", "open_link", "give_consent", "withdraw_consent", "open_take", "start_invitation",
    "submit_response", "complete_invitation", "rate", "write_note", "edit_note", "delete_note",
    "decide", "correct_transcript", "retry_transcript", "analyse_again",
)  # fmt: skip
QUERIES = (
    "list_audit", "get_record", "get_deletion", "get_receipt",
    "get_template", "list_templates", "get_template_questions", "get_invitation",
    "list_invitations", "list_candidate_invitations", "get_playback", "get_review", "get_recording",
    "get_dashboard", "export_invitation", "export_invitations",
)  # fmt: skip
OUTBOX = ("pending", "published", "failed")
# An interview takes minutes; the deadline may be days away.
DURATIONS = (60.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0, 86400.0, 604800.0)


class PrometheusCounters:
    """The `Counters` of hiring's ports."""

    def __init__(self, metrics: Metrics, store: Store) -> None:
        """Register everything, every label value present from the start."""
        for kind, statuses in (
            ("templates", tuple(TemplateStatus)),
            ("invitations", tuple(InvitationStatus)),
        ):
            metrics.rows(
                f"interview_{kind}_total",
                f"How many {kind} there are now.",
                "status",
                tuple(status.value for status in statuses),
                _rows(store, kind),
            )
        metrics.rows(
            "interview_outbox_events_total",
            "How many events the outbox holds now.",
            "status",
            OUTBOX,
            _rows(store, "outbox"),
        )
        # The client library appends `_total` to a counter's name.
        self._responses = metrics.counter(
            "interview_responses",
            "Answers submitted.",
            "type",
            tuple(kind.value for kind in ResponseType),
        )
        self._commands = metrics.counter(
            "interview_commands", "Commands that took effect.", "command", COMMANDS
        )
        self._queries = metrics.counter("interview_queries", "Queries answered.", "query", QUERIES)
        self._completion = metrics.histogram(
            "interview_completion_duration_seconds",
            "From the start of an interview to its completion.",
            DURATIONS,
        )

    def command(self, name: str) -> None:
        """A command took effect."""
        self._commands.labels(name).inc()

    def query(self, name: str) -> None:
        """A query was answered."""
        self._queries.labels(name).inc()

    def response(self, kind: ResponseType) -> None:
        """An answer was submitted."""
        self._responses.labels(kind.value).inc()

    def completed(self, seconds: float) -> None:
        """An interview was completed, so long after its start."""
        self._completion.observe(seconds)


def _rows(store: Store, kind: str) -> Callable[[], Awaitable[Mapping[str, int]]]:
    async def count() -> Mapping[str, int]:
        return (await store.rows())[kind]

    return count
