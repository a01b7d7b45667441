"""Deletion and its receipt, by everybody who may ask."""

import asyncio
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts import erasure
from parley.contracts.identity import Role
from parley.hiring.domain.privacy import RECEIPT_DAYS, Answer, Cause, Deletion, Kept
from parley.kit.ids import new_id
from tests.hiring.conftest import House
from tests.hiring.deleting import (
    CANARIES,
    DAY,
    OTHERS,
    all_answer,
    delete,
    done,
    everything,
    hear,
    requests,
    taken,
)
from tests.hiring.interviews import (
    TEXT,
    interview,
    invite,
    template,
)

# The receipt


@given(
    st.permutations(OTHERS),
    st.dictionaries(st.sampled_from(["files", "rows"]), st.integers(0, 9)),
)
def test_a_receipt_adds_up_whoever_answers_first(order: list[str], removed: dict[str, int]) -> None:
    kept = Kept("backups", "made_by_operator")
    answers = [Answer("hiring", {"files": 1}, (kept,))]
    answers += [Answer(context, removed, (kept,)) for context in order]
    now = datetime.now().astimezone()
    receipt = Deletion("r", "i", "s", erasure.Scope.PERSON, Cause.TEAM, now, answers=tuple(answers))
    assert receipt.waiting_for == []
    assert receipt.removed.get("files", 0) == 1 + len(order) * removed.get("files", 0)
    assert receipt.kept == [kept]
    assert 0 not in receipt.removed.values()


async def test_the_candidate_deletes_and_everybody_answers(house: House) -> None:
    found = await taken(house)
    before = await everything(house)
    assert all(canary in before for canary in CANARIES)
    receipt = await delete(found)
    assert (receipt["status"], receipt["scope"], receipt["cause"]) == (
        "running",
        "person",
        "candidate",
    )
    assert receipt["waitingFor"] == OTHERS
    removed = {each["what"]: each["count"] for each in receipt["removed"]}
    assert (removed["answers"], removed["notes"], removed["humanLooks"]) == (2, 1, 1)
    (request,) = await requests(house)
    assert request == {
        "erasureId": receipt["id"],
        "scope": "person",
        "subjectId": found.guest.who.user_id,
        "evidenceIds": [found.id],
        "textStays": False,
    }
    after = await everything(house)
    assert [canary for canary in CANARIES if canary in after] == []
    assert found.token not in after
    await all_answer(house, receipt["id"])
    finished = await found.guest.ok("GET", f"{found.path}/deletion")
    assert (finished["status"], finished["waitingFor"]) == ("done", [])
    assert {"what": "files", "count": 2 * len(OTHERS)} in finished["removed"]
    assert {each["what"] for each in finished["kept"]} >= {"receipt", "audit_log", "backups"}
    assert finished["receiptLink"] is None
    assert await requests(house) == []
    log = await found.hr.ok("GET", f"{found.path}/audit")
    assert [entry["action"] for entry in log["items"]][:2] == ["deleted", "deletion_asked"]


async def test_nothing_opens_afterwards_and_the_row_stays_bare(house: House) -> None:
    found = await taken(house)
    await delete(found)
    opened = await house.client.post(
        "/api/v1/invitations/access", json={"accessToken": found.token}
    )
    assert opened.status_code == 404
    gone = await found.guest("GET", found.path)
    assert (gone.status_code, gone.json()["error"]) == (410, "invitation_deleted")
    seen = await found.hr.ok("GET", found.path)
    assert (seen["candidateName"], seen["candidateEmail"], seen["responses"]) == ("", "", [])
    assert (seen["status"], seen["answeredCount"]) == ("completed", 0)
    assert seen["deletedAt"] is not None
    for path, body in (
        ("extend", {"extraTimePercent": 5}),
        ("remind", None),
        ("human-look/answer", {"text": "x"}),
    ):
        assert (await found.hr("POST", f"{found.path}/{path}", body)).status_code == 410
    assert (await found.hr("POST", f"{found.path}/link")).status_code == 400


async def test_deleting_an_open_interview_closes_it(house: House) -> None:
    found = await interview(house, TEXT)
    await delete(found)
    answer = {"questionId": found.questions[0]["id"], "type": "text", "content": "late"}
    late = await found.guest("POST", f"{found.path}/responses", answer)
    assert late.status_code == 410
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"


async def test_fifty_at_once_are_one_deletion_with_one_link(house: House) -> None:
    found = await taken(house)
    path, body = f"{found.path}/deletion", {"confirm": True}
    answers = await asyncio.gather(
        *(who("POST", path, body) for _ in range(25) for who in (found.hr, found.guest))
    )
    receipts = [answer.json() for answer in answers]
    assert {answer.status_code for answer in answers} == {202}
    assert len({receipt["id"] for receipt in receipts}) == 1
    assert sum(receipt["receiptLink"] is not None for receipt in receipts) == 1
    assert len(await requests(house)) == 1


