"""Exports: everything of one interview, a row a question, a row an invitation; safe to open."""

import csv
import io
import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.identity import Role
from parley.hiring.domain.review import Decision
from parley.hiring.service import exports
from parley.hiring.service.exports import BOM, FORMULA, cell, plain
from parley.kit.ids import new_id
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import TEXT, invite, template
from tests.hiring.reviewing import COMPANY, Done, invited, scored, started

NAME = re.compile(r'attachment; filename="([A-Za-z0-9.-]+)"')


def table(answer: httpx.Response) -> list[dict[str, str]]:
    """The rows of a CSV answer, by the header; every line ends as RFC 4180 wants it."""
    assert answer.status_code == 200, answer.text
    text = answer.content.decode()
    assert text.startswith(BOM)
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def is_attachment(answer: httpx.Response, kind: str, ending: str) -> None:
    found = NAME.fullmatch(answer.headers["content-disposition"])
    assert found is not None
    assert found[1].endswith(ending)
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def exported(scene: Done, caller: Caller | None = None) -> Any:
    return await (caller or scene.owner).ok("GET", f"{scene.path}/export?format=json")


async def test_everything_of_one_interview(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/responses/{scene.response_id}/transcript"
    await scene.owner.ok(
        "PUT", path, {"revision": 0, "segments": [{"index": 1, "text": "and then three"}]}
    )
    await scene.owner.ok("POST", f"{scene.path}/review/notes", {"text": "Good."})
    reason = {"decision": "advance", "reason": "Clear."}
    await scene.owner.ok("PUT", f"{scene.path}/review/decision", reason)
    answer = await scene.owner("GET", f"{scene.path}/export?format=json")
    is_attachment(answer, "application/json", ".json")
    assert "Ana" not in answer.headers["content-disposition"]
    found = answer.json()
    assert found["invitation"]["candidateName"] == "Ana Lima"
    assert found["consent"]["version"]
    video, skipped, text = found["answers"]
    assert video["question"]["keyPoints"] == ["Names the clients", "Explains a trade-off"]
    assert video["answer"] == "We had one service and then three"
    assert video["transcript"]["original"][1]["text"] == "and then two"
    assert video["transcript"]["segments"][0]["words"][0]["start"] == 0.0
    assert video["transcript"]["revision"] == 1
    assert (skipped["response"], skipped["answer"]) == (None, None)
    assert text["answer"] == "Twice is once."
    # The correction is being scored; what was scored before it stays.
    again, score = found["scores"]
    assert (again["status"], again["overall"]) == ("pending", None)
    assert (score["overall"], score["making"]["scorer"]) == (72.5, "offline")
    assert score["answers"][0]["spans"][0]["quote"] == "We had one service and then two"
    assert [note["text"] for note in found["notes"]] == ["Good."]
    assert found["decision"]["reason"] == "Clear."
    assert found["humanLook"] is None
    trail = [entry["act"]["action"] for entry in found["audit"]]
    # The export itself is the last thing that it tells of.
    assert trail[-4:] == ["scored", "noted", "decided", "exported"]


async def test_others_ratings_stay_hidden_in_exports_too(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/rating"
    await scene.colleague.ok("PUT", path, {"overall": 4})
    ratings = (await exported(scene))["ratings"]
    assert (ratings["mine"], ratings["others"]) == (None, None)
    assert ratings["othersHiddenUntilMineIsGiven"] is True
    await scene.owner.ok("PUT", path, {"overall": 2})
    ratings = (await exported(scene))["ratings"]
    assert ratings["mine"]["overall"] == 2
    assert [one["overall"] for one in ratings["others"]] == [4]
    assert ratings["othersHiddenUntilMineIsGiven"] is False


async def test_a_row_a_question(house: House) -> None:
    scene = await scored(house)
    rating = {"overall": 4, "questions": {scene.question_id: 3}}
    await scene.owner.ok("PUT", f"{scene.path}/review/rating", rating)
    answer = await scene.owner("GET", f"{scene.path}/export?format=csv")
    is_attachment(answer, "text/csv; charset=utf-8", ".csv")
    video, skipped, text = table(answer)
    assert (video["order"], video["answer"]) == ("1", "We had one service and then two")
    assert (video["score"], video["scoreStatus"], video["scorer"]) == ("72.5", "scored", "offline")
    assert (video["transcriptStatus"], video["transcriptRevision"]) == ("ready", "0")
    assert (video["myRating"], text["myRating"]) == ("3", "")
    assert (skipped["answer"], skipped["submittedAt"]) == ("", "")
    assert text["answer"] == "Twice is once."


@pytest.mark.parametrize("start", FORMULA, ids=["equals", "plus", "minus", "at", "tab", "return"])
async def test_what_a_candidate_wrote_is_no_formula(house: House, start: str) -> None:
    owner = house.person(Role.HR, COMPANY)
    found = await invited(house, owner, TEXT, candidateName="=cmd|' /C calc'!A0")
    written = f'{start}HYPERLINK("http://evil.test","a;b")\r\n"next", line'
    content = {"questionId": found.questions[0]["id"], "type": "text", "content": written}
    submitted = await found.guest.ok("POST", f"{found.path}/responses", content)
    await found.guest.ok("POST", f"{found.path}/complete")
    [row] = table(await owner("GET", f"{found.path}/export?format=csv"))
    stored = submitted["content"]
    assert row["answer"] == (f"'{stored}" if stored.startswith(FORMULA) else stored)
    assert row["candidateName"] == "'=cmd|' /C calc'!A0"
    [listed] = table(await owner("GET", "/invitations/export?format=csv"))
    assert listed["candidateName"] == "'=cmd|' /C calc'!A0"


@given(st.text())
def test_no_cell_begins_a_formula_and_no_text_is_lost(text: str) -> None:
    shown = cell(text)
    assert isinstance(shown, str)
    assert not shown.startswith(FORMULA)
    assert shown.removeprefix("'") == text.removeprefix("'")


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), min_size=1, max_size=4))
def test_rows_read_back_as_they_were(rows: list[list[str]]) -> None:
    rows = [[one.replace("\x00", "") for one in row] for row in rows]
    written = exports._lines(rows)
    read = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert read == [[cell(one) for one in row] for row in rows]


