"""`parley simulate recorded`."""

import argparse
import asyncio

from parley.app.settings import environment
from parley.app.simulate import recorded
from parley.kit.errors import Malformed


def run(arguments: argparse.Namespace) -> int:
    """Play candidates against a running installation; 1 when anything is wrong."""
    password = arguments.password or environment().optional("PARLEY_DEMO_PASSWORD")
    if password is None:
        raise Malformed(
            "Give --password, or set PARLEY_DEMO_PASSWORD, for the account that invites."
        )
    ask = recorded.Ask(
        url=arguments.url.rstrip("/"),
        email=arguments.email,
        password=password,
        count=arguments.count,
        recording=arguments.media,
        speech=arguments.speech,
        parallel=arguments.parallel,
    )
    return asyncio.run(recorded.run(ask))
