"""WebSockets as uvicorn serves them, but for peers that send on after they were shut out."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# Between two looks at what still comes: a reading may be some hundred messages, and takes some
# milliseconds. The peer's own goodbye is behind all that it had sent before.
REST_SECONDS = 0.2


class Sockets(WebSocketsSansIOProtocol):
    """Reads little at a time once it has said goodbye.

    Uvicorn reads as fast as the peer sends until the peer has answered the close frame, for ten
    seconds at most: a flood that was shut out would cost everybody else more than before.
    """

    def data_received(self, data: bytes) -> None:
        """Take in some bytes."""
        super().data_received(data)
        if self.close_sent and not self.transport.is_closing():
            self.transport.pause_reading()
            self.loop.call_later(REST_SECONDS, self._look_again)

    def _look_again(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()
