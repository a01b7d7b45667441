"""From a completed interview to its scores: whatever order news come in, the right evidence."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.contracts import scoring, speech
from parley.contracts.erasure import Scope
from parley.contracts.hiring import AnalysisReady, InvitationCompleted
from parley.contracts.identity import Account, Role
from parley.contracts.media import Consent
from parley.contracts.scoring import Evidence, Purpose, ScoreStatus
from parley.contracts.speech import CorrectedText, Correction, Transcript
from parley.hiring.domain.audit import Action
from parley.hiring.domain.evidence import by_url, gather, recordings
from parley.hiring.domain.invitation import Invitation, InvitationStatus
from parley.hiring.domain.privacy import Cause, Deletion
from parley.hiring.domain.review import Analysis
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.service import analysis
from parley.hiring.service.analysis import Analyses
from parley.hiring.service.neighbours import Neighbours
from parley.kit.clock import ManualClock
from parley.kit.errors import Unavailable
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.fakes.identity import FakeIdentity
from tests.fakes.interviews import FakeInterviews
from tests.fakes.media import FakeMedia
from tests.fakes.scoring import FakeScoring
from tests.fakes.speech import FakeSpeech
from tests.hiring.memory import MemoryStore
from tests.hiring.test_domain_evidence import answered, asked
from tests.hiring.test_domain_template import NOW

News = (
    InvitationCompleted
    | speech.TranscriptReady
    | speech.TranscriptFailed
    | speech.TranscriptCorrected
    | scoring.EvidenceScored
)
URLS = {"How": "blob://takes/1", "When": "blob://takes/2"}
ACCOUNT = "corrector"


class Patient(Neighbours):
    """Neighbours asked once and without breakers: a test's outage is over when it says so."""

    async def transcripts(self, media_urls: Sequence[str]) -> dict[str, Transcript]:
        return by_url(await self._speech.transcripts(media_urls))

    async def submit(self, evidence: Evidence) -> None:
        await self._scoring.submit(evidence)


@dataclass
class World:
    """An interview that somebody has answered, on fakes, and the news that are on their way."""

    videos: int = 2
    kind: type[Analyses] = Analyses
    demo_emails: frozenset[str] = frozenset()
    news: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock, self.store, self.identity = ManualClock(NOW), MemoryStore(), FakeIdentity()
        self.speech, self.scoring = FakeSpeech(), FakeScoring()
        self.media = FakeMedia(self.clock)
        self.interviews = FakeInterviews(self.clock)
        self.neighbours = Patient(
            self.identity, self.media, self.speech, self.scoring, self.interviews
        )
        self.analyses = self.kind(self.store, self.clock, self.neighbours, self.demo_emails)
        contents = dict(list(URLS.items())[: self.videos])
        self.template: InterviewTemplate = asked()
        self.invitation: Invitation = answered(self.template, **contents, Why="Because.")
        self.urls = recordings(self.invitation)
        self.invitation.status = InvitationStatus.STARTED
        self.store.committed.templates[self.template.id] = self.template
        self.store.committed.invitations[self.invitation.id] = self.invitation

    def message(self, topic: str, body: News) -> Message:
        message = Message(new_id(), topic, body.TYPE, self.invitation.id, NOW, asdict(body))
        self.news.append(message)
        return message

    def complete(self) -> Message:
        held = self.store.committed.invitations[self.invitation.id]
        held.status = InvitationStatus.COMPLETED
        body = InvitationCompleted(held.id, held.template_id, "c", held.hr_id, 3, 540, "")
        return self.message("interview-events", body)

    def ready(self, url: str, *texts: str) -> Message:
        self.speech.ready(url, *texts)
        body = speech.TranscriptReady(url, self.invitation.id, "q", "full")
        return self.message(speech.TOPIC, body)

    def failed(self, url: str) -> Message:
        self.speech.failed(url)
        body = speech.TranscriptFailed(url, self.invitation.id, "q", "engine_died")
        return self.message(speech.TOPIC, body)

    async def corrected(self, url: str, text: str) -> Message:
        revision = self.speech.held[url].revision
        texts = (CorrectedText(0, text),)
        await self.speech.correct(Correction(url, revision, texts, ACCOUNT))
        body = speech.TranscriptCorrected(url, self.invitation.id, "q", revision + 1, ACCOUNT)
        return self.message(speech.TOPIC, body)

    def scored(
        self,
        overall: float | None = 72.5,
        status: ScoreStatus = ScoreStatus.SCORED,
        reason: str | None = None,
    ) -> Message:
        made = self.scoring.score(self.invitation.id, overall, status=status, reason=reason)
        body = scoring.EvidenceScored(
            made.evidence_id, made.number, status.value, reason, "offline", "1.0"
        )
        return self.message(scoring.TOPIC, body)

    async def deliver(self, message: Message) -> None:
        handlers = {
            InvitationCompleted.TYPE: self.analyses.on_completed,
            speech.TranscriptReady.TYPE: self.analyses.on_transcript,
            speech.TranscriptFailed.TYPE: self.analyses.on_transcript,
            speech.TranscriptCorrected.TYPE: self.analyses.on_corrected,
            scoring.EvidenceScored.TYPE: self.analyses.on_scored,
        }
        await handlers[message.type](message)

    async def settle(self) -> None:
        """Deliver everything that is on its way, in its order."""
        while self.news:
            await self.deliver(self.news.pop(0))

    @property
    def due(self) -> Evidence | None:
        """What should have been handed in last, by what is so now."""
        held = self.store.committed.invitations[self.invitation.id]
        return gather(held, self.template, self.speech.held, Purpose.HIRING)

    @property
    def handed_in(self) -> list[Evidence]:
        return self.scoring.submitted.get(self.invitation.id, [])

    @property
    def told(self) -> list[str]:
        """Statuses of `analysis.ready`."""
        bodies = [fact.body for fact in self.store.committed.facts]
        return [body.status for body in bodies if isinstance(body, AnalysisReady)]

    async def acts(self, action: Action) -> int:
        async with self.store.unit() as unit:
            entries, _ = await unit.audit_of(self.invitation.id, 0, 100)
        return sum(entry.act.action is action for entry in entries)


