"""Processes of the program: executed as its users do, or forked from one that has imported it.

A fork starts in milliseconds where an execution imports for seconds. It is a process like any other:
an environment, a folder and files of its own, signals, and an end by `kill -9`.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from tests.forks import FORKS

PROGRAM = Path(sys.executable).with_name("wardroom")
# Libraries that must be there before the interpreter starts, as one that sets the clock.
BEFORE_ALL = "LD_PRELOAD"


class Child(Protocol):
    """One process of the program."""

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""

    def wait(self, within: float | None = None) -> int:
        """Return the exit code once it ended; raise TimeoutError after *within* seconds."""

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""


class Executed:
    """A child that was started as a user starts it."""

    def __init__(self, child: "subprocess.Popen[bytes]") -> None:
        self._child = child

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._child.poll()

    def wait(self, within: float | None = None) -> int:
        """Return the exit code once it ended; raise TimeoutError after *within* seconds."""
        try:
            return self._child.wait(within)
        except subprocess.TimeoutExpired as late:
            raise TimeoutError(f"still running after {within} s") from late

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._child.send_signal(number)


class Forked:
    """A child that was forked."""

    def __init__(self, words: tuple[str, ...], env: dict[str, str], *places: str) -> None:
        self._child = FORKS.Process(target=_program, args=(words, env, *places), daemon=True)
        self._child.start()

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._child.exitcode

    def wait(self, within: float | None = None) -> int:
        """Return the exit code once it ended; raise TimeoutError after *within* seconds."""
        self._child.join(within)
        if self._child.exitcode is None:
            raise TimeoutError(f"still running after {within} s")
        return self._child.exitcode

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self._child.pid is not None and self._child.exitcode is None:
            os.kill(self._child.pid, number)


def begin(*words: str, env: dict[str, str], folder: Path, out: Path, err: Path) -> Child:
    """Start the program with *words*; it writes to the files *out* and *err*."""
    if BEFORE_ALL in env:
        return executed(*words, env=env, folder=folder, out=out, err=err)
    for written in (out, err):
        written.write_bytes(b"")
    return Forked(words, env, str(folder), str(out), str(err))


def executed(*words: str, env: dict[str, str], folder: Path, out: Path, err: Path) -> Child:
    """Do the same with the installed program, in an interpreter of its own."""
    with out.open("w") as said, err.open("w") as logged:
        child = subprocess.Popen([PROGRAM, *words], env=env, cwd=folder, stdout=said, stderr=logged)
    return Executed(child)


def _program(words: tuple[str, ...], env: dict[str, str], folder: str, out: str, err: str) -> None:
    """Become the program, in a process that was just forked."""
    for path, stream in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY), stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["wardroom", *words]
    from bot.cli import main

    main()
