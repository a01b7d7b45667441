"""Rows of media in PostgreSQL, a module an aggregate."""

from parley.media.store.consents import ConsentRows
from parley.media.store.erasures import ErasureRows
from parley.media.store.playbacks import PlaybackRows
from parley.media.store.uploads import UploadRows


class PostgresStore(ConsentRows, UploadRows, PlaybackRows, ErasureRows):
    """Implements `ports.Store`."""
