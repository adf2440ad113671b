"""What Slack has to do when an incident is declared, as rows of the outbox.

Each step is its own row, so that a crash or a refusal at one leaves the others alone, and what is
half done is resumed. Making the calls is the sender's (`bot.outbox`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.domain.doorway import NAMES, Doorway
from bot.domain.models import Incident
from bot.domain.naming import topic
from bot.domain.words import Door
from bot.language.catalogue import say
from bot.operations.turn import MACHINES, Turn
from bot.slack.views import doors as views
from bot.slack.views.said import Said
from bot.storage import incidents, places
from bot.storage.posts import ALERT, STATUS, Call, copied, incident_target


def settle(turn: Turn, incident: Incident) -> None:
    """Let a new incident live in every workspace of this process."""
    for each in turn.house.doorways:
        if each.door != incident.door:
            places.settle(turn.session, incident, each.door)


def bring_in(turn: Turn, incident: Incident, doorway: Doorway) -> None:
    """Let an incident that is under way live in a further workspace from now on.

    Its channel there begins with the board and a word on what came before; its people are invited.
    """
    door, session = doorway.door, turn.session
    places.settle(session, incident, door)
    inside = [each for each in incidents.members(session, incident) if each not in MACHINES]
    begun = Call(
        key=f"brought:{incident.ref}", kind="event", target=incident_target(incident),
        incident_id=incident.id, after_key=f"board:{incident.ref}",
        said=lambda: views.under_way(incident, NAMES[Door(incident.door)]).message,
    )  # fmt: skip
    for call in (*_furnishing(incident, inside, announce=doorway.announce_channel), begun):
        turn.call(copied(call, door))
    turn.record(
        incident, "incident.brought_in", subject=incident.ref,
        text=f"Opened in {NAMES[door]} as well.", after=door,
    )  # fmt: skip


def bring_all_in(turn: Turn, doorways: Iterable[Doorway]) -> int:
    """Let every open incident live in each of the workspaces; return how many came into one."""
    count = 0
    for doorway in doorways:
        open_now = incidents.open_incidents(turn.session)
        for incident in places.homeless(turn.session, open_now, doorway.door):
            incidents.lock(turn.session, incident)
            # Another process that starts at this moment may have been first.
            if places.place_in(turn.session, incident, doorway.door) is None:
                bring_in(turn, incident, doorway)
                count += 1
    return count


def follow(turn: Turn, incident: Incident, user_id: str, *, inside: bool) -> None:
    """Keep who is in an incident's channel, and have its other workspaces follow.

    A private incident has one set of people, wherever they read. What only repeats what is known
    is followed by nobody, so that two workspaces cannot send each other round.
    """
    session = turn.session
    if inside:
        news = incidents.joined(session, incident, user_id, now=turn.now)
    else:
        news = incidents.left(session, incident, user_id)
    doors = [incident.door, *places.further_doors(session, incident.row)] if news else []
    for door in doors:
        if door == turn.actor.door:
            continue
        method = "conversations.invite" if inside else "conversations.kick"
        turn.call(
            Call(
                # Somebody may come and go within a second.
                key=f"follow:{incident.ref}:{door}:{user_id}:{turn.now.timestamp():.6f}",
                kind="invite" if inside else "kick", method=method, door=door,
                target=incident_target(incident, door), priority=ALERT,
                lane=f"invite:{incident.id}",
                incident_id=incident.id,
                payload={"users": [user_id]} if inside else {"user": user_id},
            )
        )  # fmt: skip


def open_channel(turn: Turn, incident: Incident) -> None:
    """Write down every call of a declaration: channel, people, topic, board, pin, announcement."""
    invited = [] if incident.declared_by in MACHINES else [incident.declared_by]
    for call in _furnishing(incident, invited, announce=turn.house.announce_channel):
        turn.call(call)


def _furnishing(incident: Incident, people: Sequence[str], *, announce: str) -> list[Call]:
    """Return the calls that give an incident its place, in order."""
    ref = incident.ref
    create = {"ref": ref, "title": incident.title, "is_private": incident.private}
    made = [_step(incident, "channel", "conversations.create", create, target="")]
    if people:
        made.append(_step(incident, "invite", "conversations.invite", {"users": list(people)}))
    made += [
        _topic(incident),
        Call(
            key=f"board:{ref}", kind="board", target=incident_target(incident),
            incident_id=incident.id, render="board", priority=ALERT,
        ),
        _step(incident, "pin", "pins.add", {}, after=f"board:{ref}"),
        _step(incident, "bookmark", "bookmarks.add", {"title": "Board"}, after=f"board:{ref}"),
    ]  # fmt: skip
    if announce and not incident.private:
        made.append(
            Call(
                key=f"announce:{ref}", kind="announce", target=f"channel:{announce}",
                incident_id=incident.id, render="announce", after_key=f"channel:{ref}",
            )
        )  # fmt: skip
    return made


def keep_link(turn: Turn, incident: Incident) -> None:
    """Ask Slack for the address of the message from which the incident was declared."""
    turn.call(
        Call(
            key=f"link:{incident.ref}", kind="link", method="chat.getPermalink",
            target=f"channel:{incident.origin_channel_id}", door=incident.door,
            lane=f"link:{incident.id}", priority=STATUS, incident_id=incident.id,
            payload={"message_ts": incident.origin_ts},
        )
    )  # fmt: skip


def tell_thread(turn: Turn, incident: Incident, thread_ts: str, said: Callable[[], Said]) -> None:
    """Say in the thread of the message from which an incident was declared that it was."""
    otherwise = turn.otherwise(
        lambda: say(
            "{ref} was declared from a message whose thread could not be told so.",
            ref=incident.ref,
        ),
        f"user:{incident.declared_by}",
    )
    turn.call(
        Call(
            key=f"told:{incident.ref}", kind="answer",
            target=f"channel:{incident.origin_channel_id}", door=incident.door,
            payload={"thread_ts": thread_ts, "otherwise": otherwise},
            said=lambda: said().message,
        )
    )  # fmt: skip


def invite(turn: Turn, incident: Incident, people: Sequence[str]) -> None:
    """Bring people into the incident's channel, also when it does not exist yet."""
    key = f"invite:{incident.ref}:{people[0]}:{turn.now.timestamp():.0f}"
    turn.call(
        Call(
            key=key, kind="invite", method="conversations.invite",
            target=incident_target(incident), lane=f"invite:{incident.id}",
            incident_id=incident.id, payload={"users": list(people)},
        )
    )  # fmt: skip


