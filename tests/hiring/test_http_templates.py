"""The Templates and Questions API, endpoint by endpoint."""

from typing import Any

import pytest

from parley.hiring.domain import question as questions
from parley.hiring.domain import template as templates
from parley.hiring.http.templates import SEARCH_MAX
from parley.kit.ids import new_id
from parley.kit.web.paging import MAX_PAGE_SIZE
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import CHOICE, TEXT, VIDEO, invite, template

DEFAULTS = {
    "totalTimeLimit": None,
    "questionTimeLimit": None,
    "allowRetakes": False,
    "maxRetakes": 0,
    "shuffleQuestions": False,
    "showProgress": True,
    "mode": "recorded",
    "language": "en",
    "retentionDays": None,
    "practice": False,
}


@pytest.fixture
def hr(house: House) -> Caller:
    return house.person()


def refused(answer: Any, status: int, error: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.json()["details"]


@pytest.mark.contract("interview-service.md", "POST /api/v1/templates")
async def test_creating_a_template(hr: Caller, clock: Any) -> None:
    answer = await hr("POST", "/templates", {"title": " Backend "})
    assert answer.status_code == 201
    made = answer.json()
    assert made.pop("createdAt") == made.pop("updatedAt")
    assert made == {
        "id": made["id"],
        "title": "Backend",
        "description": None,
        "ownerId": hr.who.user_id,
        "companyId": None,
        "status": "draft",
        "settings": DEFAULTS,
        "questionsCount": 0,
    }


@pytest.mark.contract("interview-service.md", "showProgress")
async def test_settings_are_kept_as_sent(hr: Caller) -> None:
    settings = {
        "totalTimeLimit": 0,
        "questionTimeLimit": 90,
        "allowRetakes": True,
        "maxRetakes": 3,
        "shuffleQuestions": True,
        "showProgress": False,
        "mode": "voice",
        "language": "de",
        "retentionDays": 90,
        "practice": True,
    }
    made = await hr.ok("POST", "/templates", {"title": "x", "settings": settings})
    assert made["settings"] == settings
    assert (await hr.ok("GET", f"/templates/{made['id']}"))["settings"] == settings


async def test_where_retakes_are_allowed_there_is_one_unless_said_otherwise(hr: Caller) -> None:
    for sent, most in (({"allowRetakes": True}, 1), ({"allowRetakes": True, "maxRetakes": 0}, 0)):
        made = await hr.ok("POST", "/templates", {"title": "x", "settings": sent})
        assert made["settings"]["maxRetakes"] == most


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "x" * (templates.TITLE_MAX + 1)}, "title"),
        ({"title": 5}, "title"),
        ({"title": "x", "description": "y" * (templates.DESCRIPTION_MAX + 1)}, "description"),
        ({"title": "x", "color": "red"}, "color"),
        ({"title": "x", "settings": {"maxRetakes": 11}}, "maxRetakes"),
        ({"title": "x", "settings": {"maxRetakes": -1}}, "maxRetakes"),
        ({"title": "x", "settings": {"totalTimeLimit": 481}}, "totalTimeLimit"),
        ({"title": "x", "settings": {"totalTimeLimit": 1.5}}, "totalTimeLimit"),
        ({"title": "x", "settings": {"questionTimeLimit": 3601}}, "questionTimeLimit"),
        ({"title": "x", "settings": {"questionTimeLimit": 4}}, "questionTimeLimit"),
        ({"title": "x", "settings": {"questionTimeLimit": 2**63}}, "questionTimeLimit"),
        ({"title": "x", "settings": {"allowRetakes": "yes"}}, "allowRetakes"),
        ({"title": "x", "settings": {"mode": "room"}}, "mode"),
        ({"title": "x", "settings": {"mode": None}}, "mode"),
        ({"title": "x", "settings": {"practice": "yes"}}, "practice"),
        ({"title": "x", "settings": {"practice": 1}}, "practice"),
        ({"title": "x", "settings": None}, "settings"),
        ([], "body"),
    ],
)
async def test_a_malformed_template_is_422_and_names_the_field(
    hr: Caller, body: object, field: str
) -> None:
    answer = await hr("POST", "/templates", body)
    refused(answer, 422, "malformed")
    assert field in answer.json()["details"]


