"""Ties tasks to what they come after, also when that arrives later.

A task about a row of a register comes after the tasks about the same row, and one about a server
or an exhibit after those about what belongs to it; any other comes after all of them. The name of
such a task is its reference with the row behind it: `pack/seal@EXH-003`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col

from bot.domain.evidence import EXHIBIT
from bot.domain.models import Incident, Task, TaskAfter
from bot.domain.servers import SERVER
from bot.domain.words import TaskStatus
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.playbook.rhythms import AGAIN
from bot.storage import estate, exhibits, tasks, ties
from bot.storage.columns import fetched

AT = "@"
# An exhibit belongs to the server that it was taken from.
BELONG = (EXHIBIT.noun, SERVER.noun)
# So many rows are asked for by name; of more, all are read.
MOST_NEAR = 300
_NEAR = sa.or_(
    col(Task.subject_noun).is_(None),
    col(Task.subject_noun).not_in(sa.bindparam("apart", expanding=True)),
    col(Task.subject_id).in_(sa.bindparam("near", expanding=True)),
)
# Asked for whatever starts, so they are built once.
# With the row that the waiting task is about: of thousands that wait, few wait for this one.
_OPEN_ENDED = (
    sa.select(
        col(TaskAfter.number), col(TaskAfter.wanted), col(Task.subject_noun), col(Task.subject_id)
    )
    .join(
        Task,
        sa.and_(
            col(Task.incident_id) == col(TaskAfter.incident_id),
            col(Task.number) == col(TaskAfter.number),
        ),
    )
    .where(
        col(TaskAfter.incident_id) == sa.bindparam("incident_id"),
        col(TaskAfter.after_number).is_(None),
        col(TaskAfter.wanted).in_(sa.bindparam("refs", expanding=True)),
        _NEAR,
    )
)
_NOUNS = (
    sa.select(col(Task.playbook), col(Task.ref), col(Task.subject_noun))
    .where(
        col(Task.incident_id) == sa.bindparam("incident_id"),
        col(Task.ref).in_(sa.bindparam("refs", expanding=True)),
    )
    .distinct()
)
# Of what comes a few times the last one is waited for, so only that one's end is the end.
_OVER = sa.and_(
    col(Task.status) == TaskStatus.DONE,
    sa.or_(col(Task.every).is_(None), ~col(Task.every).startswith(AGAIN)),
)
_BY_REF = (
    sa.select(
        col(Task.playbook), col(Task.ref), col(Task.number), col(Task.subject_id),
        col(Task.subject_noun),
    )
    .where(
        col(Task.incident_id) == sa.bindparam("incident_id"),
        col(Task.ref).in_(sa.bindparam("refs", expanding=True)),
        _NEAR,
    )
    .order_by(sa.case((_OVER, 1), else_=0), col(Task.number))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A task that others may come after: its number, and the row that it is about."""

    number: int
    subject: str | None = None
    noun: str | None = None


@dataclass(frozen=True, slots=True)
class Kin:
    """Which exhibits belong to which servers, of the rows at hand.

    `near` are all their names where tasks about other servers and exhibits do not matter.
    """

    server_of: Mapping[str, str]
    exhibits_of: Mapping[str, list[str]]
    near: frozenset[str] = frozenset()

    @property
    def asked(self) -> dict[str, list[str]]:
        """What the questions about tasks need: rows apart from these are left out, if few."""
        few = 0 < len(self.near) <= MOST_NEAR
        return {"apart": [*BELONG] if few else [], "near": [*self.near] if few else []}


@dataclass(frozen=True, slots=True)
class Targets:
    """The tasks of one step by the row that they are about; there may be thousands.

    `nouns` are the registers of all of them, also of those that were not asked for.
    """

    rows: dict[tuple[str | None, str | None], Target] = field(default_factory=dict)
    nouns: set[str | None] = field(default_factory=set)

    def add(self, target: Target) -> None:
        """Take in a task; the last one of a row stays."""
        self.rows[target.noun, target.subject] = target
        self.nouns.add(target.noun)


def link(
    turn: Turn,
    incident: Incident,
    named: Mapping[int, tuple[str, Planned]],
    *,
    in_parts: bool = False,
) -> None:
    """Tie the new tasks to what they come after, and older ones to the new tasks.

    *named* has them by number, each with its playbook's slug. `in_parts`: of the same steps other
    tasks may be there already, or be opened later.
    """
    mine: dict[str, Targets] = {}
    for number, (slug, each) in named.items():
        target = Target(number, each.subject_id, each.subject_noun)
        mine.setdefault(each.step.full_ref(slug), Targets()).add(target)
    planned = {number: each for number, (_, each) in named.items()}
    kin = _kin(turn, incident, planned)
    wanted = {
        number: dict.fromkeys(_full(ref, slug) for ref in each.step.after)
        for number, (slug, each) in named.items()
    }
    awaited = estate.pending_refs(turn.session, incident.row)
    there = dict(mine)
    others = {ref for refs in wanted.values() for ref in refs if in_parts or ref not in mine}
    if others:
        there |= _targets(turn, incident, others, kin)
    links = [
        {"incident_id": incident.id, "number": number, "wanted": name, "after_number": after}
        for number, refs in wanted.items()
        for ref in refs
        for name, after in _ties(ref, there.get(ref, Targets()), planned[number], awaited, kin)
    ]
    tasks.link_all(turn.session, links)
    _resolve(turn, incident, mine, frozenset(planned), kin)


