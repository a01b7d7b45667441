"""Deletion with a receipt, withdrawal, retention, the record and the human look."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts import erasure
from parley.contracts.erasure import CONTEXTS, ErasureDone
from parley.contracts.identity import Role
from parley.hiring.domain import consent
from parley.hiring.domain.privacy import RECEIPT_DAYS, Answer, Cause, Deletion, Kept
from parley.hiring.domain.settings import InterviewMode, Language
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.hiring.conftest import House
from tests.hiring.interviews import (
    CHOICE,
    TEXT,
    VIDEO,
    Interview,
    interview,
    invite,
    record,
    template,
)

OTHERS = [context for context in CONTEXTS if context != "hiring"]
CANARIES = ("ana", "lima", "zebra", "quokka", "ocelot")
DAY = 86400


def done(erasure_id: str, context: str, **removed: int) -> Message:
    """The answer of a context."""
    body = ErasureDone(erasure_id, context, removed, [])
    now = datetime.now().astimezone()
    return Message(new_id(), erasure.TOPIC, body.TYPE, erasure_id, now, asdict(body))


async def hear(house: House, message: Message) -> None:
    """Deliver it as the bus would."""
    for subscription in house.part.subscriptions:
        if subscription.topic == message.topic and message.type in subscription.types:
            await subscription.types[message.type](message)


async def all_answer(house: House, erasure_id: str) -> None:
    for context in OTHERS:
        await hear(house, done(erasure_id, context, files=2))


async def requests(house: House) -> list[dict[str, Any]]:
    rows = [e for e in await house.events() if e["event_type"] == "erasure.requested"]
    return [row["payload"]["data"] for row in rows]


async def everything(house: House) -> str:
    """Every row of every table of schemas hiring and kit, as text."""
    said = []
    async with house.ground.db.pool.acquire() as connection:
        tables = await connection.fetch(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname IN ('hiring', 'kit')"
        )
        for (table,) in tables:
            said += await connection.fetch(f"SELECT t::text FROM {table} t")  # noqa: S608 - ours
    return "\n".join(row[0] for row in said).lower()


async def taken(house: House) -> Interview:
    """A completed interview with canaries in everything that people may write."""
    hr = house.person()
    made = await template(hr, VIDEO, TEXT)
    key = {"idempotency-key": "k"}
    found = await invite(hr, made["id"], candidateTimezone="America/Lima")
    await found.hr.ok("POST", f"{found.path}/link", **key)
    version = (await found.guest.ok("GET", found.path))["consent"]["version"]
    await found.guest.ok("POST", f"{found.path}/consent", {"version": version, "accepted": True})
    await found.guest.ok("POST", f"{found.path}/start")
    url = await record(found, found.questions[0]["id"])
    for answer in (
        {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url},
        {"questionId": found.questions[1]["id"], "type": "text", "content": "a zebra"},
    ):
        await found.guest.ok(
            "POST", f"{found.path}/responses", answer, **{"idempotency-key": answer["type"]}
        )
    await found.guest.ok("POST", f"{found.path}/complete")
    await found.guest.ok("POST", f"{found.path}/human-look", {"text": "a quokka"})
    await found.hr.ok("POST", f"{found.path}/review/notes", {"text": "an ocelot"}, **key)
    return found


async def delete(found: Interview, **headers: str) -> dict[str, Any]:
    answer = await found.guest("POST", f"{found.path}/deletion", {"confirm": True}, **headers)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


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


# Withdrawal


async def test_withdrawing_consent_deletes_what_was_recorded(house: House) -> None:
    found = await taken(house)
    await found.guest.ok("DELETE", f"{found.path}/consent")
    seen = await found.guest.ok("GET", found.path)
    assert [response["type"] for response in seen["responses"]] == ["text"]
    assert seen["consent"]["givenAt"] is None
    (request,) = await requests(house)
    assert (request["scope"], request["evidenceIds"]) == ("recordings", [found.id])
    receipt = await found.guest.ok("GET", f"{found.path}/deletion")
    assert (receipt["cause"], receipt["status"]) == ("withdrawal", "running")
    log = await found.hr.ok("GET", f"{found.path}/audit")
    assert log["items"][0]["action"] == "consent_withdrawn"


async def test_the_question_is_open_again_after_agreeing_again(house: House) -> None:
    found = await interview(house, VIDEO)
    video = found.questions[0]["id"]
    sent = {"questionId": video, "type": "video", "mediaUrl": await record(found, video)}
    await found.guest.ok("POST", f"{found.path}/responses", sent)
    await found.guest.ok("DELETE", f"{found.path}/consent")
    await house.media.erase([found.id])
    refused = await found.guest("POST", f"{found.path}/questions/{video}/takes")
    assert (refused.status_code, refused.json()["error"]) == (403, "consent_required")
    agree = {"version": "2026-11-en", "accepted": True}
    early = await found.guest("POST", f"{found.path}/consent", agree)
    assert (early.status_code, early.json()["error"]) == (409, "erasure_running")
    (request,) = await requests(house)
    await all_answer(house, request["erasureId"])
    await found.guest.ok("POST", f"{found.path}/consent", agree)
    sent["mediaUrl"] = await record(found, video)
    await found.guest.ok("POST", f"{found.path}/responses", sent)


async def test_an_answer_that_races_the_withdrawal_is_not_kept(house: House) -> None:
    found = await interview(house, VIDEO)
    video = found.questions[0]["id"]
    sent = {"questionId": video, "type": "video", "mediaUrl": await record(found, video)}
    closing = house.media.submit_take

    async def closed_then_withdrawn(media_url: str, evidence_id: str, item_id: str) -> float:
        seconds = await closing(media_url, evidence_id, item_id)
        await found.guest.ok("DELETE", f"{found.path}/consent")
        return seconds

    house.media.submit_take = closed_then_withdrawn  # type: ignore[method-assign]
    late = await found.guest("POST", f"{found.path}/responses", sent)
    assert (late.status_code, late.json()["error"]) == (403, "consent_required")
    assert (await found.hr.ok("GET", found.path))["responses"] == []


async def test_withdrawing_twice_asks_once(house: House) -> None:
    found = await taken(house)
    await asyncio.gather(*(found.guest.ok("DELETE", f"{found.path}/consent") for _ in range(10)))
    assert len(await requests(house)) == 1


async def test_deleting_after_withdrawing_shows_the_whole_deletion(house: House) -> None:
    found = await taken(house)
    await found.guest.ok("DELETE", f"{found.path}/consent")
    receipt = await delete(found)
    assert (await found.guest.ok("GET", f"{found.path}/deletion"))["id"] == receipt["id"]


@pytest.mark.parametrize("language", list(Language))
async def test_consent_is_in_the_language_of_the_interview(
    house: House, language: Language
) -> None:
    hr = house.person()
    made = await template(hr, VIDEO, settings={"language": language.value})
    found = await invite(hr, made["id"])
    text = (await found.guest.ok("GET", found.path))["consent"]
    assert text["version"] == f"2026-11-{language}"
    assert text["text"] == list(consent.TEXTS[language, InterviewMode.RECORDED].paragraphs)
    agreed = await found.guest.ok(
        "POST", f"{found.path}/consent", {"version": text["version"], "accepted": True}
    )
    assert agreed["givenAt"] is not None
    other = {"version": "2026-01", "accepted": True}
    refused = await found.guest("POST", f"{found.path}/consent", other)
    assert refused.json()["error"] == "consent_version_outdated"


def test_every_language_has_a_text_of_its_own() -> None:
    texts = [consent.TEXTS[language, mode] for language in Language for mode in InterviewMode]
    assert len({text.version for text in texts}) == len(Language) * len(InterviewMode)
    assert len({text.paragraphs for text in texts}) == len(Language) * len(InterviewMode)
    for mode in InterviewMode:
        assert len({len(consent.TEXTS[one, mode].paragraphs) for one in Language}) == 1


# Retention


async def retire(house: House) -> None:
    (sweep,) = (each for each in house.part.sweeps if each.name == "hiring.retention")
    await sweep.run()


async def kept_for(house: House, days: int | None, *, complete: bool) -> Interview:
    found = await interview(house, TEXT, settings={"retentionDays": days})
    if complete:
        answer = {"questionId": found.questions[0]["id"], "type": "text", "content": "zebra"}
        await found.guest.ok("POST", f"{found.path}/responses", answer)
        await found.guest.ok("POST", f"{found.path}/complete")
    return found


@pytest.mark.parametrize(("complete", "ends"), [(True, 30), (False, 37)], ids=["done", "expired"])
async def test_what_was_kept_long_enough_is_deleted(
    house: House, complete: bool, ends: int
) -> None:
    found = await kept_for(house, 30, complete=complete)
    record_ = await found.guest.ok("GET", f"{found.path}/record")
    due = datetime.fromisoformat(record_["deleteAfter"])
    assert due == house.clock.now() + timedelta(days=ends)
    house.clock.advance(ends * DAY - 1)
    await retire(house)
    assert await requests(house) == []
    house.clock.advance(1)
    await asyncio.gather(retire(house), retire(house))
    (request,) = await requests(house)
    assert request["evidenceIds"] == [found.id]
    receipt = await found.hr.ok("GET", f"{found.path}/deletion")
    assert (receipt["cause"], receipt["receiptLink"]) == ("retention", None)
    assert "zebra" not in await everything(house)


async def test_without_a_period_nothing_goes_by_itself(house: House) -> None:
    found = await kept_for(house, None, complete=True)
    assert (await found.guest.ok("GET", f"{found.path}/record"))["deleteAfter"] is None
    house.clock.advance(4000 * DAY)
    await retire(house)
    assert await requests(house) == []


@pytest.mark.parametrize(
    ("days", "status"), [(0, 422), (1, 201), (3650, 201), (3651, 422), (-1, 422)]
)
async def test_bounds_of_a_period(house: House, days: int, status: int) -> None:
    body = {"title": "x", "settings": {"retentionDays": days}}
    assert (await house.person()("POST", "/templates", body)).status_code == status


# The record, and the human look


async def test_the_record_tells_what_is_kept_and_who_saw_it(house: House) -> None:
    found = await taken(house)
    seen = await found.hr.ok("GET", found.path)
    video = next(r for r in seen["responses"] if r["type"] == "video")
    await found.hr.ok("GET", f"{found.path}/responses/{video['id']}/playback")
    told = await found.guest.ok("GET", f"{found.path}/record")
    assert [each["version"] for each in told["consents"]] == ["2026-11-en"]
    assert told["consents"][0]["text"] == list(consent.ENGLISH.paragraphs)
    assert [(each["type"], each["durationSeconds"]) for each in told["answers"]] == [
        ("video", 13.0),
        ("text", None),
    ]
    assert {(each["action"], each["who"]) for each in told["seen"]} >= {
        ("invited", "Somebody"),
        ("recording_seen", "Somebody"),
    }
    assert "consented" not in {each["action"] for each in told["seen"]}
    assert (await found.hr("GET", f"{found.path}/record")).status_code == 403
    assert (await house.person()("GET", f"{found.path}/record")).status_code == 404


async def test_the_record_shows_what_was_written_and_chosen(house: House) -> None:
    several = CHOICE | {"allowMultiple": True}
    found = await interview(house, TEXT, CHOICE, several)
    ids = {o["text"]: o["id"] for o in found.questions[2]["options"]}
    sent = [
        ("text", "Once or twice,\nit is the same: a zebra."),
        ("choice", "RabbitMQ"),
        ("choice", json.dumps([ids["PNG"], ids["SQS"]])),
    ]
    for question, (kind, content) in zip(found.questions, sent, strict=True):
        body = {"questionId": question["id"], "type": kind, "content": content}
        await found.guest.ok("POST", f"{found.path}/responses", body)
    told = await found.guest.ok("GET", f"{found.path}/record")
    assert [(each["transcriptText"], each["transcribedBy"]) for each in told["answers"]] == [
        (sent[0][1], None),
        ("RabbitMQ", None),
        ("PNG\nSQS", None),
    ]


async def test_a_human_look_is_asked_for_once_and_answered(house: House) -> None:
    found = await taken(house)
    ask, path = {"text": "again?"}, f"{found.path}/human-look"
    refused = await found.guest("POST", path, ask)
    assert (refused.status_code, refused.json()["error"]) == (409, "human_look_open")
    answered = await found.hr.ok("POST", f"{path}/answer", {"text": "We looked."})
    assert (answered["text"], answered["answer"]) == ("a quokka", "We looked.")
    again = await found.hr("POST", f"{path}/answer", {"text": "Twice."})
    assert (again.status_code, again.json()["error"]) == (409, "human_look_not_asked")
    told = (await found.guest.ok("GET", f"{found.path}/record"))["humanLook"]
    assert (told["answer"], told["answeredBy"]) == ("We looked.", "Somebody")
    assert (await found.guest("POST", path, ask)).status_code == 201
    log = await found.hr.ok("GET", f"{found.path}/audit?pageSize=100")
    actions = [entry["action"] for entry in log["items"]]
    assert (actions.count("human_look_asked"), actions.count("human_look_answered")) == (2, 1)


async def test_a_human_look_is_asked_by_the_candidate_and_answered_by_the_team(
    house: House,
) -> None:
    found = await interview(house, TEXT, start=False)
    path = f"{found.path}/human-look"
    assert (await found.guest("POST", path, {})).json()["error"] == "invitation_not_started"
    await found.guest.ok("POST", f"{found.path}/start")
    assert (await found.hr("POST", path, {})).status_code == 403
    many = await asyncio.gather(*(found.guest("POST", path, {}) for _ in range(5)))
    assert sorted(answer.status_code for answer in many) == [201, 409, 409, 409, 409]
    assert (await found.guest("POST", f"{path}/answer", {"text": "x"})).status_code == 403
    assert (await house.person()("POST", f"{path}/answer", {"text": "x"})).status_code == 404