async def test_a_lone_surrogate_is_422_not_500(hr: Caller) -> None:
    token = hr.house.identity.token(hr.who)
    answer = await hr.house.client.post(
        "/api/v1/templates",
        content=b'{"title": "\\ud800"}',
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    refused(answer, 422, "malformed")


@pytest.mark.contract("interview-service.md", "GET /api/v1/templates/:id")
async def test_getting_a_template(hr: Caller) -> None:
    made = await template(hr, publish=False)
    found = await hr.ok("GET", f"/templates/{made['id']}")
    assert found["questionsCount"] == 3
    assert found["title"] == made["title"]


@pytest.mark.contract("interview-service.md", "GET /api/v1/templates")
async def test_listing_templates(hr: Caller, clock: Any) -> None:
    first = await template(hr, title="Gardener")
    clock.advance(1)
    second = await template(hr, publish=False, title="Cook", description="Soups and salads")
    found = await hr.ok("GET", "/templates")
    assert (found["page"], found["pageSize"], found["total"]) == (1, 20, 2)
    assert [item["id"] for item in found["items"]] == [second["id"], first["id"]]
    assert found["items"][0] == await hr.ok("GET", f"/templates/{second['id']}")
    for query, expected in (
        ("?status=published", [first]),
        ("?status=archived", []),
        ("?q=SALAD", [second]),
        ("?q=garden&status=draft", []),
        ("?pageSize=1&page=2", [first]),
        ("?page=9", []),
    ):
        page = await hr.ok("GET", f"/templates{query}")
        assert [item["id"] for item in page["items"]] == [e["id"] for e in expected], query


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=x",
        "pageSize=0",
        f"pageSize={MAX_PAGE_SIZE + 1}",
        "status=gone",
        "q=" + "x" * (SEARCH_MAX + 1),
        "q=%00",
    ],
)
async def test_a_malformed_list_query_is_422(hr: Caller, query: str) -> None:
    for path in ("/templates", "/invitations", "/invitations/candidate"):
        refused(await hr("GET", f"{path}?{query}"), 422, "malformed")


async def test_the_largest_page_is_allowed(hr: Caller) -> None:
    found = await hr.ok("GET", f"/templates?pageSize={MAX_PAGE_SIZE}&q={'x' * SEARCH_MAX}")
    assert found["pageSize"] == MAX_PAGE_SIZE


@pytest.mark.contract("interview-service.md", "PUT /api/v1/templates/:id")
async def test_updating_a_template_changes_what_was_sent(hr: Caller) -> None:
    made = await hr.ok("POST", "/templates", {"title": "x", "description": "y"})
    path = f"/templates/{made['id']}"
    changed = await hr.ok("PUT", path, {"title": "z"})
    assert (changed["title"], changed["description"]) == ("z", "y")
    cleared = await hr.ok("PUT", path, {"description": None})
    assert (cleared["title"], cleared["description"]) == ("z", None)
    timed = await hr.ok("PUT", path, {"settings": {"totalTimeLimit": 30}})
    assert timed["settings"] == DEFAULTS | {"totalTimeLimit": 30}
    assert await hr.ok("PUT", path, {}) == timed | {"updatedAt": timed["updatedAt"]}
    refused(await hr("PUT", path, {"title": None}), 422, "malformed")
    refused(await hr("PUT", path, {"title": ""}), 422, "malformed")


