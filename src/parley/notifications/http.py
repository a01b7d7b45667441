"""`/api/v1/demo/mails`: what a demo workspace would have sent, for its HR."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from parley.contracts.identity import Principal
from parley.kit.tokens import JwtVerifier
from parley.kit.web.auth import authenticated
from parley.kit.web.paging import Camel, PageNumber, PageOf, PageSize
from parley.notifications.domain import Mail, MailNotFound
from parley.notifications.service import SentLetter, SentMails


class MailView(Camel):
    """A sent mail."""

    id: str
    to: str
    subject: str
    sent_at: datetime | None


class AttachmentView(Camel):
    """A file that went with it; `size` in bytes."""

    filename: str
    content_type: str
    size: int


class LetterView(MailView):
    """A sent mail with its letter; the page shows `html` in a sandbox."""

    text: str
    html: str
    attachments: list[AttachmentView]


def _fields(mail: Mail) -> dict[str, object]:
    return {
        "id": mail.id, "to": mail.to_address, "subject": mail.subject, "sent_at": mail.sent_at,
    }  # fmt: skip


def _letter(letter: SentLetter) -> LetterView:
    return LetterView.model_validate(
        _fields(letter.mail)
        | {
            "text": letter.text,
            "html": letter.html,
            "attachments": [AttachmentView.model_validate(a) for a in letter.attachments],
        }
    )


def router(sent: SentMails, verifier: JwtVerifier) -> APIRouter:
    """Routes of a demo workspace; mount them nowhere else."""
    caller = authenticated(verifier, Principal.from_claims)

    async def staff(principal: Annotated[Principal, Depends(caller)]) -> None:
        if not principal.is_staff:
            raise MailNotFound

    api = APIRouter(prefix="/api/v1/demo/mails", tags=["demo"], dependencies=[Depends(staff)])

    @api.get("")
    async def mails(page: PageNumber = 1, page_size: PageSize = 20) -> PageOf[MailView]:
        """Sent mails, the newest first."""
        found, total = await sent.list(page, page_size)
        items = [MailView.model_validate(_fields(mail)) for mail in found]
        return PageOf[MailView](items=items, page=page, page_size=page_size, total=total)

    @api.get("/{mail_id}")
    async def mail(mail_id: str) -> LetterView:
        """One sent mail with its letter."""
        return _letter(await sent.read(mail_id))

    return api
