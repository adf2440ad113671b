"""People at the gate of a Room with users: what a browser does with cookies, headers and the proof."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from argon2 import PasswordHasher

from bot.clock import SystemClock
from bot.room import accounts, passcodes
from bot.room.accounts import Facts
from tests.room.serving import Running, request
from tests.workspace import log_in

Json = dict[str, Any]
PASSCODE = "correct horse battery"
# What a page sends to say hello.
SEND = json.dumps({"channel": "C0DESK", "text": "hello"}).encode()
# Hashing is slow on purpose; one test looks whether it is, the others need not wait for it.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
HASHED = QUICK.hash(PASSCODE)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the Rooms of a test hash quickly and look for changed users often."""
    monkeypatch.setattr(passcodes, "_HASHER", QUICK)
    monkeypatch.setattr(passcodes, "_nobodys", lambda: HASHED)
    monkeypatch.setattr("bot.room.room.TICK_SECONDS", 0.02)


def add_user(room: Running, name: str = "asha", **facts: Any) -> str:
    """Let a user in, as the command line does; return the person's id."""
    user_id = facts.pop("user_id", "")
    known = Facts(facts.pop("real_name", name.title()), **facts)
    now = SystemClock().now()
    return room.database.write_now(
        lambda session: accounts.add(session, name, known, HASHED, now=now, user_id=user_id)
    )


@dataclass
class Browser:
    """One browser: its cookie, and what the page was told to prove itself with."""

    url: str
    cookie: str = ""
    proof: str = ""
    me: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def log_in(self, name: str = "asha", passcode: str = PASSCODE) -> tuple[int, Json]:
        """Log in and keep what comes of it; return status and body."""
        status, body, headers = log_in(self.url, name, passcode)
        if status == 200:
            self.cookie = headers["set-cookie"].partition(";")[0]
            self.proof, self.me = body["login"]["proof"], body["me"]
        return status, body

    def headers(self, **over: str | None) -> dict[str, str]:
        """Return what the page sends; *over* replaces a header, None leaves it out."""
        sent = {
            "Cookie": self.cookie, "X-Room-Proof": self.proof, "X-Room-User": self.me,
            "Content-Type": "application/json", "Origin": self.url, **self.extra,
            **{name.replace("_", "-"): value for name, value in over.items()},
        }  # fmt: skip
        return {name: value for name, value in sent.items() if value}

    def get(self, path: str, **over: str | None) -> tuple[int, Json]:
        """GET from the page's API."""
        return request("GET", f"{self.url}/room/api/{path}", headers=self.headers(**over))[:2]

    def post(self, path: str, body: bytes = b"{}", **over: str | None) -> tuple[int, Json]:
        """POST to the page's API."""
        return request("POST", f"{self.url}/room/api/{path}", body, self.headers(**over))[:2]
