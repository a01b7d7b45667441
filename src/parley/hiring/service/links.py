"""The links of invitations: derived from a key, so that only a fingerprint is stored."""

from parley.hiring.domain.invitation import Invitation
from parley.kit.tokens import derive, fingerprint


class Links:
    """Derives tokens of invitations (settled.md, Identity of candidates, links)."""

    def __init__(self, key: bytes, frontend_url: str) -> None:
        """Derive from `key`; links open under `frontend_url`."""
        self._key, self._frontend_url = key, frontend_url.rstrip("/")

    def stored(self, invitation_id: str, version: int) -> str:
        """What the column access_token keeps of the token: its fingerprint."""
        return fingerprint(derive(self._key, invitation_id, str(version)))

    def link(self, invitation: Invitation) -> str:
        """The address that opens the invitation. It is a secret: into no log, event or table."""
        token = derive(self._key, invitation.id, str(invitation.token_version))
        return f"{self._frontend_url}/interview/{token}"

    def review(self, invitation_id: str) -> str:
        """The address of the review page; whoever opens it signs in."""
        return f"{self._frontend_url}/invitations/{invitation_id}"

    def receipt_code(self, deletion_id: str) -> str:
        """The code that shows the receipt of a deletion: 256 bits, told once, never stored."""
        return derive(self._key, "receipt", deletion_id)

    def receipt(self, code: str) -> str:
        """The address of the page that shows the receipt. It is a secret, as `link`."""
        return f"{self._frontend_url}/receipts/{code}"
