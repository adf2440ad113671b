"""Reads what people and CSV files say of a server into the columns of its row. Pure."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from bot.domain import tiers
from bot.domain.server_guards import VERDICTS
from bot.domain.servers import KINDS, NETWORKS
from bot.errors import Mistyped, together
from bot.grammar.cells import is_formula
from bot.grammar.figures import whole
from bot.grammar.hosts import shown
from bot.language.catalogue import say

HOSTNAME: Final = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?)*"
)
_MAC: Final = re.compile(r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}")
_YES: Final = frozenset({"yes", "y", "true", "1", "on", "x"})
_NO: Final = frozenset({"no", "n", "false", "0", "off", "", "-"})
_KINDS_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vm": "virtual", "virtual_machine": "virtual", "virtual_server": "virtual",
        "server": "physical", "physical_server": "physical", "bare_metal": "physical",
        "host": "physical", "nas": "storage", "san": "storage", "switch": "network",
        "router": "network", "firewall": "network", "pc": "endpoint", "desktop": "endpoint",
        "medical_device": "medical",
    }
)  # fmt: skip
_VERDICTS_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {"clean": "cleared", "infected": "infiltrated", "compromised": "infiltrated",
     "unknown": "unassessed", "not_assessed": "unassessed"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelling:
    """One field: its column, what else people call it, how its text is read."""

    column: str
    read: Callable[[str], Any]
    also: tuple[str, ...] = ()


def _text(longest: int) -> Callable[[str], str]:
    def read(typed: str) -> str:
        said = " ".join(typed.split())
        if len(said) > longest:
            raise Mistyped(
                say(
                    "it has {said} characters, {longest} are the most",
                    said=len(said),
                    longest=longest,
                )
            )
        if is_formula(said):
            raise Mistyped(say("it begins like a formula of a spreadsheet"))
        return said

    return read


def hostname(typed: str) -> str:
    """Return a host's name as it is kept, or raise Mistyped; Slack makes links of names."""
    name = shown(typed.strip()).rstrip(".")
    if not HOSTNAME.fullmatch(name):
        raise Mistyped(say("a host's name has letters, digits, dots and dashes"))
    return name


def _ips(typed: str) -> str:
    found = []
    for each in filter(None, re.split(r"[,;\s]+", typed.strip())):
        try:
            found.append(str(ipaddress.ip_address(each)))
        except ValueError as error:
            raise Mistyped(say("`{each}` is no IP address", each=each[:45])) from error
    return ",".join(found)


def _macs(typed: str) -> str:
    found = []
    for each in filter(None, re.split(r"[,;\s]+", typed.strip().lower())):
        if not _MAC.fullmatch(each):
            raise Mistyped(say("`{each}` is no MAC address", each=each[:20]))
        bare = re.sub(r"[^0-9a-f]", "", each)
        found.append(":".join(bare[at : at + 2] for at in range(0, 12, 2)))
    return ",".join(found)


def _flag(typed: str) -> bool:
    word = typed.strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise Mistyped(say("`{word}` is neither yes nor no", word=word[:20]))


def _one_of(
    allowed: tuple[str, ...], also: Mapping[str, str] = MappingProxyType({})
) -> Callable[[str], str]:
    def read(typed: str) -> str:
        word = typed.strip().lower().replace("-", "_").replace(" ", "_")
        word = also.get(word, word)
        if word in allowed:
            return word
        raise Mistyped(
            say("`{word}` is none of {allowed}", word=word[:32], allowed=", ".join(allowed))
        )

    return read


def _tier(typed: str) -> int | None:
    return tiers.read(typed) if typed.strip() else None


def _count(typed: str) -> int:
    found = whole(typed)
    if found is not None and found < 1_000_000:  # noqa: PLR2004 - an int column.
        return found
    raise Mistyped(say("it is no number"))


SPELLINGS: Final = (
    Spelling("hostname", hostname, ("host", "name", "server", "computer")),
    Spelling("ip", _ips, ("ips", "address", "ip_address")),
    Spelling("mac", _macs, ("macs", "mac_address")),
    Spelling("kind", _one_of(KINDS, _KINDS_SAID), ("type",)),
    Spelling("serial", _text(128), ("serial_no", "sn", "serial_number")),
    Spelling("location", _text(500), ("rack", "room", "site")),
    Spelling("hypervisor", _text(253), ("host_machine", "vmhost")),
    Spelling("os", _text(128), ("operating_system",)),
    Spelling("eol", _flag, ("end_of_life",)),
    Spelling("eol_note", _text(500), ("eolnote",)),
    Spelling("apps", _text(1000), ("applications", "app", "services")),
    Spelling(tiers.TIER, _tier, ()),
    Spelling("department", _text(64), ("dept",)),
    Spelling("segment", _text(64), ("vlan", "network_segment")),
    Spelling("data_volume", _text(64), ("volume", "size")),
    Spelling("owner", _text(128), ("app_owner",)),
    Spelling("life_support", _flag, ("lifesupport", "life")),
    Spelling("network", _one_of(NETWORKS), ("net",)),
    Spelling("verdict", _one_of(VERDICTS, _VERDICTS_SAID), ()),
    Spelling("triage", _text(500), ()),
    Spelling("flagged", _flag, ("flag", "evidence")),
    Spelling("replaces", _text(16), ()),
    Spelling("detections", _count, ()),
    Spelling("entry_patched", _flag, ("patched",)),
    Spelling("credentials_rotated", _flag, ("rotated",)),
    Spelling("monitored", _flag, ("edr", "monitoring")),
)

BY_NAME: Final[Mapping[str, Spelling]] = {
    name: each for each in SPELLINGS for name in (each.column, *each.also)
}


def read(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that the fields mean; raise Mistyped naming each that is wrong."""
    found: dict[str, Any] = {}

    def take(name: str, typed: str) -> None:
        spelling = _spelling(name)
        found[spelling.column] = _said(spelling, typed)

    together(*(partial(take, name, typed) for name, typed in given.items()))
    return found


def _spelling(name: str) -> Spelling:
    spelling = BY_NAME.get(name.strip().lower().replace(" ", "_").replace("-", "_"))
    if spelling is None:
        raise Mistyped(
            say("A server has no field `{name}`.", name=name[:40]),
            next_step=say("It has {fields}.", fields=", ".join(each.column for each in SPELLINGS)),
        )
    return spelling


def _said(spelling: Spelling, typed: str) -> Any:
    try:
        return spelling.read(typed)
    except Mistyped as error:
        # A whole sentence about its field says what to do by itself.
        if error.about:
            raise
        raise Mistyped(
            say("`{column}`: {why}.", column=spelling.column, why=error.message),
            next_step=say("Put it right, or leave the field out."),
            about=spelling.column,
        ) from error