def test_plain_words_for_what_is_no_json() -> None:
    assert plain({"a": (Decision.HOLD, None, 1.5)}) == {"a": ["hold", None, 1.5]}


async def test_the_list_streams_in_batches_newest_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BATCH", 2)
    owner = house.person()
    made = await template(owner, TEXT)
    ids = []
    for place in range(5):
        house.clock.advance(1)
        body = {"candidateName": f"Person {place}", "candidateEmail": f"p{place}@example.com"}
        ids.append((await invite(owner, made["id"], **body)).id)
    rows = table(await owner("GET", "/invitations/export?format=csv"))
    assert [row["invitationId"] for row in rows] == ids[::-1]
    answer = await owner("GET", "/invitations/export?format=json")
    is_attachment(answer, "application/json", ".json")
    assert [one["id"] for one in answer.json()] == ids[::-1]
    assert answer.json()[0]["candidateName"] == "Person 4"
    only = await owner("GET", "/invitations/export?format=csv&q=person%203")
    assert [row["invitationId"] for row in table(only)] == [ids[3]]
    assert table(await owner("GET", "/invitations/export?status=completed")) == []
    assert table(await owner("GET", f"/invitations/export?templateId={new_id()}")) == []
    empty = await owner("GET", "/invitations/export?format=json&templateId=x")
    assert empty.json() == []


async def test_the_list_has_scores_and_decisions(house: House) -> None:
    scene = await scored(house, 61.0)
    decision = {"decision": "hold"}
    await scene.owner.ok("PUT", f"{scene.path}/review/decision", decision)
    [row] = table(await scene.owner("GET", "/invitations/export"))
    assert (row["overallScore"], row["analysis"], row["decision"]) == ("61.0", "ready", "hold")


async def test_a_list_at_its_bound(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = house.person()
    made = await template(owner, TEXT)
    for _ in range(3):
        await invite(owner, made["id"])
    monkeypatch.setattr(exports, "ROWS_MAX", 3)
    assert len(table(await owner("GET", "/invitations/export"))) == 3
    monkeypatch.setattr(exports, "ROWS_MAX", 2)
    answer = await owner("GET", "/invitations/export")
    assert (answer.status_code, answer.json()["error"]) == (413, "export_too_large")


async def test_a_list_holds_what_its_reader_may_see(house: House) -> None:
    scene = await scored(house)
    stranger = house.person(Role.HR, new_id())
    assert table(await stranger("GET", "/invitations/export")) == []
    assert len(table(await scene.colleague("GET", "/invitations/export"))) == 1
    private = await template(scene.owner, TEXT)
    await started(house, scene.owner, private["id"])
    assert len(table(await scene.colleague("GET", "/invitations/export"))) == 1
    assert len(table(await scene.owner("GET", "/invitations/export"))) == 2
    assert len(table(await scene.admin("GET", "/invitations/export"))) == 2


@pytest.mark.parametrize("away", ["speech", "scoring"])
async def test_nothing_is_exported_in_part(house: House, away: str) -> None:
    scene = await scored(house)
    getattr(house, away).down = True
    for kind in ("json", "csv"):
        answer = await scene.owner("GET", f"{scene.path}/export?format={kind}")
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    log = (await scene.owner.ok("GET", f"{scene.path}/audit"))["items"]
    assert all(entry["action"] != "exported" for entry in log)


async def test_every_export_is_written_down(house: House) -> None:
    scene = await scored(house)
    await exported(scene, scene.colleague)
    log = (await scene.owner.ok("GET", f"{scene.path}/audit"))["items"]
    assert (log[0]["action"], log[0]["actorId"], log[0]["details"]) == (
        "exported",
        scene.colleague.who.user_id,
        {"format": "json"},
    )
    await scene.owner("GET", "/invitations/export?format=csv")
    async with house.ground.db.unit("hiring") as unit:
        last = await unit.fetchrow("SELECT * FROM hiring.audit ORDER BY position DESC LIMIT 1")
    assert last is not None
    assert (last["action"], last["details"]) == ("exported", {"format": "csv", "rows": "1"})


async def test_only_known_formats(house: House) -> None:
    scene = await scored(house)
    for path in (f"{scene.path}/export?format=xml", "/invitations/export?format=pdf"):
        assert (await scene.owner("GET", path)).status_code == 422
