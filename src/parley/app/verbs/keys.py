"""`parley keys rotate|service-token|worker-secret`."""

import argparse

from parley.app.settings import environment
from parley.app.settings.installation import Place, load
from parley.identity import wire
from parley.kit.clock import SystemClock


def run(arguments: argparse.Namespace) -> int:
    """Rotate the signing key, or print just the secret that was asked for."""
    env = environment()
    keys = wire.keyring(load(env, Place(arguments.data_dir)).identity, SystemClock())
    if arguments.verb == "rotate":
        print(f"new signing key: {keys.rotate()}")
    elif arguments.verb == "service-token":
        print(keys.service_token("operator"))
    else:
        print(env.text("WORKER_SHARED_SECRET", "") or keys.worker_secret())
    return 0
