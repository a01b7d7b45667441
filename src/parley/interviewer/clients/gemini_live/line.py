"""One connection to Gemini's Live API by google-genai, an optional part that is loaded late."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from parley.interviewer.clients.gemini import require
from parley.interviewer.clients.gemini_live.messages import (
    Answer,
    Call,
    FromModel,
    Generated,
    GoAway,
    Heard,
    Interrupted,
    NoMoreSound,
    Resumable,
    Said,
    Tell,
    ToModel,
    TurnOver,
)
from parley.interviewer.clients.gemini_live.shortcut import MIME, Shortcut, audio_of
from parley.interviewer.domain.instruction import TOOLS
from parley.interviewer.ports import GeminiLiveSettings

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.live import AsyncSession
    from google.genai.types import LiveConnectConfig, LiveServerContent, LiveServerMessage

# Pinned: the library's default moves, and the Live API is a preview.
API_VERSION = "v1beta"
SILENCE_MS = 1_000  # that ends an answer: people think while they speak
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")


class LineLost(Exception):
    """The connection is gone, or never came about."""


class Line:
    """A connection that is set up."""

    def __init__(self, session: "AsyncSession") -> None:
        """Use `session`."""
        self._session = session
        self._receiving = session.receive()
        self._shortcut = Shortcut.of(session)

    async def received(self) -> Sequence[FromModel]:
        """What comes next.

        Raises:
            LineLost: The connection ended, or what came could not be understood.
        """
        try:
            if self._shortcut is not None and (audio := await self._shortcut.audio()) is not None:
                return (audio,)
            return parsed(await self._message())
        except Exception as error:  # what the library raises here is its affair
            raise LineLost(type(error).__name__) from error

    async def _message(self) -> "LiveServerMessage":
        try:
            return await anext(self._receiving)
        except StopAsyncIteration:  # as at the end of each turn
            self._receiving = self._session.receive()
            return await anext(self._receiving)

    async def alive(self, seconds: float) -> None:
        """Have a sign of life from the other end.

        Without the library's socket there is its own watch alone, which takes 40 s.

        Raises:
            LineLost: There was none in time.
        """
        if self._shortcut is None:
            return
        try:
            await self._shortcut.answered(seconds)
        except Exception as error:  # see above
            raise LineLost(type(error).__name__) from error

    def abandon(self) -> None:
        """Let it go at once: it is dead."""
        if self._shortcut is not None:
            self._shortcut.abandon()

    async def sound(self, pcm: bytes) -> None:
        """Pass on what the microphone hears.

        Raises:
            LineLost: The connection ended.
        """
        from google.genai import types  # noqa: PLC0415 - loaded by now

        try:
            if self._shortcut is not None:
                await self._shortcut.sound(pcm)
            else:
                blob = types.Blob(data=pcm, mime_type=MIME)
                await self._session.send_realtime_input(audio=blob)
        except Exception as error:  # see above
            raise LineLost(type(error).__name__) from error

    async def send(self, sent: ToModel) -> None:
        """Say something to the model.

        Raises:
            LineLost: The connection ended.
        """
        from google.genai import types  # noqa: PLC0415 - loaded by now

        try:
            match sent:
                case Tell(text):
                    await self._session.send_realtime_input(text=text)
                case NoMoreSound():
                    await self._session.send_realtime_input(audio_stream_end=True)
                case Answer(call_id, name, result):
                    await self._session.send_tool_response(
                        function_responses=types.FunctionResponse(
                            id=call_id, name=name, response=result
                        )
                    )
        except Exception as error:  # see above
            raise LineLost(type(error).__name__) from error


class Exchange:
    """Makes connections."""

    def __init__(self, settings: GeminiLiveSettings) -> None:
        """Connect as `settings` say.

        Raises:
            GeminiNotInstalled: The library isn't there.
        """
        require()
        self._settings = settings
        self._client: Client | None = None
        self._loading = asyncio.Lock()

    @asynccontextmanager
    async def connect(
        self, instruction: str, handle: str | None, seconds: float
    ) -> AsyncIterator[Line]:
        """A connection, set up.

        Args:
            instruction: For the model.
            handle: Of the session to take up again, None for a new one.
            seconds: Until it is set up.

        Raises:
            LineLost: It didn't come about.
        """
        client = await self._loaded()
        making = client.aio.live.connect(
            model=self._settings.model, config=self._config(instruction, handle)
        )
        try:
            async with asyncio.timeout(seconds):
                session = await making.__aenter__()
        except Exception as error:  # see above
            raise LineLost(type(error).__name__) from error
        try:
            if session.setup_complete is None:
                raise LineLost("setup")
            yield Line(session)
        finally:
            await making.__aexit__(None, None, None)

    async def _loaded(self) -> "Client":
        async with self._loading:
            if self._client is None:
                # Loading the library takes a second of CPU, its certificates 20 ms.
                self._client = await asyncio.to_thread(self._connect)
        return self._client

    def _connect(self) -> "Client":
        from google.genai import Client, types  # noqa: PLC0415 - see the module's docstring

        return Client(
            api_key=self._settings.key,
            vertexai=False,
            http_options=types.HttpOptions(
                base_url=self._settings.base_url, api_version=API_VERSION
            ),
        )

    def _config(self, instruction: str, handle: str | None) -> "LiveConnectConfig":
        from google.genai import types  # noqa: PLC0415 - loaded by now

        voice = self._settings.voice
        return types.LiveConnectConfig(
            response_modalities=[types.Modality.AUDIO],
            system_instruction=instruction,
            tools=[types.Tool(function_declarations=_declared(TOOLS))],
            session_resumption=types.SessionResumptionConfig(handle=handle),
            input_audio_transcription=types.AudioTranscriptionConfig(),
            output_audio_transcription=types.AudioTranscriptionConfig(),
            context_window_compression=types.ContextWindowCompressionConfig(
                sliding_window=types.SlidingWindow()
            ),
            realtime_input_config=types.RealtimeInputConfig(
                automatic_activity_detection=types.AutomaticActivityDetection(
                    silence_duration_ms=SILENCE_MS
                )
            ),
            speech_config=types.SpeechConfig(
                voice_config=types.VoiceConfig(
                    prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=voice)
                )
            )
            if voice
            else None,
        )


def _declared(tools: Sequence[dict[str, Any]]) -> list[Any]:
    from google.genai import types  # noqa: PLC0415 - loaded by now

    return [types.FunctionDeclaration.model_validate(tool) for tool in tools]


def parsed(message: "LiveServerMessage") -> list[FromModel]:
    """A message of the library as what it means to us, in the order in which it must count."""
    found: list[FromModel] = []
    if message.server_content is not None:
        found += _content(message.server_content)
    calls = message.tool_call.function_calls if message.tool_call else None
    for call in calls or ():
        if call.id and call.name:
            found.append(Call(call.id, call.name, call.args or {}))
    update = message.session_resumption_update
    if update is not None and update.resumable and update.new_handle:
        found.append(Resumable(update.new_handle))
    if message.go_away is not None:
        left = _SECONDS.fullmatch(message.go_away.time_left or "")
        found.append(GoAway(float(left[1]) if left else 0.0))
    return found


def _content(content: "LiveServerContent") -> list[FromModel]:
    found: list[FromModel] = []
    if content.input_transcription and content.input_transcription.text:
        found.append(Heard(content.input_transcription.text))
    if content.interrupted:
        found.append(Interrupted())
    if content.output_transcription and content.output_transcription.text:
        found.append(Said(content.output_transcription.text))
    for part in (content.model_turn.parts if content.model_turn else None) or ():
        blob = part.inline_data
        audio = audio_of(blob.data or b"", blob.mime_type or "") if blob is not None else None
        if audio is not None:
            found.append(audio)
    if content.generation_complete:
        found.append(Generated())
    if content.turn_complete:
        found.append(TurnOver())
    return found
