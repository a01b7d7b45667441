"""Who may see and do what, as a table."""

import pytest

from parley.contracts.identity import Principal, Role
from parley.hiring.domain.visibility import (
    Sight,
    is_candidate,
    may_look,
    may_manage,
    sight,
)
from tests.hiring.test_domain_invitation import invitation

ME, OTHER, MINE, THEIRS, LINK = ("00000000-0000-4000-8000-000000000001" for _ in range(5))
ME, OTHER, MINE, THEIRS, LINK = (f"00000000-0000-4000-8000-{n:012}" for n in range(5))


@pytest.mark.parametrize(
    ("role", "company", "owner", "shared", "expected"),
    [
        (Role.HR, None, ME, None, Sight.OWN),
        (Role.HR, MINE, ME, MINE, Sight.OWN),
        (Role.HR, MINE, ME, THEIRS, Sight.OWN),
        (Role.HR, None, OTHER, None, Sight.NONE),
        (Role.HR, MINE, OTHER, None, Sight.NONE),
        (Role.HR, MINE, OTHER, MINE, Sight.READ),
        (Role.HR, MINE, OTHER, THEIRS, Sight.NONE),
        (Role.INTERVIEWER, MINE, OTHER, MINE, Sight.READ),
        (Role.INTERVIEWER, MINE, ME, None, Sight.NONE),
        (Role.INTERVIEWER, None, OTHER, None, Sight.NONE),
        (Role.ADMIN, None, OTHER, THEIRS, Sight.OWN),
        (Role.ADMIN, None, OTHER, None, Sight.OWN),
        (Role.CANDIDATE, MINE, OTHER, MINE, Sight.NONE),
        (Role.CANDIDATE, None, ME, None, Sight.NONE),
    ],
)
def test_how_far_somebody_may_go(
    role: Role, company: str | None, owner: str, shared: str | None, expected: Sight
) -> None:
    assert sight(Principal(ME, role, company_id=company), owner, shared) is expected


@pytest.mark.parametrize("role", Role)
def test_a_link_gives_nobody_the_rights_of_their_account(role: Role) -> None:
    guest = Principal(ME, role, company_id=MINE, invitation_id=LINK)
    assert not may_manage(guest)
    assert not may_look(guest)
    assert sight(guest, ME, MINE) is Sight.NONE


@pytest.mark.parametrize(
    ("role", "manages", "looks"),
    [
        (Role.ADMIN, True, True),
        (Role.HR, True, True),
        (Role.INTERVIEWER, False, True),
        (Role.CANDIDATE, False, False),
    ],
)
def test_what_a_role_is_for(role: Role, manages: bool, looks: bool) -> None:
    assert (may_manage(Principal(ME, role)), may_look(Principal(ME, role))) == (manages, looks)


@pytest.mark.parametrize(
    ("user", "scope", "expected"),
    [
        (ME, None, True),
        (ME, LINK, True),
        (ME, OTHER, False),
        (OTHER, None, False),
        (OTHER, LINK, False),
    ],
)
def test_who_the_candidate_is(user: str, scope: str | None, expected: bool) -> None:
    held = invitation(id=LINK, candidate_id=ME)
    assert is_candidate(Principal(user, Role.CANDIDATE, invitation_id=scope), held) is expected
