"""Sign-in as a browser sees it, on real PostgreSQL."""

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from parley.contracts.identity import Role
from parley.identity.ports import Settings
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from tests.identity.conftest import ORIGIN, House, build

ADA = {"email": "Ada@example.com", "password": "correct horse", "name": "Ada  Byron"}
LOGIN = {"email": "ada@example.com", "password": "correct horse"}
WHO = {"email": "ada@example.com", "name": "Ada Byron", "role": "candidate"}
AUTH = "/api/v1/auth"


async def register(client: httpx.AsyncClient) -> httpx.Response:
    answer = await client.post(f"{AUTH}/register", json=ADA)
    assert answer.status_code == 201, answer.text
    return answer


def attributes(answer: httpx.Response) -> set[str]:
    (cookie,) = answer.headers.get_list("set-cookie")
    return {part.strip().lower() for part in cookie.split(";")[1:]}


async def test_registering_signs_in(client: httpx.AsyncClient) -> None:
    answer = await register(client)
    body = answer.json()
    assert set(body) == {"accessToken", "tokenType", "expiresIn", "user"}
    assert (body["tokenType"], body["expiresIn"]) == ("Bearer", 600)
    assert {k: v for k, v in body["user"].items() if k != "userId"} == WHO
    me = await client.get(f"{AUTH}/me", headers={"authorization": f"Bearer {body['accessToken']}"})
    assert me.json() == body["user"]


async def test_the_refresh_cookie_is_out_of_reach(client: httpx.AsyncClient) -> None:
    answer = await register(client)
    assert attributes(answer) == {
        "httponly", "samesite=strict", "path=/api/v1/auth", f"max-age={30 * 86400}",
    }  # fmt: skip
    assert client.cookies["parley_refresh"] not in answer.text


async def test_over_https_the_cookie_is_secure(
    db: Database, clock: ManualClock, settings: Settings
) -> None:
    async with build(db, clock, settings, secure=True).client() as client:
        assert "secure" in attributes(await register(client))


async def test_logging_in_with_any_case_of_the_address(client: httpx.AsyncClient) -> None:
    first = (await register(client)).json()
    answer = await client.post(f"{AUTH}/login", json=LOGIN | {"email": " ADA@Example.com"})
    assert answer.status_code == 200
    assert answer.json()["user"] == first["user"]


async def test_spaces_belong_to_a_password(client: httpx.AsyncClient) -> None:
    await client.post(f"{AUTH}/register", json=ADA | {"password": " correct horse "})
    assert (await client.post(f"{AUTH}/login", json=LOGIN)).status_code == 401
    spaced = await client.post(f"{AUTH}/login", json=LOGIN | {"password": " correct horse "})
    assert spaced.status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "incorrect horse"},
        {"email": "eve@example.com"},
        {"email": "no address"},
        {"email": "nul\x00@example.com"},
        {"password": ""},
        {"password": "nul\x00"},
    ],
)
async def test_every_wrong_login_gets_the_same_answer(
    client: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    await register(client)
    answer = await client.post(f"{AUTH}/login", json=LOGIN | wrong)
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "invalid_credentials",
        "details": "The address or the password is wrong.",
        "requestId": None,
    }


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"password": "too short"}, "weak_password"),
        ({"password": "ada@example.com"}, "weak_password"),
        ({"email": "ada"}, "malformed"),
        ({"name": "  "}, "malformed"),
        ({"name": "\x00"}, "malformed"),
        ({"role": "admin"}, "malformed"),
    ],
)
async def test_what_cannot_be_registered(
    client: httpx.AsyncClient, change: dict[str, str], error: str
) -> None:
    answer = await client.post(f"{AUTH}/register", json=ADA | change)
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert all(value not in answer.text for value in change.values() if len(value) > 6)


async def test_an_address_is_registered_once(client: httpx.AsyncClient) -> None:
    await register(client)
    again = await client.post(f"{AUTH}/register", json=ADA)
    assert (again.status_code, again.json()["error"]) == (409, "email_taken")


async def test_registration_repeated_under_its_key_signs_in(
    client: httpx.AsyncClient, clock: ManualClock
) -> None:
    key = {"idempotency-key": "k-1"}
    first = await client.post(f"{AUTH}/register", json=ADA, headers=key)
    clock.advance(24 * 3600)
    again = await client.post(f"{AUTH}/register", json=ADA, headers=key)
    assert again.status_code == 201
    assert again.json()["user"] == first.json()["user"]
    assert again.json()["accessToken"] != first.json()["accessToken"]
    for change, other in (({}, "k-2"), ({"password": "another horse"}, "k-1")):
        answer = await client.post(
            f"{AUTH}/register", json=ADA | change, headers={"idempotency-key": other}
        )
        assert (answer.status_code, answer.json()["error"]) == (409, "email_taken")
    clock.advance(1)
    late = await client.post(f"{AUTH}/register", json=ADA, headers=key)
    assert late.status_code == 409


