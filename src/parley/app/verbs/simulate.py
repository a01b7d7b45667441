"""`parley simulate recorded|voice`."""

import argparse
import asyncio

from parley.app.settings import environment
from parley.app.simulate import recorded, voice
from parley.kit.errors import Malformed


def run(arguments: argparse.Namespace) -> int:
    """Play candidates against a running installation; 1 when anything is wrong.

    Raises:
        Malformed: There is no password, or nothing to speak with.
    """
    password = arguments.password or environment().optional("PARLEY_DEMO_PASSWORD")
    if password is None:
        raise Malformed(
            "Give --password, or set PARLEY_DEMO_PASSWORD, for the account that invites."
        )
    url = arguments.url.rstrip("/")
    if arguments.mode == "voice":
        ask = voice.Ask(
            url, arguments.email, password, arguments.count, arguments.speech, arguments.parallel
        )
        try:
            return asyncio.run(voice.run(ask))
        except OSError as error:
            raise Malformed(str(error)) from error
    return asyncio.run(
        recorded.run(
            recorded.Ask(
                url=url,
                email=arguments.email,
                password=password,
                count=arguments.count,
                recording=arguments.media,
                speech=arguments.speech,
                parallel=arguments.parallel,
            )
        )
    )
