"""The machine of turn-taking: happenings and the time in, commands out.

The person has the turn unless the AI is heard. While they are silent the mind may already read what
they said, and its first sentence may already be synthesized; nothing of it is heard, and nothing is
recorded, until their turn is decided to be over and no voice is there. Until then whatever they add
makes it one answer. Voice over the AI stops it; whether that was meant is known when the words are.
"""

from parley.contracts.interviews import Speaker
from parley.contracts.speech import Hearing
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Opening, Silence
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.answer import Answer, Part, joined
from parley.interviewer.domain.turns.ears import Segment
from parley.interviewer.domain.turns.endpointing import (
    Sounding,
    is_backchannel,
    is_echo,
    patience,
    sounding,
)
from parley.interviewer.domain.turns.phrases import ENGLISH, phrases
from parley.interviewer.domain.turns.saying import Saying
from parley.interviewer.domain.turns.speaking import Setting, Speaking

__all__ = ["Machine", "Setting"]

_LEVEL_WEIGHT = 0.2  # of the newest segment in the person's usual loudness
_SOON = 0.02  # the least time until a tick: a condition that can't be met must not spin


class Machine(Speaking):
    """Takes turns: the person's side. Not thread-safe; `feed` never waits."""

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
        gaps = self._rules.silences if self._setting.can_hear else self._rules.unheard
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
        self._plays_until = self._now  # Another player, which holds nothing yet.
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
