"""Interviews over gRPC: `service` answers calls, `Client` makes them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from parley.contracts.interviews import (
    Completion,
    Entry,
    Interviews,
    OpenSession,
    PlanItem,
    Session,
)
from parley.contracts.speech import Word
from parley.kit.rpc.linking import Link
from parley.kit.rpc.mapping import from_wire, to_wire
from parley.kit.rpc.serving import Service
from parley.wire_gen.parley.interviews.v1 import interviews_pb2 as pb

SERVICE = pb.DESCRIPTOR.services_by_name["InterviewsService"]
MESSAGES = {
    Completion: pb.Completion,
    Entry: pb.Entry,
    OpenSession: pb.OpenSession,
    PlanItem: pb.PlanItem,
    Session: pb.Session,
    Word: pb.Word,
}


def service(interviews: Interviews) -> Service:
    """The gRPC service over an implementation of the contract."""
    return Service(SERVICE, _Servicer(interviews))


class _Servicer:
    def __init__(self, interviews: Interviews) -> None:
        self._interviews = interviews

    async def open(self, request: pb.OpenRequest) -> pb.OpenResponse:
        session = await self._interviews.open(from_wire(request.ask, OpenSession))
        return pb.OpenResponse(session=to_wire(session, pb.Session))

    async def session(self, request: pb.SessionRequest) -> pb.SessionResponse:
        session = await self._interviews.session(request.session_id)
        return pb.SessionResponse(session=to_wire(session, pb.Session))

    async def sessions(self, request: pb.SessionsRequest) -> pb.SessionsResponse:
        found = await self._interviews.sessions(list(request.session_ids))
        return pb.SessionsResponse(sessions=[to_wire(each, pb.Session) for each in found])

    async def entries(self, request: pb.EntriesRequest) -> pb.EntriesResponse:
        found = await self._interviews.entries(request.session_id)
        return pb.EntriesResponse(entries=[to_wire(entry, pb.Entry) for entry in found])

    async def begin(self, request: pb.BeginRequest) -> pb.BeginResponse:
        items = [from_wire(item, PlanItem) for item in request.items]
        session = await self._interviews.begin(request.session_id, items, request.epoch)
        return pb.BeginResponse(session=to_wire(session, pb.Session))

    async def record(self, request: pb.RecordRequest) -> pb.RecordResponse:
        entries = [from_wire(entry, Entry) for entry in request.entries]
        await self._interviews.record(request.session_id, entries, request.epoch)
        return pb.RecordResponse()

    async def complete(self, request: pb.CompleteRequest) -> pb.CompleteResponse:
        session = await self._interviews.complete(from_wire(request.completion, Completion))
        return pb.CompleteResponse(session=to_wire(session, pb.Session))

    async def fail(self, request: pb.FailRequest) -> pb.FailResponse:
        session = await self._interviews.fail(
            request.session_id,
            request.ended_at.ToDatetime(tzinfo=UTC),
            request.epoch if request.HasField("epoch") else None,
        )
        return pb.FailResponse(session=to_wire(session, pb.Session))

    async def cancel(self, request: pb.CancelRequest) -> pb.CancelResponse:
        await self._interviews.cancel(request.session_id)
        return pb.CancelResponse()

    async def lengthen(self, request: pb.LengthenRequest) -> pb.LengthenResponse:
        await self._interviews.lengthen(
            request.session_id, request.planned_seconds, request.limit_seconds
        )
        return pb.LengthenResponse()


class Client:
    """The contract of interviews over a link."""

    def __init__(self, link: Link) -> None:
        """Call over `link`, made for `SERVICE`."""
        self._call = link.call

    async def open(self, ask: OpenSession) -> Session:
        """See `contracts.interviews.Interviews.open`."""
        request = pb.OpenRequest(ask=to_wire(ask, pb.OpenSession))
        answer = await self._call("Open", request, pb.OpenResponse)
        return from_wire(answer.session, Session)

    async def session(self, session_id: str) -> Session:
        """See `contracts.interviews.Interviews.session`."""
        request = pb.SessionRequest(session_id=session_id)
        answer = await self._call("Session", request, pb.SessionResponse)
        return from_wire(answer.session, Session)

    async def sessions(self, session_ids: Sequence[str]) -> list[Session]:
        """See `contracts.interviews.Interviews.sessions`."""
        request = pb.SessionsRequest(session_ids=session_ids)
        answer = await self._call("Sessions", request, pb.SessionsResponse)
        return [from_wire(each, Session) for each in answer.sessions]

    async def entries(self, session_id: str) -> list[Entry]:
        """See `contracts.interviews.Interviews.entries`."""
        request = pb.EntriesRequest(session_id=session_id)
        answer = await self._call("Entries", request, pb.EntriesResponse)
        return [from_wire(entry, Entry) for entry in answer.entries]

    async def begin(self, session_id: str, items: Sequence[PlanItem], epoch: int) -> Session:
        """See `contracts.interviews.Interviews.begin`."""
        plan = [to_wire(item, pb.PlanItem) for item in items]
        request = pb.BeginRequest(session_id=session_id, items=plan, epoch=epoch)
        answer = await self._call("Begin", request, pb.BeginResponse)
        return from_wire(answer.session, Session)

    async def record(self, session_id: str, entries: Sequence[Entry], epoch: int) -> None:
        """See `contracts.interviews.Interviews.record`."""
        said = [to_wire(entry, pb.Entry) for entry in entries]
        request = pb.RecordRequest(session_id=session_id, entries=said, epoch=epoch)
        await self._call("Record", request, pb.RecordResponse)

    async def complete(self, completion: Completion) -> Session:
        """See `contracts.interviews.Interviews.complete`."""
        request = pb.CompleteRequest(completion=to_wire(completion, pb.Completion))
        answer = await self._call("Complete", request, pb.CompleteResponse)
        return from_wire(answer.session, Session)

    async def fail(self, session_id: str, ended_at: datetime, epoch: int | None) -> Session:
        """See `contracts.interviews.Interviews.fail`."""
        request = pb.FailRequest(session_id=session_id, epoch=epoch)
        request.ended_at.FromDatetime(ended_at)
        answer = await self._call("Fail", request, pb.FailResponse)
        return from_wire(answer.session, Session)

    async def cancel(self, session_id: str) -> None:
        """See `contracts.interviews.Interviews.cancel`."""
        await self._call("Cancel", pb.CancelRequest(session_id=session_id), pb.CancelResponse)

    async def lengthen(self, session_id: str, planned_seconds: int, limit_seconds: int) -> None:
        """See `contracts.interviews.Interviews.lengthen`."""
        request = pb.LengthenRequest(
            session_id=session_id, planned_seconds=planned_seconds, limit_seconds=limit_seconds
        )
        await self._call("Lengthen", request, pb.LengthenResponse)
