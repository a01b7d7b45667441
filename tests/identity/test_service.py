"""Sessions, accounts and guests on real PostgreSQL."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from parley.contracts.identity import AccountNotFound, Principal, Role
from parley.identity.domain import (
    EmailTaken,
    InvalidCredentials,
    InvalidRefreshToken,
    Session,
    TooManyAttempts,
)
from parley.identity.ports import Settings
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.errors import Malformed, Unauthenticated
from parley.kit.ids import new_id
from parley.kit.tokens import LEEWAY_S, fingerprint
from tests.identity.conftest import CHEAP, House, build

INVITATION = "0b2f7c54-1111-4222-8333-444455556666"
PASSWORD = "correct horse"


async def signed_in(house: House, email: str = "ada@example.com") -> Session:
    return await house.identity.accounts_.register(
        email, PASSWORD, "Ada", source="192.0.2.1", key=None
    )


async def events(db: Database) -> list[tuple[str, Mapping[str, Any], str]]:
    async with db.unit("identity") as unit:
        rows = await unit.fetch("SELECT * FROM identity.outbox ORDER BY position")
    assert all(r["topic"] == "identity-events" and r["key"] == r["subject_id"] for r in rows)
    return [(r["event_type"], r["payload"]["data"], r["subject_id"]) for r in rows]


async def families(db: Database) -> list[tuple[int, bool]]:
    """Leaves and whether it is revoked, a family."""
    async with db.unit("identity") as unit:
        rows = await unit.fetch(
            """
            SELECT f.revoked_at, count(*) FILTER (WHERE t.rotated_at IS NULL) AS leaves
            FROM identity.refresh_families f JOIN identity.refresh_tokens t ON t.family_id = f.id
            GROUP BY f.id
            """
        )
    return [(row["leaves"], row["revoked_at"] is not None) for row in rows]


async def test_fifty_refreshes_at_once_are_one(house: House, db: Database) -> None:
    first = await signed_in(house)
    refresh = house.identity.sessions.refresh
    answers = await asyncio.gather(*(refresh(first.refresh_token, None) for _ in range(50)))
    assert len({a.refresh_token for a in answers}) == 1
    assert answers[0].refresh_token != first.refresh_token
    assert await families(db) == [(1, False)]
    await refresh(answers[0].refresh_token, None)


async def test_a_late_tab_gets_the_newest_leaf(house: House, clock: ManualClock) -> None:
    first = await signed_in(house)
    refresh = house.identity.sessions.refresh
    second = await refresh(first.refresh_token, None)
    third = await refresh(second.refresh_token, None)
    clock.advance(10)
    late = await refresh(first.refresh_token, None)
    assert late.refresh_token == third.refresh_token


async def test_after_the_grace_reuse_ends_the_family_for_good(
    house: House, clock: ManualClock, db: Database
) -> None:
    first = await signed_in(house)
    refresh = house.identity.sessions.refresh
    second = await refresh(first.refresh_token, None)
    third = await refresh(second.refresh_token, None)
    clock.advance(10.001)
    with pytest.raises(InvalidRefreshToken):
        await refresh(first.refresh_token, None)
    assert await families(db) == [(1, True)]
    with pytest.raises(InvalidRefreshToken):
        await refresh(third.refresh_token, None)


async def test_an_answer_lost_with_the_network_is_given_again(
    house: House, clock: ManualClock
) -> None:
    first = await signed_in(house)
    lost = await house.identity.sessions.refresh(first.refresh_token, None)
    clock.advance(600)
    again = await house.identity.sessions.refresh(first.refresh_token, None)
    assert again.refresh_token == lost.refresh_token
    clock.advance(0.001)
    with pytest.raises(InvalidRefreshToken):
        await house.identity.sessions.refresh(first.refresh_token, None)


async def test_only_hashes_are_stored(house: House, db: Database) -> None:
    session = await signed_in(house)
    async with db.unit("identity") as unit:
        tables = await unit.fetch(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'identity'"
        )
        stored = [
            str(await unit.fetch(f"SELECT t::text AS r FROM identity.{t['table_name']} t"))  # noqa: S608 - our own tables
            for t in tables
        ]
    everything = "".join(stored)
    assert fingerprint(session.refresh_token) in everything
    for secret in (session.refresh_token, session.access_token, PASSWORD):
        assert secret not in everything


async def test_an_access_token_says_who(house: House) -> None:
    session = await signed_in(house)
    claims = await house.ground.verifier.verify(session.access_token)
    assert {"iss", "aud", "iat", "exp", "jti", "use", "sub"} <= set(claims)
    assert claims["exp"] - claims["iat"] == 600
    principal = Principal.from_claims(claims)
    assert principal == Principal(
        session.account.user_id, Role.CANDIDATE, "ada@example.com", "Ada", None, None
    )


async def test_a_session_of_a_guest_ends_with_the_invitation(
    house: House, clock: ManualClock
) -> None:
    guest = await house.identity.ensure_candidate("g@example.com", "Gus")
    end = clock.now() + timedelta(seconds=300)
    session = await house.identity.open_guest_session(guest.user_id, INVITATION, end)
    assert (session.expires_in, session.refresh_expires_in) == (300, 300)
    claims = await house.ground.verifier.verify(session.access_token)
    assert Principal.from_claims(claims).invitation_id == INVITATION
    clock.advance(299)
    last = await house.identity.sessions.refresh(session.refresh_token, INVITATION)
    assert (last.expires_in, last.refresh_expires_in) == (1, 1)
    clock.advance(1)
    for token in (session.refresh_token, last.refresh_token):
        with pytest.raises(InvalidRefreshToken):
            await house.identity.sessions.refresh(token, INVITATION)
    with pytest.raises(InvalidRefreshToken):
        await house.identity.open_guest_session(guest.user_id, INVITATION, end)


async def test_a_guests_token_is_no_accounts_token(house: House, clock: ManualClock) -> None:
    guest = await house.identity.ensure_candidate("g@example.com", "Gus")
    end = clock.now() + timedelta(days=1)
    session = await house.identity.open_guest_session(guest.user_id, INVITATION, end)
    for other in (None, "0b2f7c54-0000-4222-8333-444455556666", "", "x"):
        with pytest.raises(InvalidRefreshToken):
            await house.identity.sessions.refresh(session.refresh_token, other)
    await house.identity.sessions.refresh(session.refresh_token, INVITATION)


async def test_revoking_an_invitation_ends_its_guest_sessions_only(
    house: House, clock: ManualClock
) -> None:
    guest = await house.identity.ensure_candidate("g@example.com", "Gus")
    end, other = clock.now() + timedelta(days=1), INVITATION[::-1]
    one = await house.identity.open_guest_session(guest.user_id, INVITATION, end)
    two = await house.identity.open_guest_session(guest.user_id, other, end)
    await house.identity.close_guest_sessions(INVITATION)
    with pytest.raises(InvalidRefreshToken):
        await house.identity.sessions.refresh(one.refresh_token, INVITATION)
    await house.identity.sessions.refresh(two.refresh_token, other)


@pytest.mark.parametrize("nobody", ["x", INVITATION])
async def test_no_session_for_nobody(house: House, clock: ManualClock, nobody: str) -> None:
    with pytest.raises(AccountNotFound):
        await house.identity.open_guest_session(nobody, INVITATION, clock.now() + timedelta(days=1))


async def test_a_candidate_is_one_guest_however_often_asked(house: House, db: Database) -> None:
    asked = await asyncio.gather(
        *(house.identity.ensure_candidate("G@Example.com", "Gus") for _ in range(30))
    )
    assert len({a.user_id for a in asked}) == 1
    assert asked[0].guest
    assert [e[0] for e in await events(db)] == ["user.created"]


async def test_registering_a_guests_address_gives_nothing_of_the_guests(
    house: House, db: Database
) -> None:
    guest = await house.identity.ensure_candidate("ada@example.com", "Ada")
    squatter = (await signed_in(house)).account
    assert squatter.user_id != guest.user_id
    # Neither what is there already, nor the next invitation.
    assert (await house.identity.ensure_candidate("ada@example.com", "")).user_id == guest.user_id
    assert [e[2] for e in await events(db)] == [guest.user_id, squatter.user_id]


async def test_registering_before_the_invitation_gives_nothing_either(house: House) -> None:
    squatter = (await signed_in(house)).account
    guest = await house.identity.ensure_candidate("ada@example.com", "Ada")
    assert guest.guest
    assert guest.user_id != squatter.user_id


async def test_a_verified_account_is_its_address_candidate(house: House) -> None:
    account, _ = await house.identity.accounts_.add_user("a@example.com", "Ada", Role.HR)
    await house.identity.ensure_candidate("b@example.com", "")
    assert await house.identity.ensure_candidate("A@example.com", "x") == account


async def test_a_guest_without_a_name_gets_the_first_one(house: House, db: Database) -> None:
    for given, known in (("", ""), ("Gus", "Gus"), ("Eve", "Gus"), ("", "Gus")):
        assert (await house.identity.ensure_candidate("g@example.com", given)).name == known
    assert [(e[0], e[1]["name"]) for e in await events(db)] == [
        ("user.created", ""), ("user.updated", "Gus"),
    ]  # fmt: skip


async def test_a_guest_cannot_sign_in(house: House) -> None:
    await house.identity.ensure_candidate("g@example.com", "Gus")
    with pytest.raises(InvalidCredentials):
        await house.identity.accounts_.login("g@example.com", "", source="192.0.2.1")


async def test_accounts_are_told_by_id(house: House) -> None:
    one = await house.identity.ensure_candidate("g@example.com", "Gus")
    two = (await signed_in(house)).account
    found = await house.identity.accounts([one.user_id, two.user_id, INVITATION, "x"])
    assert sorted(a.user_id for a in found) == sorted([one.user_id, two.user_id])


async def test_an_operator_makes_staff_and_vouches_for_them(house: House, db: Database) -> None:
    accounts = house.identity.accounts_
    account, password = await accounts.add_user("HR@example.com", "Hal", Role.HR)
    assert len(password) >= 16
    session = await accounts.login("hr@example.com", password, source="192.0.2.1")
    assert session.account == account
    with pytest.raises(EmailTaken):
        await accounts.add_user("hr@example.com", "Hal", Role.ADMIN)
    assert [(s.account.email, s.verified) for s in await accounts.list_users()] == [
        ("hr@example.com", True)
    ]
    assert (await events(db))[0][1] == {
        "userId": account.user_id, "email": "hr@example.com", "name": "Hal", "role": "hr",
    }  # fmt: skip


async def test_an_operator_takes_an_address_back_from_who_only_claimed_it(house: House) -> None:
    squatter = await signed_in(house)
    accounts = house.identity.accounts_
    account, password = await accounts.add_user("ada@example.com", "Ada", Role.HR)
    assert account.user_id == squatter.account.user_id
    with pytest.raises(InvalidRefreshToken):
        await house.identity.sessions.refresh(squatter.refresh_token, None)
    with pytest.raises(InvalidCredentials):
        await accounts.login("ada@example.com", PASSWORD, source="192.0.2.1")
    session = await accounts.login("ada@example.com", password, source="192.0.2.1")
    assert session.account.role is Role.HR


async def test_the_demo_is_seeded_once(house: House) -> None:
    accounts = house.identity.accounts_
    made = await accounts.ensure_demo("demo password")
    assert [(a.email, a.role) for a in made] == [
        ("hr@demo.parley", Role.HR), ("candidate@demo.parley", Role.CANDIDATE),
    ]  # fmt: skip
    assert await accounts.ensure_demo("another password") == []
    await accounts.login("hr@demo.parley", "demo password", source="192.0.2.1")
    demo = await house.identity.ensure_candidate("candidate@demo.parley", "")
    assert demo == made[1]


async def test_deleting_takes_everything_and_tells(house: House, db: Database) -> None:
    session = await signed_in(house)
    who = session.account.user_id
    await house.identity.accounts_.delete(who)
    assert await families(db) == []
    assert (await events(db))[-1] == ("user.deleted", {"userId": who}, who)
    for gone in (who, "x"):
        with pytest.raises(AccountNotFound):
            await house.identity.accounts_.delete(gone)


async def test_fifty_registrations_at_once_make_one_account(house: House, db: Database) -> None:
    # From fifty sources, so that the limit isn't what is tested.
    answers = await asyncio.gather(
        *(
            house.identity.accounts_.register(
                "ada@example.com", PASSWORD, "Ada", source=f"192.0.2.{n}", key=None
            )
            for n in range(50)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(a, Session) for a in answers) == 1
    assert sum(isinstance(a, EmailTaken) for a in answers) == 49
    assert len(await events(db)) == 1


async def test_guesses_made_all_at_once_do_not_slip_past_the_limit(house: House) -> None:
    await signed_in(house)
    guesses = ["wrong"] * 29 + [PASSWORD]
    answers = await asyncio.gather(
        *(
            house.identity.accounts_.login("ada@example.com", guess, source="192.0.2.1")
            for guess in guesses
        ),
        return_exceptions=True,
    )
    # The right one among them, too, came after three wrong ones.
    assert sum(isinstance(a, InvalidCredentials) for a in answers) == 3
    assert sum(isinstance(a, TooManyAttempts) for a in answers) == 27


async def test_being_right_all_at_once_is_never_too_often(house: House) -> None:
    await signed_in(house)
    login = house.identity.accounts_.login
    answers = await asyncio.gather(
        *(login("ada@example.com", PASSWORD, source="192.0.2.1") for _ in range(30))
    )
    assert len({a.refresh_token for a in answers}) == 30


async def test_a_password_is_hashed_anew_when_its_cost_was_raised(
    house: House, db: Database, settings: Settings, clock: ManualClock
) -> None:
    await signed_in(house)
    dearer = build(db, clock, replace(settings, argon2=replace(CHEAP, passes=2)))
    await dearer.identity.accounts_.login("ada@example.com", PASSWORD, source="192.0.2.1")
    async with db.unit("identity") as unit:
        stored = await unit.fetchval("SELECT password_hash FROM identity.credentials")
    assert "t=2" in stored
    await house.identity.accounts_.login("ada@example.com", PASSWORD, source="192.0.2.1")


async def test_ended_sessions_are_forgotten_after_a_day(
    house: House, db: Database, clock: ManualClock
) -> None:
    await signed_in(house)
    kept = await signed_in(house, "b@example.com")
    await house.identity.sessions.close(
        (await signed_in(house, "c@example.com")).refresh_token, None
    )
    clock.advance(86400)
    assert await house.identity.sessions.purge() == 0
    clock.advance(1)
    assert await house.identity.sessions.purge() == 1
    clock.advance(29 * 86400 - 2)
    kept = await house.identity.sessions.refresh(kept.refresh_token, None)
    clock.advance(86400 + 2)
    assert await house.identity.sessions.purge() == 1
    assert len(await families(db)) == 1
    await house.identity.sessions.refresh(kept.refresh_token, None)


@pytest.mark.parametrize("wrong", ["", "no address", "a\nb@example.com"])
async def test_a_candidate_needs_an_address(house: House, wrong: str) -> None:
    with pytest.raises(Malformed):
        await house.identity.ensure_candidate(wrong, "Gus")


async def test_a_worker_token_is_for_one_interview_and_five_minutes(house: House) -> None:
    ada = (await signed_in(house)).account.user_id
    token = await house.identity.worker_token(ada, INVITATION)
    claims = await house.ground.verifier.verify(token)
    said = {name: claims[name] for name in ("use", "sub", "userId", "interviewId")}
    assert said == {"use": "worker", "sub": ada, "userId": ada, "interviewId": INVITATION}
    assert claims["exp"] - claims["iat"] == 300
    with pytest.raises(Unauthenticated):
        Principal.from_claims(claims)


async def test_a_worker_token_ends(house: House, clock: ManualClock) -> None:
    clock.advance(-301 - LEEWAY_S)
    token = await house.identity.worker_token(new_id(), INVITATION)
    with pytest.raises(Unauthenticated):
        await house.ground.verifier.verify(token)
