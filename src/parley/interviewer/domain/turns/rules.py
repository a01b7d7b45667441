"""The figures of turn-taking; every one can be set."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of silence after which somebody is done, by what their words sound like.

    Attributes:
        closed: "That's all", "I don't know", "yes".
        finished: A sentence that may end here.
        unclear: Too few words to tell, or words in a language without lists.
        wavering: "For", "did", "those", "two hundred": more often than not something follows.
        unfinished: "And", "because", "the", "um".
        thinking: "Let me think".
        asked: The person pressed the button that says so.
        returned: After a connection came back in mid-answer.
    """

    closed: float = 0.6
    finished: float = 1.0
    unclear: float = 1.5
    wavering: float = 1.6
    unfinished: float = 3.0
    thinking: float = 8.0
    asked: float = 45.0
    returned: float = 3.0


@dataclass(frozen=True, slots=True)
class Rules:
    """How voice is found and turns are taken. Durations are seconds.

    Attributes:
        begins, ends: Probabilities (0 to 1) above which voice begins and below which it ends.
        least_voice: Less is no speech.
        pause: So much silence divides segments; less in long ones, which take long to decode.
        short_pause: At the least.
        long_segment: From there on `pause` shrinks, until `short_pause` at twice as much.
        padding: Kept before and after, for soft beginnings and ends.
        longest_segment: Padding included; cut at its quietest place then, so that little is left
            to be recognised when somebody falls silent.
        patience: Until somebody is done.
        stretch: By how much patience grows each time that somebody was cut off, and most.
        most_stretch: At the most.
        speculate: Silence after which reading may start, although the turn is not over.
        hold: Voice over the AI after which nothing more is sent for a moment.
        barge_in: Voice over the AI that stops it.
        backchannel: Longer voice over the AI is no "mm-hm", whatever the words.
        judge: Until it must be known whether it was one.
        echo_share: Of the person's own loudness that an interruption must reach.
        quietest: Loudness (0 to 1 of full scale, root mean square) below which nothing interrupts.
        silences: Gaps after which a silent person is spoken to; the last one repeats.
        unheard: The same, of somebody whose language nothing here hears: they can only write.
        hearing: After which words that don't come are given up.
        inaudible: Voice without any words that is worth asking to repeat.
        reading: Characters a second, of captions that are not spoken.
        starved: No sound for so long is silence, not a slow network.
        most_failures: Of the mind, in a row; then the conversation can't go on.
    """

    begins: float = 0.5
    ends: float = 0.35
    least_voice: float = 0.16
    pause: float = 0.35
    short_pause: float = 0.16
    long_segment: float = 6.0
    padding: float = 0.2
    longest_segment: float = 8.0
    patience: Patience = field(default_factory=Patience)
    stretch: float = 1.15
    most_stretch: float = 1.6
    speculate: float = 0.3
    hold: float = 0.128
    barge_in: float = 0.224
    backchannel: float = 1.0
    judge: float = 2.5
    echo_share: float = 0.3
    quietest: float = 0.004
    silences: tuple[float, ...] = (9.0, 12.0, 20.0)
    unheard: tuple[float, ...] = (60.0, 90.0, 120.0)
    hearing: float = 12.0
    inaudible: float = 1.5
    reading: float = 15.0
    starved: float = 0.8
    most_failures: int = 3

    def __post_init__(self) -> None:
        """Refuse what can't be met.

        Raises:
            ValueError: They contradict each other.
        """
        if not 0 < self.ends <= self.begins <= 1:
            raise ValueError("voice must end below where it begins")
        if any(not gaps or min(gaps) <= 0 for gaps in (self.silences, self.unheard)):
            raise ValueError("silence lasts a while before anybody speaks")
        if not 0 < self.hold <= self.barge_in < self.backchannel:
            raise ValueError("what holds is shorter than what interrupts")
        if self.longest_segment < 4 * self.padding or self.short_pause > self.pause:
            raise ValueError("segments must have room for a cut")