async def test_a_repeated_request_gets_its_link_again(house: House) -> None:
    found = await taken(house)
    first = await delete(found, **{"idempotency-key": "once"})
    assert (await delete(found, **{"idempotency-key": "once"})) == first
    assert first["receiptLink"] is not None


async def test_answers_count_once_and_in_any_order(house: House) -> None:
    found = await taken(house)
    receipt = await delete(found)
    answers = [done(receipt["id"], context, files=1) for context in OTHERS]
    for message in [*answers[::-1], *answers, done(receipt["id"], "media", files=7)]:
        await hear(house, message)
    finished = await found.hr.ok("GET", f"{found.path}/deletion")
    assert {"what": "files", "count": len(OTHERS)} in finished["removed"]
    log = await found.hr.ok("GET", f"{found.path}/audit")
    assert [entry["action"] for entry in log["items"]].count("deleted") == 1


async def test_answers_to_nothing_are_let_go(house: House) -> None:
    await hear(house, done(new_id(), "media"))
    await hear(house, done("no id", "media"))
    found = await taken(house)
    receipt = await delete(found)
    await hear(house, done(receipt["id"], "stranger", files=9))
    assert (await found.guest.ok("GET", f"{found.path}/deletion"))["waitingFor"] == OTHERS


async def test_one_interview_of_two_leaves_the_person(house: House) -> None:
    found = await taken(house)
    other = await invite(found.hr, found.template_id)
    assert (await delete(found))["scope"] == "evidence"
    assert (await other.guest.ok("GET", other.path))["candidateName"] == "Ana Lima"
    assert (await delete(other))["scope"] == "person"


async def test_both_of_two_at_once_forget_the_person_once(house: House) -> None:
    found = await taken(house)
    other = await invite(found.hr, found.template_id)
    receipts = await asyncio.gather(delete(found), delete(other))
    assert sorted(receipt["scope"] for receipt in receipts) == ["evidence", "person"]


async def test_whoever_is_being_forgotten_is_not_invited_meanwhile(house: House) -> None:
    found = await taken(house)
    await delete(found)
    body = {
        "templateId": found.template_id,
        "candidateEmail": "ana@example.com",
        "candidateName": "Ana",
    }
    refused = await found.hr("POST", "/invitations", body)
    assert (refused.status_code, refused.json()["error"]) == (409, "erasure_running")


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER, Role.CANDIDATE])
async def test_strangers_neither_delete_nor_read_receipts(house: House, role: Role) -> None:
    found = await taken(house)
    stranger = house.person(role)
    asked = await stranger("POST", f"{found.path}/deletion", {"confirm": True})
    assert asked.status_code == 404
    await delete(found)
    assert (await stranger("GET", f"{found.path}/deletion")).status_code == 404


async def test_colleagues_who_may_read_may_not_delete(house: House) -> None:
    company = new_id()
    hr = house.person(company_id=company)
    made = await template(hr, TEXT, companyId=company)
    found = await invite(hr, made["id"])
    colleague = house.person(company_id=company)
    asked = await colleague("POST", f"{found.path}/deletion", {"confirm": True})
    assert asked.status_code == 403
    assert (await found.hr("GET", f"{found.path}/deletion")).status_code == 404


async def test_it_must_be_meant(house: House) -> None:
    found = await taken(house)
    for body in ({"confirm": False}, {"confirm": 1}, {}):
        assert (await found.guest("POST", f"{found.path}/deletion", body)).status_code == 422


async def test_a_receipt_is_shown_by_its_code_for_a_year(house: House) -> None:
    found = await taken(house)
    receipt = await delete(found)
    prefix = "http://pages.test/receipts/"
    assert receipt["receiptLink"].startswith(prefix)
    code = receipt["receiptLink"].removeprefix(prefix)
    assert len(code) == 43  # 256 bits
    await all_answer(house, receipt["id"])
    assert code not in await everything(house)
    shown = await house.client.get(f"/api/v1/receipts/{code}")
    assert (shown.status_code, shown.json()["id"]) == (200, receipt["id"])
    wrong = await house.client.get(f"/api/v1/receipts/{code[:-1]}{'A' if code[-1] != 'A' else 'B'}")
    assert wrong.status_code == 404
    house.clock.advance(RECEIPT_DAYS * DAY)
    over = await house.client.get(f"/api/v1/receipts/{code}")
    assert (over.status_code, over.json()["error"]) == (404, "receipt_not_found")


async def test_guessing_codes_is_limited(house: House) -> None:
    statuses = [(await house.client.get(f"/api/v1/receipts/{n}")).status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]
