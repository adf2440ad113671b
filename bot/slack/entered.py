"""What was entered into one field of a window, from the state that Slack sends of it; pure."""

from collections.abc import Mapping
from typing import Any

from bot.slack import parts

LONGEST_TEXT, LONGEST_CHOICE, LONGEST_NAME = 40_000, 200, 255


def read(block: Any) -> tuple[str, ...]:
    """Return what was entered into the one element of a block; of files their ids."""
    element = _element(block)
    for single, shape in (("selected_user", parts.USER), ("selected_channel", parts.CHANNEL)):
        if element.get(single) not in (None, ""):
            # Slack's own menus offer nothing else; whatever is no id was chosen by nobody.
            return tuple(filter(None, [parts.optional(element[single], shape)]))
    for single in ("value", "selected_date_time"):
        if element.get(single) not in (None, ""):
            return (str(element[single])[:LONGEST_TEXT],)
    option = element.get("selected_option")
    if isinstance(option, Mapping):
        return (str(option.get("value", ""))[:LONGEST_CHOICE],)
    several = element.get("selected_options") or element.get("files") or ()
    found = (parts.mapping(each) for each in parts.items(several))
    return tuple(str(each.get("value") or each.get("id") or "")[:LONGEST_CHOICE] for each in found)


def names(block: Any) -> tuple[str, ...]:
    """Return what the files are called that were given in a block, in the order of their ids."""
    given = map(parts.mapping, parts.items(_element(block).get("files")))
    return tuple(str(each.get("name") or "")[:LONGEST_NAME] for each in given)


def _element(block: Any) -> Mapping[str, Any]:
    return parts.mapping(next(iter(parts.mapping(block).values()), {}))
