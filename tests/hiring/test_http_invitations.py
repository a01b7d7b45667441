"""The Invitations API as the hiring team uses it, and the exchange of the link."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from parley.contracts.identity import Principal, Role
from parley.hiring.domain.invitation import NAME_MAX
from parley.kit.ids import new_id
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import Interview, interview, invite, record, template
from tests.hiring.test_http_templates import refused


@pytest.fixture
def hr(house: House) -> Caller:
    return house.person()


async def access(house: House, token: str) -> httpx.Response:
    return await house.client.post("/api/v1/invitations/access", json={"accessToken": token})


@pytest.mark.contract("interview-service.md", "POST /api/v1/invitations", "FRONTEND_URL")
async def test_inviting_a_candidate(hr: Caller, house: House) -> None:
    made = await template(hr)
    deadline = (house.clock.now() + timedelta(days=2)).replace(microsecond=0)
    answer = await hr(
        "POST",
        "/invitations",
        {
            "templateId": made["id"],
            "candidateEmail": "Ana@Example.com",
            "candidateName": " Ana Lima ",
            "expiresAt": deadline.isoformat(),
            "candidateTimezone": "America/Lima",
        },
    )
    assert answer.status_code == 201
    body = answer.json()
    link = body.pop("link")
    assert link.startswith("http://pages.test/interview/")
    assert body == {
        "id": body["id"],
        "templateId": made["id"],
        "templateTitle": "Backend engineer",
        "candidateId": body["candidateId"],
        "candidateEmail": "Ana@example.com",
        "candidateName": "Ana Lima",
        "hrId": hr.who.user_id,
        "status": "pending",
        "startedAt": None,
        "completedAt": None,
        "expiresAt": deadline.isoformat().replace("+00:00", "Z"),
        "revokedAt": None,
        "createdAt": body["createdAt"],
        "questionsCount": 3,
        "answeredCount": 0,
        "extraTimePercent": 0,
        "remindedAt": None,
        "deletedAt": None,
        "language": "en",
        "analysis": "none",
        "overallScore": None,
        "decision": None,
        "mode": "recorded",
        "failedAt": None,
        "followedBy": None,
    }
    contract = await house.hiring.candidate_link(body["id"])
    assert (contract.link, contract.timezone) == (link, "America/Lima")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"candidateEmail": "nobody"}, "candidateEmail"),
        ({"candidateEmail": "a@b@c"}, "candidateEmail"),
        ({"candidateEmail": "x" * 250 + "@example.com"}, "candidateEmail"),
        ({"candidateName": ""}, "candidateName"),
        ({"candidateName": "x" * (NAME_MAX + 1)}, "candidateName"),
        ({"candidateName": "a\x00"}, "candidateName"),
        ({"expiresAt": "tomorrow"}, "expiresAt"),
        ({"expiresAt": "2027-01-01T00:00:00"}, "expiresAt"),
        ({"expiresAt": "2000-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "9999-12-31T23:59:59-14:00"}, "expiresAt"),
        ({"expiresAt": "0001-01-01T00:00:00+14:00"}, "expiresAt"),
        ({"candidateTimezone": "Mars/Olympus"}, "candidateTimezone"),
        ({"candidateTimezone": "../../etc/passwd"}, "candidateTimezone"),
        ({"candidateTimezone": ""}, "candidateTimezone"),
        ({"templateId": None}, "templateId"),
        ({"subject": "x"}, "subject"),
    ],
)
async def test_a_malformed_invitation_is_422_and_names_the_field(
    hr: Caller, changes: dict[str, Any], field: str
) -> None:
    body = {
        "templateId": (await template(hr))["id"],
        "candidateEmail": "ana@example.com",
        "candidateName": "Ana",
    }
    answer = await hr("POST", "/invitations", body | changes)
    refused(answer, 422, "malformed")
    assert field in answer.json()["details"]
    assert (await hr.ok("GET", "/invitations"))["total"] == 0


async def test_the_longest_name_and_a_private_domain_are_fine(hr: Caller) -> None:
    made = await template(hr)
    name, email = "x" * NAME_MAX, "ana@hr.test"
    found = await invite(hr, made["id"], candidateName=name, candidateEmail=email)
    body = await hr.ok("GET", found.path)
    assert (body["candidateName"], body["candidateEmail"]) == (name, email)


@pytest.mark.contract("interview-service.md", "TemplateNotPublishedException")
@pytest.mark.parametrize("archived", [False, True])
async def test_only_a_published_template_invites(hr: Caller, archived: bool) -> None:
    made = await template(hr, publish=archived)
    if archived:
        await hr.ok("POST", f"/templates/{made['id']}/archive")
    body = {"templateId": made["id"], "candidateEmail": "a@example.com", "candidateName": "A"}
    refused(await hr("POST", "/invitations", body), 400, "template_not_published")


@pytest.mark.parametrize("template_id", ["5b8f0d3e-6c2a-4f1b-9a77-0c6de1a2b3c4", "x", ""])
async def test_an_unknown_template_invites_nobody(hr: Caller, template_id: str) -> None:
    body = {"templateId": template_id, "candidateEmail": "a@example.com", "candidateName": "A"}
    refused(await hr("POST", "/invitations", body), 404, "template_not_found")


@pytest.mark.contract("interview-service.md", "GET /api/v1/invitations")
async def test_listing_invitations(hr: Caller, house: House) -> None:
    garden, kitchen = await template(hr, title="Gardener"), await template(hr, title="Cook")
    ana = await invite(hr, garden["id"])
    house.clock.advance(1)
    bo = await invite(
        hr,
        kitchen["id"],
        candidateName="Bo",
        candidateEmail="bo@example.com",
        expiresAt=(house.clock.now() + timedelta(hours=1)).isoformat(),
    )
    await ana.guest.ok("POST", f"{ana.path}/start")
    found = await hr.ok("GET", "/invitations")
    assert [item["id"] for item in found["items"]] == [bo.id, ana.id]
    assert (found["total"], found["page"], found["pageSize"]) == (2, 1, 20)
    assert "link" not in found["items"][0]
    house.clock.advance(3600)
    for query, expected in (
        ("?status=started", [ana.id]),
        ("?status=expired", [bo.id]),
        ("?status=pending", []),
        ("?q=ana@", [ana.id]),
        ("?q=COOK", [bo.id]),
        (f"?templateId={garden['id']}", [ana.id]),
        ("?templateId=x", []),
        ("?page=2&pageSize=1", [ana.id]),
    ):
        page = await hr.ok("GET", f"/invitations{query}")
        assert [item["id"] for item in page["items"]] == expected, query


@pytest.mark.contract("interview-service.md", "GET /api/v1/invitations/candidate")
async def test_a_candidate_lists_their_own(house: House) -> None:
    first, second = await interview(house), await interview(house)
    assert first.guest.who.user_id == second.guest.who.user_id
    mine = await first.guest.ok("GET", "/invitations/candidate")
    assert [item["id"] for item in mine["items"]] == [first.id]
    account = Caller(house, Principal(first.guest.who.user_id, Role.CANDIDATE))
    both = await account.ok("GET", "/invitations/candidate?status=started")
    assert {item["id"] for item in both["items"]} == {first.id, second.id}
    assert (await account.ok("GET", "/invitations/candidate?status=completed"))["total"] == 0
    stranger = house.person(Role.CANDIDATE)
    assert (await stranger.ok("GET", "/invitations/candidate"))["items"] == []


@pytest.mark.contract("interview-service.md", "GET /api/v1/invitations/:id")
async def test_hr_sees_an_invitation_with_questions_and_answers(house: House) -> None:
    found = await interview(house)
    video, text, _ = found.questions
    url = await record(found, video["id"])
    sent = {"questionId": video["id"], "type": "video", "mediaUrl": url}
    response = await found.guest.ok("POST", f"{found.path}/responses", sent)
    body = await found.hr.ok("GET", found.path)
    assert body["questions"] == found.questions
    assert "keyPoints" in body["questions"][0]
    assert body["responses"] == [response]
    assert body["answeredCount"] == 1
    assert not {"template", "takes", "consent", "link"} & set(body)
    assert text["id"] not in {r["questionId"] for r in body["responses"]}


async def test_a_candidate_sees_their_side_of_it(house: House) -> None:
    settings = {"allowRetakes": True, "maxRetakes": 2, "questionTimeLimit": 90}
    found = await interview(
        house,
        {"text": "Why?", "type": "video", "keyPoints": ["secret"]},
        description="What for",
        settings=settings,
    )
    take = await found.guest.ok("POST", f"{found.path}/questions/{found.questions[0]['id']}/takes")
    answer = await found.guest("GET", found.path)
    assert "secret" not in answer.text
    body = answer.json()
    assert body["template"]["title"] == "Backend engineer"
    assert body["template"]["description"] == "What for"
    assert body["template"]["settings"].items() >= settings.items()
    assert set(body["questions"][0]) == set(found.questions[0]) - {"keyPoints"}
    assert body["takes"] == [take]
    assert set(take) == {
        "takeId", "questionId", "mediaUrl", "startedAt", "mediaLimitSeconds", "retakesLeft",
        "recordedSeconds", "nextSegment", "submitted",
    }  # fmt: skip
    assert body["consent"]["givenAt"]
    assert all(isinstance(line, str) for line in body["consent"]["text"])
    assert (body["responses"], body["companyName"]) == ([], None)


async def test_a_shuffled_interview_keeps_its_order(house: House) -> None:
    asked = [{"text": f"Question {place}", "type": "text"} for place in range(8)]
    found = await interview(house, *asked, settings={"shuffleQuestions": True})
    first = await found.guest.ok("GET", found.path)
    again = await found.guest.ok("GET", found.path)
    assert first["questions"] == again["questions"]
    assert [q["order"] for q in first["questions"]] == list(range(1, 9))
    team = await found.hr.ok("GET", found.path)
    assert [q["text"] for q in team["questions"]] == [q["text"] for q in asked]


@pytest.mark.contract("interview-service.md", "InvitationNotFoundException")
@pytest.mark.parametrize(
    "invitation_id",
    [
        "5b8f0d3e-6c2a-4f1b-9a77-0c6de1a2b3c4",
        "x",
        "0",
        "%20",
        "5B8F0D3E-6C2A-4F1B-9A77-0C6DE1A2B3C4",
    ],
)
async def test_an_unknown_or_malformed_invitation_is_404(house: House, invitation_id: str) -> None:
    path = f"/invitations/{invitation_id}"
    text = {"questionId": new_id(), "type": "text", "content": "x"}
    for who in (house.person(), house.person(Role.CANDIDATE), house.person(Role.ADMIN)):
        for method, where, body in (
            ("GET", path, None),
            ("POST", f"{path}/link", None),
            ("POST", f"{path}/revoke", None),
            ("POST", f"{path}/consent", {"version": "x", "accepted": True}),
            ("DELETE", f"{path}/consent", None),
            ("POST", f"{path}/start", None),
            ("POST", f"{path}/questions/{new_id()}/takes", {}),
            ("POST", f"{path}/responses", text),
            ("POST", f"{path}/complete", None),
            ("GET", f"{path}/responses/{new_id()}/playback", None),
            ("POST", f"{path}/responses/{new_id()}/playback", None),
        ):
            refused(await who(method, where, body), 404, "invitation_not_found")


async def test_the_link_is_told_again_and_revoking_kills_it(hr: Caller, house: House) -> None:
    found = await invite(hr, (await template(hr))["id"])
    link = (await hr.ok("POST", f"{found.path}/link"))["link"]
    assert link.rsplit("/", 1)[1] == found.token
    revoked = await hr.ok("POST", f"{found.path}/revoke")
    assert (revoked["status"], bool(revoked["revokedAt"])) == ("expired", True)
    assert house.identity.closed == [found.id]
    refused(await access(house, found.token), 404, "invitation_not_found")
    refused(await hr("POST", f"{found.path}/link"), 400, "invitation_expired")
    for method, where in (("POST", "/start"), ("POST", "/complete"), ("GET", "")):
        answer = await found.guest(method, f"{found.path}{where}")
        refused(answer, 400, "invitation_expired")
    assert (await hr.ok("GET", found.path))["status"] == "expired"
    assert await hr.ok("POST", f"{found.path}/revoke") == revoked


async def test_after_the_deadline_nothing_is_revoked(hr: Caller, house: House) -> None:
    found = await invite(hr, (await template(hr))["id"])
    house.clock.advance(8 * 86400)
    refused(await hr("POST", f"{found.path}/revoke"), 400, "invitation_expired")


async def test_a_link_is_exchanged_for_a_session_of_its_invitation(
    hr: Caller, house: House
) -> None:
    found = await invite(hr, (await template(hr))["id"])
    answer = await access(house, found.token)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"accessToken", "tokenType", "expiresIn", "invitation"}
    assert (body["tokenType"], body["expiresIn"]) == ("Bearer", 600)
    assert body["invitation"]["id"] == found.id
    claims = Principal.from_claims(await house.ground.verifier.verify(body["accessToken"]))
    assert (claims.user_id, claims.invitation_id) == (found.guest.who.user_id, found.id)
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"parley_guest_{found.id[:8]}=")
    assert {a.lower() for a in attributes} == {
        "httponly", "samesite=strict", "path=/api/v1/auth", "max-age=3600",
    }  # fmt: skip
    again = await access(house, found.token)
    assert again.status_code == 200


async def test_no_wrong_link_tells_which_kind_of_wrong_it_is(hr: Caller, house: House) -> None:
    made = await template(hr)
    revoked, expired = await invite(hr, made["id"]), await invite(hr, made["id"])
    await hr.ok("POST", f"{revoked.path}/revoke")
    house.clock.advance(8 * 86400)
    answers = [
        await access(house, token)
        for token in (revoked.token, expired.token, "guess", "", "ü" * 99)
    ]
    assert {answer.status_code for answer in answers} == {404}
    bodies = [answer.json() for answer in answers]
    assert all(body == bodies[0] for body in bodies)
    assert bodies[0]["error"] == "invitation_not_found"
    assert not any("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize("body", [{}, {"accessToken": 5}, {"accessToken": "x" * 513}, []])
async def test_a_malformed_access_is_422(house: House, body: object) -> None:
    answer = await house.client.post("/api/v1/invitations/access", json=body)
    refused(answer, 422, "malformed")


async def test_guesses_at_one_token_are_limited(hr: Caller, house: House) -> None:
    found = await invite(hr, (await template(hr))["id"])
    for place in range(10):
        guess = found.token[:8] + f"{place}"
        assert (await access(house, guess)).status_code == 404
    answer = await access(house, found.token)
    refused(answer, 429, "too_many_requests")
    assert int(answer.headers["retry-after"]) >= 1


async def test_guesses_from_one_address_are_limited_whatever_a_header_says(
    house: House,
) -> None:
    for place in range(60):
        assert (await access(house, f"{place:08}")).status_code == 404
    answer = await house.client.post(
        "/api/v1/invitations/access",
        json={"accessToken": "another-token"},
        headers={"x-forwarded-for": "198.51.100.7"},
    )
    refused(answer, 429, "too_many_requests")
    assert int(answer.headers["retry-after"]) >= 1


async def test_one_key_invites_once_and_shows_the_same_link(hr: Caller) -> None:
    made = await template(hr)
    body = {"templateId": made["id"], "candidateEmail": "a@example.com", "candidateName": "A"}
    first = await hr("POST", "/invitations", body, **{"idempotency-key": "k"})
    again = await hr("POST", "/invitations", body, **{"idempotency-key": "k"})
    assert first.json() == again.json()
    assert (await hr.ok("GET", "/invitations"))["total"] == 1


async def test_times_are_rfc_3339_in_utc(house: House) -> None:
    found: Interview = await interview(house)
    body = await found.hr.ok("GET", found.path)
    for name in ("createdAt", "startedAt", "expiresAt"):
        assert body[name].endswith("Z")
        assert datetime.fromisoformat(body[name]).tzinfo is not None
