"""What is read when exhibits arrive, compared with how they left (rule 12). Pure.

Who may receive, and what becomes of a difference, is `custody`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.errors import Mistyped
from bot.language.catalogue import say

SHORTEST_DIGEST: Final = 8
_DIGEST: Final = re.compile(rf"[0-9a-f]{{{SHORTEST_DIGEST},64}}")
_YES: Final = frozenset({"yes", "y", "true", "1", "intact"})
_NO: Final = frozenset({"no", "n", "false", "0", "broken"})


@dataclass(frozen=True, slots=True)
class Left:
    """How an exhibit left: its name, the seal on it, its SHA-256 (empty when it is physical)."""

    name: str
    seal_no: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was read of one exhibit; `hash_match` is None where there is nothing to hash.

    `wrong` says what differs, for the record, in English.
    """

    name: str
    seal_read: str
    sha256_read: str
    seal_match: bool
    hash_match: bool | None
    wrong: tuple[str, ...]


def is_digest(typed: str) -> bool:
    """Tell whether a SHA-256 was read: whole, or its first eight digits or more as on a slip."""
    return _DIGEST.fullmatch(typed.strip().lower()) is not None


def intact(typed: str) -> bool | None:
    """Return whether the seals were found intact, None if that was not said; or raise Mistyped."""
    word = typed.strip().lower()
    if word and word not in _YES | _NO:
        raise Mistyped(
            say("`intact={word}`: the seal was intact or it was not.", word=word[:20]),
            next_step=say("Type `intact=yes` or `intact=no`."),
            about="intact",
        )
    return word in _YES if word else None


def arrivals(
    left: Sequence[Left], seals: Sequence[str], digests: Sequence[str], *, whole: bool | None = None
) -> tuple[Arrived, ...]:
    """Return every exhibit as it arrived; digests are those of what is digital, in order."""
    read = iter(digests)
    found = []
    for each, seal in zip(left, seals, strict=True):
        sha256 = next(read, "").strip().lower() if each.sha256 else ""
        found.append(_arrived(each, seal.strip(), sha256, whole=whole))
    return tuple(found)


def _arrived(left: Left, seal: str, sha256: str, *, whole: bool | None) -> Arrived:
    same_seal = seal.upper() == left.seal_no.strip().upper()
    same_hash = left.sha256.startswith(sha256) if left.sha256 else None
    wrong = (
        *([] if same_seal else [f"seal {seal} was read, {left.seal_no} was put on"]),
        *(["the seal was not intact"] if whole is False else []),
        *(["another SHA-256 was read than it left with"] if same_hash is False else []),
    )
    return Arrived(left.name, seal, sha256, same_seal, same_hash, wrong)
