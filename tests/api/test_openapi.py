"""Every operation of the OpenAPI document, with made-up input, by everybody who may come.

Whatever is sent: the server doesn't break, and answers as its own document says.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_network
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from parley.app.simulate.api import Api
from tests.e2e.installation import Installation, installed
from tests.e2e.invitations import CHOICE, VIDEO, WRITTEN, enter, invite, sign_in
from tests.faults.candidates import WEBM, recording

Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW, MANY = 10, 200
SEED = 20260

# Which ids a body may name, as the paths call them.
IN_BODIES = {
    "templateId": "template_id",
    "questionId": "question_id",
    "invitationId": "invitation_id",
}
pytestmark = pytest.mark.xdist_group("api")

ADDRESSES = ip_network("198.18.0.0/15").hosts()

# What needs no signing in; everything else has to refuse a stranger.
OPEN = {
    "GET /.well-known/jwks.json",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/logout",
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/register",
    "GET /api/v1/config",
    "POST /api/v1/invitations/access",
    "GET /api/v1/receipts/{code}",
    "OPTIONS /api/v1/uploads",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
}
# Last, because what is known would be gone.
ENDING = ("DELETE", "/revoke", "/archive", "/complete", "/consent", "/reorder", "/deletion")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Attributes:
        token: None for a stranger.
        known: Ids that exist, by the name of the parameter of a path.
    """

    token: str | None = None
    known: Mapping[str, list[str]] = field(default_factory=dict)

    def fill_in(self, case: AnyCase, pick: int) -> None:
        """Replace made-up ids by ones that exist."""
        path = case.path_parameters or {}
        body = case.body if isinstance(case.body, dict) else {}
        for place, names in ((path, {name: name for name in path}), (body, IN_BODIES)):
            for name in place.keys() & names.keys():
                if ids := self.known.get(names[name]):
                    place[name] = ids[pick % len(ids)]

    def headers(self) -> dict[str, str]:
        """What signs a call; each comes from another address, or limits would answer the most."""
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**signed, "X-Forwarded-For": str(next(ADDRESSES)), "Tus-Resumable": "1.0.0"}


@pytest.fixture(scope="module")
def parley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One that may be filled with rubbish."""
    data_dir = tmp_path_factory.mktemp("api") / "data"
    environment = {"LOG_LEVEL": "warning", "PARLEY_TRUSTED_PROXIES": "127.0.0.1"}
    with installed(data_dir, environment=environment) as running:
        yield running


@pytest.fixture
async def callers(parley: Installation) -> AsyncIterator[dict[str, Caller]]:
    """A stranger, the hiring team, and a candidate in the middle of an interview."""
    async with Api(parley.url) as hr, Api(parley.url) as guest:
        await sign_in(hr)
        draft = await hr.call("POST", "/api/v1/templates", {"title": "Draft"})
        path = f"/api/v1/templates/{draft['id']}/questions"
        question = await hr.call("POST", path, CHOICE)
        pending = await invite(hr, WRITTEN)
        invited = await invite(hr, VIDEO, WRITTEN, CHOICE)
        detail = await enter(guest, invited)
        base = f"/api/v1/invitations/{invited.id}"
        await guest.call("POST", f"{base}/start")
        questions = [each["id"] for each in detail["questions"]]
        take = await guest.call("POST", f"{base}/questions/{questions[0]}/takes")
        upload = await guest.upload(take["takeId"], 0, recording(), 50_000, WEBM)
        answer = {
            "questionId": questions[0],
            "type": "video",
            "mediaUrl": upload["mediaUrl"],
        }
        response = await guest.call("POST", f"{base}/responses", answer)
        known = {
            "template_id": [draft["id"], detail["templateId"]],
            "question_id": [question["id"], *questions],
            "invitation_id": [invited.id, pending.id],
            "response_id": [response["id"]],
            "upload_id": [upload["id"]],
        }
        yield {
            "a stranger": Caller(None, known),
            "the hiring team": Caller(hr._token, known),
            "a candidate": Caller(guest._token, known),
        }


def document_of(url: str) -> dict[str, Any]:
    """What the server tells of itself."""
    document: dict[str, Any] = requests.get(f"{url}/api/v1/openapi.json", timeout=30).json()
    return document


def operations(document: dict[str, Any]) -> list[Operation]:
    """All of them, those that end something last."""
    schema = schemathesis.openapi.from_dict(document)
    found: list[Operation] = []
    for each in schema.get_all_operations():
        assert isinstance(each, Ok), each
        found.append(each.ok())
    return sorted(found, key=lambda one: any(end in one.label for end in ENDING))


def inputs(operation: Operation) -> st.SearchStrategy[AnyCase]:
    """Input as the document asks for it, and input that it forbids."""
    fitting: st.SearchStrategy[AnyCase] = operation.as_strategy()
    try:
        wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        wrong.validate()
    except (Unsatisfiable, ValueError):
        return fitting
    return fitting | wrong


def faults_of(operation: Operation, url: str, caller: Caller, examples: int) -> Iterator[str]:
    """What is wrong with an operation, if anything; at most one thing at a time."""
    session = requests.Session()

    @seed(SEED)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=inputs(operation), pick=st.integers(0, 5))
    def ask(case: AnyCase, pick: int) -> None:
        if pick:  # Now and then ids that don't exist.
            caller.fill_in(case, pick)
        answer = case.call(base_url=url, session=session, headers=caller.headers())
        # An answer to HEAD has no content, and so no type.
        excluded = [content_type_conformance] if case.method == "HEAD" else []
        case.validate_response(answer, checks=CHECKS, excluded_checks=excluded)
        if caller.token is None and operation.label not in OPEN:
            assert answer.status_code >= HTTPStatus.BAD_REQUEST, "a stranger was let in"

    try:
        ask()
    except Unsatisfiable:
        pass  # It takes no input that could be wrong.
    except (FailureGroup, Failure, AssertionError) as error:
        yield f"{operation.label}\n{_told(error)}"
    finally:
        session.close()


def _told(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(str(each) for each in error.exceptions)
    return str(error)


def check(url: str, caller: Caller, examples: int) -> None:
    """Ask everything; tell everything that was wrong."""
    found: list[Any] = []
    for operation in operations(document_of(url)):
        found += faults_of(operation, url, caller, examples)
    assert not found, "\n\n".join(found)


WHO = ("a stranger", "the hiring team", "a candidate")


@pytest.mark.parametrize("who", WHO)
def test_no_input_breaks_the_server(
    who: str, parley: Installation, callers: dict[str, Caller]
) -> None:
    check(parley.url, callers[who], FEW)
    assert "Traceback" not in parley.log
    assert '"unhandled"' not in parley.log


def test_the_same_check_sees_an_answer_unlike_the_document(parley: Installation) -> None:
    document = document_of(parley.url)
    document["components"]["schemas"]["Config"]["properties"]["version"]["type"] = "integer"
    (config,) = [one for one in operations(document) if one.label == "GET /api/v1/config"]
    (fault,) = faults_of(config, parley.url, Caller(), 1)
    assert "Response violates schema" in fault


def test_the_same_check_sees_a_stranger_let_in(
    parley: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "OPEN", set())
    found = operations(document_of(parley.url))
    (config,) = [one for one in found if one.label == "GET /api/v1/config"]
    (fault,) = faults_of(config, parley.url, Caller(), 1)
    assert "a stranger was let in" in fault


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", WHO)
def test_no_input_of_many_breaks_the_server(
    who: str, parley: Installation, callers: dict[str, Caller]
) -> None:
    check(parley.url, callers[who], MANY)