def redraw_announcement(turn: Turn, incident: Incident) -> None:
    """Have the announcement say what the incident is now, and who commands it."""
    place = turn.house.announce_channel
    if not place or incident.private:
        return
    turn.call(
        Call(
            key=f"announced:{incident.ref}:{incident.head_seq}", kind="announced",
            method="chat.update", target=f"channel:{place}", lane=f"announced:{incident.id}",
            priority=STATUS, incident_id=incident.id, after_key=f"announce:{incident.ref}",
            coalesce_key=f"announced:{incident.ref}", render="announce",
        )
    )  # fmt: skip


def say_head(turn: Turn, incident: Incident) -> None:
    """Have the channel's topic and the announcement say what it is called and how bad it is."""
    set_topic = _topic(incident)
    turn.call(
        replace(
            set_topic, key=f"{set_topic.key}:{incident.head_seq}", priority=STATUS,
            coalesce_key=set_topic.key,
        )
    )  # fmt: skip
    redraw_announcement(turn, incident)


def _topic(incident: Incident) -> Call:
    shown = topic(incident.ref, incident.title, incident.severity, drill=incident.drill)
    return _step(incident, "topic", "conversations.setTopic", {"topic": shown})


def _step(
    incident: Incident,
    step: str,
    method: str,
    payload: dict[str, object],
    *,
    target: str | None = None,
    after: str | None = None,
) -> Call:
    return Call(
        key=f"{step}:{incident.ref}",
        kind=step,
        method=method,
        target=incident_target(incident) if target is None else target,
        lane=f"setup:{incident.id}:{step}",
        incident_id=incident.id,
        payload=payload,
        after_key=after,
        priority=ALERT,
    )
