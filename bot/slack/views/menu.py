"""Menus: what fits the place, the moment and the person, when nothing more was typed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.models import Incident
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import demo as demo_views
from bot.slack.views import kit, lists
from bot.slack.views.incidents import headline
from bot.slack.views.said import Said
from bot.slack.views.words import counted, stop

MOST_BUTTONS, MOST_ROWS = 8, 5


@dataclass(frozen=True, slots=True)
class Who:
    """What the person is, as far as a menu cares."""

    responder: bool = True
    commands: bool = False
    manager: bool = False
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """How an incident stands for one person: what they hold, what waits for them, what is late."""

    incident: Incident
    ended: bool = False
    leaderless: bool = False
    update_late: bool = False
    mine: int = 0
    signatures: int = 0


def here(noun: str, who: Who, moment: Moment) -> Said:
    """Return the menu in an incident's channel: what is most pressing first."""
    incident = moment.incident
    text = " ".join((stop(headline(incident)), _pressing(who, moment), say("What next?")))
    buttons = [
        *_first(who, moment),
        *_of_noun(noun, incident.ref),
        *_usual(who, moment),
        kit.button(say("Help"), f"{noun}.help"),
    ]
    return Said(text, (kit.section(text),)).with_buttons(*_once(buttons))


def _pressing(who: Who, moment: Moment) -> str:
    if moment.ended:
        return say("It has ended.")
    said = []
    if moment.leaderless:
        said.append(say("*Nobody commands it yet.*"))
    if moment.update_late and who.commands:
        said.append(say("*The update that was promised is overdue.*"))
    if moment.signatures:
        said.append(
            say("{proofs} waiting for your approval.", proofs=counted(moment.signatures, "proof"))
        )
    said.append(say("You hold {tasks}.", tasks=counted(moment.mine, "open task")))
    return " ".join(said)


def _first(who: Who, moment: Moment) -> list[kit.Block]:
    """Return what should not wait."""
    ref = moment.incident.ref
    if moment.ended:
        return []
    found = []
    if moment.leaderless and who.responder:
        found.append(kit.button(say("Claim command"), ids.INCIDENT_CLAIM, ref, style="primary"))
        found.append(kit.button(say("Stand down"), ids.INCIDENT_STANDDOWN, ref))
    if moment.update_late and who.commands:
        found.append(kit.button(say("Give update"), ids.INCIDENT_UPDATE, ref, style="primary"))
    if moment.signatures:
        label = say("Approvals ({count})", count=moment.signatures)
        found.append(kit.button(label, ids.TASK_LIST, f"{ref} approval"))
    return found


def _of_noun(noun: str, ref: str) -> list[kit.Block]:
    """Return the list of what the typed noun is about."""
    return lists.of(noun, ref) if noun not in {"incident", "task"} else []


def _usual(who: Who, moment: Moment) -> list[kit.Block]:
    ref = moment.incident.ref
    status = kit.button(say("Status"), ids.INCIDENT_STATUS, ref)
    timeline = kit.button(say("Timeline"), ids.INCIDENT_TIMELINE, ref)
    if moment.ended:
        reopen = [kit.button(say("Reopen"), ids.INCIDENT_REOPEN, ref)] if who.commands else []
        return [status, timeline, *reopen]
    note = kit.button(say("Add a note"), ids.INCIDENT_NOTE, ref)
    if not who.responder:
        return [status, timeline, note]
    update = [kit.button(say("Give update"), ids.INCIDENT_UPDATE, ref)] if who.commands else []
    return [
        kit.button(say("My tasks"), ids.TASK_MINE, ref),
        kit.button(say("Open tasks"), ids.TASK_LIST, f"{ref} open"),
        *update,
        note,
        status,
    ]


def _once(buttons: Sequence[kit.Block]) -> list[kit.Block]:
    """Return each button once, the first ones and Help."""
    found: dict[tuple[str, str], kit.Block] = {}
    for each in buttons:
        found.setdefault((each["action_id"], each.get("value", "")), each)
    kept = list(found.values())
    return [*kept[: MOST_BUTTONS - 1], kept[-1]] if len(kept) > MOST_BUTTONS else kept


def elsewhere(noun: str, who: Who, found: Sequence[Incident], *, demo: bool = False) -> Said:
    """Return the menu outside of any incident's channel: declare, or go to an open one.

    *demo*: the Room's demo incident can be begun.
    """
    there = (
        say("{incidents} open that you may see.", incidents=counted(len(found), "incident"))
        if found
        else say("No incident is open that you may see.")
    )
    text = f"{there} {say('Declare one, or look around.')}"
    rows = [_row(incident) for incident in found[:MOST_ROWS]]
    if who.guest:
        buttons = [kit.button(say("Incidents"), ids.INCIDENT_LIST)]
    else:
        buttons = [
            kit.button(say("Declare an incident"), ids.INCIDENT_DECLARE, style="danger"),
            *([demo_views.button()] if demo and not found else []),
            *(_of_noun(noun, found[0].ref) if len(found) == 1 else []),
            *([kit.button(say("My tasks"), ids.TASK_MINE)] if len(found) == 1 else []),
            kit.button(say("Incidents"), ids.INCIDENT_LIST),
            kit.button(say("Playbooks"), ids.PLAYBOOK_LIST),
            kit.button(say("My digests"), ids.INCIDENT_DIGEST, "subscriptions"),
            kit.button(say("The digest now"), ids.INCIDENT_DIGEST, "preview")
            if who.manager
            else {},
        ]
    said = "; ".join(headline(incident) for incident in found[:MOST_ROWS])
    return Said(f"{text} {said}".strip(), (kit.section(text), *rows)).with_buttons(
        *_once([*filter(None, buttons), kit.button(say("Help"), f"{noun}.help")])
    )


def _row(incident: Incident) -> kit.Block:
    return kit.section(
        f"{headline(incident)} · {kit.channel_ref(incident.channel_id)}",
        accessory=kit.button(
            say("Status"), ids.INCIDENT_STATUS, incident.ref,
            accessibility_label=say("Status of {ref}", ref=incident.ref),
        ),
    )  # fmt: skip
