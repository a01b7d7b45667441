"""Hiring and live interviews together, on one database and the real bus: one way for both."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from parley.contracts.interviews import (
    Completion,
    EndReason,
    Entry,
    Interviews,
    Provenance,
    SessionStatus,
    Speaker,
    lease_name,
)
from parley.contracts.scoring import EvidenceScored, Purpose
from parley.hiring import wire as hiring_wire
from parley.hiring.ports import Settings
from parley.interviews import wire as interviews_wire
from parley.interviews.ports import Settings as InterviewsSettings
from parley.kit.bus import Consumer, PostgresBus
from parley.kit.ids import new_id
from parley.kit.metrics import Metrics
from parley.kit.outbox import Relay
from parley.kit.part import Part
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import CHOICE, TEXT, VIDEO, invite, template
from tests.hiring.reviewing import deliver


@dataclass
class Street:
    """Both contexts; `house` is hiring's over the real interviews."""

    house: House
    interviews: Part

    @property
    def contract(self) -> Interviews:
        contract: Interviews = self.interviews.contract  # type: ignore[assignment]  # its Protocol
        return contract

    async def turn(self) -> None:
        """Publish and deliver until nothing is left, and do the jobs that came of it."""
        db = self.house.ground.db
        bus = PostgresBus(db)
        for _ in range(4):
            for part in (self.house.part, self.interviews):
                for topic in part.topics:
                    while await Relay(db, part.name, topic, bus).step():
                        pass
                for subscription in part.subscriptions:
                    while await Consumer(db, subscription).step():
                        pass
        (worker,) = self.interviews.workers
        while (job := await self.house.ground.jobs.take(worker.queue)) is not None:
            await worker.run_one(self.house.ground.jobs, job)


@pytest.fixture
async def street(house: House) -> Street:
    ground = replace(house.ground, metrics=Metrics())
    live = interviews_wire.build(
        ground, InterviewsSettings("secret"), house.identity, house.media, house.scoring
    )
    ground = replace(house.ground, metrics=Metrics())
    hiring = hiring_wire.build(
        ground,
        Settings("http://pages.test"),
        house.identity,
        house.media,
        house.speech,
        house.scoring,
        live.contract,  # type: ignore[arg-type]  # its Protocol
    )
    bus = PostgresBus(house.ground.db)
    for part in (hiring, live):
        for subscription in part.subscriptions:
            await bus.subscribe(subscription)
    app = house.client._transport.app  # type: ignore[attr-defined]  # the fixture's own
    app.router.routes.clear()
    for router in (*hiring.routers, *live.routers):
        app.include_router(router)
    return Street(replace(house, part=hiring), live)


def said(speaker: Speaker, text: str, start: float, item_id: str, move: str) -> Entry:
    ai = speaker is Speaker.AI
    provenance = Provenance.MODEL if ai else Provenance.HEARD
    at = datetime.now(UTC)
    return Entry(
        new_id(), speaker, text, at, start, start + 5, provenance, item_id, move, confidence=0.9
    )


async def talk(street: Street, session_id: str) -> None:
    """An engine holds the whole conversation."""
    held = await street.house.ground.leases.acquire(
        lease_name(session_id), new_id(), timedelta(minutes=1)
    )
    assert held is not None
    session = await street.contract.session(session_id)
    session = await street.contract.begin(session_id, session.items, held.epoch)
    for place, item in enumerate(session.items):
        entries = [
            said(Speaker.AI, item.text, 20.0 * place, item.item_id, "ask"),
            said(Speaker.USER, f"Answer {place}.", 20.0 * place + 8, item.item_id, "answer"),
        ]
        await street.contract.record(session_id, entries, held.epoch)
    end = datetime.now(UTC)
    await street.contract.complete(
        Completion(session_id, EndReason.AI_ENDED, end, epoch=held.epoch)
    )


