"""The way from a completed interview to its scores, step by step as news come.

Hiring keeps no copy of transcripts or scores. Whatever news comes, in whatever order and however
often, the same question is asked again: is it completed, and is every transcript settled? Then
the evidence is gathered and handed in; scoring takes the same evidence twice without harm.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from parley.contracts.hiring import AnalysisReady, InvitationNotFoundException
from parley.contracts.scoring import EvidenceScore
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.evidence import CONSENT_WITHDRAWN, OUTCOMES, gather, recordings
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.invitation import Invitation, InvitationStatus
from parley.hiring.domain.privacy import Deletion
from parley.hiring.domain.review import Analysis
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import Store, Unit
from parley.hiring.ports.reviews import Standing
from parley.hiring.service.audit import record
from parley.hiring.service.loading import invitation_and_template
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.service.purposes import Purposes
from parley.kit.clock import Clock
from parley.kit.errors import Unavailable
from parley.kit.messages import Message

log = logging.getLogger(__name__)

ROUNDS = 5  # gatherings in a row before the bus is asked to come back later
SWEEP_BATCH = 100
SWEEP_AFTER = timedelta(minutes=5)
SWEEP_FOR = timedelta(days=30)


class EvidenceKeepsChanging(Unavailable):
    """This interview's transcripts change faster than they can be handed in: try again soon."""


