"""Between hearing and speaking: read, decide, word, with a deadline on each that a model does.

The model is never relied on: what it doesn't do in time, or may not say, the scripted interviewer
does. State is a fold over what was said (`domain/progress`), so a conversation is taken up from its
entries by another process at the same question.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.interviewer.domain import directing, reading, wording
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.directing import LIMIT_MARGIN, Decision, Understood
from parley.interviewer.domain.directing.timing import Plan
from parley.interviewer.domain.echo import Vocabulary, allowed, echo, vocabulary
from parley.interviewer.domain.guard import Rules, fault
from parley.interviewer.domain.lexicon import (
    MOST_READ,
    WORD,
    begins_with,
    count,
    latest,
    lexicon,
)
from parley.interviewer.domain.mind import (
    Brief,
    Cue,
    Decided,
    Heard,
    Intent,
    Move,
    Opening,
    Piece,
    Reading,
    Sentence,
    Situation,
)
from parley.interviewer.domain.progress import Progress, asks, fold
from parley.interviewer.ports import Brain, BrainUnavailable
from parley.interviewer.service.thinking.streaming import (
    Deadlines,
    done,
    length,
    sentences,
)

_log = logging.getLogger(__name__)

# A model words only these: what the AI says of itself, what it offers, and its goodbye are facts.
WORDED = frozenset({Move.ASK, Move.FOLLOW_UP, Move.REPHRASE, Move.REDIRECT})
MOST_JOB = 4_000  # characters of the job description that words are taken from
MOST_HINTS = 100  # words likely to come that a recogniser is told
HELD_SECONDS = 0.003  # that a turn may think before others run
RECENT = 3  # turns within which an acknowledgement doesn't come again
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # entries made for a brief carry no time


@dataclass(slots=True)
class _Turn:
    """A turn of the AI's that isn't known to be heard yet.

    Attributes:
        decision: What it does.
        before: Progress before the person's words, for when they only go on speaking.
        heard: What they had said, if they had.
        sentences: What was given out of it.
        whole: All of it was.
    """

    decision: Decision
    before: Progress
    heard: str | None
    sentences: list[str] = field(default_factory=list)
    whole: bool = False


class Minds:
    """Makes a mind for each conversation."""

    def __init__(self, brain: Brain | None, deadlines: Deadlines | None = None) -> None:
        """Think with a language model, or by script alone."""
        self._brain = brain
        self._deadlines = deadlines or Deadlines()

    def __call__(self, briefing: Briefing) -> "Thinking":
        """A mind that knows what was said before."""
        return Thinking(briefing, self._brain, self._deadlines)


class Thinking:
    """One conversation's decisions (`ports.Mind`)."""

    def __init__(self, briefing: Briefing, brain: Brain | None, deadlines: Deadlines) -> None:
        """Take up the conversation where its history leaves it."""
        self._briefing = briefing
        self._brain, self._deadlines = brain, deadlines
        self._items = tuple(briefing.items)
        self._job = f"{briefing.title}. {briefing.job_description[:MOST_JOB]}"
        self._setting = wording.Setting(
            briefing.session_id, self._items, briefing.language, briefing.practice, self._seconds
        )
        self._together = wording.fits_together(self._setting)
        self._progress = fold(briefing.history, self._items, briefing.language)
        self._history = list(briefing.history)
        points = (point for item in self._items for point in (item.text, *item.key_points))
        self._strange = [self._job, *points, *(entry.text for entry in self._history)]
        self._breath = 0.0  # when others last had their turn
        self._pending: _Turn | None = None
        self._interrupted: _Turn | None = None

    @property
    def _seconds(self) -> float:
        """After which to close; it grows when more time is given."""
        return min(self._briefing.planned_seconds, self._briefing.limit_seconds - LIMIT_MARGIN)

    @property
    def _plan(self) -> Plan:
        return Plan(self._items, self._briefing.language, self._seconds, self._together)

    @property
    def progress(self) -> Progress:
        """Where the interview stands, by what is known to be heard."""
        return self._progress

    def vocabulary(self) -> Sequence[str]:
        """Words likely to come in the answer: of the open question, its matter and the job."""
        item = self._item(max(self._progress.question, 0))
        lex = lexicon(self._briefing.language)
        texts = (item.text, *item.key_points) if item else ()
        found = dict.fromkeys(
            match[0]
            for text in (*texts, self._job)
            for match in WORD.finditer(text)
            if match[0].lower() not in lex.function
        )
        return tuple(found)[:MOST_HINTS]

    def spoken(self, text: str) -> None:
        """What was really heard of the last turn; empty when nothing was."""
        turn, self._pending = self._pending, None
        if turn is None:
            return
        if not text.strip():
            self._interrupted = turn
            return
        self._interrupted = None
        decision = turn.decision
        put = asks(decision.move, decision.question, text, self._items, self._briefing.language)
        self._progress = self._progress.after_ai(decision.move, decision.question, text, put)
        self._note(Speaker.AI, text, decision.question, decision.move.value)

    async def turn(self, cue: Cue, now: float) -> AsyncIterator[Piece]:
        """The AI's next turn: a `Decided`, then its sentences as they come (`ports.Mind`)."""
        await self._prepare(cue)
        if self._pending is not None:
            # Nobody has said what was heard of it: all of it, if it came to its end.
            whole = self._pending.whole
            self.spoken(" ".join(self._pending.sentences) if whole else "")
        if isinstance(cue, Heard):
            self._merge(cue)
            cue = replace(cue, text=latest(cue.text, MOST_READ))
        before, answered = self._progress, self._progress.answers
        found: Reading | None = None
        if isinstance(cue, Opening):
            decision = directing.opening(before, self._plan)
        elif isinstance(cue, Heard):
            taken = before.taken_up(cue.text, self._items, self._briefing.language)
            found = await self._read(cue, taken)
            if found.intent is not Intent.ANSWER:
                taken = before
            answered = taken.answers
            decision = directing.heard(taken, self._plan, now, self._understood(cue, found))
            self._progress = taken.after_person(found.intent, cue.text, answered)
            self._note(Speaker.USER, cue.text, answered, found.intent.value)
        else:
            decision = directing.silence(before, self._plan, now, cue)
        heard = cue if isinstance(cue, Heard) else None
        self._pending = turn = _Turn(decision, before, heard.text if heard else None)
        setting = self._set(decision, heard, found, now)
        yield Decided(
            decision.move,
            decision.question,
            found.intent if found else None,
            answered if found else -1,
            decision.closes,
        )
        async with aclosing(self._words(decision, setting)) as sentences:
            async for sentence in sentences:
                turn.sentences.append(sentence)
                yield Sentence(sentence)
        turn.whole = True

    async def _prepare(self, cue: Cue) -> None:
        """Get ready for texts not read yet, without holding up whoever else is talking."""
        strange, self._strange = self._strange, []
        if isinstance(cue, Heard):
            strange.append(cue.text)
        language = self._briefing.language
        self._breath = asyncio.get_running_loop().time()
        for _ in chain(reading.prepare(strange, language), wording.prepare(language)):
            await self._breathe()

    async def _breathe(self) -> None:
        """Let others run, where they had to wait for a while: each time costs a round of them."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._breath >= HELD_SECONDS:
            await asyncio.sleep(0)
            self._breath = loop.time()

    def _merge(self, heard: Heard) -> None:
        """A turn that only grew before the AI was heard counts once."""
        cut, self._interrupted = self._interrupted, None
        if cut and cut.heard and begins_with(heard.text, cut.heard):
            self._progress = cut.before
            self._history.pop()

    def _understood(self, heard: Heard, found: Reading) -> Understood:
        language = self._briefing.language
        asked_back = found.intent is Intent.QUESTION
        return Understood(
            found,
            directing.words_said(self._progress, heard.text),
            clear_stop=reading.clear_stop(heard.text, language),
            crisis=reading.in_crisis(heard.text, language),
            topic=reading.topic(heard.text, language) if asked_back else "",
            pause=reading.wants_break(heard.text, language),
        )

    async def _read(self, heard: Heard, now: Progress) -> Reading:
        """What was meant: the model's reading where it can be believed, else by patterns."""
        own = now.heard if now.answers == now.question else ()
        situation = Situation(
            self._item(now.answers),
            (*(Heard(text) for text in own), heard),
            self._briefing.language,
            now.said[-1] if now.said else "",
        )
        scripted = reading.read(situation)
        await self._breathe()
        clear = reading.clear_stop(heard.text, self._briefing.language)
        if self._brain is None or (scripted.intent is Intent.STOP and clear):
            return scripted
        try:
            async with asyncio.timeout(self._deadlines.read):
                found = await self._brain.read(situation)
        except (BrainUnavailable, TimeoutError):
            _log.info("the model did not read an answer in time")
            return scripted
        except Exception as error:  # noqa: BLE001 - whatever a model's client does, somebody waits
            _log.warning("the model failed to read", extra={"error_type": type(error).__name__})
            return scripted
        return reading.believed(found, scripted)

    def _set(
        self, decision: Decision, heard: Heard | None, found: Reading | None, now: float
    ) -> wording.Setting:
        """What wording needs; the echo only for an answer that is gone on from."""
        at = self._progress
        known = self._vocabulary(at.answers)
        said_back = ""
        if heard and found and found.intent is Intent.ANSWER:
            said_back = echo(heard, known, self._briefing.language)
            if found.echo and allowed(found.echo, heard, known, self._briefing.language):
                said_back = found.echo
        return replace(
            self._setting,
            seconds_left=max(0.0, self._plan.seconds - now),
            rest=len(set(range(len(self._items))) - at.opened),
            said=at.said,
            heard=at.heard if decision.question == at.question else (),
            echo=said_back,
            secret=self._secret(decision, said_back),
        )

    def _secret(self, decision: Decision, said_back: str) -> Rules:
        """The key points of the question that was open and of the one that will be."""
        of = [
            item for at in {self._progress.question, decision.question} if (item := self._item(at))
        ]
        return Rules(
            self._briefing.language,
            decision.move,
            " ".join(item.text for item in of),
            tuple(point for item in of for point in item.key_points),
            (*self._progress.heard, said_back),
        )

    def _vocabulary(self, question: int) -> Vocabulary:
        item = self._item(question)
        return vocabulary(item.text if item else "", self._job, self._briefing.language)

    async def _words(
        self, decision: Decision, setting: wording.Setting
    ) -> AsyncGenerator[str, None]:
        script = wording.script(decision, setting)
        said: list[str] = []
        if self._brain is not None and decision.move in WORDED:
            rules = self._rules(decision, setting, script)
            brief = self._brief(decision, setting, script)
            async with aclosing(self._worded(self._brain, brief, rules, script)) as sentences:
                async for sentence in sentences:
                    said.append(sentence)
                    yield sentence
            if done(said, rules, script):
                return
        for sentence in script.matter if said else script.sentences:
            if sentence not in said:
                yield sentence

    async def _worded(
        self, brain: Brain, brief: Brief, rules: Rules, script: wording.Script
    ) -> AsyncGenerator[str, None]:
        """The model's sentences that may be said, until one may not, or there is no time."""
        said: list[str] = []
        reserved = count(" ".join(script.matter))
        recent = self._acknowledged()
        stream = sentences(brain, brief, self._deadlines)
        async with aclosing(stream) as heard:
            async for sentence in heard:
                if sentence in said or sentence in recent:
                    continue
                wrong = fault(sentence, said, rules)
                if wrong:
                    _log.info("a sentence of the model is not said", extra={"code": wrong.value})
                    return
                turn = [*said, sentence]
                whole = done(turn, rules, script)
                # What is left to say must still fit, and be the only question.
                if not whole and ("?" in sentence or length(turn) + reserved > rules.most_words):
                    return
                said.append(sentence)
                yield sentence
                if "?" in sentence:
                    return

    def _acknowledged(self) -> set[str]:
        """How the last turns began: not to be said again so soon."""
        return {wording.split(turn)[0] for turn in self._progress.said[-RECENT:]}

    def _rules(self, decision: Decision, setting: wording.Setting, script: wording.Script) -> Rules:
        item = self._item(decision.question)
        before = self._item(self._progress.question)
        said = tuple(e.text for e in self._history if e.speaker is Speaker.USER)
        points = dict.fromkeys(
            (*(item.key_points if item else ()), *(before.key_points if before else ()))
        )
        return Rules(
            self._briefing.language,
            decision.move,
            item.text if item else "",
            tuple(points),
            said,
            self._job,
            setting.echo,
            script.text,
        )

    def _brief(self, decision: Decision, setting: wording.Setting, script: wording.Script) -> Brief:
        return Brief(
            move=decision.move,
            item=self._item(decision.question),
            missing=decision.missing,
            echo=setting.echo,
            scripted=script.text,
            language=self._briefing.language,
            title=self._briefing.title,
            job_description=self._briefing.job_description,
            history=tuple(self._history),
            seconds_left=setting.seconds_left,
            last=decision.last,
            practice=self._briefing.practice,
        )

    def _item(self, question: int) -> PlanItem | None:
        return self._items[question] if 0 <= question < len(self._items) else None

    def _note(self, speaker: Speaker, text: str, question: int, move: str) -> None:
        item = self._item(question)
        provenance = Provenance.MODEL if speaker is Speaker.AI else Provenance.HEARD
        self._history.append(
            Entry(
                entry_id="",
                speaker=speaker,
                text=text,
                at=_LONG_AGO,
                start=0.0,
                end=0.0,
                provenance=provenance,
                item_id=item.item_id if item else None,
                move=move,
            )
        )
