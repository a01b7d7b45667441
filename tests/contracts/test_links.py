"""One suite over both links: a contract in this process, and one behind gRPC."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parley.contracts.identity import Account, AccountNotFound, GuestSession, Identity, Role
from parley.contracts.media import (
    Consent,
    ConsentRequired,
    Gap,
    Media,
    OpenTake,
    Playback,
    RetakesExhausted,
    Take,
    TakeNotFound,
    TakeNotReady,
)
from parley.identity import rpc as identity_rpc
from parley.kit.discovery import StaticDiscovery
from parley.kit.errors import DeadlineExceeded, DomainError, Kind, TooManyRequests
from parley.kit.log import request_id
from parley.kit.rpc import deadlines
from parley.kit.rpc.linking import Link, local
from parley.kit.rpc.serving import Server
from parley.media import rpc as media_rpc

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, UTC)
TOKEN = "service-token"


class MemoryIdentity:
    """Accounts in a dictionary; `do` runs before each call, to fail or to hang."""

    def __init__(self) -> None:
        self.by_email: dict[str, Account] = {}
        self.closed: list[str] = []
        self.do: Callable[[], Any] = _nothing

    async def jwks(self) -> Mapping[str, Any]:
        await self.do()
        return {"keys": [{"kid": "1", "kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"}]}

    async def ensure_candidate(self, email: str, name: str) -> Account:
        await self.do()
        made = Account(f"id-{len(self.by_email)}", email, name, Role.CANDIDATE, None, guest=True)
        return self.by_email.setdefault(email, made)

    async def accounts(self, user_ids: Sequence[str]) -> list[Account]:
        await self.do()
        return [account for account in self.by_email.values() if account.user_id in user_ids]

    async def open_guest_session(
        self, candidate_id: str, invitation_id: str, not_after: datetime
    ) -> GuestSession:
        await self.do()
        if candidate_id not in {account.user_id for account in self.by_email.values()}:
            raise AccountNotFound
        return GuestSession(f"{invitation_id}@{not_after.isoformat()}", 600, "refresh", 2**40)

    async def close_guest_sessions(self, invitation_id: str) -> None:
        await self.do()
        self.closed.append(invitation_id)

    async def worker_token(self, user_id: str, interview_id: str) -> str:
        await self.do()
        return f"{user_id}@{interview_id}"


class MemoryMedia:
    """Takes in a list."""

    def __init__(self) -> None:
        self.consents: dict[str, Consent] = {}
        self.opened: list[Take] = []
        self.erased: list[str] = []

    async def give_consent(self, consent: Consent) -> Consent:
        return self.consents.setdefault(consent.evidence_id, consent)

    async def consent(self, evidence_id: str) -> Consent | None:
        return self.consents.get(evidence_id)

    async def withdraw_consent(self, evidence_id: str) -> None:
        self.consents.pop(evidence_id, None)

    async def open_take(self, ask: OpenTake) -> Take:
        if ask.evidence_id not in self.consents:
            raise ConsentRequired
        left = ask.takes_allowed - len(self.opened) - 1
        if left < 0:
            raise RetakesExhausted("Submit what is there: “quoted” ünïcode\nand a second line.")
        limit = ask.media_limit_seconds
        take = Take(
            f"t{left}",
            ask.item_id,
            "blob://x",
            ask.not_after,
            limit,
            left,
            0.5,
            0,
            submitted=False,
            created=True,
        )
        self.opened.append(take)
        return take

    async def takes(self, evidence_id: str) -> list[Take]:
        return list(self.opened) if evidence_id in self.consents else []

    async def submit_take(self, media_url: str, evidence_id: str, item_id: str) -> float:
        if media_url != "blob://x":
            raise TakeNotFound
        if not self.opened:
            raise TakeNotReady(retry_after=2.5)
        self.opened = [replace(take, submitted=True) for take in self.opened]
        return 12.25

    async def playback(self, media_url: str, *, retry: bool = False) -> Playback:
        if retry:
            return Playback("processing", 0.25)
        gaps = (Gap(1.5, 30.0), Gap(7.0, 0.125))
        return Playback("ready", 1.0, "/p", None, "/d", 12.25, gaps, NOON)

    async def recorded_seconds(self, evidence_id: str, except_item: str) -> float:
        return float(len(evidence_id) + len(except_item))

    async def erase(self, evidence_ids: Sequence[str]) -> None:
        self.erased.extend(evidence_ids)


async def _nothing() -> None: ...


async def verify(token: str) -> Mapping[str, Any]:
    return {"sub": "tests", "use": "service" if token == TOKEN else "access"}


async def token() -> str:
    return TOKEN


Linker = Callable[..., AbstractAsyncContextManager[Any]]


@pytest.fixture(params=["local", "grpc"])
def linked(request: pytest.FixtureRequest) -> Linker:
    """`linked(rpc module, implementation, seconds=...)`: the contract at the end of a link."""

    @asynccontextmanager
    async def by_call(module: Any, contract: Any, seconds: float = 10) -> AsyncIterator[Any]:
        yield local(contract, seconds=seconds)

    @asynccontextmanager
    async def by_grpc(module: Any, contract: Any, seconds: float = 10) -> AsyncIterator[Any]:
        server = Server([module.service(contract)], verify)
        port = await server.start()
        discovery = StaticDiscovery({module.SERVICE.full_name: [f"127.0.0.1:{port}"]})
        link = Link(module.SERVICE, discovery, token, seconds=seconds)
        try:
            yield module.Client(link)
        finally:
            await link.close()
            await server.stop(0)

    return by_call if request.param == "local" else by_grpc


@pytest.fixture
def memory() -> MemoryIdentity:
    return MemoryIdentity()


@pytest.fixture
async def identity(linked: Linker, memory: MemoryIdentity) -> AsyncIterator[Identity]:
    async with linked(identity_rpc, memory) as contract:
        yield contract


@pytest.fixture
def memory_media() -> MemoryMedia:
    return MemoryMedia()


@pytest.fixture
async def media(linked: Linker, memory_media: MemoryMedia) -> AsyncIterator[Media]:
    async with linked(media_rpc, memory_media) as contract:
        yield contract


async def test_identity_answers_the_same(identity: Identity, memory: MemoryIdentity) -> None:
    assert (await identity.jwks())["keys"][0]["kid"] == "1"
    ada = await identity.ensure_candidate("ada@x.example", "Ada")
    assert ada == Account("id-0", "ada@x.example", "Ada", Role.CANDIDATE, None, guest=True)
    assert await identity.ensure_candidate("ada@x.example", "Else") == ada
    assert await identity.accounts(["id-0", "nobody"]) == [ada]
    assert await identity.accounts([]) == []
    session = await identity.open_guest_session("id-0", "inv", NOON)
    assert session == GuestSession(f"inv@{NOON.isoformat()}", 600, "refresh", 2**40)
    await identity.close_guest_sessions("inv")
    assert memory.closed == ["inv"]
    assert await identity.worker_token("id-0", "talk") == "id-0@talk"


async def test_media_answers_the_same(media: Media, memory_media: MemoryMedia) -> None:
    consent = Consent("e", "s", "3", ("first", "", "third"), NOON)
    assert await media.consent("e") is None
    assert await media.give_consent(consent) == consent
    assert await media.give_consent(replace(consent, version="4")) == consent
    assert await media.consent("e") == consent
    ask = OpenTake("e", "q", "s", None, 2, retake=False, not_after=NOON + timedelta(microseconds=1))
    take = await media.open_take(ask)
    assert take == Take(
        "t1", "q", "blob://x", ask.not_after, None, 1, 0.5, 0, submitted=False, created=True
    )
    assert await media.open_take(replace(ask, media_limit_seconds=0)) == replace(
        take, take_id="t0", retakes_left=0, media_limit_seconds=0
    )
    assert await media.submit_take("blob://x", "e", "q") == 12.25
    assert [taken.submitted for taken in await media.takes("e")] == [True, True]
    ready = await media.playback("blob://x")
    assert ready.gaps == (Gap(1.5, 30.0), Gap(7.0, 0.125))
    assert (ready.poster_url, ready.expires_at) == (None, NOON)
    assert await media.playback("blob://x", retry=True) == Playback("processing", 0.25)
    assert await media.recorded_seconds("abc", "de") == 5.0
    await media.withdraw_consent("e")
    assert await media.consent("e") is None
    await media.erase(["e", "f"])
    assert memory_media.erased == ["e", "f"]


def told(error: DomainError) -> tuple[type, str, Kind, str, float | None]:
    return type(error), error.code, error.kind, error.details, error.retry_after


async def test_errors_are_the_same(media: Media, identity: Identity) -> None:
    ask = OpenTake("e", "q", "s", 60, 0, retake=True, not_after=NOON)
    with pytest.raises(ConsentRequired) as required:
        await media.open_take(ask)
    assert told(required.value) == told(ConsentRequired())
    await media.give_consent(Consent("e", "s", "1", (), NOON))
    with pytest.raises(RetakesExhausted) as exhausted:
        await media.open_take(ask)
    assert exhausted.value.details == "Submit what is there: “quoted” ünïcode\nand a second line."
    with pytest.raises(TakeNotReady) as unready:
        await media.submit_take("blob://x", "e", "q")
    assert told(unready.value) == told(TakeNotReady(retry_after=2.5))
    with pytest.raises(AccountNotFound):
        await identity.open_guest_session("nobody", "inv", NOON)


KNOWN = sorted(
    (cls for cls in set(DomainError.by_code.values()) if cls.__module__.startswith("parley.")),
    key=lambda cls: (cls.__name__, cls.__module__),
)


@pytest.mark.parametrize("cls", KNOWN, ids=lambda cls: str(cls.__name__))
async def test_every_error_crosses(
    identity: Identity, memory: MemoryIdentity, cls: type[DomainError]
) -> None:
    error = cls("What to do.", retry_after=1.5)

    async def fail() -> None:
        raise error

    memory.do = fail
    # Not an idempotent call: those would be tried again when the error is Unavailable.
    with pytest.raises(DomainError) as caught:
        await identity.open_guest_session("x", "y", NOON)
    assert told(caught.value) == told(error)


async def test_an_unexpected_failure_is_no_domain_error(
    identity: Identity, memory: MemoryIdentity
) -> None:
    async def fail() -> None:
        raise ZeroDivisionError("ada@x.example")

    memory.do = fail
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the kinds differ, on purpose
        await identity.accounts([])
    assert not isinstance(caught.value, DomainError)


async def test_a_call_that_hangs_ends_at_its_deadline(
    linked: Linker, memory: MemoryIdentity
) -> None:
    cancelled = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    memory.do = hang
    async with linked(identity_rpc, memory, seconds=0.2) as identity:
        with pytest.raises(DeadlineExceeded) as caught:
            await identity.accounts([])
        assert told(caught.value) == told(DeadlineExceeded(retry_after=1))
        await asyncio.wait_for(cancelled.wait(), 5)


async def test_the_callers_deadline_is_kept_and_travels(
    identity: Identity, memory: MemoryIdentity
) -> None:
    seen: list[float | None] = []

    async def look() -> None:
        seen.append(deadlines.remaining())
        await asyncio.Event().wait()

    memory.do = look
    with deadlines.within(0.3), pytest.raises(DeadlineExceeded):
        await identity.ensure_candidate("a@x.example", "A")
    [left] = seen
    assert left is not None
    assert 0 < left <= 0.31  # gRPC carries whole milliseconds, rounded up


async def test_a_deadline_that_has_passed_calls_nobody(
    identity: Identity, memory: MemoryIdentity
) -> None:
    with deadlines.within(0), pytest.raises(DeadlineExceeded):
        await identity.close_guest_sessions("inv")
    assert memory.closed == []


async def test_a_timeout_inside_is_not_the_deadline(
    identity: Identity, memory: MemoryIdentity
) -> None:
    async def fail() -> None:
        raise TimeoutError

    memory.do = fail
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the kinds differ, on purpose
        await identity.accounts([])
    assert not isinstance(caught.value, DeadlineExceeded)


async def test_cancelling_the_caller_cancels_the_work(
    identity: Identity, memory: MemoryIdentity
) -> None:
    running, cancelled = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        running.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    memory.do = hang
    call = asyncio.ensure_future(identity.accounts([]))
    await asyncio.wait_for(running.wait(), 5)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await asyncio.wait_for(cancelled.wait(), 5)


async def test_the_request_id_travels(identity: Identity, memory: MemoryIdentity) -> None:
    seen: list[str | None] = []

    async def look() -> None:
        seen.append(request_id.get())

    memory.do = look
    mark = request_id.set("r-1")
    try:
        await identity.jwks()
    finally:
        request_id.reset(mark)
    assert seen == ["r-1"]


async def test_retry_after_survives_in_full(identity: Identity, memory: MemoryIdentity) -> None:
    async def fail() -> None:
        raise TooManyRequests(retry_after=0.1 + 0.2)

    memory.do = fail
    with pytest.raises(TooManyRequests) as caught:
        await identity.jwks()
    assert caught.value.retry_after == 0.1 + 0.2