@pytest.mark.contract("interview-service.md", "DELETE /api/v1/templates/:id")
async def test_deleting_a_template(hr: Caller) -> None:
    unused, used = await template(hr), await template(hr)
    await invite(hr, used["id"])
    answer = await hr("DELETE", f"/templates/{unused['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    refused(await hr("GET", f"/templates/{unused['id']}"), 404, "template_not_found")
    refused(await hr("DELETE", f"/templates/{used['id']}"), 409, "template_in_use")


@pytest.mark.contract("interview-service.md", "POST /api/v1/templates/:id/publish")
async def test_publishing_a_template(hr: Caller) -> None:
    made = await hr.ok("POST", "/templates", {"title": "x"})
    path = f"/templates/{made['id']}"
    refused(await hr("POST", f"{path}/publish"), 409, "template_has_no_questions")
    await hr.ok("POST", f"{path}/questions", TEXT)
    answer = await hr("POST", f"{path}/publish")
    assert (answer.status_code, answer.json()["status"]) == (200, "published")
    refused(await hr("POST", f"{path}/publish"), 409, "template_already_published")


@pytest.mark.contract("interview-service.md", "POST /api/v1/templates/:id/archive")
async def test_archiving_a_template(hr: Caller) -> None:
    for publish in (True, False):
        path = f"/templates/{(await template(hr, publish=publish))['id']}"
        answer = await hr("POST", f"{path}/archive")
        assert (answer.status_code, answer.json()["status"]) == (200, "archived")
        refused(await hr("POST", f"{path}/archive"), 409, "template_archived")
        refused(await hr("POST", f"{path}/publish"), 409, "template_archived")


@pytest.mark.parametrize("state", ["publish", "archive"])
async def test_only_drafts_are_edited(hr: Caller, state: str) -> None:
    made = await template(hr, publish=False)
    path = f"/templates/{made['id']}"
    asked = await hr.ok("GET", f"{path}/questions")
    await hr.ok("POST", f"{path}/{state}")
    question = f"{path}/questions/{asked[0]['id']}"
    ids = [q["id"] for q in asked]
    for method, where, body in (
        ("PUT", path, {"title": "y"}),
        ("POST", f"{path}/questions", TEXT),
        ("PUT", question, {"text": "y"}),
        ("DELETE", question, None),
        ("PUT", f"{path}/questions/reorder", {"questionIds": ids[::-1]}),
    ):
        refused(await hr(method, where, body), 409, "template_not_editable")
    assert await hr.ok("GET", f"{path}/questions") == asked


async def test_a_copy_is_a_draft_with_the_same_questions(hr: Caller) -> None:
    made = await template(hr)
    answer = await hr("POST", f"/templates/{made['id']}/duplicate")
    assert answer.status_code == 201
    copy = answer.json()
    assert (copy["status"], copy["title"]) == ("draft", "Backend engineer (copy)")
    own = ("id", "templateId", "createdAt")
    before, after = [
        [
            {name: value for name, value in question.items() if name not in own}
            for question in await hr.ok("GET", f"/templates/{which['id']}/questions")
        ]
        for which in (made, copy)
    ]
    assert before == after


@pytest.mark.contract("interview-service.md", "POST /api/v1/templates/:id/questions")
async def test_adding_a_question(hr: Caller) -> None:
    made = await hr.ok("POST", "/templates", {"title": "x"})
    path = f"/templates/{made['id']}/questions"
    body = VIDEO | {"thinkingTime": 20, "isRequired": False, "keyPoints": ["Trade-offs"]}
    answer = await hr("POST", path, body)
    assert answer.status_code == 201
    added = answer.json()
    assert added == {
        "id": added["id"],
        "templateId": made["id"],
        "text": VIDEO["text"],
        "type": "video",
        "order": 1,
        "timeLimit": 120,
        "thinkingTime": 20,
        "isRequired": False,
        "options": [],
        "allowMultiple": False,
        "keyPoints": ["Trade-offs"],
        "createdAt": added["createdAt"],
    }
    chosen = await hr.ok("POST", path, CHOICE | {"order": 1, "allowMultiple": True})
    assert chosen["allowMultiple"] is True
    assert [option["text"] for option in chosen["options"]] == ["RabbitMQ", "PNG", "SQS"]
    assert chosen["options"][2]["id"] == "sqs"
    assert len({option["id"] for option in chosen["options"]}) == 3
    stored = await hr.ok("GET", path)
    assert [q["allowMultiple"] for q in stored] == [True, False]
    orders = {q["id"]: q["order"] for q in stored}
    assert orders == {chosen["id"]: 1, added["id"]: 2}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "text"}, "text"),
        ({"text": "x"}, "type"),
        ({"text": "x", "type": "essay"}, "type"),
        ({"text": "x" * (questions.TEXT_MAX + 1), "type": "text"}, "text"),
        (TEXT | {"order": 0}, "order"),
        (TEXT | {"order": 2}, "order"),
        (TEXT | {"order": 2**40}, "order"),
        (TEXT | {"timeLimit": 3601}, "timeLimit"),
        (TEXT | {"timeLimit": "60"}, "timeLimit"),
        (TEXT | {"thinkingTime": 601}, "thinkingTime"),
        (TEXT | {"options": ["a", "b"]}, "options"),
        (TEXT | {"keyPoints": [""]}, "keyPoints"),
        (TEXT | {"keyPoints": ["x"] * 21}, "keyPoints"),
        (CHOICE | {"options": ["a"]}, "options"),
        (CHOICE | {"options": ["a", "a"]}, "options"),
        (CHOICE | {"options": ["a", ""]}, "options"),
        (CHOICE | {"options": ["a", 7]}, "options"),
        (CHOICE | {"options": ["a", "b\x00"]}, "options"),
        (CHOICE | {"options": [{"text": "a"}, {"id": "x"}]}, "options"),
        (CHOICE | {"options": None}, "options"),
        ({"text": "x", "type": "multiple_choice"}, "options"),
    ],
)
async def test_a_malformed_question_is_422_and_names_the_field(
    hr: Caller, body: dict[str, Any], field: str
) -> None:
    made = await hr.ok("POST", "/templates", {"title": "x"})
    answer = await hr("POST", f"/templates/{made['id']}/questions", body)
    refused(answer, 422, "malformed")
    assert field in answer.json()["details"]
    assert await hr.ok("GET", f"/templates/{made['id']}/questions") == []