async def play(world: World, chance: random.Random) -> None:
    """Let things happen and be delivered in any order, twice, and through outages."""
    steps: list[Callable[[], Message]] = [world.complete]
    for url in world.urls:
        heard = partial(world.ready, url, "one", "two")
        steps.append(heard if chance.random() < 0.7 else partial(world.failed, url))
    chance.shuffle(steps)
    while steps or world.news:
        world.speech.down = chance.random() < 0.2
        world.scoring.down = chance.random() < 0.2
        if steps and (not world.news or chance.random() < 0.5):
            steps.pop()()
            continue
        words = [url for url, one in world.speech.held.items() if one.status == "ready"]
        if words and chance.random() < 0.15:
            world.speech.down = False
            await world.corrected(chance.choice(words), f"right {chance.random()}")
            continue
        message = chance.choice(world.news)
        world.news.remove(message)
        try:
            await world.deliver(message)
        except Unavailable:
            world.news.append(message)  # the bus brings it again
        else:
            if chance.random() < 0.2:
                world.news.append(message)


@settings(max_examples=150, deadline=None)
@given(videos=st.integers(0, 2), seed=st.integers(0, 2**32))
def test_any_order_of_news_ends_with_the_right_evidence(videos: int, seed: int) -> None:
    world = World(videos)
    asyncio.run(play(world, random.Random(seed)))  # noqa: S311 - a repeatable shuffle
    due = world.due
    assert due is not None
    assert world.handed_in[-1] == due
    # No message twice in a row: the same evidence is the same.
    pairs = zip(world.handed_in, world.handed_in[1:], strict=False)
    assert all(before != after for before, after in pairs)


async def test_nothing_is_handed_in_before_completion() -> None:
    world = World()
    for url in world.urls:
        world.ready(url, "Yes")
    await world.settle()
    assert world.handed_in == []
    world.complete()
    await world.settle()
    assert len(world.handed_in) == 1


async def test_without_recordings_completion_is_enough() -> None:
    world = World(videos=0)
    world.complete()
    await world.settle()
    assert [one.missing for one in world.handed_in[0].answers] == [
        "not_answered", "not_answered", None, "not_answered",
    ]  # fmt: skip
    assert world.speech.asked == 0 or world.handed_in


