"""Over the real outbox and bus: outages, a crash between two steps, and news that come twice."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from parley.contracts import scoring, speech
from parley.contracts.hiring import TOPIC
from parley.hiring.domain.review import Analysis
from parley.hiring.service.analysis import Analyses
from parley.hiring.store import PostgresUnit
from parley.kit.bus import Consumer, PostgresBus
from parley.kit.ids import new_id
from parley.kit.messages import Handler, Message, Subscription
from parley.kit.outbox import Relay
from tests.hiring.conftest import House
from tests.hiring.reviewing import Done, done

# The bus waits before it tries again; a test doesn't.
AT_ONCE = "UPDATE kit.deliveries SET next_attempt_at = now() WHERE status = 'pending'"
LEFT = "SELECT count(*) FROM kit.deliveries WHERE status <> 'done'"


@dataclass
class Line:
    """Hiring's outbox, the bus, and hiring's own group on it."""

    house: House
    around: Callable[[Handler], Handler] = lambda handler: handler

    async def open(self) -> None:
        bus = PostgresBus(self.house.ground.db)
        for subscription in self.house.part.subscriptions:
            await bus.subscribe(subscription)

    async def publish(self, body: object, key: str) -> Message:
        """What another context tells."""
        kind = type(body)
        topic = speech.TOPIC if kind.__module__ == speech.__name__ else scoring.TOPIC
        data = {name: getattr(body, name) for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]  # a body is a dataclass
        told = self.house.clock.now()
        message = Message(new_id(), topic, kind.TYPE, key, told, data)  # type: ignore[attr-defined]  # and has a type
        await PostgresBus(self.house.ground.db).publish([message])
        return message

    async def turn(self) -> int:
        """Relay and deliver once, as if no time had to pass; how much is left."""
        db = self.house.ground.db
        await Relay(db, "hiring", TOPIC, PostgresBus(db)).step()
        async with db.unit("kit") as unit:
            await unit.execute(AT_ONCE)
        for subscription in self.house.part.subscriptions:
            types = {kind: self.around(handler) for kind, handler in subscription.types.items()}
            wrapped = Subscription(subscription.group, subscription.topic, types)
            await Consumer(db, wrapped).step()
        async with db.unit("kit") as unit:
            left: int = await unit.fetchval(LEFT)
        return left


async def completed(house: House, line: Line) -> Done:
    """Recorded and completed; the news lie in the outbox."""
    await line.open()
    scene = await done(house, complete=False)
    await scene.found.guest.ok("POST", f"{scene.path}/complete")
    return scene


def heard(scene: Done) -> speech.TranscriptReady:
    scene.house.speech.ready(scene.url, "Yes")
    return speech.TranscriptReady(scene.url, scene.id, scene.question_id, "full")


@pytest.mark.parametrize("away", ["speech", "scoring"])
async def test_what_is_down_is_asked_again_when_it_is_back(house: House, away: str) -> None:
    line = Line(house)
    scene = await completed(house, line)
    ready = heard(scene)
    getattr(house, away).down = True
    await line.publish(ready, scene.id)
    assert await line.turn() > 0
    assert house.scoring.submitted == {}
    getattr(house, away).down = False
    assert await line.turn() == 0
    assert len(house.scoring.submitted[scene.id]) == 1


class Crash(BaseException):
    """The process ends here."""


async def scored_with_a_crash(house: House, kind: type[Analyses]) -> list[str]:
    """The process dies when the score is kept and before the bus knows; then it starts anew."""
    line = Line(house)
    scene = await completed(house, line)
    await line.publish(heard(scene), scene.id)
    await line.turn()
    made = house.scoring.score(scene.id, 72.5)
    body = scoring.EvidenceScored(scene.id, made.number, "scored", None, "offline", "1.0")
    message = await line.publish(body, scene.id)

    def dying(handler: Handler) -> Handler:
        async def handle(news: Message) -> None:
            await handler(news)
            if news.id == message.id:
                raise Crash

        return handle

    house.part = replace(house.part, subscriptions=_of(house, kind))
    with pytest.raises((Crash, BaseExceptionGroup)):
        await Line(house, dying).turn()
    assert await Line(house).turn() == 0
    told = [row for row in await house.events() if row["event_type"] == "analysis.ready"]
    async with house.ground.db.unit("hiring") as unit:
        audited = await unit.fetchval("SELECT count(*) FROM hiring.audit WHERE action = 'scored'")
        status = await unit.fetchval("SELECT analysis FROM hiring.invitations")
    assert status == Analysis.READY
    return [row["id"] for row in told] + ["audited"] * audited


def _of(house: House, kind: type[Analyses]) -> tuple[Subscription, ...]:
    """Hiring's subscriptions with the handler of scores from `kind`."""
    ours = house.part.subscriptions
    [handler] = [
        one.types[scoring.EvidenceScored.TYPE] for one in ours if one.topic == scoring.TOPIC
    ]
    analyses = handler.__self__  # type: ignore[attr-defined]  # a bound method
    other = kind(analyses._store, analyses._clock, analyses._neighbours, frozenset())
    types = {scoring.EvidenceScored.TYPE: other.on_scored}
    return (
        *(one for one in ours if one.topic != scoring.TOPIC),
        Subscription("hiring", scoring.TOPIC, types),
    )


class Forgetful(Analyses):
    """Broken on purpose: takes every message for a new one."""

    async def on_scored(self, message: Message) -> None:
        await super().on_scored(replace(message, id=new_id()))


async def test_a_crash_after_the_score_was_kept_tells_nobody_twice(house: House) -> None:
    assert len(await scored_with_a_crash(house, Analyses)) == 2  # told once, written down once


async def test_without_the_inbox_it_would_be_written_down_twice(house: House) -> None:
    assert len(await scored_with_a_crash(house, Forgetful)) == 3


async def test_a_rolled_back_score_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure in the last statement takes inbox, audit, standing and outbox back with it."""
    line = Line(house)
    scene = await completed(house, line)
    await line.publish(heard(scene), scene.id)
    await line.turn()
    made = house.scoring.score(scene.id, 72.5)
    body = scoring.EvidenceScored(scene.id, made.number, "scored", None, "offline", "1.0")
    await line.publish(body, scene.id)
    whole = PostgresUnit.save_standing

    async def failing(*_args: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(PostgresUnit, "save_standing", failing)
    assert await line.turn() == 1
    async with house.ground.db.unit("hiring") as unit:
        assert await unit.fetchval("SELECT count(*) FROM hiring.audit WHERE action = 'scored'") == 0
    assert [r for r in await house.events() if r["event_type"] == "analysis.ready"] == []
    monkeypatch.setattr(PostgresUnit, "save_standing", whole)
    assert await line.turn() == 0
    assert len([r for r in await house.events() if r["event_type"] == "analysis.ready"]) == 1
