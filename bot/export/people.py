"""People in the report by their names; the document has their accounts. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.report import USER_ID

_MENTION = re.compile(rf"<@({USER_ID.pattern})(?:\|[^<>]*)?>")
_ACCOUNTS = re.compile(rf"{USER_ID.pattern}(,\s*{USER_ID.pattern})*")


def accounts(value: Any) -> frozenset[str]:
    """Return every account that stands in a part of the document, as a value or as a mention."""
    if isinstance(value, str):
        whole = USER_ID.findall(value) if _ACCOUNTS.fullmatch(value) else ()
        return frozenset((*whole, *_MENTION.findall(value)))
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return frozenset().union(*map(accounts, parts))


def named(value: Any, names: Mapping[str, str]) -> Any:
    """Return a part of the document with people called by *names*; others keep their account."""
    if isinstance(value, str):
        if _ACCOUNTS.fullmatch(value):
            return USER_ID.sub(lambda found: names.get(found[0], found[0]), value)
        return _MENTION.sub(lambda found: names.get(found[1], f"@{found[1]}"), value)
    if isinstance(value, dict):
        return {key: named(each, names) for key, each in value.items()}
    return [named(each, names) for each in value] if isinstance(value, list) else value
