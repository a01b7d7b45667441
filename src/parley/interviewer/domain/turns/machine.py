"""The machine of turn-taking: happenings and the time in, commands out.

The person has the turn unless the AI is heard. While they are silent the mind may already read what
they said, and its first sentence may already be synthesized; nothing of it is heard, and nothing is
recorded, until their turn is decided to be over and no voice is there. Until then whatever they add
makes it one answer. Voice over the AI stops it; whether that was meant is known when the words are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.contracts.speech import Hearing
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Cue, Decided, Heard, Move, Opening, Sentence, Silence
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.answer import Answer, Part, joined
from parley.interviewer.domain.turns.ears import Ears, Segment
from parley.interviewer.domain.turns.endpointing import (
    Sounding,
    is_backchannel,
    is_echo,
    patience,
    sounding,
)
from parley.interviewer.domain.turns.phrases import ENGLISH, phrases
from parley.interviewer.domain.turns.playout import Playout
from parley.interviewer.domain.turns.rules import Rules
from parley.interviewer.domain.turns.saying import Line, Saying

_LEVEL_WEIGHT = 0.2  # of the newest segment in the person's usual loudness
_EARLY = 1.5  # seconds after the AI began: who speaks then had not finished
_OVERLAP = 0.5  # before the AI's end: people answer a little early
_SOON = 0.02  # the least time until a tick: a condition that can't be met must not spin


@dataclass(frozen=True, slots=True)
class Setting:
    """What a machine is for.

    Attributes:
        language: BCP 47.
        items: The plan.
        began: The session's second 0.
        can_hear, can_speak: Whether anything here recognises, and speaks, the language.
        new_id: Makes the ids of entries.
    """

    language: str
    items: Sequence[PlanItem]
    began: datetime
    can_hear: bool
    can_speak: bool
    new_id: Callable[[], str]


class Machine:
    """Takes turns. Not thread-safe; `feed` never waits."""

    def __init__(self, setting: Setting, now: float, rules: Rules | None = None) -> None:
        """Wait for somebody to come (`Regained`)."""
        self._setting, self._rules = setting, rules or Rules()
        self._now = now
        self._out: list[does.Command] = []
        self._ears = Ears(self._rules, now)
        self._looks = self._turns = self._lines = 0  # numbers of questions to the shell
        self._answer = Answer()
        self._saying: Saying | None = None
        self._again: Heard | None = None  # said, recorded, and not answered to
        self._present = self._over = self._can_flush = False
        self._returning = False  # in mid-answer, after a loss
        self._doubtful = False  # the mind failed last: don't have it read ahead
        self._question = -1
        self._turn: talk.Turn | None = None
        self._usual = 0.0  # the person's loudness
        self._silences = 0
        self._quiet_from = now
        self._asked_at = self._patient_until = now  # for patience, whatever the words
        self._stretch = 1.0
        self._failures = 0
        self._wake: float | None = None

    def feed(self, happening: does.Happening, now: float) -> list[does.Command]:
        """Take in one happening.

        Args:
            happening: What.
            now: Seconds since the session started; never less than before.

        Returns:
            What is to be done, in order.
        """
        if self._over:
            return []
        self._now = max(now, self._now)
        self._happen(happening)
        self._settle()
        out, self._out = self._out, []
        return out

    def _happen(self, happening: does.Happening) -> None:
        match happening:
            case talk.Sound(pcm):
                self._sound(pcm)
            case talk.Typed(text):
                self._typed(text)
            case talk.StillThinking():
                self._still_thinking()
            case talk.Lost():
                self._lost()
            case talk.Regained(can_flush):
                self._regained(can_flush=can_flush)
            case does.Tick():
                pass
            case does.Thought() | does.ThoughtEnded():
                self._think(happening)
            case _:
                self._speech(happening)

    def _think(self, happening: does.Thought | does.ThoughtEnded) -> None:
        saying = self._saying
        if saying is None or saying.number != happening.number or saying.thought:
            return  # Of a turn that was abandoned.
        if isinstance(happening, does.ThoughtEnded):
            self._thought_ended(saying)
        else:
            self._thought(saying, happening.piece)

    def _speech(self, happening: does.FromSpeech) -> None:
        match happening:
            case does.VoiceFound(number, probabilities):
                self._looked(number, probabilities)
            case does.SegmentHeard(number, hearing):
                self._words(number, hearing)
            case does.SegmentUnheard(number):
                self._words(number, None)
            case does.Synthesized(number, pcm):
                if self._saying and self._saying.line(number):
                    self._saying.playout.push(pcm)
            case does.SynthesisEnded(number, failed):
                self._synthesized(number, failed=failed)

    # The person's sound.

    def _sound(self, pcm: bytes) -> None:
        if self._present:
            self._ears.take(pcm, self._now)
            self._look()

    def _look(self) -> None:
        if frames := self._ears.ask():
            self._looks += 1
            self._do(does.FindVoice(self._looks, frames))

    def _looked(self, number: int, probabilities: bytes | None) -> None:
        if number == self._looks and self._present:
            for segment in self._ears.found(probabilities):
                self._segment(segment)
            self._look()

    def _segment(self, segment: Segment) -> None:
        speaking = self._saying is not None and self._saying.started
        if self._saying is not None and not speaking:
            self._abandon()
        self._answer.add(segment, aside=speaking)
        if self._setting.can_hear:
            self._do(does.Decode(segment.number, segment.pcm))
        else:
            self._words(segment.number, None)

    def _words(self, number: int, hearing: Hearing | None) -> None:
        """The words of a segment have come, or won't."""
        if not (part := self._answer.part(number)) or part.settled:
            return
        part.hearing, part.unheard = hearing, hearing is None
        text = part.hearing.text if part.hearing is not None else ""
        if part.aside and not self._judged(part, text):
            return
        if text:
            self._usual += _LEVEL_WEIGHT * (part.level - self._usual)
            self._do(talk.Caption(Speaker.USER, self._answer.text, final=False))

    def _judged(self, part: Part, text: str) -> bool:
        """Whether what was said over the AI was meant; else it is forgotten."""
        saying = self._saying
        if part.hearing is None:
            meant = saying is None or saying.halted is not None
        else:
            echo = saying is not None and is_echo(text, saying.shown)
            meant = not echo and not is_backchannel(text, self._setting.language)
        if not meant:
            self._answer.drop(part.number)
            if saying and saying.halted is not None and not self._answer.asides:
                self._go_on(saying)
            return False
        self._answer.settle()
        if saying and saying.started:
            self._cut(saying)
        return True

    # Voice over the AI.

    def _interruption(self, saying: Saying) -> None:
        ears, rules = self._ears, self._rules
        loud = ears.level >= max(rules.quietest, rules.echo_share * self._usual)
        if saying.halted is not None:
            self._judge(saying, saying.halted)
        elif ears.run >= rules.barge_in and loud:
            self._halt(saying)
        elif ears.run >= rules.hold and loud:
            saying.playout.hold()
        else:
            saying.playout.release()

    def _halt(self, saying: Saying) -> None:
        """Be silent at once."""
        heard = saying.playout.flush(self._now)
        saying.halted = self._now
        self._do(talk.Flush())
        if saying.heard(heard)[1]:
            self._finish(saying)  # All but its last sounds: then they answer.

    def _judge(self, saying: Saying, halted: float) -> None:
        """It was stopped: for good, or go on?"""
        voiced = self._ears.voiced + sum(part.voiced for part in self._answer.asides)
        late = self._now >= max(halted, self._ears.last_voice) + self._rules.judge
        if voiced >= self._rules.backchannel or late:
            self._answer.settle()
            self._cut(saying)
        elif not self._ears.open and not self._answer.asides:
            self._go_on(saying)  # A click.

    def _go_on(self, saying: Saying) -> None:
        saying.halted = None
        saying.playout.release()

    def _cut(self, saying: Saying) -> None:
        """Stop for good: record what was heard, and listen."""
        if saying.halted is None:
            self._halt(saying)
        if self._saying is not saying:
            return
        text, _ = saying.heard(saying.playout.heard(self._now))
        if not saying.spoken_for:
            self._do(does.Abandon(saying.number))
        if (saying.halted or 0.0) - saying.start < _EARLY:
            self._cut_off(saying)
        self._said(saying, text, cut=True)
        self._listen()

    def _cut_off(self, saying: Saying) -> None:
        """They had not finished: be more patient with them."""
        if isinstance(saying.cue, Heard):
            self._stretch = min(self._stretch * self._rules.stretch, self._rules.most_stretch)

    # The mind's turn.

    def _ask(self, cue: Cue, *, allowed: bool) -> None:
        self._turns += 1
        self._saying = Saying(self._turns, cue, Playout(can_flush=self._can_flush), allowed=allowed)
        self._do(does.Ask(self._turns, cue))

    def _thought(self, saying: Saying, piece: Decided | Sentence) -> None:
        if isinstance(piece, Decided):
            saying.decided = saying.decided or piece
        elif saying.decided is None:
            self._do(does.Abandon(saying.number))
            self._thought_ended(saying)
        elif text := " ".join(piece.text.split()):
            self._line(saying, text)

    def _line(self, saying: Saying, text: str) -> None:
        idle = saying.waiting() is None
        self._lines += 1
        saying.lines.append(Line(self._lines, text))
        if idle:
            self._synthesize(saying)

    def _synthesize(self, saying: Saying) -> None:
        while line := saying.waiting():
            line.begins = saying.playout.pushed
            if self._setting.can_speak:
                self._do(does.Synthesize(line.number, line.text))
                return
            self._read_instead(saying, line)

    def _read_instead(self, saying: Saying, line: Line) -> None:
        """Without its sound (or the rest of it) a sentence stays as long as reading it takes."""
        spoken = saying.playout.pushed - line.begins
        saying.playout.rest(max(0.0, len(line.text) / self._rules.reading - spoken))
        line.ends = saying.playout.pushed

    def _synthesized(self, number: int, *, failed: bool) -> None:
        saying = self._saying
        if saying is None or not (line := saying.line(number)):
            return
        if failed or saying.playout.pushed <= line.begins:
            self._read_instead(saying, line)
        line.ends = saying.playout.pushed
        self._synthesize(saying)

    def _thought_ended(self, saying: Saying) -> None:
        saying.thought = True
        if saying.decided is not None:
            self._failures, self._doubtful = 0, False
            return
        self._failures, self._doubtful = self._failures + 1, True
        self._thoughtless(saying)

    def _thoughtless(self, saying: Saying) -> None:
        """The mind has nothing at all: say so, or give up."""
        if self._failures >= self._rules.most_failures:
            self._do(talk.Broken("mind"))
            self._over = True
        elif isinstance(saying.cue, Heard):
            self._saying = None
            if saying.allowed:
                self._again = saying.cue
                self._record(None, "")
                self._say((phrases(self._setting.language) or ENGLISH).lost)
        else:
            cue = saying.cue if saying.cue is not None else Opening()
            self._ask(cue, allowed=True)

    def _say(self, text: str) -> None:
        """A sentence of our own."""
        self._turns += 1
        playout = Playout(can_flush=self._can_flush)
        self._saying = Saying(self._turns, None, playout, allowed=True, thought=True)
        self._line(self._saying, text)

    def _abandon(self) -> None:
        """It was not heard: as if it never was."""
        saying, self._saying = self._saying, None
        if saying is not None:
            self._do(does.Abandon(saying.number))
            if saying.cue is not None:
                self._do(does.Tell(""))

    # The AI is heard.

    def _speak(self, saying: Saying) -> None:
        if not saying.started:
            if not saying.allowed or self._ears.run or not saying.ready:
                return
            if not self._start(saying):
                return
        self._interruption(saying)
        if self._saying is not saying or saying.halted is not None:
            return
        playout = saying.playout
        if saying.spoken_for:
            playout.finish()
        for chunk in playout.due(self._now):
            self._do(talk.Voice(chunk))
        self._show(saying)
        over = playout.over(self._now)
        if saying.spoken_for and over is not None and self._now >= over:
            self._finish(saying)

    def _start(self, saying: Saying) -> bool:
        """Record what it answers to; whether there is something to say."""
        decided, self._returning = saying.decided, False
        if isinstance(saying.cue, Heard):
            intent = decided.intent if decided is not None else None
            answered = decided.answered if decided is not None else -1
            self._record(self._item(answered), str(intent or ""))
            self._silences, self._again = 0, None
        if decided is not None:
            self._question = decided.question
        if not saying.lines:
            self._saying = None
            if decided is not None and decided.move is Move.WAIT:
                self._quiet_from = self._now + self._rules.patience.asked
            if decided is not None and decided.closes:
                self._end()
            else:
                self._listen()
            return False
        saying.started, saying.start = True, self._now
        self._change(talk.Turn.SPEAKING)
        return True

    def _record(self, item_id: str | None, move: str) -> None:
        """The person's answer, for good."""
        entries = self._answer.entries(self._setting.new_id, self._setting.began, item_id, move)
        for entry in entries:
            self._do(talk.Spoke(entry))
            self._do(talk.Caption(Speaker.USER, entry.text, final=True))
        self._answer = Answer()

    def _show(self, saying: Saying) -> None:
        """Captions of the sentences that have begun."""
        sent, fresh = saying.playout.sent, False
        for line in saying.lines:
            if not line.shown and sent > line.begins:
                line.shown = fresh = True
        if fresh:
            self._do(talk.Caption(Speaker.AI, saying.shown, final=False))

    def _finish(self, saying: Saying) -> None:
        """It was heard to its end."""
        self._said(saying, saying.text, cut=False)
        self._stretch = max(1.0, self._stretch * 0.98)
        if saying.decided is not None and saying.decided.closes:
            self._end()
        else:
            self._answer.settle(self._now - _OVERLAP)
            self._listen()

    def _said(self, saying: Saying, text: str, *, cut: bool) -> None:
        self._saying = None
        self._quiet_from = self._now
        if text:
            decided = saying.decided
            began = self._setting.began + timedelta(seconds=saying.start)
            entry = Entry(
                self._setting.new_id(), Speaker.AI, text, began, saying.start,
                self._now, Provenance.MODEL, self._item(self._question),
                str(decided.move) if decided is not None else "", cut=cut,
            )  # fmt: skip
            self._do(talk.Spoke(entry))
            self._do(talk.Caption(Speaker.AI, text, final=True))
        if saying.cue is not None:
            self._do(does.Tell(text))
            if isinstance(saying.cue, Heard):
                # Nothing was heard: the mind forgets, so it is told again with what follows.
                self._again = None if text else saying.cue

    def _end(self) -> None:
        self._do(talk.Finished())
        self._over = True

    def _item(self, index: int) -> str | None:
        items = self._setting.items
        return items[index].item_id if 0 <= index < len(items) else None

    # The person's turn.

    def _consider(self) -> None:
        """Is the person done?"""
        ears, answer = self._ears, self._answer
        if ears.voiced >= self._rules.least_voice:
            self._speaks()
            return
        if answer.empty or ears.open or (self._saying and self._saying.allowed):
            return
        silent = self._silent()
        if silent >= self._rules.hearing:
            answer.give_up()
        if not answer.complete:
            return
        if not answer.text:
            self._make_of_nothing(silent)
            return
        done = silent >= self._patience()
        if self._saying is None and (done or (silent >= self._rules.speculate and self._likely())):
            self._ask(joined(self._again, answer.heard()), allowed=False)
        if done and self._saying is not None:
            self._saying.allowed = True
            self._change(talk.Turn.THINKING)

    def _speaks(self) -> None:
        """They begin, or go on."""
        if self._ears.since > self._asked_at:
            self._patient_until = self._now
        if self._saying is not None:
            if self._saying.allowed:
                self._cut_off(self._saying)
            self._abandon()
        self._listen()

    def _make_of_nothing(self, silent: float) -> None:
        """Voice without words: noise, or words that nothing here could make out."""
        if silent < self._rules.patience.unclear:
            return
        wordless, self._answer = self._answer.wordless, Answer()
        if self._returning:
            self._ask(Opening(), allowed=True)
        elif wordless >= self._rules.inaudible:
            self._say((phrases(self._setting.language) or ENGLISH).again)

    def _likely(self) -> bool:
        """Whether it is worth reading before the turn is over."""
        return (
            sounding(self._answer.text, self._setting.language)
            in (Sounding.CLOSED, Sounding.FINISHED, Sounding.UNCLEAR)
            and self._now >= self._patient_until
            and not self._doubtful
        )

    def _patience(self) -> float:
        """Seconds of silence that end the turn."""
        if self._answer.typed:
            return 0.0
        sounds = sounding(self._answer.text, self._setting.language)
        wanted = patience(sounds, self._rules.patience) * self._stretch
        return max(wanted, self._patient_until - self._ears.last_voice)

    def _silent(self) -> float:
        """Seconds since the last voice, as far as the sound has come and was looked at."""
        ears = self._ears
        stalled = self._now - ears.arrived >= self._rules.starved
        return (self._now if stalled else min(ears.covered, self._now)) - ears.last_voice

    def _typed(self, text: str) -> None:
        if not (text := text.strip()):
            return
        saying = self._saying
        if saying is not None and saying.started:
            self._answer.settle()
            self._cut(saying)
            if self._over:
                return
        elif saying is not None:
            self._abandon()
        for segment in self._ears.finish():
            self._segment(segment)
        self._answer.write(text, self._now)

    def _still_thinking(self) -> None:
        self._asked_at = self._now
        self._patient_until = self._now + self._rules.patience.asked
        self._quiet_from = max(self._quiet_from, self._patient_until)
        if self._saying is not None and not self._saying.started and self._saying.cue is not None:
            self._abandon()
            self._listen()

    # Silence, loss, return.

    def _rest(self) -> None:
        """Speak to somebody who has been silent for long."""
        if self._saying or not self._answer.empty or self._ears.open:
            return
        if self._now >= self._next_silence():
            self._silences += 1
            self._ask(Silence(self._silences), allowed=True)

    def _next_silence(self) -> float:
        gaps = self._rules.silences
        since = max(self._quiet_from, self._ears.last_voice)
        return since + gaps[min(self._silences, len(gaps) - 1)]

    def _lost(self) -> None:
        if not self._present:
            return
        saying = self._saying
        # Before: what is decided now is not to be sent.
        self._present, self._turn = False, None
        if saying is not None and saying.started:
            self._answer.settle()
            self._cut(saying)
        elif saying is not None:
            self._abandon()
        for segment in self._ears.finish():
            self._segment(segment)

    def _regained(self, *, can_flush: bool) -> None:
        self._lost()  # Another connection has replaced the one before.
        if self._over:
            return
        self._present, self._can_flush = True, can_flush
        self._ears.resume(self._now)
        self._quiet_from, self._silences = self._now, 0
        if self._answer.empty:
            self._ask(Opening(), allowed=True)
            self._change(talk.Turn.THINKING)
        else:
            # They were answering: let them.
            self._asked_at, self._returning = self._now, True
            self._patient_until = self._now + self._rules.patience.returned
            self._listen()

    # After each happening.

    def _settle(self) -> None:
        if self._present and not self._over:
            for segment in self._ears.idle(self._now):
                self._segment(segment)
            if not (self._saying and self._saying.started):
                self._consider()
            if self._saying and not self._over:
                self._speak(self._saying)
            if not self._over:
                self._rest()
        wake = None if self._over or not self._present else self._next_tick()
        if wake != self._wake:
            self._wake = wake
            self._do(does.Wake(wake))

    def _next_tick(self) -> float | None:
        """When something is due although nothing happens."""
        ears, saying, answer = self._ears, self._saying, self._answer
        times: list[float] = []
        if saying is None and answer.empty and not ears.open:
            times.append(self._next_silence())
        if ears.open:
            times.append(ears.arrived + self._rules.starved)
        if saying is not None and saying.started:
            times += self._speaking_times(saying)
        elif not answer.empty and not (saying and saying.allowed) and not ears.open:
            times += self._ending_times()
        return max(min(times), self._now + _SOON) if times else None

    def _speaking_times(self, saying: Saying) -> list[float]:
        if saying.halted is not None:
            return [max(saying.halted, self._ears.last_voice) + self._rules.judge]
        times = [saying.playout.wake(self._now), saying.playout.over(self._now)]
        return [time for time in times if time is not None and time > self._now]

    def _ending_times(self) -> list[float]:
        """When silence has lasted for the next step, if it does."""
        answer, silent, since = self._answer, self._silent(), self._ears.last_voice
        if not answer.complete:
            wanted = self._rules.hearing
        elif not answer.text:
            wanted = self._rules.patience.unclear
        else:
            wanted = self._patience()
            if self._saying is None and silent < self._rules.speculate and self._likely():
                wanted = min(wanted, self._rules.speculate)
        # Where sound has stopped, its absence has to be seen first.
        return [max(since + wanted, min(self._now + 0.03, self._ears.arrived + 1.0))]

    def _listen(self) -> None:
        self._change(talk.Turn.LISTENING)

    def _change(self, turn: talk.Turn) -> None:
        if self._present and self._turn is not turn:
            self._turn = turn
            self._do(talk.Changed(turn, self._question))

    def _do(self, command: does.Command) -> None:
        if self._present or not isinstance(
            command, talk.Caption | talk.Voice | talk.Flush | talk.Changed
        ):
            self._out.append(command)
