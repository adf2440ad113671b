"""The product as its users start it: `wardroom`, a child process with an environment of its own.

What people do in it is in `tests/workspace.py`; here it is started, asked, stopped and killed.
"""

import json
import os
import signal
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.e2e.children import Child, begin
from tests.workspace import SLOWEST, eventually

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
BEAT_S = "0.4"
STARTS_WITHIN_S, STOPS_WITHIN_S = 30.0, 5.0
INTAKE_TOKEN = "b7c1-a-token-that-nobody-guesses"
# What a child needs of this machine; nothing of the tester's own settings reaches it.
INHERITED = ("PATH", "LANG", "TMPDIR", "SYSTEMROOT", "COVERAGE_PROCESS_START")


@dataclass(frozen=True, slots=True)
class Ran:
    """One command that ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Return what it said on standard error, line by line."""
        return self.err.splitlines()


def environment(database_url: str, **over: str) -> dict[str, str]:
    """Return the environment of a child; *over* adds variables, an empty one takes it away."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    ours = {
        "DATABASE_URL": database_url,
        "WARDROOM_PLAYBOOKS": str(ROOT / "playbooks"),
        "WARDROOM_LOG_FORMAT": "json",
        # Nobody waits longer than he must.
        "WARDROOM_BEAT": BEAT_S,
        **over,
    }
    return kept | {name: value for name, value in ours.items() if value}


class Begin(Protocol):
    """Starts the program, as one of `tests/e2e/children.py` does."""

    def __call__(
        self, *words: str, env: dict[str, str], folder: Path, out: Path, err: Path
    ) -> Child:
        """Return the child."""


def wardroom(
    *words: str, env: dict[str, str], folder: Path, within: float = 120.0, how: Begin = begin
) -> Ran:
    """Run one command to its end."""
    with tempfile.TemporaryDirectory() as kept:
        out, err = Path(kept, "out"), Path(kept, "err")
        child = how(*words, env=env, folder=folder, out=out, err=err)
        return Ran(child.wait(within), out.read_text(), err.read_text())


def fetch(url: str, *, token: str = "") -> tuple[int, str]:
    """GET a page, with a token if one is given; return status and body."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - loopback.
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback.
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def send(url: str, body: Json, *, token: str = INTAKE_TOKEN) -> tuple[int, Json]:
    """POST JSON as a program that knows the token; return status and body."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - loopback.
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same.
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


class Product:
    """One `wardroom run` that starts at once."""

    def __init__(self, folder: Path, env: dict[str, str], *words: str, how: Begin = begin) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.env = folder, env
        number = len(list(folder.glob("*.log")))
        self._log, self._out = folder / f"run{number}.log", folder / f"run{number}.out"
        self._child = how(
            "run", "--port", "0", *words, env=env, folder=folder, out=self._out, err=self._log
        )
        self._url = ""

    @property
    def url(self) -> str:
        """Where it answers; waits for it."""
        if not self._url:
            self._url = eventually(self._started, within=STARTS_WITHIN_S)
        return self._url

    def _started(self) -> str:
        code = self._child.poll()
        if code is not None:
            raise RuntimeError(f"it ended with {code}: {self._log.read_text()[-2000:]}")
        marked = next(line for line in self.raw_log.splitlines() if "wardroom.started" in line)
        return str(json.loads(marked)["url"])

    @property
    def said(self) -> str:
        """Return what it printed for the person who started it."""
        return self._out.read_text()

    @property
    def log(self) -> list[Json]:
        """Return its log; every line must be a JSON object."""
        whole, _, _part = self._log.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    @property
    def raw_log(self) -> str:
        """Return its log as it was written."""
        return self._log.read_text()

    @property
    def troubles(self) -> list[Json]:
        """Return what it logged as an error."""
        return [each for each in self.log if each["level"] in {"error", "critical"}]

    def get(self, path: str) -> tuple[int, str]:
        """GET a page of its HTTP side; return status and body."""
        return fetch(self.url + path)

    @property
    def ready(self) -> bool:
        """Tell whether every part of it is fit for work."""
        return self.get("/readyz")[0] == 200

    def kill(self) -> None:
        """End it as a power cut would: at once, whatever it is doing."""
        self._child.send(signal.SIGKILL)
        self._child.wait()

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._child.send(number)

    def ended(self, within: float = STARTS_WITHIN_S * SLOWEST) -> int:
        """Wait until it ended by itself; return its exit code."""
        return self._child.wait(within)

    def stop(self) -> tuple[int, float]:
        """Ask it to stop; return the exit code and the seconds that it took."""
        before = time.monotonic()
        if self._child.poll() is None:
            self._child.send(signal.SIGTERM)
        try:
            code = self._child.wait(3 * STOPS_WITHIN_S)
        except TimeoutError:
            self.kill()
            raise
        return code, time.monotonic() - before
