"""Lets a process parse a playbook once.

A program reads its folder when it starts; tests start hundreds, and most have the same playbooks.
"""

from collections.abc import Collection
from functools import lru_cache

from bot.playbook import library
from bot.playbook.findings import Finding
from bot.playbook.gates import GATES
from bot.playbook.model import Playbook
from bot.playbook.parse import parse


def share() -> None:
    """Let every library from now on share what was parsed for another."""
    vars(library)["parse"] = _parse


def _parse(
    text: str, path: str, *, known_gates: Collection[str] = GATES
) -> tuple[Playbook | None, list[Finding]]:
    playbook, findings = _parsed(text, path, tuple(known_gates))
    return playbook, list(findings)


@lru_cache(maxsize=200)
def _parsed(
    text: str, path: str, known_gates: tuple[str, ...]
) -> tuple[Playbook | None, tuple[Finding, ...]]:
    playbook, findings = parse(text, path, known_gates=known_gates)
    return playbook, tuple(findings)
