"""What each noun lists, as the button that shows it. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.slack import ids
from bot.slack.views import kit

LISTED: Mapping[str, str] = MappingProxyType(
    {
        "incident": "Incidents",
        "playbook": "Playbooks",
        "task": "Open tasks",
        "deadline": "Deadlines",
        "server": "Servers",
        "evidence": "Evidence",
        "dept": "Departments",
        "restore": "Restores",
        "waiver": "Waivers",
    }
)


def of(noun: str, ref: str = "") -> list[kit.Block]:
    """Return the buttons to a noun's lists, of the incident *ref* or of the one that is meant."""
    if noun not in LISTED:
        return []
    mine = [kit.button("My tasks", ids.TASK_MINE, ref)] if noun == "task" else []
    return [*mine, kit.button(LISTED[noun], f"{noun}.list", ref)]
