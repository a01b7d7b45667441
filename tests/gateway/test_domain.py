import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.gateway.domain import Health, is_page, report

STATES = st.sampled_from(["ok", "slow", "failing"])


@given(st.dictionaries(st.sampled_from("abcdef"), STATES), st.frozensets(st.sampled_from("abcdef")))
def test_down_exactly_when_an_essential_check_fails(
    checks: dict[str, str], essential: frozenset[str]
) -> None:
    found = report(checks, essential)
    failing = {name for name, state in checks.items() if state != "ok"}
    assert (found.status is Health.DOWN) == bool(failing & essential)
    assert (found.status is Health.OK) == (not failing)
    assert found.ready == (not failing & essential)
    assert found.checks == checks


@pytest.mark.parametrize(
    "path",
    ["/", "/signin",
        "/dashboard", "/templates", "/templates/x", "/templates/x/preview", "/invitations/x",
     "/interview/some-token", "/i/x", "/i/x/record", "/receipts/some-code", "/mails",
     "/practice", "/practice/some-template", "/practice/results/x", "/voice/x"],
)  # fmt: skip
def test_pages(path: str) -> None:
    assert is_page(path)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/templates",
        "/nowhere",
        "/templates/x/y",
        "/interview",
        "/i/x/y",
        "/receipts",
        "/voice",
        "/practice/results/x/y",
        "/.env",
    ],
)
def test_everything_else_is_no_page(path: str) -> None:
    assert not is_page(path)
