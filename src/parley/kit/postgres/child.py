"""Child processes that die with us, and are in a session of their own.

A session of their own, because Ctrl-C in a terminal reaches the whole foreground group, and the
order of stopping is ours to keep.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from parley.kit.postgres.account import Account
from parley.kit.postgres.exec_shim import PASSED_ON

SHIM = Path(__file__).with_name("exec_shim.py")
WATCH = not sys.platform.startswith("linux")


class Child:
    """A running child process.

    Attributes:
        pid: Its process id.
        overdue: Whether it had to be killed, because it didn't end in time when it was asked to.
    """

    def __init__(self, process: asyncio.subprocess.Process, lifeline: int | None) -> None:
        self._process = process
        self._lifeline = lifeline
        self.pid = process.pid
        self.overdue = False

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._process.returncode is not None

    async def wait(self) -> int:
        """Waits for its end and returns its exit code; minus the signal's number if killed."""
        code = await self._process.wait()
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        return code

    def send(self, number: signal.Signals) -> None:
        """Sends a signal; a child that has ended is left alone.

        SIGKILL goes to its whole process group: a watcher couldn't pass it on.
        """
        if self.ended:
            return
        with suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.pid, number)
            else:
                self._process.send_signal(number)

    async def stop(self, number: signal.Signals, *, within: float) -> int:
        """Asks it to end by a signal and kills it when it doesn't within some seconds."""
        self.send(number)
        try:
            async with asyncio.timeout(within):
                return await self.wait()
        except TimeoutError:
            self.overdue = True
            self.send(signal.SIGKILL)
            return await self.wait()


async def start(
    command: Sequence[str | Path],
    *,
    dies_by: signal.Signals,
    account: Account | None = None,
    pass_fds: Sequence[int] = (),
    stdin: IO[bytes] | int = asyncio.subprocess.DEVNULL,
    output: IO[bytes] | int | None = None,
    watch: bool = WATCH,
) -> Child:
    """Starts a program that dies when we die.

    Call it on a thread that lives as long as the child shall: on Linux a child dies with the
    *thread* that started it.

    Args:
        command: The program's path and its arguments.
        dies_by: The signal that it gets when we die.
        account: Whom it runs as; None for ourselves.
        pass_fds: Descriptors that it inherits.
        stdin: What it reads; nothing by default.
        output: Where its standard output and error go; None for ours.
        watch: Watch over it from a process between, instead of asking the kernel (Linux only).
    """
    theirs, ours = os.pipe() if watch else (None, None)
    order = {
        "signal": int(dies_by),
        "parent": os.getpid(),
        "watch": theirs,
        "uid": account.uid if account else None,
        "gid": account.gid if account else None,
    }
    # Python in the shim would note a signal and `exec` forget it: PostgreSQL would run on. Blocked,
    # it waits until the shim unblocks it.
    signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", "-E", SHIM, json.dumps(order)),
            *map(str, command),
            stdin=stdin,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT if output is not None else None,
            pass_fds=(*pass_fds, theirs) if theirs is not None else pass_fds,
            start_new_session=True,
        )
    except BaseException:
        if ours is not None:
            os.close(ours)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
        if theirs is not None:
            os.close(theirs)
    return Child(process, ours)
