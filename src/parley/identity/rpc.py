"""Identity over gRPC: `service` answers calls, `Client` makes them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from parley.contracts.identity import Account, GuestSession, Identity
from parley.kit.rpc.linking import Link
from parley.kit.rpc.mapping import from_wire, to_wire
from parley.kit.rpc.serving import Service
from parley.wire_gen.parley.identity.v1 import identity_pb2 as pb

SERVICE = pb.DESCRIPTOR.services_by_name["IdentityService"]
MESSAGES = {Account: pb.Account, GuestSession: pb.GuestSession}


def service(identity: Identity) -> Service:
    """The gRPC service over an implementation of the contract."""
    return Service(SERVICE, _Servicer(identity))


class _Servicer:
    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def jwks(self, request: pb.JwksRequest) -> pb.JwksResponse:
        del request
        from google.protobuf import json_format  # noqa: PLC0415 - slow to load, for this alone

        answer = pb.JwksResponse()
        json_format.ParseDict(dict(await self._identity.jwks()), answer.jwks)
        return answer

    async def ensure_candidate(
        self, request: pb.EnsureCandidateRequest
    ) -> pb.EnsureCandidateResponse:
        account = await self._identity.ensure_candidate(request.email, request.name)
        return pb.EnsureCandidateResponse(account=to_wire(account, pb.Account))

    async def accounts(self, request: pb.AccountsRequest) -> pb.AccountsResponse:
        found = await self._identity.accounts(list(request.user_ids))
        return pb.AccountsResponse(accounts=[to_wire(account, pb.Account) for account in found])

    async def open_guest_session(
        self, request: pb.OpenGuestSessionRequest
    ) -> pb.OpenGuestSessionResponse:
        session = await self._identity.open_guest_session(
            request.candidate_id,
            request.invitation_id,
            request.not_after.ToDatetime(tzinfo=UTC),
        )
        return pb.OpenGuestSessionResponse(session=to_wire(session, pb.GuestSession))

    async def close_guest_sessions(
        self, request: pb.CloseGuestSessionsRequest
    ) -> pb.CloseGuestSessionsResponse:
        await self._identity.close_guest_sessions(request.invitation_id)
        return pb.CloseGuestSessionsResponse()

    async def worker_token(self, request: pb.WorkerTokenRequest) -> pb.WorkerTokenResponse:
        token = await self._identity.worker_token(request.user_id, request.interview_id)
        return pb.WorkerTokenResponse(token=token)


class Client:
    """The contract of identity over a link."""

    def __init__(self, link: Link) -> None:
        """Call over `link`, made for `SERVICE`."""
        self._call = link.call

    async def jwks(self) -> Mapping[str, Any]:
        """See `contracts.identity.Identity.jwks`."""
        from google.protobuf import json_format  # noqa: PLC0415 - as above

        answer = await self._call("Jwks", pb.JwksRequest(), pb.JwksResponse)
        document: Mapping[str, Any] = json_format.MessageToDict(answer.jwks)
        return document

    async def ensure_candidate(self, email: str, name: str) -> Account:
        """See `contracts.identity.Identity.ensure_candidate`."""
        request = pb.EnsureCandidateRequest(email=email, name=name)
        answer = await self._call("EnsureCandidate", request, pb.EnsureCandidateResponse)
        return from_wire(answer.account, Account)

    async def accounts(self, user_ids: Sequence[str]) -> list[Account]:
        """See `contracts.identity.Identity.accounts`."""
        request = pb.AccountsRequest(user_ids=user_ids)
        answer = await self._call("Accounts", request, pb.AccountsResponse)
        return [from_wire(account, Account) for account in answer.accounts]

    async def open_guest_session(
        self, candidate_id: str, invitation_id: str, not_after: datetime
    ) -> GuestSession:
        """See `contracts.identity.Identity.open_guest_session`."""
        request = pb.OpenGuestSessionRequest(candidate_id=candidate_id, invitation_id=invitation_id)
        request.not_after.FromDatetime(not_after)
        answer = await self._call("OpenGuestSession", request, pb.OpenGuestSessionResponse)
        return from_wire(answer.session, GuestSession)

    async def close_guest_sessions(self, invitation_id: str) -> None:
        """See `contracts.identity.Identity.close_guest_sessions`."""
        request = pb.CloseGuestSessionsRequest(invitation_id=invitation_id)
        await self._call("CloseGuestSessions", request, pb.CloseGuestSessionsResponse)

    async def worker_token(self, user_id: str, interview_id: str) -> str:
        """See `contracts.identity.Identity.worker_token`."""
        request = pb.WorkerTokenRequest(user_id=user_id, interview_id=interview_id)
        answer = await self._call("WorkerToken", request, pb.WorkerTokenResponse)
        return answer.token
