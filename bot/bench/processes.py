"""The processes that are measured: Wardroom as it is run, and the bare app beside it."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import bot
from bot.bench.floor import READY
from bot.bench.ground import PLAYBOOKS
from bot.bench.load import SECRET
from bot.errors import WardroomError

ROOT = Path(bot.__file__).resolve().parents[1]
OURS, BARE = "xapp-ours", "xapp-floor"
ANNOUNCE, MANAGERS = "C0ANNOUNCE", "C0MANAGERS"
START_WITHIN_S = 30.0
STOP_WITHIN_S = 6.0
LOOK_EVERY_S = 0.005


@dataclass(frozen=True, slots=True)
class Running:
    """A process under measurement: its id, its port (0 without one), seconds until ready."""

    pid: int
    port: int
    ready_s: float

    @property
    def resident_mb(self) -> float:
        """The resident memory now, in MB; nan where nobody can tell."""
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024 / 1e6
        with contextlib.suppress(OSError, ValueError):
            told = subprocess.run(  # noqa: S603 - our own child's number.
                ["ps", "-o", "rss=", "-p", str(self.pid)],  # noqa: S607 - wherever ps is.
                capture_output=True, check=False,
            )  # fmt: skip
            return int(told.stdout) * 1024 / 1e6
        return float("nan")


def environment(url: str, api_url: str, door: str) -> dict[str, str]:
    """Return the environment in which Wardroom runs behind *door*, `http` or `socket`."""
    ours = {
        "DATABASE_URL": url, "SLACK_API_URL": api_url, "WARDROOM_PLAYBOOKS": str(PLAYBOOKS),
        "SLACK_BOT_TOKEN": "xoxb-ours", "WARDROOM_LOG_FORMAT": "json",
        "WARDROOM_ANNOUNCE_CHANNEL": ANNOUNCE, "WARDROOM_MANAGERS_CHANNEL": MANAGERS,
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_APP_TOKEN": OURS if door == "socket" else "",
    }  # fmt: skip
    # What the caller's own shell is set up for is none of a measurement's business.
    mine = ("WARDROOM_", "SLACK_", "DATABASE_URL", "http_proxy", "HTTP_PROXY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return {**kept, **ours, "PYTHONPATH": str(ROOT)}


@contextlib.asynccontextmanager
async def wardroom(folder: Path, env: Mapping[str, str]) -> AsyncIterator[Running]:
    """Run Wardroom in *folder* until left; ready is when `/readyz` says so."""
    command = ["-m", "bot", "run", "--host", "127.0.0.1", "--port", "0"]
    began = perf_counter()
    async with _child(folder, command, env) as (pid, log):
        started = json.loads(await _line(log, pid, '"wardroom.started"'))
        port = int(str(started["url"]).rsplit(":", 1)[1])
        await _ready(port)
        yield Running(pid, port, perf_counter() - began)


@contextlib.asynccontextmanager
async def bare(folder: Path, door: str, url: str, api_url: str) -> AsyncIterator[Running]:
    """Run the bare app until left."""
    command = ["-m", "bot.bench.floor", door, "--database", url, "--api", api_url]
    began = perf_counter()
    async with _child(folder, command, environment(url, api_url, door)) as (pid, log):
        line = await _line(log, pid, READY)
        yield Running(pid, int(line.removeprefix(READY)), perf_counter() - began)


@contextlib.asynccontextmanager
async def _child(
    folder: Path, command: list[str], env: Mapping[str, str]
) -> AsyncIterator[tuple[int, Path]]:
    log = folder / f"{command[1]}-{perf_counter():.6f}.log"
    with log.open("wb") as written:
        child = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=folder, env=dict(env), stdout=written, stderr=written
        )
    try:
        yield child.pid, log
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), STOP_WITHIN_S)
        except TimeoutError:
            child.kill()
            await child.wait()


async def _line(log: Path, pid: int, mark: str) -> str:
    """Return the first line with *mark*; raise what the process said if it ends before."""
    for _ in range(int(START_WITHIN_S / LOOK_EVERY_S)):
        said = await asyncio.to_thread(log.read_text)
        for line in said.splitlines(keepends=True):
            if mark in line and line.endswith("\n"):
                return line.strip()
        await asyncio.sleep(LOOK_EVERY_S)
    said = (await asyncio.to_thread(log.read_text))[-500:]
    raise WardroomError(f"Process {pid} did not start within {START_WITHIN_S:.0f} s: {said}")


async def _ready(port: int) -> None:
    async with asyncio.timeout(START_WITHIN_S):
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            if answer.startswith(b"HTTP/1.1 200"):
                return
            await asyncio.sleep(LOOK_EVERY_S)