async def test_news_of_what_is_no_invitation_are_let_pass() -> None:
    world = World()
    world.complete()
    for message in world.news[:]:
        strange = new_id()
        data = dict(message.data) | {"invitationId": strange, "evidenceId": strange}
        await world.deliver(replace(message, data=data))
    for body in (
        speech.TranscriptReady("u", "room-7", "q", "full"),
        speech.TranscriptCorrected("u", "room-7", "q", 1, ACCOUNT),
        scoring.EvidenceScored("room-7", 1, "scored", None, "offline", "1"),
    ):
        await world.deliver(world.message("t", body))
    assert world.handed_in == []
    assert await world.acts(Action.SCORED) == 0


class Gate:
    """Holds the first handing in until it is told to go on."""

    def __init__(self, inner: FakeScoring) -> None:
        self.inner, self.reached, self.go = inner, asyncio.Event(), asyncio.Event()

    async def submit(self, evidence: Evidence) -> None:
        if not self.reached.is_set():
            self.reached.set()
            await self.go.wait()
        await self.inner.submit(evidence)


class Hasty(Analyses):
    """Broken on purpose: doesn't look whether somebody gathered later than it."""

    async def consider(self, invitation_id: str) -> bool:
        async with self._store.unit() as unit:
            invitation = await unit.invitation(invitation_id)
            assert invitation is not None
            template = await unit.template(invitation.template_id)
            assert template is not None
        return await self._hand_in(invitation, template)


async def overtaken(world: World) -> None:
    """A slow handing in of the first words is overtaken by that of the corrected ones."""
    world.complete()
    for url in world.urls:
        world.ready(url, "wrong")
    slow, *_ = world.news
    gate = Gate(world.scoring)
    world.neighbours._scoring = gate  # type: ignore[assignment]  # only `submit` is asked
    first = asyncio.create_task(world.deliver(slow))
    await gate.reached.wait()
    await world.deliver(await world.corrected(world.urls[0], "right"))
    gate.go.set()
    await first
    assert world.handed_in[-1] == world.due


async def test_who_gathered_first_and_handed_in_last_gathers_again() -> None:
    await overtaken(World())


async def test_without_the_second_look_the_old_words_would_be_scored() -> None:
    with pytest.raises(AssertionError):
        await overtaken(World(kind=Hasty))


async def test_evidence_that_never_stands_still_comes_back_later() -> None:
    world = World(videos=0)
    world.complete()

    class Restless(FakeScoring):
        async def submit(self, evidence: Evidence) -> None:
            await super().submit(evidence)
            async with world.store.unit() as unit:
                await unit.next_round(evidence.evidence_id)

    world.neighbours._scoring = Restless()
    with pytest.raises(analysis.EvidenceKeepsChanging):
        await world.settle()


async def test_a_score_is_kept_written_down_and_told_once() -> None:
    world = World(videos=0)
    world.complete()
    await world.settle()
    message = world.scored(72.5)
    for _ in range(3):
        await world.deliver(message)
    standing = world.store.committed.reviews.standings[world.invitation.id]
    assert (standing.analysis, standing.overall, standing.number) == (Analysis.READY, 72.5, 1)
    assert await world.acts(Action.SCORED) == 1
    assert world.told == ["scored"]


async def test_only_a_changed_outcome_is_told_again() -> None:
    world = World(videos=1)
    world.complete()
    world.ready(world.urls[0], "wrong")
    await world.settle()
    world.scored(50.0)
    await world.settle()
    await world.scoring.retry(world.invitation.id)
    world.scored(50.0)
    await world.settle()
    assert world.told == ["scored"]
    await world.corrected(world.urls[0], "right")
    await world.settle()
    world.scored(80.0)
    await world.settle()
    assert world.told == ["scored"]  # Whoever corrected it sees the new number anyway.
    await world.scoring.retry(world.invitation.id)
    world.scored(None, ScoreStatus.WITHHELD, "disagreement")
    await world.settle()
    assert world.told == ["scored", "withheld"]
    standing = world.store.committed.reviews.standings[world.invitation.id]
    assert (standing.analysis, standing.overall) == (Analysis.WITHHELD, None)
    assert standing.reason == "disagreement"
    assert await world.acts(Action.SCORED) == 4
    assert await world.acts(Action.TRANSCRIPT_CORRECTED) == 1


async def test_a_failure_is_kept_but_no_news_for_the_team() -> None:
    world = World(videos=0)
    world.complete()
    await world.settle()
    world.scored(None, ScoreStatus.FAILED, "broken")
    await world.settle()
    assert world.store.committed.reviews.standings[world.invitation.id].analysis is Analysis.FAILED
    assert world.told == []


