"""How an exhibit left, and in what it differs from that when it is received (rule 12). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Left:
    """How an exhibit left: its name, the seal on it, its SHA-256 (empty when it is physical)."""

    name: str
    seal_no: str
    sha256: str


def mismatches(
    left: Sequence[Left], seals: Sequence[str], digests: Sequence[str]
) -> list[tuple[str, str]]:
    """Return which exhibits differ and how, by what was read at receipt, in order (rule 12).

    A digest may be read by its first eight digits or more, as a custody slip shows it.
    """
    read = iter(digests)
    found = []
    for each, seal in zip(left, seals, strict=True):
        sha256 = next(read, "") if each.sha256 else ""
        if seal.strip().upper() != each.seal_no.strip().upper():
            found.append((each.name, f"seal {seal} was read, {each.seal_no} was put on"))
        elif not each.sha256.startswith(sha256.strip().lower()):
            found.append((each.name, "another SHA-256 was read than it left with"))
    return found
