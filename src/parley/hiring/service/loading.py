"""Loading an aggregate for somebody: found by who may see it, given to who may change it."""

from parley.contracts.hiring import InvitationNotFoundException, TemplateNotFoundException
from parley.contracts.identity import Principal
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.domain.visibility import (
    Sight,
    is_candidate,
    sight_of_invitation,
    sight_of_template,
)
from parley.hiring.ports import Unit
from parley.kit.errors import Forbidden
from parley.kit.ids import is_id


async def seen_template(unit: Unit, who: Principal, template_id: str) -> InterviewTemplate:
    """The template, if `who` may see it.

    Raises:
        TemplateNotFoundException: They may not, or there is none.
    """
    template = await unit.template(template_id) if is_id(template_id) else None
    if template is None or sight_of_template(who, template) is Sight.NONE:
        raise TemplateNotFoundException
    return template


async def own_template(
    unit: Unit, who: Principal, template_id: str, *, lock: bool = False, share: bool = False
) -> InterviewTemplate:
    """The template, if it is `who`'s to change.

    Raises:
        TemplateNotFoundException: They may not even see it, or there is none.
        Forbidden: They may only see it.
    """
    found = is_id(template_id)
    template = await unit.template(template_id, lock=lock, share=share) if found else None
    sight = Sight.NONE if template is None else sight_of_template(who, template)
    if template is None or sight is Sight.NONE:
        raise TemplateNotFoundException
    if sight is Sight.READ:
        raise Forbidden("This template belongs to a colleague: duplicate it to change it.")
    return template


async def invitation_and_template(
    unit: Unit, invitation_id: str, *, lock: bool = False
) -> tuple[Invitation, InterviewTemplate]:
    """Both, whoever asks.

    Raises:
        InvitationNotFoundException: There is none.
    """
    invitation = await unit.invitation(invitation_id, lock=lock) if is_id(invitation_id) else None
    template = None if invitation is None else await unit.template(invitation.template_id)
    if invitation is None or template is None:
        raise InvitationNotFoundException
    return invitation, template


async def as_candidate(
    unit: Unit, who: Principal, invitation_id: str, *, lock: bool = False
) -> tuple[Invitation, InterviewTemplate]:
    """Both, if `who` is the candidate.

    Raises:
        InvitationNotFoundException: They may not see it, or there is none.
        Forbidden: They may see it, but it is the candidate who answers.
    """
    invitation, template = await invitation_and_template(unit, invitation_id, lock=lock)
    if is_candidate(who, invitation):
        return invitation, template
    if sight_of_invitation(who, invitation, template.company_id) is Sight.NONE:
        raise InvitationNotFoundException
    raise Forbidden("Only the invited candidate can do this.")


async def as_inviter(
    unit: Unit, who: Principal, invitation_id: str, *, lock: bool = False
) -> tuple[Invitation, InterviewTemplate]:
    """Both, if `who` may do with the invitation what its HR may.

    Raises:
        InvitationNotFoundException: They may not see it, or there is none.
        Forbidden: They may only see it.
    """
    invitation, template = await invitation_and_template(unit, invitation_id, lock=lock)
    sight = sight_of_invitation(who, invitation, template.company_id)
    if sight is Sight.OWN:
        return invitation, template
    if sight is Sight.READ or is_candidate(who, invitation):
        raise Forbidden("Only the person who sent this invitation can do this.")
    raise InvitationNotFoundException


async def as_reviewer(
    unit: Unit, who: Principal, invitation_id: str, *, lock: bool = False
) -> tuple[Invitation, InterviewTemplate, Sight]:
    """Both, if `who` may review the interview, and how far they may go with it.

    Raises:
        InvitationNotFoundException: They may not see it, or there is none.
        Forbidden: They are its candidate.
    """
    invitation, template = await invitation_and_template(unit, invitation_id, lock=lock)
    sight = sight_of_invitation(who, invitation, template.company_id)
    if sight is not Sight.NONE:
        return invitation, template, sight
    if is_candidate(who, invitation):
        raise Forbidden("The hiring team's review is not for the candidate to see.")
    raise InvitationNotFoundException
