"""Who may call what: every endpoint for every kind of caller (product.md, Who may do what)."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from parley.contracts.identity import Principal, Role
from parley.kit.ids import new_id
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import TEXT, VIDEO, Interview, interview, record

COMPANY, OTHER_COMPANY = new_id(), new_id()

# Who calls; `guest` is the candidate by the link, `account` the same person by sign-in,
# `twin` the same person by the link of another invitation.
TEAM = ("owner", "admin", "colleague", "interviewer")
STRANGERS = ("other_hr", "foreign_hr", "foreign_interviewer", "stranger", "other_guest")
CANDIDATES = ("guest", "account")

OK, FORBIDDEN, NOT_FOUND = 2, 403, 404


@dataclass
class Place:
    """One shared template of a company, a draft beside it, a started and a pending invitation."""

    callers: dict[str, Caller]
    paths: dict[str, str]
    bodies: dict[str, Any]

    async def call(self, name: str, method: str, path: str, body: Any) -> httpx.Response:
        for mark, value in self.paths.items():
            path = path.replace(mark, value)
        return await self.callers[name](
            method, path, self.bodies[body] if isinstance(body, str) else body
        )


async def place(house: House) -> Place:
    owner = house.person(Role.HR, COMPANY)
    callers = {
        "owner": owner,
        "admin": house.person(Role.ADMIN),
        "colleague": house.person(Role.HR, COMPANY),
        "interviewer": house.person(Role.INTERVIEWER, COMPANY),
        "other_hr": house.person(),
        "foreign_hr": house.person(Role.HR, OTHER_COMPANY),
        "foreign_interviewer": house.person(Role.INTERVIEWER, OTHER_COMPANY),
        "stranger": house.person(Role.CANDIDATE),
    }
    found = await shared_interview(house, owner)
    callers["guest"] = found.guest
    callers["account"] = Caller(house, Principal(found.guest.who.user_id, Role.CANDIDATE))
    other = await interview(house)
    callers["twin"] = other.guest
    somebody = Principal(house.identity.add(Role.CANDIDATE).user_id, Role.CANDIDATE)
    callers["other_guest"] = Caller(
        house, Principal(somebody.user_id, Role.CANDIDATE, invitation_id=other.id)
    )
    draft = await owner.ok("POST", "/templates", {"title": "Draft", "companyId": COMPANY})
    question = await owner.ok("POST", f"/templates/{draft['id']}/questions", TEXT)
    url = await record(found, found.questions[0]["id"])
    video = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    response = await found.guest.ok("POST", f"{found.path}/responses", video)
    return Place(
        callers,
        {
            "{t}": f"/templates/{draft['id']}",
            "{q}": question["id"],
            "{i}": found.path,
            "{asked}": found.questions[1]["id"],
            "{r}": response["id"],
        },
        {
            "shared template": found.template_id,
            "new order": {"questionIds": [question["id"]]},
            "old consent": {"version": "outdated", "accepted": True},
            "response": {
                "questionId": found.questions[1]["id"],
                "type": "video",
                "mediaUrl": "blob://x",
            },
        },
    )


async def shared_interview(house: House, owner: Caller) -> Interview:
    """Like `interview`, but of `owner` and with their company."""
    body = {"title": "Shared", "companyId": owner.who.company_id}
    made = await owner.ok("POST", "/templates", body)
    for question in (VIDEO, VIDEO | {"isRequired": False}):
        await owner.ok("POST", f"/templates/{made['id']}/questions", question)
    await owner.ok("POST", f"/templates/{made['id']}/publish")
    sent = {
        "templateId": made["id"],
        "candidateEmail": "ana@example.com",
        "candidateName": "Ana",
    }
    invited = await owner.ok("POST", "/invitations", sent)
    path = f"/invitations/{invited['id']}"
    guest = Caller(
        house,
        Principal(invited["candidateId"], Role.CANDIDATE, invitation_id=invited["id"]),
    )
    version = (await guest.ok("GET", path))["consent"]["version"]
    await guest.ok("POST", f"{path}/consent", {"version": version, "accepted": True})
    await guest.ok("POST", f"{path}/start")
    questions = await owner.ok("GET", f"/templates/{made['id']}/questions")
    token = invited["link"].rsplit("/", 1)[1]
    return Interview(owner, guest, invited["id"], token, questions, made["id"])


def expected(allowed: tuple[str, ...], seeing: tuple[str, ...]) -> dict[str, int]:
    """Allowed: 2xx; those who only see the thing: 403; all others: 404."""
    return {
        name: OK if name in allowed else FORBIDDEN if name in seeing else NOT_FOUND
        for name in (*TEAM, *STRANGERS, *CANDIDATES, "twin")
    }


OWNERS = ("owner", "admin")
READ_TEMPLATE = expected(TEAM, ())
CHANGE_TEMPLATE = expected(OWNERS, TEAM)
READ_INVITATION = expected((*TEAM, *CANDIDATES), ())
OWN_INVITATION = expected(OWNERS, (*TEAM, *CANDIDATES))
ANSWER = expected(CANDIDATES, TEAM)
LISTED_FOR_TEAM = {
    name: OK if name in (*TEAM, *STRANGERS[:3]) else FORBIDDEN for name in READ_TEMPLATE
}
MAKES = {
    name: OK if name in ("owner", "admin", "colleague", "other_hr", "foreign_hr") else FORBIDDEN
    for name in READ_TEMPLATE
}

MATRIX: list[tuple[str, str, Any, dict[str, int]]] = [
    ("GET", "/templates", None, LISTED_FOR_TEAM),
    ("POST", "/templates", {"title": "x"}, MAKES),
    ("GET", "{t}", None, READ_TEMPLATE),
    ("PUT", "{t}", {"title": "x"}, CHANGE_TEMPLATE),
    ("POST", "{t}/duplicate", None, READ_TEMPLATE | {"interviewer": FORBIDDEN}),
    ("GET", "{t}/questions", None, READ_TEMPLATE),
    ("POST", "{t}/questions", TEXT, CHANGE_TEMPLATE),
    ("PUT", "{t}/questions/{q}", {"text": "x"}, CHANGE_TEMPLATE),
    ("PUT", "{t}/questions/reorder", "new order", CHANGE_TEMPLATE),
    ("DELETE", "{t}/questions/{q}", None, CHANGE_TEMPLATE),
    ("POST", "{t}/publish", None, CHANGE_TEMPLATE),
    ("POST", "{t}/archive", None, CHANGE_TEMPLATE),
    ("DELETE", "{t}", None, CHANGE_TEMPLATE),
    ("GET", "/invitations", None, LISTED_FOR_TEAM),
    ("GET", "/invitations/candidate", None, dict.fromkeys(READ_TEMPLATE, OK)),
    ("GET", "{i}", None, READ_INVITATION),
    ("POST", "{i}/link", None, OWN_INVITATION),
    ("GET", "{i}/responses/{r}/playback", None, READ_INVITATION),
    ("POST", "{i}/responses/{r}/playback", None, READ_INVITATION),
    ("POST", "{i}/consent", "old consent", ANSWER),
    ("POST", "{i}/questions/{asked}/takes", None, ANSWER),
    ("POST", "{i}/responses", "response", ANSWER),
    ("POST", "{i}/complete", None, ANSWER),
    ("DELETE", "{i}/consent", None, ANSWER),
    ("POST", "{i}/start", None, ANSWER),
    ("POST", "{i}/revoke", None, OWN_INVITATION),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "table"), MATRIX, ids=[f"{m} {p}" for m, p, _, _ in MATRIX]
)
async def test_who_may_call_it(
    house: House, method: str, path: str, body: Any, table: dict[str, int]
) -> None:
    scene = await place(house)
    # Those who may do nothing come first, so that a success can't hide what they may see.
    for name in sorted(table, key=lambda name: table[name] == OK):
        answer = await scene.call(name, method, path, body)
        if table[name] == OK:
            # Allowed: whatever the state of the thing then says about doing it.
            assert answer.status_code not in {401, 403, 404, 500}, (name, answer.text)
        else:
            assert answer.status_code == table[name], (name, answer.text)
        if method == "DELETE" and answer.is_success:
            scene = await place(house)


async def test_lists_show_what_each_may_see(house: House) -> None:
    scene = await place(house)
    shared = {"owner", "colleague", "interviewer", "admin"}
    own = scene.paths["{i}"].rsplit("/", 1)[1]
    for name in (*TEAM, *STRANGERS[:3]):
        templates = await scene.callers[name].ok("GET", "/templates")
        titles = {item["title"] for item in templates["items"]}
        assert ({"Shared", "Draft"} <= titles) == (name in shared), name
        invitations = await scene.callers[name].ok("GET", "/invitations")
        assert (own in {item["id"] for item in invitations["items"]}) == (name in shared), name
    assert (await scene.callers["admin"].ok("GET", "/invitations"))["total"] == 2


async def test_a_private_template_is_its_owners_alone(house: House) -> None:
    owner, colleague = house.person(Role.HR, COMPANY), house.person(Role.HR, COMPANY)
    made = await owner.ok("POST", "/templates", {"title": "Private"})
    assert (await colleague("GET", f"/templates/{made['id']}")).status_code == NOT_FOUND
    assert (await colleague.ok("GET", "/templates"))["total"] == 0


async def test_a_colleague_does_not_invite_with_anothers_template(house: House) -> None:
    scene = await place(house)
    body = {
        "templateId": scene.bodies["shared template"],
        "candidateEmail": "bo@example.com",
        "candidateName": "Bo",
    }
    for name, status in (
        ("colleague", FORBIDDEN),
        ("interviewer", FORBIDDEN),
        ("guest", FORBIDDEN),
        ("other_hr", NOT_FOUND),
        ("foreign_hr", NOT_FOUND),
        ("admin", 201),
        ("owner", 201),
    ):
        answer = await scene.callers[name]("POST", "/invitations", body)
        assert answer.status_code == status, (name, answer.text)


async def test_a_template_is_shared_with_ones_own_company_only(house: House) -> None:
    hr, admin = house.person(Role.HR, COMPANY), house.person(Role.ADMIN)
    body = {"title": "x", "companyId": OTHER_COMPANY}
    assert (await hr("POST", "/templates", body)).status_code == FORBIDDEN
    assert (await admin("POST", "/templates", body)).status_code == 201
    answer = await admin("POST", "/templates", {"title": "x", "companyId": "ACME"})
    assert answer.status_code == 422


async def test_an_invited_hr_person_answers_as_a_candidate(house: House) -> None:
    found = await interview(house)
    invited = house.identity.people[found.guest.who.user_id]
    as_hr = Caller(house, Principal(invited.user_id, Role.HR))
    seen = await as_hr.ok("GET", found.path)
    assert "consent" in seen
    assert "keyPoints" not in seen["questions"][0]
    assert (await as_hr("POST", f"{found.path}/revoke")).status_code == FORBIDDEN


async def test_hr_who_invites_themselves_sees_both_sides(house: House) -> None:
    """Signed in they are HR; by the link they are the candidate."""
    hr = house.person()
    made = await hr.ok("POST", "/templates", {"title": "x"})
    await hr.ok("POST", f"/templates/{made['id']}/questions", TEXT)
    await hr.ok("POST", f"/templates/{made['id']}/publish")
    sent = {
        "templateId": made["id"],
        "candidateEmail": hr.who.email,
        "candidateName": "Me",
    }
    invited = await hr.ok("POST", "/invitations", sent)
    assert invited["candidateId"] == hr.who.user_id
    path = f"/invitations/{invited['id']}"
    link = Caller(house, Principal(hr.who.user_id, Role.HR, invitation_id=invited["id"]))
    assert "consent" not in await hr.ok("GET", path)
    assert "consent" in await link.ok("GET", path)
    assert (await link("GET", "/templates")).status_code == FORBIDDEN


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p, _, _ in MATRIX])
async def test_without_a_token_everything_is_401(house: House, method: str, path: str) -> None:
    for mark in ("{t}", "{i}"):
        path = path.replace(mark, f"/{'templates' if mark == '{t}' else 'invitations'}/x")
    for headers in ({}, {"authorization": "Bearer x"}, {"idempotency-key": "k"}):
        # The body is right, so that nothing but the missing token can be wrong.
        answer = await house.client.request(
            method, f"/api/v1{path}", headers=headers, json={"title": "x"}
        )
        assert answer.status_code == 401, answer.text
        assert answer.json()["error"] == "unauthenticated"


async def test_an_account_whose_id_is_no_uuid_owns_nothing_here(house: House) -> None:
    caller = Caller(house, Principal("service-1", Role.ADMIN))
    assert (await caller("GET", "/templates")).status_code == 401