async def test_registration_can_be_switched_off(
    db: Database, clock: ManualClock, settings: Settings
) -> None:
    house = build(db, clock, replace(settings, registration_open=False))
    async with house.client() as client:
        answer = await client.post(f"{AUTH}/register", json=ADA)
    assert (answer.status_code, answer.json()["error"]) == (403, "registration_disabled")


async def test_refreshing_rotates_the_cookie(client: httpx.AsyncClient, clock: ManualClock) -> None:
    first = await register(client)
    cookie = client.cookies["parley_refresh"]
    clock.advance(60)
    answer = await client.post(f"{AUTH}/refresh", json={})
    assert answer.status_code == 200
    assert answer.json()["user"] == first.json()["user"]
    assert client.cookies["parley_refresh"] != cookie
    assert (await client.post(f"{AUTH}/refresh")).status_code == 200  # a body isn't needed


async def test_a_copied_cookie_ends_the_session_for_both(
    client: httpx.AsyncClient, clock: ManualClock, house: House
) -> None:
    await register(client)
    stolen = client.cookies["parley_refresh"]
    for _ in range(2):
        clock.advance(60)
        assert (await client.post(f"{AUTH}/refresh", json={})).status_code == 200
    async with house.client() as thief:
        thief.cookies.set("parley_refresh", stolen)
        answer = await thief.post(f"{AUTH}/refresh", json={})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_refresh_token")
    mine = await client.post(f"{AUTH}/refresh", json={})
    assert (mine.status_code, mine.json()["error"]) == (401, "invalid_refresh_token")


@pytest.mark.parametrize("cookie", [None, "", "x", "x" * 600, "\xe4"])
async def test_no_cookie_or_a_made_up_one(house: House, cookie: str | None) -> None:
    sent = b"" if cookie is None else f"parley_refresh={cookie}".encode("latin-1")
    async with house.client() as client:
        answer = await client.post(f"{AUTH}/refresh", json={}, headers={b"cookie": sent})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_refresh_token")


async def test_logging_out_ends_the_session(client: httpx.AsyncClient) -> None:
    await register(client)
    cookie = client.cookies["parley_refresh"]
    answer = await client.post(f"{AUTH}/logout")
    assert (answer.status_code, answer.json()) == (200, {})
    assert "parley_refresh" not in client.cookies
    client.cookies.set("parley_refresh", cookie)
    assert (await client.post(f"{AUTH}/refresh", json={})).status_code == 401
    assert (await client.post(f"{AUTH}/logout")).status_code == 200


@pytest.mark.parametrize("route", ["register", "login", "refresh", "logout"])
async def test_other_websites_are_refused(client: httpx.AsyncClient, route: str) -> None:
    body = {"register": ADA, "login": LOGIN}.get(route, {})
    for origin in ("http://evil.test", "null", "http://parley.test.evil.test", ORIGIN + ":81"):
        answer = await client.post(f"{AUTH}/{route}", json=body, headers={"origin": origin})
        assert (answer.status_code, answer.json()["error"]) == (403, "origin_not_allowed")
    own = await client.post(f"{AUTH}/{route}", json=body, headers={"origin": ORIGIN})
    assert own.status_code != 403


@pytest.mark.parametrize("route", ["refresh", "logout"])
@pytest.mark.parametrize("wrong", ["x", "", "a; Domain=evil\r\n", "\x00", "0B2F7C54" * 4])
async def test_an_invitation_id_that_is_none(
    client: httpx.AsyncClient, route: str, wrong: str
) -> None:
    answer = await client.post(f"{AUTH}/{route}", json={"invitationId": wrong})
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


@pytest.mark.parametrize(
    ("route", "body", "field"),
    [
        ("register", ADA, "email"),
        ("register", ADA, "password"),
        ("register", ADA, "name"),
        ("login", LOGIN, "email"),
        ("login", LOGIN, "password"),
    ],
)
async def test_half_a_character_is_malformed(
    client: httpx.AsyncClient, route: str, body: dict[str, str], field: str
) -> None:
    content = json.dumps(body | {field: "\ud800" * 12})
    json_type = {"content-type": "application/json"}
    answer = await client.post(f"{AUTH}/{route}", content=content, headers=json_type)
    assert answer.status_code == 422


async def test_configured_origins_are_accepted(
    db: Database, clock: ManualClock, settings: Settings
) -> None:
    allowed = frozenset({"https://jobs.example.com"})
    async with build(db, clock, replace(settings, allowed_origins=allowed)).client() as client:
        for origin, status in (("https://jobs.example.com", 200), ("https://example.com", 403)):
            answer = await client.post(f"{AUTH}/logout", headers={"origin": origin})
            assert answer.status_code == status


