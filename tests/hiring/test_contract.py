"""What hiring offers to other contexts: what mails need to know."""

import pytest

from parley.contracts.hiring import CandidateLink, InvitationNotFoundException, TeamLetter
from parley.kit.errors import Unavailable
from parley.kit.ids import new_id
from tests.hiring.conftest import House
from tests.hiring.interviews import TEXT, invite, template
from tests.hiring.reviewing import done


async def test_a_letter_to_whoever_sent_the_invitation(house: House) -> None:
    scene = await done(house)
    letter = await house.hiring.team_letter(scene.id)
    account = house.identity.people[scene.owner.who.user_id]
    assert letter == TeamLetter(
        to_address=account.email,
        to_name=account.name,
        candidate_name="Ana Lima",
        title="Backend",
        link=f"http://pages.test/invitations/{scene.id}",
        language="en",
    )


async def test_no_letter_about_nothing_or_to_nobody(house: House) -> None:
    scene = await done(house)
    for strange in (new_id(), "x"):
        with pytest.raises(InvitationNotFoundException):
            await house.hiring.team_letter(strange)
    del house.identity.people[scene.owner.who.user_id]
    with pytest.raises(InvitationNotFoundException):
        await house.hiring.team_letter(scene.id)


async def test_no_letter_about_what_was_deleted(house: House) -> None:
    scene = await done(house)
    await scene.owner.ok("POST", f"{scene.path}/deletion", {"confirm": True})
    with pytest.raises(InvitationNotFoundException):
        await house.hiring.team_letter(scene.id)
    with pytest.raises(InvitationNotFoundException):
        await house.hiring.candidate_link(scene.id)


async def test_without_identity_the_letter_comes_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await done(house)

    async def away(_ids: object) -> list[object]:
        raise Unavailable

    monkeypatch.setattr(house.identity, "accounts", away)
    with pytest.raises(Unavailable):
        await house.hiring.team_letter(scene.id)


async def test_a_link_with_what_a_letter_says_of_it(house: House) -> None:
    hr = house.person()
    made = await template(hr, TEXT, settings={"language": "de"})
    found = await invite(hr, made["id"], candidateTimezone="Europe/Vienna")
    link = await house.hiring.candidate_link(found.id)
    expires = (await hr.ok("GET", found.path))["expiresAt"]
    assert link == CandidateLink(
        link=f"http://pages.test/interview/{found.token}",
        timezone="Europe/Vienna",
        language="de",
        expires_at=link.expires_at,
        completed=False,
    )
    assert link.expires_at is not None
    assert link.expires_at.isoformat().replace("+00:00", "Z") == expires


async def test_a_link_knows_that_the_interview_is_done(house: House) -> None:
    scene = await done(house)
    assert (await house.hiring.candidate_link(scene.id)).completed
    open_ = await invite(scene.owner, scene.found.template_id)

    await scene.owner.ok("POST", f"{open_.path}/revoke")
    with pytest.raises(InvitationNotFoundException):
        await house.hiring.candidate_link(open_.id)
