"""tus 1.0.0 as its specification has it, and what is taken at all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from parley.contracts.identity import Principal, Role
from parley.kit.clock import ManualClock
from parley.kit.ids import new_id
from tests.media.conftest import PATCH_TYPE, TUS, House, Tus, sha256
from tests.media.recordings import mp4, webm
from tests.media.test_domain_uploads import archive, pairs
from tests.media.uploading import DATA, UNKNOWN, checksum, offset, started


async def test_options_tells_what_the_server_can_do(tus: Tus) -> None:
    answer = await tus.http.options("/api/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,creation-defer-length,checksum"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256"
    assert answer.headers["Tus-Max-Size"] == str(2 * 1024**3)


async def test_another_version_is_refused_with_ours(house: House, tus: Tus) -> None:
    url = await started(house, tus)
    for method, path in (("POST", "/api/v1/uploads"), ("HEAD", url), ("PATCH", url)):
        for headers in ({}, {"Tus-Resumable": "0.2.2"}):
            answer = await tus.http.request(method, path, headers=headers)
            assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


async def test_a_creation_is_answered_with_its_place_and_repeated_with_the_same(
    house: House, tus: Tus
) -> None:
    take = await house.take()
    made = await tus.create(take.take_id, 0, filetype="video/webm")
    assert made.status_code == 201
    body = made.json()
    assert made.headers["Location"] == f"/api/v1/uploads/{body['id']}"
    assert body == {
        "id": body["id"], "takeId": take.take_id, "segment": 0, "mediaUrl": take.media_url,
    }  # fmt: skip
    again = await tus.create(take.take_id, 0)
    assert (again.status_code, again.json()) == (200, body)
    assert again.headers["Location"] == made.headers["Location"]
    await tus.patch(made.headers["Location"], 0, DATA, length=len(DATA))
    finished = await tus.create(take.take_id, 0)
    assert (finished.status_code, finished.json()) == (200, body)
    other = await tus.create(take.take_id, 0, len(DATA) + 1)
    assert (other.status_code, other.json()["error"]) == (409, "segment_taken")


async def test_an_idempotency_key_gets_the_same_answer(house: House, tus: Tus) -> None:
    take = await house.take()
    tus.http.headers["Idempotency-Key"] = "once"
    first, second = await tus.create(take.take_id), await tus.create(take.take_id)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second.headers["Location"] == first.headers["Location"]


async def test_a_known_length_is_told_back_and_ends_the_upload(house: House, tus: Tus) -> None:
    url = await started(house, tus, len(DATA))
    head = await tus.head(url)
    assert (head.status_code, head.headers["Cache-Control"]) == (200, "no-store")
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("0", str(len(DATA)))
    assert head.headers["Upload-Metadata"].startswith("takeId ")
    part = await tus.patch(url, 0, DATA[:100])
    assert (part.status_code, part.headers["Upload-Offset"]) == (204, "100")
    assert (await tus.http.get(url)).json()["complete"] is False
    await tus.patch(url, 100, DATA[100:])
    state = (await tus.http.get(url)).json()
    assert (state["complete"], state["sha256"]) == (True, sha256(DATA))


async def test_a_deferred_length_is_told_by_the_last_patch_which_may_be_empty(
    house: House, tus: Tus
) -> None:
    url = await started(house, tus)
    await tus.patch(url, 0, DATA)
    head = await tus.head(url)
    assert head.headers["Upload-Defer-Length"] == "1"
    assert "Upload-Length" not in head.headers
    done = await tus.patch(url, len(DATA), b"", length=len(DATA))
    assert done.status_code == 204
    state = (await tus.http.get(url)).json()
    assert (state["complete"], state["length"], state["sha256"]) == (True, len(DATA), sha256(DATA))
    # The answer was lost on its way: the same request again is harmless.
    assert (await tus.patch(url, len(DATA), b"", length=len(DATA))).status_code == 204


async def test_a_length_can_not_change_nor_fall_short(house: House, tus: Tus) -> None:
    url = await started(house, tus, 500)
    assert (await tus.patch(url, 0, DATA[:10], length=400)).status_code == 422
    over = await tus.patch(url, 0, DATA[:501])
    assert (over.status_code, over.json()["error"]) == (413, "upload_too_large")
    assert await offset(tus, url) == 0
    deferred = (await tus.create((await house.take()).take_id, 1)).headers["Location"]
    await tus.patch(deferred, 0, DATA[:100])
    assert (await tus.patch(deferred, 100, b"", length=99)).status_code == 422


async def test_a_body_of_unknown_size_may_not_run_over_the_length(house: House, tus: Tus) -> None:
    url = await started(house, tus, 500)

    async def chunks() -> AsyncIterator[bytes]:
        yield DATA[:400]
        yield DATA[400:900]

    over = await tus.patch(url, 0, chunks())
    assert (over.status_code, over.json()["error"]) == (413, "upload_too_large")
    assert await offset(tus, url) <= 500


@pytest.mark.parametrize("where", ["1", "99999"])
async def test_another_offset_is_a_conflict(house: House, tus: Tus, where: str) -> None:
    url = await started(house, tus)
    answer = await tus.patch(url, int(where), DATA[:10])
    assert (answer.status_code, answer.json()["error"]) == (409, "offset_mismatch")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Upload-Offset": "x"}, 422),
        ({"Upload-Offset": "-1"}, 422),
        ({"Upload-Length": "ten"}, 422),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
        ({"Upload-Checksum": "sha256 AAAA"}, 422),
    ],
)
async def test_headers_of_another_form_are_refused(
    house: House, tus: Tus, headers: dict[str, str], status: int
) -> None:
    url = await started(house, tus)
    sent = {**TUS, "Content-Type": PATCH_TYPE, "Upload-Offset": "0", **headers}
    answer = await tus.http.patch(url, content=DATA[:10], headers=sent)
    assert answer.status_code == status, answer.text
    assert await offset(tus, url) == 0


async def test_a_creation_needs_a_length_or_says_that_it_comes_later(
    house: House, tus: Tus
) -> None:
    take = await house.take()
    metadata = {"Upload-Metadata": pairs(takeId=take.take_id, segment="0")}
    for sized in (
        {},
        {"Upload-Defer-Length": "2"},
        {"Upload-Defer-Length": "1", "Upload-Length": "5"},
        {"Upload-Length": "1e3"},
    ):
        answer = await tus.http.post("/api/v1/uploads", headers={**TUS, **metadata, **sized})
        assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


async def test_a_checksum_that_fits_is_stored_and_one_that_does_not_is_thrown_away(
    house: House, tus: Tus
) -> None:
    url = await started(house, tus)
    bad = await tus.patch(url, 0, DATA[:500], Upload_Checksum=checksum(b"else"))
    assert (bad.status_code, bad.json()["error"]) == (460, "checksum_mismatch")
    assert await offset(tus, url) == 0
    good = await tus.patch(url, 0, DATA[:500], Upload_Checksum=checksum(DATA[:500]))
    assert (good.status_code, good.headers["Upload-Offset"]) == (204, "500")
    last = DATA[500:]
    await tus.patch(url, 500, last, length=len(DATA), Upload_Checksum=checksum(last))
    assert (await tus.http.get(url)).json()["sha256"] == sha256(DATA)


async def test_a_peer_that_can_only_post_overrides_the_method(house: House, tus: Tus) -> None:
    url = await started(house, tus)
    sent = {**TUS, "Content-Type": PATCH_TYPE, "Upload-Offset": "0"}
    made = await tus.http.post(
        url, content=DATA, headers={**sent, "X-HTTP-Method-Override": "PATCH"}
    )
    assert (made.status_code, made.headers["Upload-Offset"]) == (204, str(len(DATA)))
    head = await tus.http.post(url, headers={**TUS, "X-HTTP-Method-Override": "HEAD"})
    assert head.headers["Upload-Offset"] == str(len(DATA))
    assert (await tus.http.post(url, headers=TUS)).status_code == 405


async def test_an_upload_is_its_owners_alone(house: House, tus: Tus) -> None:
    url = await started(house, tus)
    take = await house.take()
    stranger = house.identity.add(Role.CANDIDATE)
    staff = house.identity.add(Role.HR)
    elsewhere = replace(house.candidate, invitation_id=new_id())
    for who in (stranger, staff, elsewhere):
        other = house.client(who)
        assert (await other.head(url)).status_code == 404
        assert (await other.http.get(url)).status_code == 404
        answer = await other.patch(url, 0, DATA)
        assert (answer.status_code, answer.json()["error"]) == (404, "upload_not_found")
        answer = await other.create(take.take_id)
        assert (answer.status_code, answer.json()["error"]) == (404, "take_not_found")
    assert await offset(tus, url) == 0
    here: Principal = replace(house.candidate, invitation_id=house.evidence_id)
    assert (await house.client(here).patch(url, 0, DATA)).status_code == 204


@pytest.mark.parametrize("url", [UNKNOWN, "/api/v1/uploads/x", "/api/v1/uploads/..%2f..%2fetc"])
async def test_what_is_no_upload_is_not_found(tus: Tus, url: str) -> None:
    assert (await tus.head(url)).status_code == 404
    assert (await tus.patch(url, 0, DATA)).status_code == 404
    assert (await tus.create("not-an-id")).status_code == 404


async def test_without_a_token_nothing_is_done(tus: Tus, house: House) -> None:
    url = await started(house, tus)
    del tus.http.headers["Authorization"]
    assert (await tus.head(url)).status_code == 401
    assert (await tus.patch(url, 0, DATA)).status_code == 401
    assert (await tus.create(new_id())).status_code == 401


async def test_after_the_end_uploads_are_closed(house: House, tus: Tus, clock: ManualClock) -> None:
    url = await started(house, tus)
    take = await house.take()
    clock.advance(timedelta(days=7).total_seconds() + 1)
    for answer in (await tus.patch(url, 0, DATA), await tus.create(take.take_id, 1)):
        assert (answer.status_code, answer.json()["error"]) == (410, "upload_closed")
    # An extended invitation opens them again.
    await house.take(not_after=clock.now() + timedelta(days=1))
    assert (await tus.patch(url, 0, DATA)).status_code == 204


async def test_a_submitted_and_a_superseded_take_are_closed(house: House, tus: Tus) -> None:
    first = await house.take()
    await tus.upload(first.take_id, DATA)
    open_one = (await tus.create(first.take_id, 1)).headers["Location"]
    second = await house.take(retake=True)
    for answer in (await tus.patch(open_one, 0, DATA), await tus.create(first.take_id, 2)):
        assert (answer.status_code, answer.json()["error"]) == (410, "upload_closed")
    url = await tus.upload(second.take_id, DATA)
    await house.media.submit_take(second.media_url, house.evidence_id, "q1")
    for answer in (
        await tus.patch(url, len(DATA), b"x"),
        await tus.create(second.take_id, 1),
    ):
        assert (answer.status_code, answer.json()["error"]) in {
            (410, "upload_closed"), (413, "upload_too_large"),
        }  # fmt: skip
    assert (await tus.create(second.take_id, 1)).status_code == 410


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        archive(),
        b"GIF89a" + b"\0" * 100,
        b"\x1a\x45\xdf\xa3" + b"<script>" * 20,
        webm()[:100] + b"<script>alert(1)</script>" + webm()[100:],
    ],
    ids=["html", "zip", "gif", "ebml-then-script", "script-in-webm"],
)
async def test_another_type_is_refused_before_anything_is_stored(
    house: House, tus: Tus, data: bytes
) -> None:
    take = await house.take()
    url = (await tus.create(take.take_id, filename="a.webm", filetype="video/webm")).headers[
        "Location"
    ]
    answer = await tus.patch(url, 0, data)
    assert (answer.status_code, answer.json()["error"]) == (415, "unsupported_media")
    assert await offset(tus, url) == 0
    path = house.ground.data_dir / "uploads" / url.rsplit("/", 1)[-1]
    assert path.stat().st_size == 0


async def test_a_name_says_nothing_about_the_type(house: House, tus: Tus) -> None:
    take = await house.take()
    data = mp4()
    url = (await tus.create(take.take_id, filename="x.exe", filetype="text/html")).headers[
        "Location"
    ]
    for at in range(0, len(data), 3):
        if at > 60:
            break
        assert (await tus.patch(url, at, data[at : at + 3])).status_code == 204
    assert (await tus.patch(url, at, data[at:], length=len(data))).status_code == 204
    assert (await house.media.takes(house.evidence_id))[0].recorded_seconds > 0.9
