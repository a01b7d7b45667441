"""The AI's side of taking turns: thinking, speaking, being interrupted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Cue, Decided, Heard, Move, Opening, Sentence
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.answer import Answer
from parley.interviewer.domain.turns.ears import Ears
from parley.interviewer.domain.turns.phrases import ENGLISH, phrases
from parley.interviewer.domain.turns.playout import Playout
from parley.interviewer.domain.turns.rules import Rules
from parley.interviewer.domain.turns.saying import Line, Saying

_EARLY = 1.5  # seconds after the AI began: who speaks then had not finished
_OVERLAP = 0.5  # before the AI's end: people answer a little early


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


class Speaking:
    """What a conversation is by now, and what the AI does in it; `machine` does the rest."""

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
        self._plays_until = now  # what the client holds of turns that are over
        self._silences = 0
        self._quiet_from = now
        self._asked_at = self._patient_until = now  # for patience, whatever the words
        self._stretch = 1.0
        self._failures = 0
        self._wake: float | None = None

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
        saying.playout.follow(self._plays_until)
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
        self._saying, self._plays_until = None, saying.playout.ends
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

    def _think(self, happening: does.Thought | does.ThoughtEnded) -> None:
        saying = self._saying
        if saying is None or saying.number != happening.number or saying.thought:
            return  # Of a turn that was abandoned.
        if isinstance(happening, does.ThoughtEnded):
            self._thought_ended(saying)
        else:
            self._thought(saying, happening.piece)

    # What goes out.

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
