"""The menu of the empty command: reads how things stand for the person who typed it, and where."""

from bot.domain.models import Incident
from bot.domain.people import Standing
from bot.domain.words import ENDED
from bot.operations import approvals, people
from bot.operations.turn import Turn
from bot.slack.finding import by_ref
from bot.slack.listeners import demo
from bot.slack.views import menu as views
from bot.slack.views.said import Said
from bot.storage import incidents, tasks
from bot.storage.tasks import TaskFilter


def menu(turn: Turn, noun: str, channel_id: str, ref: str | None = None) -> Said:
    """Return what fits: the work of the incident named or of its channel, else the open ones."""
    here = by_ref(turn, ref) if ref else _of_channel(turn, channel_id)
    who = people.standing(turn, here)
    if here is not None:
        return views.here(noun, seen(who), moment(turn, here, who))
    found = incidents.seen_by(
        turn.session, incidents.open_incidents(turn.session), who.user_id, guest=who.is_guest
    )
    return views.elsewhere(noun, seen(who), found, demo=not found and demo.offers(turn))


def seen(who: Standing) -> views.Who:
    """Return what a menu cares for in a person's standing."""
    return views.Who(
        responder=who.is_responder or who.is_admin or bool(who.roles),
        commands=who.commands or who.is_admin,
        manager=who.is_manager, guest=who.is_guest,
    )  # fmt: skip


def _of_channel(turn: Turn, channel_id: str) -> Incident | None:
    return incidents.by_channel(turn.session, channel_id) if channel_id else None


def moment(turn: Turn, incident: Incident, who: Standing) -> views.Moment:
    """Return how the incident stands for the person now."""
    ended = incident.stage in ENDED
    mine = TaskFilter(state="open", assignee=who.user_id)
    due = incident.next_update_due
    return views.Moment(
        incident, ended=ended,
        leaderless=not ended and people.command_of(turn, incident).commander is None,
        update_late=due is not None and due < turn.now,
        mine=tasks.listed(turn.session, incident.row, mine, now=turn.now, limit=1).total,
        signatures=0 if ended else len(approvals.waiting_for(turn, incident, who.user_id)),
    )  # fmt: skip
