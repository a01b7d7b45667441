"""The application's own process, as `parley up` starts it; not meant to be typed."""

import argparse
import asyncio
import socket
import sys

import uvloop

from parley.app import process
from parley.app.database import embedded_directory
from parley.app.settings import SettingError, database_settings, environment
from parley.app.settings.installation import Place, load
from parley.app.targets import TARGETS
from parley.app.workspace import is_demo
from parley.kit import log, migrate
from parley.kit.postgres import Login

EXIT_CONFIG = 78  # sysexits.h: starting again is of no use; see supervisor


def run(arguments: argparse.Namespace) -> int:
    """Serve everything on the socket that the supervisor holds."""
    try:
        demo = is_demo(arguments.data_dir, allowed=arguments.demo)
        settings = load(
            environment(),
            Place(
                data_dir=arguments.data_dir,
                url=arguments.url,
                demo=demo,
                grpc_port=arguments.grpc_port,
                tls=arguments.tls,
                tls_certificate=arguments.tls_certificate,
                tls_key=arguments.tls_key,
            ),
        )
    except SettingError as error:
        print(f"parley: {error.details}", file=sys.stderr)
        return EXIT_CONFIG
    log.configure(settings.log_level)
    listener = socket.socket(fileno=arguments.fd)
    sys.stdin.buffer.read()  # it ends when the database takes connections; see supervisor
    external = database_settings(environment())
    connect_kwargs = dict(
        external or {"dsn": Login.read(embedded_directory(settings.data_dir)).dsn}
    )

    async def main() -> None:
        await migrate.upgrade(connect_kwargs, migrate.histories())
        await process.serve(
            settings, connect_kwargs, list(TARGETS), listener, sole=external is None
        )

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
    return 0
