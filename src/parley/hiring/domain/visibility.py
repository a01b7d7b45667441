"""Who may see and do what (product.md, Who may do what; settled.md).

| who | templates | invitations |
|---|---|---|
| HR, own | everything | everything that HR does |
| HR or interviewer, of a company template of their company | read; HR may duplicate | read |
| admin | everything, whoever owns it | everything that HR does |
| candidate | nothing | what a candidate does, with their own |
| guest (token of one invitation) | nothing | likewise, only that one |

What somebody may not see is not found; what they see but may not do is forbidden.
"""

from enum import IntEnum

from parley.contracts.identity import Principal, Role
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.template import InterviewTemplate

TEAM = frozenset({Role.ADMIN, Role.HR, Role.INTERVIEWER})


class Sight(IntEnum):
    """How far somebody may go with a thing."""

    NONE = 0
    READ = 1
    OWN = 2


def may_manage(who: Principal) -> bool:
    """Whether they may make templates and invitations; a guest's token never may."""
    return who.is_staff and who.invitation_id is None


def may_look(who: Principal) -> bool:
    """Whether the hiring team's lists are for them."""
    return who.role in TEAM and who.invitation_id is None


def sight(who: Principal, owner_id: str, company_id: str | None) -> Sight:
    """How far `who` may go with what `owner_id` made, shared with `company_id` or with nobody."""
    if not may_look(who):
        return Sight.NONE
    if who.role is Role.ADMIN or (who.role is Role.HR and who.user_id == owner_id):
        return Sight.OWN
    return Sight.READ if company_id is not None and company_id == who.company_id else Sight.NONE


def sight_of_template(who: Principal, template: InterviewTemplate) -> Sight:
    """How far `who` may go with a template."""
    return sight(who, template.owner_id, template.company_id)


def sight_of_invitation(who: Principal, invitation: Invitation, company_id: str | None) -> Sight:
    """How far `who` may go with an invitation as one of the hiring team."""
    return sight(who, invitation.hr_id, company_id)


def is_candidate(who: Principal, invitation: Invitation) -> bool:
    """Whether `who` is the candidate invited, by an account or by the link."""
    return who.user_id == invitation.candidate_id and who.invitation_id in {None, invitation.id}
