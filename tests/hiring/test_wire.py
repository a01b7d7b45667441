"""The whole context as it is built: the whole way, metrics, sweeps, checks, the link key."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from parley.hiring import wire
from parley.hiring.ports import Settings
from parley.hiring.service.contract import HiringService
from parley.hiring.wire.link_key import LENGTH, LinkKeyUnusable, link_key
from parley.hiring.wire.metrics import COMMANDS, QUERIES
from parley.kit.metrics import Metrics
from tests.hiring.conftest import House
from tests.hiring.interviews import TEXT, VIDEO, interview, invite, record, template


async def test_a_candidate_goes_the_whole_way(house: House) -> None:
    found = await interview(house)
    video, text, choice = found.questions
    url = await record(found, video["id"])
    for body in (
        {"questionId": video["id"], "type": "video", "mediaUrl": url},
        {"questionId": text["id"], "type": "text", "content": "Twice is once."},
        {"questionId": choice["id"], "type": "choice", "content": '["sqs", "RabbitMQ"]'},
    ):
        await found.guest.ok("POST", f"{found.path}/responses", body)
    done = await found.guest.ok("POST", f"{found.path}/complete")
    assert (done["status"], done["answeredCount"], done["questionsCount"]) == ("completed", 3, 3)
    seen = await found.hr.ok("GET", found.path)
    assert {response["content"] or response["mediaUrl"] for response in seen["responses"]} == {
        url,
        "Twice is once.",
        '["sqs", "RabbitMQ"]',
    }


LINE = re.compile(r'^(interview_\w+?)(?:_bucket|_count|_sum)?(?:\{(\w+)="([^"]+)"\})? ([\d.e+]+)$')


async def shown(house: House) -> dict[tuple[str, str, str], float]:
    """Hiring's metrics as a scrape sees them: (name, label, value) -> figure."""
    text = (await house.ground.metrics.render()).decode()
    found = (LINE.match(line) for line in text.splitlines())
    return {(m[1], m[2] or "", m[3] or ""): float(m[4]) for m in found if m}


DOCUMENTED = {
    "interview_templates_total": ("status", {"draft", "published", "archived"}),
    "interview_invitations_total": ("status", {"pending", "started", "completed", "expired"}),
    "interview_responses_total": ("type", {"video", "text", "choice"}),
    "interview_commands_total": ("command", {"create_template", "create_invitation"}),
    "interview_queries_total": ("query", {"get_template", "list_invitations"}),
    "interview_outbox_events_total": ("status", {"pending", "published", "failed"}),
}


@pytest.mark.contract(
    "interview-service.md",
    "interview_templates_total",
    "interview_invitations_total",
    "interview_responses_total",
    "interview_commands_total",
    "interview_queries_total",
    "interview_outbox_events_total",
    "interview_completion_duration_seconds",
)
async def test_every_metric_is_there_from_the_start_with_every_label(house: House) -> None:
    found = await shown(house)
    for name, (label, words) in DOCUMENTED.items():
        for word in words:
            assert found[name, label, word] == 0, (name, word)
        assert {key[1] for key in found if key[0] == name} == {label}
    assert found["interview_completion_duration_seconds", "", ""] == 0


async def test_metrics_tell_what_was_done(house: House) -> None:
    found = await interview(house, VIDEO, TEXT)
    url = await record(found, found.questions[0]["id"])
    for body in (
        {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url},
        {"questionId": found.questions[1]["id"], "type": "text", "content": "x"},
    ):
        await found.guest.ok("POST", f"{found.path}/responses", body)
    refused = await found.guest("POST", f"{found.path}/start")
    assert refused.status_code == 400
    house.clock.advance(1800)
    await found.guest.ok("POST", f"{found.path}/complete")
    await found.hr.ok("GET", "/invitations")
    figures = await shown(house)
    assert figures["interview_templates_total", "status", "published"] == 1
    assert figures["interview_templates_total", "status", "draft"] == 0
    assert figures["interview_invitations_total", "status", "completed"] == 1
    assert figures["interview_responses_total", "type", "video"] == 1
    assert figures["interview_responses_total", "type", "choice"] == 0
    assert figures["interview_commands_total", "command", "submit_response"] == 2
    assert figures["interview_commands_total", "command", "start_invitation"] == 1
    assert figures["interview_queries_total", "query", "list_invitations"] == 1
    # template.created, .published and its plan; invitation.created, .started, .completed; two
    # responses
    assert figures["interview_outbox_events_total", "status", "pending"] == 8
    text = (await house.ground.metrics.render()).decode()
    assert "interview_completion_duration_seconds_sum 1800.0" in text
    assert 'interview_completion_duration_seconds_bucket{le="1200.0"} 0.0' in text
    assert 'interview_completion_duration_seconds_bucket{le="1800.0"} 1.0' in text


