"""Reads what people say of a department itself: its name, block, systems, days of forms. Pure.

Who heads it and who are its super-users is asked of Slack by the listener; what it reports is
`department_counts`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.domain import department_counts as counts
from bot.domain.lengths import check_length

TEXTS: Final[Mapping[str, int]] = MappingProxyType({"name": 200, "block": 64, "apps": 500})
PEOPLE: Final = ("head", "deputy", "superusers")
KEYS: Final = (*TEXTS, *PEOPLE, "kit")
MOST_SUPERUSERS: Final = 12


def read(pairs: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that the pairs mean, people excepted; raise Mistyped for a wrong one."""
    found: dict[str, Any] = {key: _text(key, pairs[key]) for key in TEXTS if key in pairs}
    if "apps" in found:
        found["apps"] = ",".join(filter(None, map(str.strip, found["apps"].split(","))))
    if "kit" in pairs:
        found["kit_days"] = counts.count("kit", pairs["kit"], "/dept set lab kit=5")
    return found


def _text(key: str, typed: str) -> str:
    value = " ".join(typed.split())
    check_length(key, value, TEXTS[key])
    return value