async def test_from_the_template_to_the_review(street: Street) -> None:
    house = street.house
    hr = house.person()
    hr = Caller(house, hr.who)
    asked = (VIDEO | {"keyPoints": ["Names the clients"]}, CHOICE, TEXT)
    settings = {"mode": "voice", "practice": True}
    made = await template(hr, *asked, settings=settings)
    await street.turn()
    # Whoever has an account may practise with it,
    practice = await house.person().ok("GET", "/interviews/plans")
    assert [(one["id"], one["total_questions"]) for one in practice["items"]] == [(made["id"], 2)]
    # and who is invited talks under the invitation's id, by the invitation's own token.
    found = await invite(hr, made["id"])
    started = await found.guest.ok("POST", f"{found.path}/start")
    mine = f"/interviews/{started['sessionId']}"
    assert (await found.guest.ok("GET", mine))["status"] == "pending"
    assert (await found.guest("GET", "/interviews")).status_code == 403
    await talk(street, found.id)
    await street.turn()
    done = await hr.ok("GET", found.path)
    assert (done["status"], done["answeredCount"], done["questionsCount"]) == ("completed", 2, 2)
    handed = house.scoring.newest(found.id)
    assert (handed.purpose, [one.text for one in handed.answers]) == (
        Purpose.HIRING, ["Answer 0.", "Answer 1."],
    )  # fmt: skip
    assert handed.answers[0].key_points == ("Names the clients",)
    score = house.scoring.score(found.id, 72.5)
    news = EvidenceScored(found.id, score.number, "scored", None, "offline", "1.0")
    await deliver(house, found.id, "scoring-events", news)
    review = await hr.ok("GET", f"{found.path}/review")
    assert [one["text"] for one in review["conversation"]][1::2] == ["Answer 0.", "Answer 1."]
    assert [one["score"]["score"] for one in review["answers"]] == [72.5, 72.5]
    assert (await found.guest("GET", f"{mine}/result")).status_code == 404
    # Nothing can be begun with what is archived.
    await hr.ok("POST", f"/templates/{made['id']}/archive")
    await street.turn()
    assert (await house.person().ok("GET", "/interviews/plans"))["items"] == []


async def test_revoked_before_it_began_nobody_talks(street: Street) -> None:
    hr = street.house.person()
    made = await template(hr, TEXT, settings={"mode": "voice"})
    found = await invite(hr, made["id"])
    await found.guest.ok("POST", f"{found.path}/start")
    await hr.ok("POST", f"{found.path}/revoke")
    session = await street.contract.session(found.id)
    assert session.status is SessionStatus.CANCELLED


async def test_deleted_both_forget(street: Street) -> None:
    hr = street.house.person()
    made = await template(hr, TEXT, settings={"mode": "voice"})
    found = await invite(hr, made["id"])
    await found.guest.ok("POST", f"{found.path}/start")
    await talk(street, found.id)
    await street.turn()
    await found.guest("POST", f"{found.path}/deletion", {"confirm": True})
    await street.turn()
    assert await street.contract.sessions([found.id]) == []
    receipt = await hr.ok("GET", f"{found.path}/deletion")
    assert "interviews" not in receipt["waitingFor"]
    review = await hr.ok("GET", f"{found.path}/review")
    assert review["conversation"] is None


async def test_an_interview_that_breaks_off_is_seen_with_what_was_said(street: Street) -> None:
    house = street.house
    hr = Caller(house, house.person().who)
    made = await template(hr, VIDEO, TEXT, settings={"mode": "voice"})
    found = await invite(hr, made["id"])
    await found.guest.ok("POST", f"{found.path}/start")
    held = await house.ground.leases.acquire(lease_name(found.id), new_id(), timedelta(minutes=1))
    assert held is not None
    session = await street.contract.session(found.id)
    session = await street.contract.begin(found.id, session.items, held.epoch)
    item = session.items[0]
    entry = said(Speaker.USER, "Before the end.", 8.0, item.item_id, "answer")
    await street.contract.record(found.id, [entry], held.epoch)
    await street.contract.fail(found.id, datetime.now(UTC), held.epoch)
    await street.turn()
    (listed,) = (await hr.ok("GET", "/invitations"))["items"]
    assert (listed["status"], listed["analysis"]) == ("started", "failed")
    review = await hr.ok("GET", f"{found.path}/review")
    assert review["analysis"]["reason"] == "interview_failed"
    assert [one["text"] for one in review["conversation"]] == ["Before the end."]
    assert found.id not in house.scoring.submitted
