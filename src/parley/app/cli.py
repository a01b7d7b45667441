"""The command `parley`. Each verb imports only what it runs, so that starting is quick."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from parley import __version__
from parley.app.settings import quiet_grpc
from parley.kit.errors import DomainError

DEFAULT_DATA_DIR = Path("var")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the process's exit status."""
    quiet_grpc()
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except DomainError as error:
        print(f"parley: {error.details}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("parley", description="A self-hosted AI interview platform.")
    parser.add_argument("--version", action="version", version=f"parley {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    _up(verbs.add_parser("up", help="run everything on this machine"))
    _app(verbs.add_parser("app"))
    _serve(verbs.add_parser("serve", help="run some contexts of a distributed deployment"))
    _migrate(verbs.add_parser("migrate", help="bring the database's schema up or down"))
    _user(verbs.add_parser("user", help="add and list accounts"))
    _keys(verbs.add_parser("keys", help="rotate signing keys, print service secrets"))
    _models(verbs.add_parser("models", help="fetch and list speech models"))
    _audit(verbs.add_parser("audit", help="check the audit log's chain"))
    _doctor(verbs.add_parser("doctor", help="say what is active, what is missing, what to do"))
    _simulate(verbs.add_parser("simulate", help="play candidates through the public protocols"))
    _bench(verbs.add_parser("bench", help="measure this installation"))
    return parser


def _data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=DEFAULT_DATA_DIR,
        help="where everything is (%(default)s)",
    )


def _up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, help="8000, or the next free one, when not given")
    parser.add_argument("--grpc-port", type=int, help="50051, or the next free one")
    parser.add_argument("--no-demo", action="store_true", help="no demo workspace")
    parser.add_argument("--demo", action="store_true", help="demo data although not on loopback")
    parser.add_argument("--tls", action="store_true", help="serve https; self-signed unless given")
    parser.add_argument("--tls-certificate", type=Path)
    parser.add_argument("--tls-key", type=Path)
    _data_dir(parser)
    parser.set_defaults(run=_run("up"))


def _app(parser: argparse.ArgumentParser) -> None:
    # Started by the supervisor, not by people: it has no line in the help.
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--grpc-port", type=int)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--tls-certificate", type=Path)
    parser.add_argument("--tls-key", type=Path)
    parser.set_defaults(run=_run("app"))


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("contexts", nargs="+", metavar="CONTEXT")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int)
    parser.add_argument("--grpc-port", type=int, help="50051, or the next free one")
    _data_dir(parser)
    parser.set_defaults(run=_run("serve"))


def _migrate(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="up|down|new", dest="verb")
    up = verbs.add_parser("up", help="bring every context to its newest schema")
    down = verbs.add_parser("down", help="take one context back")
    down.add_argument("context")
    down.add_argument("revision", nargs="?", default="-1")
    new = verbs.add_parser("new", help="write an empty next migration")
    new.add_argument("context")
    new.add_argument("title")
    for verb in (up, down, new):
        _data_dir(verb)
    parser.set_defaults(run=_run("migrate"))


def _user(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="add|list", dest="verb")
    add = verbs.add_parser("add", help="add an account and print its password once")
    add.add_argument("email")
    add.add_argument("--role", choices=("admin", "hr", "interviewer", "candidate"), default="hr")
    add.add_argument("--name")
    add.add_argument("--company", help="UUID of the company whose templates are shared")
    listing = verbs.add_parser("list", help="list accounts")
    for verb in (add, listing):
        _data_dir(verb)
    parser.set_defaults(run=_run("user"))


def _keys(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("rotate", "service-token", "worker-secret"))
    _data_dir(parser)
    parser.set_defaults(run=_run("keys"))


def _models(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="pull|list", dest="verb")
    pull = verbs.add_parser("pull", help="fetch a model and check it")
    pull.add_argument("name")
    listing = verbs.add_parser("list", help="which models there are, and which are here")
    for verb in (pull, listing):
        _data_dir(verb)
    parser.set_defaults(run=_run("models"))


def _audit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("verify",))
    _data_dir(parser)
    parser.set_defaults(run=_run("audit"))


def _doctor(parser: argparse.ArgumentParser) -> None:
    _data_dir(parser)
    parser.set_defaults(run=_run("doctor"))


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mode", choices=("recorded", "voice"))
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--parallel", type=int, default=4)
    parser.add_argument("--media", type=Path, help="a WebM or MP4 to send; made up when not given")
    parser.add_argument(
        "--speech", type=Path, help="a recording whose sound is what they say, else made up"
    )
    parser.add_argument("--email", default="hr@demo.parley")
    parser.add_argument("--password", help="PARLEY_DEMO_PASSWORD when not given")
    parser.set_defaults(run=_run("simulate"))


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--check", action="store_true", help="compare with the committed limits")
    parser.add_argument("--data", type=Path, help="graded answers, for `scoring`")
    parser.add_argument("--json", action="store_true", help="one JSON line, for `scoring`")
    parser.add_argument("--personas", default="all", help="for `interviewer`: some, by comma")
    parser.add_argument("--seeds", type=int, default=20, help="for `interviewer`, of each persona")
    parser.add_argument("--brain", default="scripted", help="for `interviewer`: or gemini, openai")
    parser.add_argument("--transcripts", type=int, default=0, help="for `interviewer`: to print")
    parser.set_defaults(run=_run("bench"))


def _run(verb: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - argparse takes any callable
    def run(arguments: argparse.Namespace) -> int:
        import gc  # noqa: PLC0415 - see the module's docstring
        from importlib import import_module  # noqa: PLC0415 - likewise

        # What modules are made of stays: collecting garbage meanwhile costs a tenth of the start.
        gc.disable()
        module = import_module(f"parley.app.verbs.{verb}")
        gc.enable()
        status: int = module.run(arguments)
        return status

    return run


if __name__ == "__main__":
    sys.exit(main())