async def test_a_repeated_request_is_counted_once(house: House) -> None:
    hr = house.person()
    for _ in range(3):
        await hr.ok("POST", "/templates", {"title": "x"}, **{"idempotency-key": "k"})
    assert (await shown(house))["interview_commands_total", "command", "create_template"] == 1


async def test_every_command_and_query_is_listed(house: House) -> None:
    """Every command and query that the service counts is there before it is first used."""
    source = Path(wire.__file__).parents[1]
    text = "\n".join(path.read_text() for path in (source / "service").rglob("*.py"))
    used = set(re.findall(r'(?:_counters|counters), "(\w+)"\)', text))
    used |= set(re.findall(r'_counters\.command\("(\w+)"\)', text))
    used |= set(re.findall(r'_changing\(\s*command\.who, command\.template_id, "(\w+)"', text))
    used |= set(re.findall(r'_add\(\w+, "(\w+)"\)', text))
    assert used == set(COMMANDS)
    assert set(re.findall(r'_counters\.query\("(\w+)"\)', text)) == set(QUERIES)


async def test_the_part_sweeps_checks_and_publishes(house: House) -> None:
    part = house.part
    assert (part.name, part.topics) == (
        "hiring",
        ("interview-events", "plan-events", "privacy-events"),
    )
    found = await interview(house)
    house.clock.advance(7 * 86400)
    (sweep,) = (each for each in part.sweeps if each.name == "hiring.expire-invitations")
    assert sweep.seconds == 30
    await sweep.run()
    async with house.ground.db.unit("hiring") as unit:
        status = await unit.fetchval("SELECT status FROM hiring.invitations")
    assert status == "expired"
    assert (await found.hr.ok("GET", "/invitations?status=expired"))["total"] == 1
    for check in part.checks.values():
        await check()


async def test_the_check_fails_when_the_tables_are_gone(house: House) -> None:
    async with house.ground.db.unit("hiring") as unit:
        await unit.execute("ALTER TABLE hiring.interview_templates RENAME TO gone")
    with pytest.raises(asyncpg.UndefinedTableError):
        await house.part.checks["hiring"]()


async def test_the_demo_is_made_once_and_its_link_opens(house: House) -> None:
    hr = house.person()
    link = await house.hiring.ensure_demo(hr.who.user_id, "candidate@demo.parley")
    assert await house.hiring.ensure_demo(hr.who.user_id, "candidate@demo.parley") == link
    token = link.rsplit("/", 1)[1]
    opened = await house.client.post("/api/v1/invitations/access", json={"accessToken": token})
    assert opened.json()["invitation"]["candidateEmail"] == "candidate@demo.parley"
    assert (await hr.ok("GET", "/templates"))["total"] == 2


def test_the_link_key_is_made_once_and_only_for_us(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "invitations.key"
    key = link_key(path)
    assert len(key) == LENGTH
    assert path.stat().st_mode & 0o777 == 0o600
    assert link_key(path) == key
    assert link_key(tmp_path / "other" / "invitations.key") != key
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", b"short", b"x" * (LENGTH + 1)])
def test_a_damaged_link_key_is_never_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "invitations.key"
    path.write_bytes(content)
    with pytest.raises(LinkKeyUnusable, match="backup"):
        link_key(path)
    assert path.read_bytes() == content


def test_of_two_processes_that_start_at_once_both_have_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "invitations.key"
    with ThreadPoolExecutor(16) as threads:
        keys = set(threads.map(lambda _: link_key(path), range(64)))
    assert len(keys) == 1


async def test_links_survive_a_restart(house: House, tmp_path: Path) -> None:
    hr = house.person()
    found = await invite(hr, (await template(hr))["id"])
    again = wire.build(
        replace(house.ground, metrics=Metrics()),
        Settings("http://pages.test"),
        house.identity,
        house.media,
        house.speech,
        house.scoring,
        house.interviews,
    )
    assert isinstance(again.contract, HiringService)
    link = (await again.contract.candidate_link(found.id)).link
    assert link.rsplit("/", 1)[1] == found.token


async def test_over_https_the_cookie_is_secure(house: House) -> None:
    hr = house.person()
    found = await invite(hr, (await template(hr))["id"])
    ground = replace(house.ground, metrics=Metrics(), secure=True)
    part = wire.build(
        ground,
        Settings("https://pages.test"),
        house.identity,
        house.media,
        house.speech,
        house.scoring,
        house.interviews,
    )
    app = FastAPI()
    app.include_router(part.routers[0])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://parley.test"
    ) as client:
        answer = await client.post("/api/v1/invitations/access", json={"accessToken": found.token})
    assert "; Secure" in answer.headers["set-cookie"]
