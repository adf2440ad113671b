"""`/incident`: looking at incidents and telling of one.

Declaring one is `declaring`, steering one is `steering`.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.domain.models import Incident
from bot.domain.words import ENDED
from bot.grammar.promised import promised, speaks_of_it
from bot.language.catalogue import say
from bot.operations import incidents as operations
from bot.operations import whole_export
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered, kind_meant, status_button
from bot.slack.views import board as board_view
from bot.slack.views import incidents as views
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph
from bot.storage import board, incidents

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "": views.OPEN, **dict.fromkeys(("open", "active", "here"), views.OPEN),
        **dict.fromkeys(("mine", "me", "my"), views.MINE),
        **dict.fromkeys(("ended", "closed", "over", "done"), views.OVER),
        **dict.fromkeys(("all", "any", "everything"), views.ALL),
    }
)  # fmt: skip


def list_(ask: Ask) -> Answer:
    """Show the incidents that the asker may see: the open ones, `mine`, `ended`, or `all`."""
    page, words = ask.page()
    kind = kind_meant(
        words, LISTS,
        say(
            "`/incident list` shows the open incidents, `/incident list mine` those in which "
            "you have something in hand, `/incident list ended` those that are over, "
            "`/incident list all` every one."
        ),
    )  # fmt: skip
    seen = _seen(ask, kind)
    page = min(page, max(-(-len(seen) // 10), 1))
    zone, now = ask.turn.house.zone, ask.turn.now
    given = answered(views.listing(seen, page=page, words=kind, zone=zone, now=now))
    # Where a mention asks, all of the channel would read what the asker alone may see.
    return replace(given, alone=any(incident.private for incident in seen))


def _seen(ask: Ask, kind: str) -> list[Incident]:
    session = ask.turn.session
    older = kind in {views.ALL, views.OVER}
    every = incidents.all_incidents if older else incidents.open_incidents
    seen = incidents.seen_by(session, every(session), ask.user_id, guest=ask.standing.is_guest)
    if kind == views.OVER:
        return [incident for incident in seen if incident.stage in ENDED]
    if kind != views.MINE:
        return seen
    mine = incidents.engaging(session, ask.user_id)
    return [incident for incident in seen if incident.row in mine]


def status(ask: Ask) -> Answer:
    """Show where the incident stands; who asks elsewhere reads where the response meets."""
    data = board.gather(ask.turn.session, ask.incident, now=ask.turn.now)
    shown = board_view.board(data, ask.turn.house.zone)
    if ask.origin.channel_id == ask.incident.channel_id:
        return answered(shown)
    where = views.where(ask.incident)
    return answered(Said(f"{shown.text} {where}", (*shown.blocks, kit.context(where))))


def update(ask: Ask) -> Answer:
    """Give an update, and say when the next one comes: `<text> next 45m`."""
    told = promised(ask.text)
    return updated(ask, told.text, told.at)


def updated(ask: Ask, text: str, following: str) -> Answer:
    """Give an update with the promise of the next one, if there is any."""
    due, owed = ask.moment(following).at if following else None, ask.incident.next_update_due
    incident = operations.update(ask.turn, ask.incident, text, next_due=due)

    def promise() -> str:
        if due:
            return " " + say("Next update: {at}.", at=ask.said(due))
        if owed:
            return " " + say("The update promised for {at} is given with it.", at=ask.said(owed))
        return ""

    announce(ask, lambda: _update(ask, incident, promise()))
    unread = ""
    if due is None and speaks_of_it(text):
        unread = " " + say("No time is promised: `next 45m` at the end of an update promises one.")
    return answered(
        paragraph(
            say("Your update on {ref} is out.", ref=incident.ref) + promise() + unread,
            status_button(incident),
        )
    )


def export(ask: Ask) -> Answer:
    """Send the whole record as a file to who asks, and say what else the machine makes of it."""
    whole_export.send(ask.turn, ask.incident)
    return answered(
        paragraph(
            say(
                "The whole record of {ref} comes to you as a JSON file in a direct message; "
                "`wardroom audit verify FILE` checks it offline. A report to read is made on the "
                "machine: `wardroom export {ref} --format md`.",
                ref=ask.incident.ref,
            ),
            status_button(ask.incident),
        )
    )


def _update(ask: Ask, incident: Incident, promise: str) -> Said:
    words = kit.clip(kit.spoken(incident.last_update or ""), 2500)
    head = say("*Update on {ref}* by {who}", ref=incident.ref, who=kit.mention(ask.user_id))
    return Said(
        f"{head}: {kit.ended(words)}{promise}",
        (kit.section(head), *kit.paragraphs(words), *kit.paragraphs(promise)),
    ).with_buttons(status_button(incident))
