"""Turns as they are taken: each rule of turn-taking in one made-up conversation."""

import struct
from itertools import pairwise

import pytest

from parley.contracts.interviews import Provenance, Speaker
from parley.contracts.speech import FRAME, Hearing, Quality, Word
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Decided, Heard, Intent, Move, Opening, Sentence, Silence
from parley.interviewer.domain.turns import commands as does
from parley.interviewer.domain.turns.ears import FRAME_BYTES, FRAME_SECONDS, Ears, Segment
from parley.interviewer.domain.turns.phrases import ENGLISH
from parley.interviewer.domain.turns.playout import AHEAD_SECONDS
from parley.interviewer.domain.turns.rules import Patience, Rules
from tests.interviewer.turns_world import ITEMS, STEP, Models, Utterance, World

LOUD = struct.pack("<h", 3000) * FRAME
QUIET = bytes(FRAME_BYTES)


def on(seconds: float) -> float:
    """The nearest frame."""
    return round(seconds / STEP) * STEP


# Ears.


def listen(ears: Ears, pattern: str, now: float = 0.0) -> list[tuple[float, float]]:
    """Feed frames: `#` voiced, `.` silent; the segments' times."""
    found: list[Segment] = []
    for number, mark in enumerate(pattern):
        ears.take(LOUD if mark == "#" else QUIET, now + (number + 1) * FRAME_SECONDS)
        frames = ears.ask()
        assert len(frames) == FRAME_BYTES
        found += ears.found(bytes([230 if mark == "#" else 3]))
    return [(round(it.start, 3), round(it.end, 3)) for it in found]


def test_voice_is_a_segment_after_a_pause_and_clicks_are_none() -> None:
    frame = FRAME_SECONDS
    assert listen(Ears(Rules(), 0.0), "." * 10 + "#" * 5 + "." * 11) == [
        (round(10 * frame, 3), round(15 * frame, 3))
    ]
    assert listen(Ears(Rules(), 0.0), "." * 10 + "#" * 5 + "." * 10) == []
    assert listen(Ears(Rules(), 0.0), "." * 10 + "#" * 4 + "." * 20) == []


def test_what_never_pauses_is_cut_at_its_quietest_and_never_too_long() -> None:
    rules = Rules(longest_segment=4.0)
    ears = Ears(rules, 0.0)
    segments = []
    for number in range(400):
        level = 500 if number % 90 == 80 else 6000
        ears.take(struct.pack("<h", level) * FRAME, (number + 1) * FRAME_SECONDS)
        ears.ask()
        segments += ears.found(b"\xf0")
    assert len(segments) >= 3
    assert all(len(it.pcm) <= 4.0 * talk.RATE * 2 for it in segments)
    # In full, without a gap, at one of the quiet places.
    assert round(segments[0].end / FRAME_SECONDS) in {80, 170}
    for before, after in pairwise(segments):
        assert after.start == pytest.approx(before.end)


def test_little_is_left_to_be_recognised_when_somebody_who_never_paused_falls_silent() -> None:
    ears, segments = Ears(Rules(), 0.0), []
    for number in range(round(30 / FRAME_SECONDS)):
        level = 500 if number % 40 == 39 else 6000
        ears.take(struct.pack("<h", level) * FRAME, (number + 1) * FRAME_SECONDS)
        ears.ask()
        segments += ears.found(b"\xf0")
    assert 30 - segments[-1].end <= 8
    assert all(it.end - it.start <= 8 for it in segments)


def test_a_muted_microphone_closes_what_was_said() -> None:
    ears = Ears(Rules(), 0.0)
    assert listen(ears, "#" * 20) == []
    assert not ears.idle(20 * FRAME_SECONDS + 0.79)
    (segment,) = ears.idle(20 * FRAME_SECONDS + 0.81)
    assert segment.voiced == pytest.approx(20 * FRAME_SECONDS)


def test_sound_after_a_gap_is_another_segment_at_its_own_time() -> None:
    ears = Ears(Rules(), 0.0)
    listen(ears, "#" * 20)
    found = listen(ears, "#" * 20 + "." * 11, now=10.0)
    assert [round(start) for start, _ in found] == [0, 10]


def test_without_a_detector_loudness_has_to_do() -> None:
    ears, segments = Ears(Rules(), 0.0), []
    for number in range(60):
        sound = LOUD if 20 <= number < 40 else struct.pack("<h", 30) * FRAME
        ears.take(sound, (number + 1) * FRAME_SECONDS)
        ears.ask()
        segments += ears.found(None)
    (segment,) = segments
    assert segment.start == pytest.approx(20 * FRAME_SECONDS)


# Conversations.