@pytest.mark.contract("interview-service.md", "GET /api/v1/templates/:id/questions")
async def test_questions_are_a_bare_array_in_order(hr: Caller) -> None:
    made = await template(hr)
    found = await hr.ok("GET", f"/templates/{made['id']}/questions")
    assert [(q["order"], q["type"]) for q in found] == [
        (1, "video"),
        (2, "text"),
        (3, "multiple_choice"),
    ]


@pytest.mark.contract("interview-service.md", "PUT /api/v1/templates/:id/questions/:qId")
async def test_updating_a_question(hr: Caller) -> None:
    made = await template(hr, publish=False)
    path = f"/templates/{made['id']}/questions"
    first, second, third = await hr.ok("GET", path)
    changed = await hr.ok("PUT", f"{path}/{first['id']}", {"text": "New", "timeLimit": None})
    assert changed == first | {"text": "New", "timeLimit": None}
    moved = await hr.ok("PUT", f"{path}/{first['id']}", {"order": 3})
    assert moved["order"] == 3
    text = await hr.ok("PUT", f"{path}/{third['id']}", {"type": "text"})
    assert text["options"] == []
    assert [q["id"] for q in await hr.ok("GET", path)] == [
        second["id"],
        third["id"],
        first["id"],
    ]
    refused(await hr("PUT", f"{path}/{first['id']}", {"text": None}), 422, "malformed")
    refused(await hr("PUT", f"{path}/{first['id']}", {"order": 4}), 422, "malformed")


