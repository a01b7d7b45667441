"""Waiting for what other processes do: on a condition with a deadline, never for a while."""

import time
from collections.abc import Callable

import psutil


def eventually(condition: Callable[[], object], within: float = 20.0) -> None:
    """Waits until a condition holds; fails when it doesn't within some seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Tells whether a process runs; one that only waits to be reaped doesn't."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