async def test_guessing_at_one_account_is_limited(house: House) -> None:
    async with house.client() as client, house.client("192.0.2.9") as elsewhere:
        await register(client)
        wrong = LOGIN | {"password": "incorrect horse"}
        for _ in range(2):
            assert (await client.post(f"{AUTH}/login", json=wrong)).status_code == 401
        # Success forgets the failures before it, and doesn't count itself.
        assert (await client.post(f"{AUTH}/login", json=LOGIN)).status_code == 200
        for _ in range(3):
            assert (await client.post(f"{AUTH}/login", json=wrong)).status_code == 401
        answer = await client.post(f"{AUTH}/login", json=LOGIN)
        assert (answer.status_code, answer.json()["error"]) == (429, "too_many_attempts")
        assert 0 < int(answer.headers["retry-after"]) <= 900
        assert (await elsewhere.post(f"{AUTH}/login", json=LOGIN)).status_code == 200


async def test_guessing_at_many_accounts_is_limited(house: House) -> None:
    async with house.client() as client, house.client("2001:db8::1") as six:
        await register(client)
        for other in range(6):
            who = {"email": f"a{other}@example.com", "password": "whatever it is"}
            assert (await client.post(f"{AUTH}/login", json=who)).status_code == 401
            assert (await six.post(f"{AUTH}/login", json=who)).status_code == 401
        assert (await client.post(f"{AUTH}/login", json=LOGIN)).status_code == 429
        async with house.client("2001:db8::ffff:2") as same, house.client("2001:db8:0:1::") as not_:
            assert (await same.post(f"{AUTH}/login", json=LOGIN)).status_code == 429
            assert (await not_.post(f"{AUTH}/login", json=LOGIN)).status_code == 200


async def test_registrations_from_one_address_are_limited(client: httpx.AsyncClient) -> None:
    for n in range(5):
        answer = await client.post(f"{AUTH}/register", json=ADA | {"email": f"a{n}@example.com"})
        assert answer.status_code == 201
    assert (await client.post(f"{AUTH}/register", json=ADA)).status_code == 429


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer x.y.z"}])
async def test_me_needs_a_token(client: httpx.AsyncClient, header: dict[str, str]) -> None:
    answer = await client.get(f"{AUTH}/me", headers=header)
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthenticated")


async def test_a_deleted_account_is_nobody(client: httpx.AsyncClient, house: House) -> None:
    body = (await register(client)).json()
    await house.identity.accounts_.delete(body["user"]["userId"])
    header = {"authorization": f"Bearer {body['accessToken']}"}
    assert (await client.get(f"{AUTH}/me", headers=header)).status_code == 401
    assert (await client.post(f"{AUTH}/refresh")).status_code == 401
    assert (await client.post(f"{AUTH}/login", json=LOGIN)).status_code == 401


async def test_a_guest_refreshes_beside_the_account(
    client: httpx.AsyncClient, house: House, clock: ManualClock
) -> None:
    await register(client)
    invitation = "0b2f7c54-1111-4222-8333-444455556666"
    guest = await house.identity.ensure_candidate("hr@example.com", "Hal")
    end = clock.now() + timedelta(days=2)
    session = await house.identity.open_guest_session(guest.user_id, invitation, end)
    name = "parley_guest_0b2f7c54"
    client.cookies.set(name, session.refresh_token, domain="parley.test", path=AUTH)
    answer = await client.post(f"{AUTH}/refresh", json={"invitationId": invitation})
    assert answer.status_code == 200
    user = answer.json()["user"]
    assert user == {
        "userId": guest.user_id, "email": "hr@example.com", "name": "Hal", "role": "candidate",
    }  # fmt: skip
    assert answer.headers["set-cookie"].startswith(f"{name}=")
    assert f"max-age={2 * 86400}" in attributes(answer)
    other = "0b2f7c54-0000-4222-8333-444455556666"  # the same cookie, another invitation
    wrong = await client.post(f"{AUTH}/refresh", json={"invitationId": other})
    assert wrong.status_code == 401
    assert (await client.post(f"{AUTH}/refresh")).json()["user"]["email"] == "ada@example.com"
    await client.post(f"{AUTH}/logout", json={"invitationId": invitation})
    assert name not in client.cookies
    assert (await client.post(f"{AUTH}/refresh")).status_code == 200


async def test_the_public_keys_may_be_cached(client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=300"
    (key,) = answer.json()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}  # and never d


async def test_staff_sessions_end_sooner(client: httpx.AsyncClient, house: House) -> None:
    await house.identity.accounts_.add_user("hr@example.com", "Hal", Role.HR, "a long password")
    answer = await client.post(
        f"{AUTH}/login", json={"email": "hr@example.com", "password": "a long password"}
    )
    assert answer.json()["user"]["role"] == "hr"
    assert f"max-age={14 * 86400}" in attributes(answer)
