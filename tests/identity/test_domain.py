"""The refresh-token family, addresses and passwords."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parley.contracts.identity import Account, Principal, Role
from parley.identity.domain import (
    Family,
    PasswordRule,
    PresentedToken,
    RotationRule,
    Verdict,
    WeakPassword,
    access_claims,
    address,
    person_name,
    session_account,
)
from parley.kit.errors import Malformed

T0 = datetime(2026, 1, 1, tzinfo=UTC)
RULE = RotationRule(timedelta(days=30))
TICK = timedelta(microseconds=1)


def family(generation: int = 0, *, not_after: datetime | None = None) -> Family:
    return Family("f", "a", None, generation, T0 + RULE.ttl, not_after)


def test_the_leaf_is_followed_by_a_new_one() -> None:
    verdict, after = family().present(PresentedToken(0, None), RULE, T0 + timedelta(days=3))
    assert verdict is Verdict.ROTATED
    assert after.generation == 1
    assert after.expires_at == T0 + timedelta(days=33)


def test_a_guests_leaf_never_outlives_its_invitation() -> None:
    end = T0 + timedelta(days=5)
    _, after = family(not_after=end).present(PresentedToken(0, None), RULE, T0)
    assert after.expires_at == end


@pytest.mark.parametrize(
    ("late", "verdict"), [(timedelta(), Verdict.REPEATED), (TICK, Verdict.REUSED)]
)
def test_grace_ends_exactly_when_it_says(late: timedelta, verdict: Verdict) -> None:
    # The leaf (generation 2) has been used since: only the race of two tabs is forgiven.
    token = PresentedToken(0, T0)
    got, after = family(2).present(token, RULE, T0 + RULE.grace + late)
    assert got is verdict
    assert (after.revoked_at is None) == (verdict is Verdict.REPEATED)


@pytest.mark.parametrize(
    ("late", "verdict"), [(timedelta(), Verdict.REPEATED), (TICK, Verdict.REUSED)]
)
def test_a_lost_answer_is_forgiven_while_nobody_used_the_leaf(
    late: timedelta, verdict: Verdict
) -> None:
    got, _ = family(1).present(PresentedToken(0, T0), RULE, T0 + RULE.lost_answer + late)
    assert got is verdict


@pytest.mark.parametrize(
    ("early", "verdict"), [(TICK, Verdict.ROTATED), (0 * TICK, Verdict.REFUSED)]
)
def test_an_unused_leaf_ends_exactly_at_its_expiry(early: timedelta, verdict: Verdict) -> None:
    got, _ = family().present(PresentedToken(0, None), RULE, T0 + RULE.ttl - early)
    assert got is verdict


class FamilyMachine(RuleBasedStateMachine):
    """Two clients of one browser, a thief with old copies, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = T0
        self.family = family()
        self.rotated: list[datetime | None] = [None]  # by generation
        self.reused = False
        self.signed_out = False

    @initialize()
    def start(self) -> None:
        self.family = family()

    @rule(seconds=st.floats(0, 15) | st.floats(0, 1300))
    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(data=st.data())
    def present(self, data: st.DataObject) -> None:
        generation = data.draw(st.integers(0, len(self.rotated) - 1))
        was = self.rotated[generation]
        alive = self.family.alive(self.now)
        verdict, after = self.family.present(PresentedToken(generation, was), RULE, self.now)
        if verdict is Verdict.ROTATED:
            assert alive
            assert was is None
            self.rotated[generation] = self.now
            self.rotated.append(None)
        elif verdict is Verdict.REPEATED:
            assert alive
            assert was is not None
            used_since = generation < len(self.rotated) - 2
            assert self.now - was <= (RULE.grace if used_since else RULE.lost_answer)
        elif verdict is Verdict.REUSED:
            assert alive
            assert was is not None
            assert self.now - was > RULE.grace
            self.reused = True
        else:
            assert not alive
        self.family = after

    @precondition(lambda self: not self.reused)
    @rule()
    def sign_out(self) -> None:
        self.family = Family(
            "f", "a", None, self.family.generation, self.family.expires_at, None, self.now
        )
        self.signed_out = True

    @invariant()
    def there_is_exactly_one_leaf(self) -> None:
        assert self.rotated.count(None) == 1
        assert self.rotated[-1] is None
        assert self.family.generation == len(self.rotated) - 1

    @invariant()
    def reuse_and_signing_out_end_everything_and_nothing_else_does(self) -> None:
        assert (self.family.revoked_at is not None) == (self.reused or self.signed_out)

    @invariant()
    def a_dead_family_refuses_every_token(self) -> None:
        if self.family.revoked_at is not None:
            for generation, was in enumerate(self.rotated):
                verdict, _ = self.family.present(PresentedToken(generation, was), RULE, self.now)
                assert verdict is Verdict.REFUSED