def test_an_answer_is_recorded_with_its_item_words_and_intent() -> None:
    world = World([Utterance(on(4), "it was fast")]).run(9)
    (entry,) = world.entries(Speaker.USER)
    assert (entry.item_id, entry.move) == (ITEMS[0].item_id, Intent.ANSWER)
    assert entry.provenance is Provenance.HEARD
    assert [word.text for word in entry.words] == ["it", "was", "fast"]
    assert entry.start == pytest.approx(on(4), abs=0.01)
    assert entry.words[0].start == pytest.approx(entry.start, abs=0.01)
    assert entry.confidence == pytest.approx(0.9)
    greeting, question = world.entries(Speaker.AI)
    assert (greeting.move, greeting.item_id) == (Move.GREET, ITEMS[0].item_id)
    assert (question.move, question.item_id) == (Move.ASK, ITEMS[1].item_id)


def test_the_answer_is_read_before_the_turn_is_over_and_nothing_is_said_before() -> None:
    world = World([Utterance(on(4), "i built all of it for them")]).run(9)
    asked = [at for at, it in world.log if isinstance(it, does.Ask)][-1]
    over = [at for at, it in world.log if it == talk.Changed(talk.Turn.THINKING, 0)][-1]
    speaks = next(at for at, it in world.log if isinstance(it, talk.Voice) and at > 4)
    end = on(4) + 7 * 0.32
    assert asked < over <= speaks
    assert over - end == pytest.approx(Rules().patience.finished, abs=2 * STEP)
    assert speaks - over <= 0.02


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("it was fast and", Patience().unfinished),
        ("yes", Patience().closed),
        ("postgres", Patience().unclear),
        ("let me think", Patience().thinking),
    ],
    ids=["unfinished", "closed", "unclear", "thinking"],
)
def test_silence_ends_a_turn_by_what_was_said(text: str, wanted: float) -> None:
    said = Utterance(on(4), text)
    world = World([said]).run(30)
    over = next(at for at, it in world.log if it == talk.Changed(talk.Turn.THINKING, 0))
    # The words have to be there as well.
    assert over - said.end == pytest.approx(max(wanted, 0.35 + 0.15), abs=2 * STEP)


def test_who_goes_on_before_anything_was_heard_gives_one_answer() -> None:
    models = Models(think=lambda: 1.5)
    said = [Utterance(on(4), "it was fast"), Utterance(on(6.5), "it was cheap")]
    world = World(said, models=models).run(16)
    (entry,) = world.entries(Speaker.USER)
    assert entry.text == "it was fast it was cheap"
    first, second = world.heard_cues()
    assert second.text.startswith(first.text)
    # What was asked meanwhile never was.
    assert [it.text for it in world.of(does.Tell)][1] == ""


def test_voice_over_the_ai_stops_it_and_is_the_start_of_the_answer() -> None:
    said = Utterance(on(7.2), "wait i have a question about that")
    world = World([Utterance(on(4), "it was fast"), said]).run(20)
    stops = [at for at in world.times(talk.Voice) if at < said.end][-1]
    assert stops <= said.at + 0.25
    (flush,) = world.times(talk.Flush)
    assert flush - said.at <= 0.25 + STEP
    cut = next(entry for entry in world.entries(Speaker.AI) if entry.cut)
    whole = "I see. What about number 1 of them?"
    assert whole.startswith(cut.text)
    assert cut.text != whole
    # By its pace of 15 characters a second it had come about so far.
    assert len(cut.text) == pytest.approx((flush - cut.start) * 15, abs=8)
    assert cut.text in [it.text for it in world.of(does.Tell)]
    assert world.entries(Speaker.USER)[1].text == said.text


@pytest.mark.parametrize("text", ["mm-hm", "okay yeah", "i see"])
def test_a_backchannel_is_no_turn_and_the_ai_goes_on(text: str) -> None:
    world = World([Utterance(on(4), "it was fast"), Utterance(on(7.2), text)]).run(14)
    spoken = world.entries(Speaker.AI)[1]
    assert (spoken.text, spoken.cut) == ("I see. What about number 1 of them?", False)
    assert [entry.text for entry in world.entries(Speaker.USER)] == ["it was fast"]
    # All of it was sent, what was flushed once more.
    sent = sum(
        talk.seconds_of(it.pcm) for at, it in world.log if isinstance(it, talk.Voice) and at > 4
    )
    assert sent >= len(spoken.text) / 15 - 0.1


def test_a_cough_holds_the_ai_for_a_moment_only() -> None:
    models = Models(hear=lambda: 0.1)
    # Frames of a word, but so short that it is no speech.
    cough = Utterance(on(7.2), "mm")
    world = World([Utterance(on(4), "it was fast"), cough], models=models)
    world.muted = ((cough.at + 0.1, cough.end),)
    world.run(14)
    assert not world.entries(Speaker.AI)[1].cut
    assert len(world.entries(Speaker.USER)) == 1


