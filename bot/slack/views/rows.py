"""The button in a row of a list: pressed, it leaves the list there or has it drawn anew. Pure."""

from bot.slack import ids
from bot.slack.views import kit


def in_row(button: kit.Block, within: str = "") -> kit.Block:
    """Return the button as one of a row: the list stays when it is pressed.

    *within* is the list as `list_of` writes it: what the button changes then shows in it.
    """
    made = {**button, "action_id": button["action_id"] + ids.ROW}
    return {**made, "value": f"{button['value']}{ids.IN_LIST}{within}"} if within else made


def list_of(action: str, *words: str) -> str:
    """Return a list as its rows carry it: which one, and what was typed behind its verb."""
    return " ".join(part for part in (action, *words) if part)