def _kin(turn: Turn, incident: Incident, planned: Mapping[int, Planned]) -> Kin:
    """Return the rows that belong to those of the new tasks: a server's exhibits, its server."""
    rows = {(each.subject_noun, each.subject_id or "") for each in planned.values()}
    mine = {noun: [name for of, name in rows if of == noun] for noun in BELONG}
    if not any(mine.values()):
        return Kin({}, {})
    servers = exhibits.servers_of(turn.session, incident.row, *(mine[noun] for noun in BELONG))
    exhibits_of: dict[str, list[str]] = {}
    for exhibit, server in servers.items():
        exhibits_of.setdefault(server, []).append(exhibit)
    # What is about no row, or another register's, may come after all of theirs.
    alone = all(noun in BELONG for noun, _ in rows)
    near = {name for _, name in rows} | servers.keys() | exhibits_of.keys() if alone else ()
    return Kin(servers, exhibits_of, frozenset(near))


def _ties(
    ref: str, targets: Targets, planned: Planned, awaited: Collection[str], kin: Kin
) -> list[tuple[str, int | None]]:
    """Return what a task comes after, each by name and number; unknown ones without a number."""
    found = _same_row(targets, planned.subject_noun, planned.subject_id, kin)
    after = [*targets.rows.values()] if found is None else found
    ties: list[tuple[str, int | None]] = [(_name(ref, each), each.number) for each in after]
    of_a_server = planned.subject_noun == SERVER.noun and SERVER.noun not in targets.nouns
    # A server may get more exhibits, and of a playbook that is being opened more tasks come.
    more = of_a_server if found is not None else ref in awaited
    return [*ties, (ref, None)] if more or not ties else ties


def _same_row(
    targets: Targets, noun: str | None, subject: str | None, kin: Kin
) -> list[Target] | None:
    """Return those about the same row, or about what belongs to it; None if no register fits."""
    if subject is None:
        return None
    if noun in targets.nouns:
        wanted = [(noun, subject)]
    elif noun == EXHIBIT.noun and SERVER.noun in targets.nouns:
        wanted = [(SERVER.noun, kin.server_of.get(subject, ""))]
    elif noun == SERVER.noun and EXHIBIT.noun in targets.nouns:
        wanted = [(EXHIBIT.noun, each) for each in kin.exhibits_of.get(subject, ())]
    else:
        return None
    return [targets.rows[each] for each in wanted if each in targets.rows]


def _name(ref: str, target: Target) -> str:
    return f"{ref}{AT}{target.subject}" if target.subject else ref


def _resolve(
    turn: Turn, incident: Incident, arrived: Mapping[str, Targets], new: frozenset[int], kin: Kin
) -> None:
    """Tie what waits for a task that was not there yet to the task that came."""
    given = {"incident_id": incident.id, "refs": list(arrived), **kin.asked}
    tied: dict[tuple[int, str], int] = {}
    for number, wanted, noun, subject in fetched(turn.session, _OPEN_ENDED, given):
        if number in new:
            continue
        targets = arrived[wanted]
        found = _same_row(targets, noun, subject, kin)
        for target in list(targets.rows.values()) if found is None else found:
            # One that waits for every row of a register goes on waiting for more.
            tied[number, _name(wanted, target)] = target.number
    ties.tie_all(
        turn.session,
        [
            {"incident_id": incident.id, "number": number, "wanted": name, "after_number": after}
            for (number, name), after in tied.items()
        ],
    )


def _targets(turn: Turn, incident: Incident, refs: Collection[str], kin: Kin) -> dict[str, Targets]:
    """Return the tasks of these steps: of a recurring one that is done, else the newest."""
    named = [*{ref.rpartition("/")[2] for ref in refs}]
    given = {"incident_id": incident.id, "refs": named}
    found: dict[str, Targets] = {ref: Targets() for ref in refs}
    for slug, ref, noun in fetched(turn.session, _NOUNS, given):
        if (full := f"{slug}/{ref}") in found:
            found[full].nouns.add(noun)
    # The last one stays; the order puts it there.
    for slug, ref, number, subject, noun in fetched(turn.session, _BY_REF, {**given, **kin.asked}):
        if (full := f"{slug}/{ref}") in found:
            found[full].add(Target(number, subject, noun))
    return found


def _full(ref: str, slug: str) -> str:
    return ref if "/" in ref else f"{slug}/{ref}"