def test_its_own_echo_does_not_interrupt_the_ai() -> None:
    world = World([Utterance(on(4), "it was fast"), Utterance(on(7.2), "number 1")]).run(14)
    assert not world.entries(Speaker.AI)[1].cut


def test_a_faint_voice_does_not_interrupt() -> None:
    world = World(
        [Utterance(on(4), "it was fast"), Utterance(on(7.2), "wait i have a question")],
        rules=Rules(quietest=0.2),
    ).run(8)
    assert not world.of(talk.Flush)


def test_typed_words_are_an_answer_at_once_and_interrupt() -> None:
    world = World(events=[(1.0, talk.Typed("  about databases "))]).run(4)
    (entry,) = world.entries(Speaker.USER)
    assert (entry.text, entry.provenance) == ("about databases", Provenance.TYPED)
    assert world.entries(Speaker.AI)[0].cut
    (heard,) = world.heard_cues()
    assert heard == Heard("about databases", typed=True)
    (flush,) = world.times(talk.Flush)
    assert flush == pytest.approx(1.0)


def test_nothing_typed_is_nothing() -> None:
    world = World(events=[(3.0, talk.Typed(" \n"))]).run(4)
    assert not world.entries(Speaker.USER)


def test_silence_is_broken_gently_then_with_an_offer_then_again() -> None:
    world = World().run(75)
    asked = [(at, it.cue.nth) for at, it in world.log
             if isinstance(it, does.Ask) and isinstance(it.cue, Silence)]  # fmt: skip
    assert [nth for _, nth in asked] == [1, 2, 3, 4]
    ends = [entry.end for entry in world.entries(Speaker.AI)]
    gaps = [at - end for (at, _), end in zip(asked, ends, strict=False)]
    assert gaps == pytest.approx([9, 12, 20, 20], abs=0.1)


def test_who_can_only_write_is_given_a_minute_and_more() -> None:
    world = World(can_hear=False).run(300)
    asked = [at for at, it in world.log
             if isinstance(it, does.Ask) and isinstance(it.cue, Silence)]  # fmt: skip
    ends = [entry.end for entry in world.entries(Speaker.AI)]
    gaps = [at - end for at, end in zip(asked, ends, strict=False)]
    assert gaps == pytest.approx([60, 90, 120], abs=0.1)


def test_who_still_thinks_is_left_alone() -> None:
    world = World(events=[(5.0, talk.StillThinking())]).run(5 + 45 + 8.9)
    assert not [it for it in world.of(does.Ask) if isinstance(it.cue, Silence)]
    world = World(events=[(5.0, talk.StillThinking())]).run(5 + 45 + 9.1)
    assert [it for it in world.of(does.Ask) if isinstance(it.cue, Silence)]


def test_the_button_keeps_the_turn_until_they_speak_again() -> None:
    said = [Utterance(on(4), "it was fast"), Utterance(on(20), "and it was cheap")]
    world = World(said, [(5.8, talk.StillThinking())]).run(26)
    (entry,) = world.entries(Speaker.USER)
    assert entry.text == "it was fast and it was cheap"
    over = [at for at, it in world.log if it == talk.Changed(talk.Turn.THINKING, 0)][-1]
    assert over - said[1].end < 1.45


def test_a_wish_to_wait_is_met_with_silence() -> None:
    def reply(cue: object, question: int) -> list[object]:
        if isinstance(cue, Heard):
            return [Decided(Move.WAIT, 0, Intent.MOMENT, 0, closes=False)]
        return [Decided(Move.GREET, 0, None, -1, closes=False), Sentence("Hello there.")]

    world = World([Utterance(on(4), "just a moment")], models=Models(reply=reply)).run(50)
    (entry,) = world.entries(Speaker.USER)
    assert entry.move == Intent.MOMENT
    assert len(world.entries(Speaker.AI)) == 1
    assert not [it for it in world.of(does.Ask) if isinstance(it.cue, Silence)]


def test_after_a_loss_the_mind_takes_up_where_it_was() -> None:
    events: list[tuple[float, talk.FromPerson]] = [
        (0.7, talk.Lost()),
        (20.0, talk.Regained(can_flush=True)),
    ]
    world = World(events=events).run(25)
    first, second = world.entries(Speaker.AI)[:2]
    assert first.cut
    assert "Hello. What is new?".startswith(first.text)
    assert not [at for at in world.times(talk.Voice) if 0.7 <= at < 20.0]
    assert second.move == Move.RESUME