@pytest.mark.contract("interview-service.md", "DELETE /api/v1/templates/:id/questions/:qId")
async def test_removing_a_question(hr: Caller) -> None:
    made = await template(hr, publish=False)
    path = f"/templates/{made['id']}/questions"
    first, second, third = await hr.ok("GET", path)
    answer = await hr("DELETE", f"{path}/{first['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert await hr.ok("GET", path) == [second | {"order": 1}, third | {"order": 2}]
    refused(await hr("DELETE", f"{path}/{first['id']}"), 404, "question_not_found")


@pytest.mark.contract("interview-service.md", "PUT /api/v1/templates/:id/questions/reorder")
async def test_reordering_questions(hr: Caller) -> None:
    made = await template(hr, publish=False)
    path = f"/templates/{made['id']}/questions"
    ids = [q["id"] for q in await hr.ok("GET", path)]
    found = await hr.ok("PUT", f"{path}/reorder", {"questionIds": ids[::-1]})
    assert [(q["id"], q["order"]) for q in found] == list(zip(ids[::-1], (1, 2, 3), strict=True))
    assert await hr.ok("GET", path) == found
    for wrong in (ids[:2], [*ids, new_id()], [ids[0]] * 3, [], ["x", *ids[:2]]):
        answer = await hr("PUT", f"{path}/reorder", {"questionIds": wrong})
        refused(answer, 422, "question_order_mismatch")
    assert await hr.ok("GET", path) == found


@pytest.mark.contract("interview-service.md", "QuestionNotFoundException")
@pytest.mark.parametrize(
    "question_id",
    [
        "5b8f0d3e-6c2a-4f1b-9a77-0c6de1a2b3c4",
        "x",
        "0",
        "%20",
        "5B8F0D3E-6C2A-4F1B-9A77-0C6DE1A2B3C4",
    ],
)
async def test_an_unknown_question_is_404(hr: Caller, question_id: str) -> None:
    path = f"/templates/{(await template(hr, publish=False))['id']}/questions/{question_id}"
    refused(await hr("PUT", path, {"text": "x"}), 404, "question_not_found")
    refused(await hr("DELETE", path), 404, "question_not_found")


@pytest.mark.contract("interview-service.md", "TemplateNotFoundException")
@pytest.mark.parametrize(
    "template_id", ["5b8f0d3e-6c2a-4f1b-9a77-0c6de1a2b3c4", "x", "0", "%20", "%2e%2e", "null", "-1"]
)
async def test_an_unknown_or_malformed_template_is_404(hr: Caller, template_id: str) -> None:
    path = f"/templates/{template_id}"
    for method, where, body in (
        ("GET", path, None),
        ("PUT", path, {"title": "x"}),
        ("DELETE", path, None),
        ("POST", f"{path}/publish", None),
        ("POST", f"{path}/archive", None),
        ("POST", f"{path}/duplicate", None),
        ("GET", f"{path}/questions", None),
        ("POST", f"{path}/questions", TEXT),
        ("PUT", f"{path}/questions/{new_id()}", {"text": "x"}),
        ("DELETE", f"{path}/questions/{new_id()}", None),
        ("PUT", f"{path}/questions/reorder", {"questionIds": []}),
    ):
        refused(await hr(method, where, body), 404, "template_not_found")


async def test_a_question_of_another_template_is_404(hr: Caller) -> None:
    mine, other = await template(hr, publish=False), await template(hr, publish=False)
    strange = (await hr.ok("GET", f"/templates/{other['id']}/questions"))[0]["id"]
    path = f"/templates/{mine['id']}/questions/{strange}"
    refused(await hr("PUT", path, {"text": "x"}), 404, "question_not_found")
    refused(await hr("DELETE", path), 404, "question_not_found")


async def test_a_repeated_post_with_the_same_key_makes_one_template(hr: Caller) -> None:
    first = await hr("POST", "/templates", {"title": "x"}, **{"idempotency-key": "k1"})
    again = await hr("POST", "/templates", {"title": "x"}, **{"idempotency-key": "k1"})
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    other = await hr("POST", "/templates", {"title": "y"}, **{"idempotency-key": "k1"})
    refused(other, 409, "idempotency_key_reused")
    assert (await hr.ok("GET", "/templates"))["total"] == 1
    stranger = hr.house.person()
    theirs = await stranger("POST", "/templates", {"title": "x"}, **{"idempotency-key": "k1"})
    assert theirs.json()["id"] != first.json()["id"]