async def test_an_older_score_come_late_changes_nothing() -> None:
    world = World(videos=0)
    world.complete()
    await world.settle()
    late = world.scored(40.0)
    world.news.clear()
    await world.scoring.retry(world.invitation.id)
    world.scored(60.0)
    await world.settle()
    await world.deliver(late)
    standing = world.store.committed.reviews.standings[world.invitation.id]
    assert (standing.overall, standing.number) == (60.0, 2)
    assert world.told == ["scored"]


@pytest.mark.parametrize(
    ("emails", "purpose"),
    [
        (frozenset(), Purpose.HIRING),
        (frozenset({"hr@demo.parley"}), Purpose.DEMO),
        (frozenset({"other@demo.parley"}), Purpose.HIRING),
    ],
    ids=["none", "theirs", "others"],
)
async def test_only_a_demo_accounts_interviews_are_demonstrations(
    emails: frozenset[str], purpose: Purpose
) -> None:
    world = World(videos=0, demo_emails=emails)
    hr_id = world.invitation.hr_id
    world.identity.people[hr_id] = Account(hr_id, "HR@demo.parley", "HR", Role.HR)
    world.complete()
    await world.settle()
    assert world.handed_in[0].purpose is purpose


async def test_the_sweep_makes_up_for_what_the_bus_gave_up() -> None:
    world = World(videos=0)
    world.complete()
    world.news.clear()
    assert await world.analyses.sweep() == 0  # only just completed
    world.clock.advance((timedelta(minutes=9) + analysis.SWEEP_AFTER).total_seconds())
    world.scoring.down = True
    assert await world.analyses.sweep() == 0
    world.scoring.down = False
    assert await world.analyses.sweep() == 1
    assert world.handed_in[-1] == world.due
    world.scored()
    await world.settle()
    assert await world.analyses.sweep() == 0  # it has an outcome


async def test_the_sweep_goes_through_all_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "SWEEP_BATCH", 2)
    world = World(videos=0)
    world.complete()
    held = world.store.committed.invitations
    for _ in range(4):
        other = replace(held[world.invitation.id], id=new_id(), responses=[])
        held[other.id] = other
    world.clock.advance((timedelta(minutes=9) + analysis.SWEEP_AFTER).total_seconds())
    assert await world.analyses.sweep() == 5
    assert set(world.scoring.submitted) == set(held)


def deletion(world: World, *, done: bool) -> Deletion:
    """A deletion of the recordings, which a withdrawal asked for."""
    return Deletion(
        new_id(),
        world.invitation.id,
        world.invitation.candidate_id,
        Scope.RECORDINGS,
        Cause.WITHDRAWAL,
        NOW,
        NOW if done else None,
    )


async def test_without_consent_in_force_nothing_is_scored() -> None:
    world = World(videos=0)
    async with world.store.unit() as unit:
        await unit.add_deletion(deletion(world, done=True))
    world.complete()
    await world.settle()
    assert world.handed_in == []
    standing = world.store.committed.reviews.standings[world.invitation.id]
    assert (standing.analysis, standing.reason) == (Analysis.WITHHELD, "consent_withdrawn")
    held = world.store.committed.invitations[world.invitation.id]
    assert held.analysis_now is Analysis.WITHHELD
    assert world.told == []
    # Agreed to anew: scored, and the numbers of scores begin anew.
    consent = Consent(world.invitation.id, "c", "1", ("text",), NOW)
    await world.media.give_consent(consent)
    assert await world.analyses.consider(world.invitation.id)
    world.scored(64.0)
    await world.settle()
    assert world.store.committed.reviews.standings[world.invitation.id].overall == 64.0


async def test_what_is_being_deleted_is_not_taken_note_of() -> None:
    world = World(videos=0)
    world.complete()
    await world.settle()
    message = world.scored(64.0)
    async with world.store.unit() as unit:
        await unit.add_deletion(deletion(world, done=False))
    await world.deliver(message)
    assert not await world.analyses.consider(world.invitation.id)
    assert world.invitation.id not in {
        where
        for where, standing in world.store.committed.reviews.standings.items()
        if standing.overall is not None
    }
    assert world.told == []
