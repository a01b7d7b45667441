"""`parley up`: everything on this machine. The small process that stays is the supervisor."""

import argparse
import sys
from collections.abc import Sequence

from parley.app.settings import Environment, SettingError, database_settings, environment
from parley.app.supervisor import Listener, supervise

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def asked_port(given: int | None, env: Environment) -> int | None:
    """The port on the command line, else PORT, else None: the default or the next free one."""
    if given is None and env.optional("PORT"):
        return env.number("PORT", 0, least=1, most=65535)
    return given


def run(arguments: argparse.Namespace) -> int:
    """Supervise PostgreSQL and the application until told to stop."""
    env = environment()
    port = asked_port(arguments.port, env)
    demo = arguments.demo or (arguments.host in LOOPBACK and not arguments.no_demo)
    if arguments.demo and arguments.no_demo:
        raise SettingError("Choose one of --demo and --no-demo.")
    if bool(arguments.tls_certificate) != bool(arguments.tls_key):
        raise SettingError(
            "A certificate needs its key: give both --tls-certificate and --tls-key."
        )
    tls = arguments.tls or arguments.tls_certificate is not None

    def command(listener: Listener) -> Sequence[str]:
        words = [
            sys.executable, "-m", "parley.app.cli", "app",
            "--data-dir", str(arguments.data_dir.absolute()),
            "--fd", str(listener.socket.fileno()),
            "--url", listener.url,
        ]  # fmt: skip
        if arguments.grpc_port is not None:
            words += ["--grpc-port", str(arguments.grpc_port)]
        if demo:
            words.append("--demo")
        if tls:
            words.append("--tls")
        if arguments.tls_certificate:
            words += ["--tls-certificate", str(arguments.tls_certificate.absolute())]
            words += ["--tls-key", str(arguments.tls_key.absolute())]
        return words

    return supervise(
        data_dir=arguments.data_dir,
        host=arguments.host,
        port=port,
        command=command,
        embedded=database_settings(env) is None,
        tls=tls,
    )