TestFamily = FamilyMachine.TestCase


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        (" hr@demo.parley ", "hr@demo.parley"),
        ("root@localhost", "root@localhost"),
        ("jürgen@exämple.de", "jürgen@exämple.de"),
        ("a+b_c-d!x@a-b.c1.de", "a+b_c-d!x@a-b.c1.de"),
        ("e\u0301@x.de", "é@x.de"),
        ("a" * 64 + "@x.de", "a" * 64 + "@x.de"),
    ],
)
def test_addresses_have_one_form(written: str, stored: str) -> None:
    assert address(written) == stored


@pytest.mark.parametrize(
    "wrong",
    [
        "", "@", "a@", "@b", "a b@c.de", "a@b@c", "a..b@c.de", ".a@c.de", "a.@c.de", "a@-b.de",
        "a@b-.de", "a@b..de", "a\x00@b.de", "a@b.de\nBcc: x@y.z", '"a b"@c.de', "a@[127.0.0.1]",
        "a,b@c.de", "<a@b.de>", "a" * 65 + "@x.de", "a@" + "b." * 126 + "de", "a@b\u202e.de",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(Malformed):
        address(wrong)


@given(st.emails() | st.text(max_size=40).map(lambda t: f"{t}@x.de"))
def test_an_address_stays_as_it_is_stored(text: str) -> None:
    try:
        once = address(text)
    except Malformed:
        return
    assert address(once) == once
    assert not any(c.isspace() for c in once)


@given(st.text(max_size=60))
def test_a_name_is_one_line(text: str) -> None:
    plain = person_name(text)
    assert plain == plain.strip()
    assert plain.splitlines() in ([plain], [])
    assert "\x00" not in plain
    plain.encode()


def test_a_name_has_its_limit() -> None:
    assert person_name("x" * 200) == "x" * 200
    with pytest.raises(Malformed):
        person_name("x" * 201)


@pytest.mark.parametrize("length", [10, 128])
def test_passwords_of_the_edge_lengths_are_accepted(length: int) -> None:
    PasswordRule().check("p" * length, "a@b.de")


@pytest.mark.parametrize("wrong", ["p" * 9, "p" * 129, "Ada.Byron@B.de", " ada.byron@b.de "])
def test_weak_passwords_are_refused(wrong: str) -> None:
    with pytest.raises(WeakPassword):
        PasswordRule().check(wrong, "ada.byron@b.de")


@given(
    st.builds(
        Account,
        user_id=st.uuids().map(str),
        email=st.just("a@b.de"),
        name=st.text(),
        role=st.sampled_from(Role),
        company_id=st.none() | st.uuids().map(str),
        guest=st.booleans(),
    ),
    st.none() | st.uuids().map(str),
)
def test_a_link_never_gives_a_staff_role(account: Account, invitation: str | None) -> None:
    principal = Principal.from_claims(access_claims(account, invitation))
    assert principal.user_id == account.user_id
    assert principal.invitation_id == invitation
    seen = session_account(account, invitation)
    assert (seen.role, seen.company_id) == (principal.role, principal.company_id)
    if invitation is None:
        assert (principal.role, principal.company_id) == (account.role, account.company_id)
    else:
        assert (principal.role, principal.company_id) == (Role.CANDIDATE, None)
