"""When playbooks start by themselves or are offered: declared, worse or milder, a stage, a word.

Whose moment it is says the playbook (`when`, `start`). Starting one by hand is `playbooks`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.domain.models import Incident, PlaybookRun
from bot.domain.words import ENDED, Kind, Stage
from bot.operations import playbooks
from bot.operations.playbooks import Started
from bot.operations.turn import Turn
from bot.playbook.model import Playbook
from bot.slack.views import playbooks as views
from bot.slack.views.said import Said
from bot.storage import playbook_runs, posts


@dataclass(frozen=True, slots=True)
class Begun:
    """What a moment set going: the playbooks that started, and those on offer now."""

    started: tuple[Started, ...] = ()
    offered: tuple[PlaybookRun, ...] = ()


def declared(turn: Turn, incident: Incident, chosen: Collection[str] | None = None) -> Begun:
    """Start and offer what fits a new incident; its board and its declarer are shown them.

    Of *chosen* playbooks all start; what fits and was not chosen is offered.

    Raise Refused when one was chosen that has no place in a public incident.
    """
    if chosen is None:
        return _begin(turn, incident, _timed(turn), said=incident.title)
    library = turn.house.library.playbooks
    picked = [each for slug, each in library.items() if slug in chosen]
    for each in picked:
        playbooks.check_place(incident, each)
    fits = [each for each in _timed(turn) if _fits(each, incident, incident.title)]
    fits = _placed(turn, incident, fits)
    return Begun(
        playbooks.start_all(turn, incident, picked),
        tuple(playbooks.offer(turn, incident, each) for each in fits if each.slug not in chosen),
    )


def starting(turn: Turn, kind: Kind, severity: int) -> frozenset[str]:
    """Return which playbooks would start by themselves with such a public incident."""
    return frozenset(
        each.slug
        for each in _timed(turn)
        if each.start == "auto"
        and not each.private
        and each.when is not None
        and each.when.matches(kind, severity, Stage.ACTIVE, "")
    )


def course_changed(turn: Turn, incident: Incident) -> Begun:
    """Start and offer what fits now that its kind or severity is another; tell the channel."""
    return _told(turn, incident, _begin(turn, incident, _timed(turn)))


def stage_changed(turn: Turn, incident: Incident) -> Begun:
    """Start and offer the playbooks that wait for this stage, and tell the channel."""
    waiting = (each for each in _timed(turn) if each.when and each.when.stage)
    return _told(turn, incident, _begin(turn, incident, waiting))


def heard(turn: Turn, incident: Incident, said: str) -> Begun:
    """Offer the playbooks that listen for a word in what was just written; tell the channel."""
    listening = (each for each in _timed(turn) if each.when and each.when.heard(said))
    return _told(turn, incident, _begin(turn, incident, listening, said=said))


def _timed(turn: Turn) -> list[Playbook]:
    every = turn.house.library.playbooks.values()
    return [each for each in every if each.when is not None and each.start != "manual"]


def _begin(turn: Turn, incident: Incident, found: Iterable[Playbook], said: str = "") -> Begun:
    fitting = [each for each in found if _fits(each, incident, said)]
    if not fitting or incident.stage in ENDED:
        return Begun()
    known = {slug for slug, _, _ in playbook_runs.names(turn.session, incident.row)}
    new = _placed(turn, incident, [each for each in fitting if each.slug not in known])
    return Begun(
        playbooks.start_all(turn, incident, [each for each in new if each.start == "auto"]),
        tuple(playbooks.offer(turn, incident, each) for each in new if each.start == "offer"),
    )


def _placed(turn: Turn, incident: Incident, found: Iterable[Playbook]) -> list[Playbook]:
    """Return those that have a place here; of the others the channel is told once where it is."""
    placed = []
    for each in found:
        if playbooks.has_place(incident, each):
            placed.append(each)
        else:
            _point(turn, incident, each)
    return placed


def _point(turn: Turn, incident: Incident, playbook: Playbook) -> None:
    turn.call(
        posts.Call(
            key=f"elsewhere:{incident.ref}:{playbook.slug}", kind="event",
            target=posts.incident_target(incident), incident_id=incident.id,
            priority=posts.FOLLOWING, said=lambda: views.elsewhere(playbook).message,
        )
    )  # fmt: skip


def _fits(playbook: Playbook, incident: Incident, said: str) -> bool:
    when = playbook.when
    return when is not None and when.matches(incident.kind, incident.severity, incident.stage, said)


def _told(turn: Turn, incident: Incident, begun: Begun) -> Begun:
    """Tell the channel once, after the change that brought it about."""
    if begun.started or begun.offered:
        turn.call(
            posts.Call(
                key=f"begun:{incident.ref}:{incident.head_seq}", kind="event",
                target=posts.incident_target(incident), incident_id=incident.id,
                priority=posts.FOLLOWING, said=lambda: _said(incident, begun).message,
            )
        )  # fmt: skip
    return begun


def _said(incident: Incident, begun: Begun) -> Said:
    return views.begun(
        [(each.run.title, each.added, each.later) for each in begun.started],
        [(each.slug, each.title) for each in begun.offered],
        incident.ref,
    )
