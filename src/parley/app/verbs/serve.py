"""`parley serve CONTEXT...`: some contexts of a distributed deployment."""

import argparse
import asyncio
import socket
import sys

import uvloop

from parley.app import process
from parley.app.database import opened
from parley.app.settings import SettingError, environment
from parley.app.settings.installation import Place, Settings, load
from parley.app.supervisor import DEFAULT_PORT, SupervisorError, listen
from parley.app.targets import TARGETS
from parley.kit import log, migrate


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; the schema must be up to date (`parley migrate up`)."""
    unknown = [name for name in arguments.contexts if name not in TARGETS]
    if unknown:
        raise SettingError(f"{unknown[0]} is no context: choose from {', '.join(TARGETS)}.")
    env = environment()
    documented = TARGETS[arguments.contexts[0]].port or DEFAULT_PORT
    port = arguments.port or env.number("PORT", documented, least=1, most=65535)
    try:
        listener = listen(arguments.host, port)
    except SupervisorError as error:
        print(f"parley: {error}", file=sys.stderr)
        return 1
    settings = load(env, Place(arguments.data_dir, url=listener.url, grpc_port=arguments.grpc_port))
    log.configure(settings.log_level)
    with listener.socket, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(arguments, settings, listener.socket))
    return 0


async def _serve(
    arguments: argparse.Namespace, settings: Settings, listener: socket.socket
) -> None:
    async with opened(arguments.data_dir) as connect_kwargs:
        if old := await migrate.behind(connect_kwargs):
            raise SettingError(f"{', '.join(old)}: the schema is old; run `parley migrate up`.")
        await process.serve(settings, connect_kwargs, arguments.contexts, listener, sole=False)
