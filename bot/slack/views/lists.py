"""What each noun lists, as the button that shows it. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import kit

LISTED: Mapping[str, str] = MappingProxyType(
    {
        "incident": later("Incidents"),
        "playbook": later("Playbooks"),
        "task": later("Open tasks"),
        "deadline": later("Deadlines"),
        "server": later("Servers"),
        "evidence": later("Evidence"),
        "dept": later("Departments"),
        "restore": later("Restores"),
        "waiver": later("Waivers"),
    }
)


def of(noun: str, ref: str = "") -> list[kit.Block]:
    """Return the buttons to a noun's lists, of the incident *ref* or of the one that is meant."""
    if noun not in LISTED:
        return []
    mine = [kit.button(say("My tasks"), ids.TASK_MINE, ref)] if noun == "task" else []
    # What is entered in a window is offered where the incident is known.
    enter = ref and noun == "evidence"
    add = [kit.button(say("Enter an exhibit"), ids.EVIDENCE_ADD, ref)] if enter else []
    return [*mine, kit.button(say(LISTED[noun]), f"{noun}.list", ref), *add]
