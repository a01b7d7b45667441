"""A conversation with a model that hears and speaks by itself: what was said, what follows.

Knows no asyncio, no vendor and no wall clock: what comes from the person, from the model and from
the clock goes in; events for people come out of `events`, words for the model out of `sends`.
Times are seconds since the session started.

The person's entry is there before a sound of the answer to it is. The model's transcription of
them may come late: then its voice is held back for `WORDS_WAIT`, and what comes later still makes
an entry of its own before the model's.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from parley.contracts.interviews import Provenance, Speaker
from parley.interviewer.clients.gemini_live import messages
from parley.interviewer.clients.gemini_live.hindsight import faults
from parley.interviewer.clients.gemini_live.minutes import Dated, Minutes
from parley.interviewer.clients.gemini_live.owing import Owing
from parley.interviewer.clients.gemini_live.plan import Plan
from parley.interviewer.clients.gemini_live.resampling import Resampler
from parley.interviewer.clients.gemini_live.saying import Saying
from parley.interviewer.clients.gemini_live.watch import Watch
from parley.interviewer.domain import instruction
from parley.interviewer.domain.conversation import (
    Briefing,
    Caption,
    Finished,
    Flush,
    FromEngine,
    Lost,
    Regained,
    StillThinking,
    Turn,
    Typed,
    Voice,
    seconds_of,
)
from parley.interviewer.domain.guard import Fault
from parley.interviewer.domain.mind import Move
from parley.interviewer.domain.turns.playout import Playout

WORDS_WAIT = 0.4  # seconds that a voice is held back for the words that it answers
LATE = 1.5  # seconds after its beginning in which words still belong to the answer before
LATE_TEXT = 1.0  # seconds after a turn in which its own words may still come
GOODBYE_WAIT = 6.0  # seconds for its closing words, once it has ended the interview
CLOSING = 25.0  # seconds after which it is over, whatever it still says
LAST_WORDS = 15.0  # seconds of them, once the time is more than over
LOUD = 500.0  # root mean square of 16 bit samples: somebody speaks, about -36 dBFS
QUIET = 1.0  # seconds after somebody spoke
APART = 2.0  # seconds of quiet after which a voice is a new one
MOST_WORDS = 20_000  # characters of one answer
EPSILON = 1e-6
MOST_AHEAD = 120.0  # seconds of voice that may wait to be heard


class Talk:
    """One conversation, over however many connections."""

    def __init__(
        self, briefing: Briefing, secret: str, dated: Dated, new_id: Callable[[], str]
    ) -> None:
        """Begin, or go on after the briefing's history.

        Args:
            briefing: What it is about.
            secret: For the mark of our notes.
            dated: Makes a date of the session's time.
            new_id: Makes ids of entries.
        """
        self.sends: deque[messages.ToModel] = deque()
        self.finished = False
        self.faults: deque[Fault] = deque()  # Rules that its turns have broken.
        self._briefing, self._mark = briefing, instruction.mark_of(secret)
        self.plan = Plan(briefing)
        self._minutes = Minutes(briefing, self.plan, dated, new_id)
        self.events, self.said = self._minutes.events, self._minutes.said
        self._watch = Watch(briefing)
        self._owing = Owing()
        self._playout = Playout(can_flush=False)
        self._resampler = Resampler()
        # The person's side.
        self._met = bool(briefing.history)
        self._away = True
        self._words = ""
        self._unanswered = ""
        self._voice_from: float | None = None
        self._loud_at = self._quiet_from = briefing.elapsed
        # The model's side.
        self._sayings: deque[Saying] = deque()
        self._current: Saying | None = None
        self._generating = False
        self._dropping = False  # What it still makes of a turn that was cut here.
        self._begun = 0.0
        self._late = False
        self._late_until = 0.0
        self._hold_until: float | None = None
        self._answers = self.plan.at  # The question that the person's words belong to.
        self._cue: str | None = None  # Told, and nothing has come of it yet.
        self._lost_saying = ""
        self._next_move: Move | None = None
        self._closing: float | None = None
        self._bade = self._overran = False

    # From the person

    def person(self, said: Typed | StillThinking | Lost | Regained, now: float) -> None:
        """Take in anything but sound."""
        match said:
            case Typed(text):
                self._typed(text, now)
            case StillThinking():
                self._watch.wait(now)
                self.sends.append(messages.Tell(f"{self._mark} {instruction.STILL_THINKING}"))
            case Lost():
                self._away = True
                self._silence_model(now)
                self.sends.append(messages.NoMoreSound())
            case Regained(can_flush):
                self._silence_model(now)
                self._playout, self._away = Playout(can_flush=can_flush), False
                self._quiet_from = now
                self._welcome(now)

    @property
    def listens(self) -> bool:
        """Whether the model is to hear the microphone."""
        return not self._away

    def sound(self, pcm: bytes, now: float) -> None:
        """Look at a piece of the microphone: whether somebody speaks."""
        samples = np.frombuffer(pcm[: len(pcm) & ~1], "<i2").astype(np.float32)
        if float(samples @ samples) > LOUD * LOUD * len(samples):
            if self._voice_from is None or (now - self._loud_at > APART and not self._words):
                self._voice_from = max(0.0, now - seconds_of(pcm))
            self._loud_at = now
            self._watch.heard(now)

    def _typed(self, text: str, now: float) -> None:
        self._silence_model(now)
        self._record_words(now)
        self._minutes.add(Speaker.USER, text, (now, now), self._answers, Provenance.TYPED)
        self._unanswered += text + "\n"
        self._watch.heard(now)
        self._owing.told(now)
        self.sends.append(messages.Tell(instruction.typed(text)))
        self._turn_to(Turn.THINKING)

    def _welcome(self, now: float) -> None:
        item = self.plan.item or self.plan.first
        if self._met:
            self._tell(instruction.returning(item), now)
            self._next_move = Move.RESUME
        else:
            self._tell(instruction.opening(item), now)
            self._next_move = Move.GREET
        self._met = True
        self._turn_to(Turn.THINKING)

    # From the model

    def model(self, said: messages.FromModel, now: float) -> None:
        """Take in one thing that came."""
        match said:
            case messages.Heard(text):
                self._hear(text, now)
            case messages.Said(text):
                if not self._dropping and (saying := self._saying(now, made=False)) is not None:
                    saying.add(text)
            case messages.Audio(pcm, rate):
                if not self._dropping and self._saying(now, made=True) is not None:
                    self._resampler.push(pcm, rate)
            case messages.Interrupted():
                self._interrupted(now)
            case messages.Generated():
                self._generated()
            case messages.TurnOver():
                self._turn_over(now)
            case messages.Call():
                self._call(said, now)
            case _:
                pass
        over = isinstance(said, messages.TurnOver | messages.Interrupted)
        self._owing.came(now, more=self._generating, over=over)

    def _hear(self, text: str, now: float) -> None:
        self._words = (self._words + text)[:MOST_WORDS]
        self._unanswered = (self._unanswered + text)[-MOST_WORDS:]
        self._watch.heard(now)
        self.events.append(Caption(Speaker.USER, self._words.strip(), final=False))
        if self._hold_until is not None:
            self._let_speak(now)
        elif self._generating and now - self._begun <= LATE:
            self._late = True

    def _begin(self, now: float) -> None:
        """Its turn begins: first what it answers is recorded."""
        if self._generating:
            return
        self._generating, self._begun, self._late = True, now, False
        self._cue = None
        if self._words.strip():
            self._record_words(now)
        elif self._voice_from is not None and not self._sayings:
            self._hold_until = now + WORDS_WAIT
            self._playout.hold()
        if not self._sayings:
            self._turn_to(Turn.THINKING)

    def _saying(self, now: float, *, made: bool) -> Saying | None:
        """The turn that it is at, begun where there is none; late text begins none."""
        if not made and not self._generating and self._sayings and now < self._late_until:
            return self._sayings[-1]
        self._begin(now)
        if self._current is None:
            self._pour()
            self.plan.start(now)
            self._current = Saying(self._playout.pushed, self.plan.at, self._move(now))
            self._sayings.append(self._current)
            self._unanswered = self._lost_saying = ""
        elif self._current.question != self.plan.at:
            # It acknowledged, used its tool, and goes on with the next question.
            self._current.question, self._current.move = self.plan.at, Move.ASK
        self.plan.asked()
        return self._current

    def _move(self, now: float) -> str:
        move, self._next_move = self._next_move, None
        if self._closing is not None or self._watch.closing:
            return Move.CLOSE
        if move is None and self.plan.is_new:
            return Move.GREET if now == self._begun and not self.said else Move.ASK
        return move or ""

    def _generated(self) -> None:
        if self._current is not None and self._current.ends is None:
            self._playout.push(self._resampler.finish())
            self._playout.finish()
            self._current.ends = self._playout.pushed

    def _turn_over(self, now: float) -> None:
        self._late_until = now + LATE_TEXT
        self._generated()
        saying, self._current = self._current, None
        self._generating = self._dropping = False
        if saying is not None and self._closing is None:
            found = self.plan.overheard(saying.text)
            if found is not None:
                saying.question, saying.move = found, Move.ASK

    def _interrupted(self, now: float) -> None:
        if not self._dropping:
            self._cut(now)
        self._dropping = self._generating = False

    def _call(self, call: messages.Call, now: float) -> None:
        self._begin(now)
        if call.name == instruction.NEXT:
            result = self.plan.go_on(call.arguments, now)
            self._watch.moved(now)
            self._next_move = Move.ASK if self._current is None else None
        elif call.name == instruction.END:
            result = self.plan.may_end(call.arguments, now, told=self._watch.closing)
            if "error" not in result:
                self._closing = now
                self._bade = self._current is not None or bool(self._sayings)
        else:
            result = {"error": "There is no such tool."}
        self.sends.append(messages.Answer(call.call_id, call.name, result))

    # Its connection

    def connected(self, now: float) -> None:
        """It can be talked to, for the first time or again: tell what it may have missed."""
        self.sends.clear()
        item = self.plan.item
        owed = item is not None and self.plan.is_new and self._met and not self._sayings
        if self._cue is not None:
            self._tell(self._cue, now)
        elif self._lost_saying or self._unanswered.strip() or owed:
            said, words = self._lost_saying, self._unanswered.strip()
            self._tell(instruction.broken_off(said, words, item, ask=owed and not said), now)
        self._watch.heard(now)

    def disconnected(self) -> None:
        """The connection is gone: what it had made is still heard."""
        self._late_until = 0.0
        self._owing = Owing()
        if self._generating and not self._dropping:
            if self._current is not None and self._current.ends is None:
                self._lost_saying = self._current.text.strip() or "..."
            self._generated()
        self._current = None
        self._generating = self._dropping = False

    # The clock

    def due(self, now: float) -> list[FromEngine]:
        """What is to be heard now, after all of `events` was taken."""
        self._pour()
        chunks = self._playout.due(now) if not self._away else []
        if not chunks:
            return []
        saying = self._audible()
        if saying is not None:
            if saying.started is None:
                saying.started = now
            self._turn_to(Turn.SPEAKING, saying.question)
            text = saying.until(self._playout.sent, self._playout.pushed)
            if len(text) > saying.shown:
                saying.shown = len(text)
                self.events.append(Caption(Speaker.AI, text, final=False))
        # In one piece: each one that is sent costs a system call, and that is what a relay costs.
        out = [*self.events, Voice(b"".join(chunks))]
        self.events.clear()
        return out

    def tick(self, now: float) -> None:
        """Notice what time has brought about."""
        if self._hold_until is not None and now >= self._hold_until:
            self._let_speak(now)
        self._say_out(now)
        if self.finished or self._away:
            return
        idle = not self._sayings and not self._generating
        if self._watch.overrun(now) and not self._overran:
            latest = now - CLOSING + LAST_WORDS
            self._closing = latest if self._closing is None else min(self._closing, latest)
            self._overran = self._bade = True
        if self._closing is not None:
            self._close(now, idle=idle)
        elif idle:
            since = max(self._loud_at, self._quiet_from, self._watch.last)
            pending = bool(self._words.strip()) or self._cue is not None
            note = self._watch.note(now, now - since, self.plan, pending=pending)
            if note == instruction.GO_ON:
                self._owing.told(now)
                self.sends.append(messages.Tell(f"{self._mark} {note}"))
            elif note is not None:
                self._tell(note, now)

    def wake(self, now: float) -> float:
        """When to look again."""
        times = [now + 0.5]
        if self._hold_until is not None:
            times.append(self._hold_until)
        if (due := self._playout.wake(now)) is not None and not self._away:
            times.append(due)  # within a fraction of a second, as all else that follows from it
        elif self._resampler.waiting:
            times.append(now)
        elif self._sayings:
            times.append(now + 0.1)
        if self._closing is not None:
            times.append(now + 0.1)
        return min(times)

    @property
    def ahead(self) -> float:
        """Seconds of voice that wait to be heard."""
        return self._resampler.waiting + self._playout.pushed - self._playout.sent

    def mute(self, now: float) -> bool:
        """Whether the model says nothing though it is its turn: its line may be dead."""
        return self._owing.mute(now, self.ahead)

    def quiet(self, now: float) -> bool:
        """Whether nobody says anything: a good moment to renew the connection."""
        busy = self._sayings or self._generating or self._words.strip() or self._cue
        return not busy and now - self._loud_at >= QUIET

    def end(self, now: float) -> None:
        """Nobody listens any more: record what was said until here."""
        self._record_words(now)
        self._cut(now, flush=False)

    def _let_speak(self, now: float) -> None:
        self._hold_until = None
        self._record_words(now)
        self._playout.release()

    def _say_out(self, now: float) -> None:
        """Record what was heard to its end."""
        while self._sayings:
            saying = self._sayings[0]
            if saying.ends is None or self._playout.heard(now) < saying.ends - EPSILON:
                return
            self._sayings.popleft()
            self._record(saying, now, saying.text.strip(), cut=False)
            if not self._sayings and not self._generating:
                self._listen(now)

    def _close(self, now: float, *, idle: bool) -> None:
        since = now - (self._closing or 0.0)
        if since < CLOSING and not (idle and (self._bade or since >= GOODBYE_WAIT)):
            return
        self._record_words(now)
        self._cut(now)
        self.events.append(Finished())
        self.finished = True

    # What was said

    def _silence_model(self, now: float) -> None:
        """It stops here, and what it still makes of this turn isn't heard."""
        if self._generating:
            self._dropping = True
        self._cut(now)

    def _cut(self, now: float, *, flush: bool = True) -> None:
        if not self._sayings:
            return
        self._pour()
        heard = self._playout.flush(now)
        if flush:
            self.events.append(Flush())
        for saying in self._sayings:
            text = saying.until(heard, self._playout.pushed)
            whole = saying.ends is not None and text == saying.text.strip()
            if saying.started is not None and text:
                self._record(saying, now, text, cut=not whole)
            elif saying.move:
                self.plan.unheard(saying.question)
        self._sayings.clear()
        self._current, self._hold_until = None, None
        self._playout.drop()
        self._resampler.finish()
        self._listen(now)

    def _record(self, saying: Saying, now: float, text: str, *, cut: bool) -> None:
        if self._late:
            self._late = False
            self._record_words(now)
        if self._closing is not None:
            self._bade = True
        if text:
            span = (saying.started if saying.started is not None else now, now)
            self._minutes.add(
                Speaker.AI, text, span, saying.question, Provenance.MODEL, saying.move, cut=cut
            )
            self._look_back(text, saying.question)
        self._answers = self.plan.at

    def _look_back(self, text: str, question: int) -> None:
        """Correct the model where what was heard of its turn broke a rule."""
        found = faults(text, question, self.said, self._briefing)
        if found:
            self.faults += found
            self.sends.append(messages.Tell(f"{self._mark} {instruction.correcting(found)}"))

    def _record_words(self, now: float) -> None:
        text, self._words = " ".join(self._words.split()), ""
        start = self._voice_from if self._voice_from is not None else now
        self._voice_from = None
        if text:
            end = max(start, min(now, self._loud_at if self._loud_at > start else now))
            self._minutes.add(Speaker.USER, text, (start, end), self._answers, Provenance.HEARD)

    def _pour(self) -> None:
        """Let what has come be heard."""
        if self._resampler.waiting:
            self._playout.push(self._resampler.take())

    def _audible(self) -> Saying | None:
        """Whose sound was sent last."""
        sent = self._playout.sent
        found = None
        for saying in self._sayings:
            if saying.begins < sent:
                found = saying
        return found

    def _listen(self, now: float) -> None:
        self._quiet_from, self._voice_from = now, None
        self._turn_to(Turn.LISTENING)

    def _turn_to(self, turn: Turn, question: int | None = None) -> None:
        self._minutes.turn_to(turn, self.plan.at if question is None else question)

    def _tell(self, note: str, now: float) -> None:
        """Cue the model; kept until something comes of it, in case the connection goes."""
        self._cue = note
        self._owing.told(now)
        self.sends.append(messages.Tell(f"{self._mark} {note}"))