def test_a_loss_in_mid_answer_keeps_it() -> None:
    said = [Utterance(on(4), "it was fast"), Utterance(on(26), "and also cheap")]
    events: list[tuple[float, talk.FromPerson]] = [
        (5.3, talk.Lost()),
        (25.0, talk.Regained(can_flush=True)),
    ]
    world = World(said, events).run(32)
    (entry,) = world.entries(Speaker.USER)
    assert entry.text == "it was fast and also cheap"
    assert len([it for it in world.of(does.Ask) if isinstance(it.cue, Opening)]) == 1


def test_a_sentence_that_cannot_be_spoken_is_read() -> None:
    world = World(models=Models(speak=lambda: None)).run(6)
    (entry,) = world.entries(Speaker.AI)
    assert entry.text == "Hello. What is new?"
    assert not world.of(talk.Voice)
    assert entry.end - entry.start == pytest.approx(len(entry.text) / Rules().reading, abs=0.2)


def test_where_nothing_speaks_captions_are_read() -> None:
    world = World([Utterance(on(4), "it was fast")], can_speak=False).run(12)
    assert len(world.entries()) == 3
    assert not world.of(does.Synthesize, talk.Voice)


def test_words_that_cannot_be_heard_are_asked_for_again() -> None:
    said = [Utterance(on(4), "i have built this twice over there")]
    world = World(said, models=Models(hear=lambda: None)).run(14)
    assert world.entries(Speaker.AI)[1].text == ENGLISH.again
    assert not world.heard_cues()


def test_words_that_never_come_are_given_up() -> None:
    said = [Utterance(on(4), "i have built this twice over there")]
    world = World(said, models=Models(hear=lambda: 999.0)).run(26)
    assert ENGLISH.again in [entry.text for entry in world.entries(Speaker.AI)]


def test_a_mind_that_fails_once_is_apologised_for_and_three_times_is_the_end() -> None:
    answers = [Utterance(on(4 + 12 * n), "it was fast there") for n in range(4)]
    failing = iter([0.05, None, None, 0.05, 0.05])
    world = World(answers, models=Models(think=lambda: next(failing))).run(12)
    assert world.entries(Speaker.AI)[1].text == ENGLISH.lost
    world = World(answers, models=Models(think=lambda: None)).run(90)
    assert world.of(talk.Broken) == [talk.Broken("mind")]
    assert not world.of(talk.Voice)


def test_the_last_words_are_heard_before_it_is_over() -> None:
    said = [Utterance(on(4), "it was fast"), Utterance(on(12), "it was cheap there")]
    world = World(said, models=Models(questions=2)).run(60)
    assert world.finished
    (over,) = world.times(talk.Finished)
    assert over == world.now
    assert world.entries()[-1].move == Move.CLOSE
    sent = world.times(talk.Voice)[-1]
    assert over > sent


def test_a_client_that_cannot_flush_is_never_far_behind() -> None:
    world = World([Utterance(on(4), "it was fast")], can_flush=False).run(9)
    assert world.machine._saying is None or world.machine._saying.playout._ahead == AHEAD_SECONDS
    first = [at for at in world.times(talk.Voice) if at > 4][:4]
    assert len([at for at in first if at == first[0]]) == 3


def test_what_a_client_still_plays_of_a_cut_turn_counts_as_sent_ahead() -> None:
    at_once = Models(think=lambda: 0.01, speak=lambda: 0.01)
    cut = [(1.0, talk.Typed("about databases"))]
    world = World(events=cut, can_flush=False, models=at_once).run(4)
    ends, cut_at = 0.0, world.times(talk.Flush)[0]
    before: list[float] = []
    after: list[float] = []
    for at, command in world.log:
        if isinstance(command, talk.Voice):
            ends = max(ends, at) + talk.seconds_of(command.pcm)
            (before if at <= cut_at else after).append(ends - at)
    assert before[-1] > 0.04  # Something was left to be played,
    assert after  # and the next turn was heard.
    assert max(after) <= AHEAD_SECONDS + 1e-6


def test_late_answers_of_the_shell_are_ignored() -> None:
    world = World([Utterance(on(4), "it was fast")]).run(9)
    before = len(world.log)
    hearing = Hearing((Word("late", 0, 1, 0.9),), 0.9, Quality.FULL)
    for happening in (
        does.SegmentHeard(0, hearing), does.SegmentUnheard(7), does.Thought(1, Sentence("Late.")),
        does.ThoughtEnded(1), does.Synthesized(1, b"\1\1" * 99), does.SynthesisEnded(1),
        does.VoiceFound(1, b"\xff"),
    ):  # fmt: skip
        world.feed(happening)
    assert all(isinstance(it, does.Wake | talk.Voice) for _, it in world.log[before:])
