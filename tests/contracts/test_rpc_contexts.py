"""The real contexts at the end of both links, over one database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parley.contracts.identity import AccountNotFound, Identity, Role
from parley.contracts.media import (
    Consent,
    ConsentRequired,
    Media,
    OpenTake,
    SoundChunk,
    TakeNotFound,
)
from parley.identity import rpc as identity_rpc
from parley.identity.ports import Argon2
from parley.identity.ports import Settings as IdentitySettings
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.part import Ground
from parley.media import rpc as media_rpc
from parley.media import wire as media_wire
from parley.media.ports import Settings as MediaSettings
from tests.contracts.test_links import Linker, linked  # noqa: F401 - a fixture
from tests.identity.clock import now_clock
from tests.identity.conftest import House, build

CHEAP = Argon2(memory_kib=8, passes=1, lanes=1, at_once=4)


@pytest.fixture
def house(db: Database, tmp_path: Path) -> House:
    """Identity as the application builds it, and the ground to build others on."""
    return build(db, now_clock(), IdentitySettings(keys_dir=tmp_path / "keys", argon2=CHEAP))


@pytest.fixture
def ground(house: House) -> Ground:
    return house.ground


@pytest.fixture
async def identity(house: House, linked: Linker) -> AsyncIterator[Identity]:  # noqa: F811 - that fixture
    async with linked(identity_rpc, house.identity) as contract:
        yield contract


@pytest.fixture
async def media(ground: Ground, linked: Linker) -> AsyncIterator[Media]:  # noqa: F811 - that fixture
    part = media_wire.build(ground, MediaSettings(disk_floor_bytes=0))
    async with linked(media_rpc, part.contract) as contract:
        yield contract


async def test_identity(identity: Identity, ground: Ground) -> None:
    ada = await identity.ensure_candidate("ada@x.example", "Ada")
    again = await identity.ensure_candidate("ADA@x.example", "Ada L.")
    assert [again] == await identity.accounts([ada.user_id])
    assert (ada.role, ada.guest, ada.email) == (Role.CANDIDATE, True, "ada@x.example")
    assert await identity.accounts([new_id(), "no id"]) == []
    not_after = ground.clock.now() + timedelta(days=1)
    session = await identity.open_guest_session(ada.user_id, new_id(), not_after)
    assert 0 < session.expires_in <= session.refresh_expires_in <= 24 * 3600
    claims = await ground.verifier.verify(session.access_token)
    assert claims["sub"] == ada.user_id
    assert {"kid", "kty", "x", "y"} <= set((await identity.jwks())["keys"][0])
    with pytest.raises(AccountNotFound):
        await identity.open_guest_session(new_id(), new_id(), not_after)
    await identity.close_guest_sessions(new_id())
    talk = new_id()
    worker = await ground.verifier.verify(await identity.worker_token(ada.user_id, talk))
    assert (worker["use"], worker["userId"], worker["interviewId"]) == ("worker", ada.user_id, talk)


async def test_media(media: Media, ground: Ground) -> None:
    now = ground.clock.now()
    evidence, subject, item = new_id(), new_id(), new_id()
    ask = OpenTake(evidence, item, subject, 60, 2, retake=False, not_after=now + timedelta(days=1))
    with pytest.raises(ConsentRequired):
        await media.open_take(ask)
    consent = Consent(evidence, subject, "1", ("We record.", "For them."), now)
    assert await media.give_consent(consent) == consent
    assert await media.consent(evidence) == consent
    take = await media.open_take(ask)
    assert (take.created, take.retakes_left, take.media_limit_seconds) == (True, 1, 60)
    again = await media.open_take(ask)
    assert (again.take_id, again.created) == (take.take_id, False)
    assert [found.take_id for found in await media.takes(evidence)] == [take.take_id]
    assert await media.recorded_seconds(evidence, item) == 0
    with pytest.raises(TakeNotFound):
        await media.submit_take("blob://nothing", evidence, item)
    with pytest.raises(TakeNotFound):
        await media.playback("blob://nothing")
    kept = await media.open_take(replace(ask, item_id="conversation", transcribe=False))
    sound = SoundChunk(kept.media_url, 0, 0, bytes(64_000))
    assert [await media.write_sound(sound) for _ in range(2)] == [64_000, 64_000]
    with pytest.raises(TakeNotFound):
        await media.write_sound(replace(sound, media_url=take.media_url))
    await media.withdraw_consent(evidence)
    assert await media.consent(evidence) is None
    await media.erase([evidence])
    assert await media.takes(evidence) == []
