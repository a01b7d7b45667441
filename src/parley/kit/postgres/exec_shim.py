"""Becomes another program that dies when the process that started it dies.

Run as a script by `child.start`: `python -I -S -E exec_shim.py JSON PROGRAM ARGUMENT...`. A
`preexec_fn` would run Python between fork and exec of a process with threads, which can deadlock;
this costs about 20 ms instead.

On Linux the kernel does it: PR_SET_PDEATHSIG, set after setuid because changing the user clears it.
Elsewhere this process stays as the program's parent, passes signals on, and ends it when the pipe
from the supervisor is closed.
"""

import json
import os
import select
import signal
import sys

TYPE_CHECKING = False  # typing itself costs 5 ms
if TYPE_CHECKING:
    from collections.abc import Callable

PR_SET_PDEATHSIG = 1
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP)


def main(order: str, command: list[str]) -> None:
    """Does what the order says, then becomes or watches the command.

    Args:
        order: JSON of `signal` (number), `parent` (pid), `watch` (a pipe's descriptor or null),
            `uid` and `gid` (or null).
        command: The program's path and its arguments.
    """
    # They are blocked so far (see `child.start`); from here on they end us or the program, even
    # where a script's background or nohup ignores them.
    for number in PASSED_ON:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
    told = json.loads(order)
    # Loaded before the user changes, who may not be able to read Python's own files.
    prctl = _prctl() if told["watch"] is None else None
    if told["uid"] is not None:
        os.setgroups([])
        os.setgid(told["gid"])
        os.setuid(told["uid"])
        os.umask(0o077)
    if prctl:
        prctl(told["signal"])
        if os.getppid() != told["parent"]:  # it died before prctl
            sys.exit(1)
        os.execv(command[0], command)
    _watch(told["watch"], told["signal"], command)


def _prctl() -> "Callable[[int], None]":
    import ctypes  # noqa: PLC0415 - a fifth of the start time, which the watcher needn't spend

    libc = ctypes.CDLL(None, use_errno=True)

    def die_with_parent(number: int) -> None:
        if libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")

    return die_with_parent


def _watch(pipe: int, number: int, command: list[str]) -> None:
    """Runs the command as a child until it ends or the pipe's other end is closed."""
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # None may arrive between the fork and the handlers.
    signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in (pipe, wake_read, wake_write):
            os.close(descriptor)
        os.execv(command[0], command)
    for each in PASSED_ON:
        signal.signal(each, lambda got, _frame: os.kill(child, got))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
    watched = [wake_read, pipe]
    while True:
        for readable in select.select(watched, [], [])[0]:
            if not os.read(readable, 64) and readable == pipe:
                watched.remove(pipe)
                os.kill(child, number)
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            if code < 0:  # end the way it ended
                if -code != signal.SIGKILL:
                    signal.signal(-code, signal.SIG_DFL)
                os.kill(os.getpid(), -code)
            sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
