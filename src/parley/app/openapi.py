"""The OpenAPI document of the whole installation, without a database behind it."""

import json
import tempfile
from pathlib import Path

import asyncpg

from parley.app.assembly import assemble
from parley.app.settings import Environment
from parley.app.settings.installation import Place, load
from parley.app.targets import TARGETS
from parley.kit.db import Database


async def document() -> str:
    """OpenAPI 3.1 as JSON, sorted and indented so that a change shows as a small difference."""
    with tempfile.TemporaryDirectory() as folder:
        # A pool that is never opened: building contexts asks the database nothing.
        pool = asyncpg.create_pool("postgresql://nowhere", min_size=0)
        settings = load(Environment({}), Place(data_dir=Path(folder), demo=True))
        api = assemble(Database(pool), settings, list(TARGETS)).api
        return json.dumps(api.openapi(), indent=1, sort_keys=True) + "\n"