class Analyses:
    """Hands evidence in when it is due, and takes note of what scoring says."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        neighbours: Neighbours,
        demo_emails: frozenset[str],
    ) -> None:
        """Work on `store`; interviews of accounts with `demo_emails` are demonstrations."""
        self._store, self._clock, self._neighbours = store, clock, neighbours
        self._purposes = Purposes(neighbours, demo_emails)

    async def on_completed(self, message: Message) -> None:
        """`invitation.completed`: perhaps everything is there already."""
        await self.consider(str(message.data["invitationId"]))

    async def on_transcript(self, message: Message) -> None:
        """`transcript.ready`, `transcript.failed`: perhaps it was the last one."""
        await self.consider(str(message.data["evidenceId"]))

    async def on_corrected(self, message: Message) -> None:
        """`transcript.corrected`: written down once, and scored again."""
        data = message.data
        evidence_id = str(data["evidenceId"])
        async with self._store.unit() as unit:
            try:
                invitation, _ = await invitation_and_template(unit, evidence_id)
            except InvitationNotFoundException:
                return
            if await unit.first_time(message):
                details = {"question": str(data["itemId"]), "revision": str(data["revision"])}
                actor = str(data["correctedBy"])
                act = Act(Action.TRANSCRIPT_CORRECTED, invitation.id, actor, details)
                await record(unit, act, self._clock.now())
        await self.consider(evidence_id)

    async def on_scored(self, message: Message) -> None:
        """`evidence.scored`: keep it for lists, write it down, tell the team what is new."""
        data = message.data
        evidence_id = str(data["evidenceId"])
        async with self._store.unit() as unit:
            try:
                await invitation_and_template(unit, evidence_id)
            except InvitationNotFoundException:
                return  # a session's, or gone
        score = await self._neighbours.score(evidence_id)
        now = self._clock.now()
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(unit, evidence_id, lock=True)
            if invitation.deleted_at is not None or not await unit.first_time(message):
                return
            words = ("number", "status", "reason", "scorer", "version")
            details = {word: str(data[word]) for word in words if data.get(word) is not None}
            await record(unit, Act(Action.SCORED, invitation.id, None, details), now)
            # What is being deleted may still be told of by scoring; a conversation's scores rest
            # on what was written down of it, and that stays.
            stands = template.settings.mode.live or not await unit.recordings_deleting(
                invitation.id
            )
            if score is not None and stands:
                await self._keep(unit, invitation, score, now)

    async def _keep(
        self, unit: Unit, invitation: Invitation, score: EvidenceScore, now: datetime
    ) -> None:
        old = await unit.standing(invitation.id)
        if score.number < old.number and not old.withdrawn:
            return  # an older one, come late; after a deletion numbers begin anew
        new = replace(
            old,
            analysis=OUTCOMES[score.status],
            reason=score.reason,
            overall=score.overall if OUTCOMES[score.status] is Analysis.READY else None,
            number=score.number,
        )
        if new.analysis in {Analysis.READY, Analysis.WITHHELD} and new.outcome != old.announced:
            new = replace(new, announced=new.outcome)
            await unit.tell(_ready(invitation, new), now)
        await unit.save_standing(invitation.id, new)

    async def consider(self, invitation_id: str) -> bool:
        """Hand the evidence in if it is due; whether it was.

        That of a conversation is handed in by the interviews context, which has it.

        Calls happen outside of hiring's locks. Should somebody else begin to gather meanwhile,
        they may have seen more or less than we did and have handed it in before us: then we
        gather once more, so that what is handed in last is what there was last.

        Raises:
            Unavailable, OSError: Speech, scoring or identity doesn't answer: come back later.
        """
        for _ in range(ROUNDS):
            async with self._store.unit() as unit:
                try:
                    invitation, template = await invitation_and_template(unit, invitation_id)
                except InvitationNotFoundException:
                    return False  # a session's, or gone
                if not _due(invitation) or template.settings.mode.live:
                    return False
                deletion = await unit.deletion_of(invitation.id)
                mine = await unit.next_round(invitation.id)
            if deletion is not None and not await self._agreed_again(invitation, deletion):
                return False
            if not await self._hand_in(invitation, template):
                return False
            async with self._store.unit() as unit:
                if await unit.round(invitation.id) == mine:
                    return True
        raise EvidenceKeepsChanging(retry_after=1)

    async def _agreed_again(self, invitation: Invitation, deletion: Deletion) -> bool:
        """Whether it may be scored although its recordings were deleted once.

        Without consent in force nothing is, the texts neither, and the team sees why.
        """
        if deletion.done_at is None:
            return False  # the sweep comes back to it
        if await self._neighbours.consent(invitation.id) is not None:
            return True
        async with self._store.unit() as unit:
            await invitation_and_template(unit, invitation.id, lock=True)
            old = await unit.standing(invitation.id)
            withheld = Standing(Analysis.WITHHELD, CONSENT_WITHDRAWN)
            if not old.withdrawn:
                await unit.save_standing(invitation.id, withheld)
        return False

    async def _hand_in(self, invitation: Invitation, template: InterviewTemplate) -> bool:
        transcripts = await self._neighbours.transcripts(recordings(invitation))
        purpose = await self._purposes.of(invitation)
        evidence = gather(invitation, template, transcripts, purpose)
        if evidence is None:
            return False
        await self._neighbours.submit(evidence)
        return True

    async def sweep(self) -> int:
        """Consider again what was completed and has no outcome; how many were handed in.

        The bus gives a message up after some minutes; an outage may be longer.
        """
        now, handed_in, last = self._clock.now(), 0, None
        while True:
            async with self._store.unit() as unit:
                waiting = await unit.awaiting_scores(
                    now - SWEEP_FOR, now - SWEEP_AFTER, last, SWEEP_BATCH
                )
            for invitation_id in waiting:
                try:
                    handed_in += await self.consider(invitation_id)
                except (Unavailable, OSError, TimeoutError) as error:
                    log.warning("analysis waits", extra={"error_type": type(error).__name__})
                    return handed_in
            if len(waiting) < SWEEP_BATCH:
                return handed_in
            last = waiting[-1]


def _due(invitation: Invitation) -> bool:
    return invitation.status is InvitationStatus.COMPLETED and invitation.deleted_at is None


def _ready(invitation: Invitation, standing: Standing) -> Fact:
    status = "scored" if standing.analysis is Analysis.READY else "withheld"
    body = AnalysisReady(invitation.id, invitation.template_id, invitation.hr_id, status)
    return Fact(body.TYPE, invitation.id, body, invitation.candidate_id)
