"""Which engine holds the AI's side of conversations."""

from parley.contracts.speech import LiveSpeech
from parley.interviewer.ports import Brain, Engine, Meters, Settings
from parley.kit.clock import Clock

# Seconds that a mind waits longer than the model's client: whose breaker learns that it was slow.
LATER = 0.2


def engine(
    settings: Settings,
    live: LiveSpeech,
    clock: Clock,
    model: Brain | None,
    meters: Meters | None = None,
) -> Engine:
    """The engine that the settings name.

    Each is imported where it is asked for: an installation without the others starts sooner.

    Args:
        settings: Which, and with what.
        live: Hears and speaks for the cascade.
        clock: The time.
        model: Words the cascade's turns; None for the scripted words.
        meters: Count what a model that speaks by itself has said wrongly; None: nothing does.

    Raises:
        ValueError: Gemini Live without its settings.
    """
    if settings.engine == "mock":
        from parley.interviewer.service.mock import MockEngine  # noqa: PLC0415

        return MockEngine(clock)
    if settings.engine == "gemini-live":
        from parley.interviewer.clients.gemini_live import GeminiLiveEngine  # noqa: PLC0415

        if settings.gemini_live is None:
            raise ValueError("gemini-live needs its settings")
        faulted = meters.faulted if meters is not None else None
        return GeminiLiveEngine(settings.gemini_live, clock, faulted=faulted)
    from parley.interviewer.service.cascade import Cascade  # noqa: PLC0415
    from parley.interviewer.service.thinking import Minds  # noqa: PLC0415
    from parley.interviewer.service.thinking.streaming import Deadlines  # noqa: PLC0415

    deadlines = Deadlines()
    if (told := settings.brain) is not None:
        waited = (told.read_seconds, told.first_seconds, told.seconds)
        deadlines = Deadlines(*(seconds + LATER for seconds in waited))
    return Cascade(live, Minds(model, deadlines), clock)
