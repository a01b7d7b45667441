"""The review's query: what was said, what a model made of it, what people think."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parley.contracts.identity import Principal
from parley.contracts.interviews import Entry
from parley.contracts.media import Playback
from parley.contracts.speech import Transcript
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.evidence import recordings, state_of
from parley.hiring.domain.privacy import HumanLook
from parley.hiring.domain.review import Note, Rating, Verdict
from parley.hiring.domain.visibility import Sight
from parley.hiring.ports import Counters, Store
from parley.hiring.ports.reviews import Review
from parley.hiring.service.audit import record_look
from parley.hiring.service.loading import as_reviewer
from parley.hiring.service.neighbours import Neighbours
from parley.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class GetReviewQuery:
    """Everything beside the recordings that a review shows."""

    who: Principal
    invitation_id: str


class Reviews:
    """Answers it."""

    def __init__(
        self, store: Store, clock: Clock, counters: Counters, neighbours: Neighbours
    ) -> None:
        """Read from `store` and from the `neighbours`, as far as they answer."""
        self._store, self._clock, self._counters = store, clock, counters
        self._neighbours = neighbours

    async def review(self, query: GetReviewQuery) -> Review:
        """Answer GetReviewQuery; that somebody looked is written down.

        Speech and scoring may be away: then their part is missing, and `analysis` says so.

        Raises:
            InvitationNotFoundException: None, or not theirs to see.
            Forbidden: The candidate asks.
        """
        who, now = query.who, self._clock.now()
        async with self._store.unit() as unit:
            invitation, template, sight = await as_reviewer(unit, who, query.invitation_id)
            standing = await unit.standing(invitation.id)
            ratings = await unit.ratings(invitation.id)
            notes = await unit.notes(invitation.id)
            look = await unit.look(invitation.id)
            act = Act(Action.REVIEW_SEEN, invitation.id, who.user_id, {})
            await record_look(unit, act, now)
        invitation.touch(now)
        talk = template.settings.mode.live and invitation.deleted_at is None
        transcripts, (score, answers), (conversation, recording) = await asyncio.gather(
            self._neighbours.transcripts_soon(recordings(invitation)),
            self._neighbours.score_soon(invitation.id),
            self._talk(invitation.id) if talk else _no_talk(),
        )
        verdict = standing.verdict
        heard = transcripts or {}
        ids = _people(ratings, notes, verdict, look, list(heard.values()))
        names = await self._neighbours.names(ids)
        mine, others = blind(ratings, who.user_id)
        self._counters.query("get_review")
        return Review(
            invitation=invitation,
            template=template,
            analysis=state_of(
                invitation,
                transcripts,
                score,
                scoring_answers=answers,
                withdrawn=standing.withdrawn,
                broken_off=standing.broken_off,
            ),
            transcripts=heard,
            score=score,
            mine=mine,
            others=others,
            others_count=sum(rating.user_id != who.user_id for rating in ratings if rating.given),
            notes=notes,
            verdict=verdict,
            human_look=look,
            can_decide=sight is Sight.OWN and invitation.deleted_at is None,
            names=names,
            conversation=conversation,
            recording=None if recording is None else unheard(recording),
        )

    async def _talk(self, invitation_id: str) -> tuple[Sequence[Entry] | None, Playback | None]:
        """What was said in a live interview, and its sound."""
        return await asyncio.gather(
            self._neighbours.conversation_soon(invitation_id),
            self._neighbours.recording_soon(invitation_id),
        )


def unheard(recording: Playback) -> Playback:
    """How far it is and how loud, without the links by which it is heard.

    Whoever asks for those is written down (`Queries.recording`); a review is read by many who
    listen to nothing.
    """
    return replace(
        recording,
        playback_url=None,
        poster_url=None,
        download_url=None,
        original_urls=(),
        audio_url=None,
    )


async def _no_talk() -> tuple[None, None]:
    return None, None


def blind(ratings: Sequence[Rating], user_id: str) -> tuple[Rating | None, list[Rating] | None]:
    """My rating, and the others': None until mine is given, so that theirs can't sway it."""
    mine = next((rating for rating in ratings if rating.user_id == user_id), None)
    if mine is None or not mine.given:
        return mine, None
    return mine, [rating for rating in ratings if rating.user_id != user_id and rating.given]


def _people(
    ratings: Sequence[Rating],
    notes: Sequence[Note],
    verdict: Verdict,
    look: HumanLook | None,
    transcripts: Sequence[Transcript],
) -> Iterator[str | None]:
    yield from (rating.user_id for rating in ratings)
    yield from (note.author_id for note in notes)
    yield from (transcript.corrected_by for transcript in transcripts)
    yield verdict.decided_by
    yield look.answered_by if look is not None else None
