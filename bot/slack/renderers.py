"""What the outbox draws at the moment of sending, so that it says how things stand then."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.doorway import NAMES
from bot.domain.models import Incident, Post
from bot.domain.people import COMMANDER
from bot.domain.words import Door
from bot.language.catalogue import speaking
from bot.operations import languages, server_list, spoken, whole_export
from bot.operations.turn import Actor, House, Turn
from bot.slack.listeners.home import home
from bot.slack.views import server_import, withholding
from bot.slack.views.announce import announcement
from bot.slack.views.board import board
from bot.slack.views.doors import Missed, caught_up
from bot.storage import estate, roles, suspensions
from bot.storage.board import gather
from bot.storage.places import place_in
from bot.storage.posts import first_key

# What is drawn when several late messages become one; `bot.outbox.catch_up` writes the row.
KIND = "catch_up"

Renderer = Callable[[Session, Post], Mapping[str, Any]]
Exporter = Callable[[Session, Incident], str]


def renderers(
    house: Callable[[], House],
    clock: Clock,
    exported: Exporter | None = None,
    tables: Callable[[Session], bool] | None = None,
) -> Mapping[str, Renderer]:
    """Return the renderers by the name that a row of the outbox carries.

    *exported* makes the whole record of an incident, which is known further up; *tables* tells
    whether there may be a table in a message.
    """

    def draw_board(session: Session, post: Post) -> Mapping[str, Any]:
        incident = _incident(session, post)
        data = gather(session, incident, now=clock.now())
        table = tables is not None and tables(session)
        return _withholding(session, incident, board(data, house().zone, table=table).message)

    def draw_catch_up(session: Session, post: Post) -> Mapping[str, Any]:
        kept = json.loads(post.payload)["missed"]
        missed = [Missed(datetime.fromisoformat(each["at"]), each["text"]) for each in kept]
        # In its own channel it offers that incident's lists.
        own = post.target.startswith("incident:")
        ref = _incident(session, post).ref if own else ""
        where = NAMES[Door(post.door)]
        return caught_up(missed, house().zone, where=where, ref=ref).message

    drawers = {
        "board": draw_board,
        "announce": lambda session, post: _announcement(session, post, house().zone),
        "import": _import,
        KIND: draw_catch_up,
    }
    return {
        **{name: _spoken_there(draw, house) for name, draw in drawers.items()},
        "home": _homes(house, clock),
        "servers": _servers,
        **({whole_export.RENDER: _whole(exported)} if exported else {}),
    }


def _homes(house: Callable[[], House], clock: Clock) -> Renderer:
    """Draw the App Home of the person of whom the row speaks, in their language."""

    def drawn(session: Session, post: Post) -> Mapping[str, Any]:
        reader = str(json.loads(post.payload)["user_id"])
        turn = Turn(session, clock.now(), Actor(reader, Door(post.door)), house())
        with speaking(languages.of(session, reader, house())):
            return {"view": home(turn)}

    return drawn


def _spoken_there(draw: Renderer, house: Callable[[], House]) -> Renderer:
    """Draw in the language of whoever reads it where it goes."""

    def drawn(session: Session, post: Post) -> Mapping[str, Any]:
        with speaking(spoken.at(session, post.target, house().language)):
            return draw(session, post)

    return drawn


def _withholding(
    session: Session, incident: Incident, drawn: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Take out whose access is taken, unless only a private channel reads it (rule 29)."""
    return drawn if incident.private else withholding.message(drawn, suspensions.withheld(session))


def _import(session: Session, post: Post) -> Mapping[str, Any]:
    job = estate.import_by_id(session, int(first_key(post).split(":")[1]))
    if job is None:
        raise LookupError(f"post {post.id} is about no import")
    refused = estate.told_rows(session, job.row, "refused", limit=server_import.SHOWN)
    counts = estate.outcomes(session, job.row)
    ref = _incident(session, post).ref
    return server_import.progress(job, counts, refused, ref).message


def _servers(session: Session, post: Post) -> Mapping[str, Any]:
    incident = _incident(session, post)
    text = server_list.as_csv(session, incident)
    return {"document": {"name": server_list.file_name(incident), "text": text}}


def _announcement(session: Session, post: Post, zone: tzinfo) -> Mapping[str, Any]:
    incident = _incident(session, post)
    leading = roles.holders(session, incident).get(COMMANDER, ())
    place = place_in(session, incident, post.door)
    drawn = announcement(
        incident, zone, commander=leading[0] if leading else None,
        channel_id=place.channel_id if place is not None else None,
    )  # fmt: skip
    return _withholding(session, incident, drawn.message)


def _whole(exported: Exporter) -> Renderer:
    def drawn(session: Session, post: Post) -> Mapping[str, Any]:
        incident = _incident(session, post)
        text = exported(session, incident)
        return {"document": {"name": f"{incident.ref}.json", "text": text}}

    return drawn


def _incident(session: Session, post: Post) -> Incident:
    found = session.get(Incident, post.incident_id) if post.incident_id is not None else None
    if found is None:
        raise LookupError(f"post {post.id} is about no incident")
    return found
