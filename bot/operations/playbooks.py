"""Starting playbooks: their steps become tasks of the incident, with the text they started from."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlmodel import select

from bot.domain.models import Incident, PlaybookRun, Task
from bot.domain.people import check_responder
from bot.domain.stages import check_open
from bot.domain.words import RunState
from bot.errors import NotFound, Refused
from bot.grammar.suggest import nearest
from bot.grammar.text import quoted
from bot.language.catalogue import say
from bot.language.numbers import kept_count
from bot.operations import each_later, opening, registers
from bot.operations.people import standing
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.playbook.diff import difference
from bot.playbook.model import Playbook, Step
from bot.playbook.parse import parse_kept
from bot.storage import incidents, playbook_runs


@dataclass(frozen=True, slots=True)
class Started:
    """What starting a playbook did. `summary` tells the difference when it ran before.

    `later`: so many tasks more are opened in the background.
    """

    run: PlaybookRun
    added: tuple[int, ...]
    summary: str = ""
    later: int = 0


def found(turn: Turn, slug: str) -> Playbook:
    """Return the library's playbook of that name, or raise NotFound with the nearest."""
    wanted = " ".join(slug.split()).lower().removesuffix(".md")
    known = turn.house.library.playbooks
    titled = {playbook.title.lower(): playbook for playbook in known.values()}
    playbook = known.get(wanted) or titled.get(wanted)
    if playbook is not None:
        return playbook
    typed = wanted.replace(" ", "-")
    _check_no_fault(turn, typed)
    # `isolate-servers now` begins with the playbook that is meant.
    begun = max((each for each in known if typed.startswith(f"{each}-")), key=len, default=None)
    close = begun or nearest(typed, known)
    raise NotFound(
        say("There is no playbook {wanted}.", wanted=quoted(wanted)),
        instead=(slug.strip(), close) if close else None,
        next_step=say("Did you mean `{close}`?", close=close)
        if close
        else say("`/playbook list` shows them all."),
    )


def _check_no_fault(turn: Turn, slug: str) -> None:
    """Raise NotFound for a playbook whose file is there and cannot be used, saying why."""
    library = turn.house.library
    # A plain file without a task has only a warning, and is not used either.
    for finding in sorted(library.findings, key=lambda each: each.severity != "error"):
        file = PurePath(finding.path)
        wrong = finding.severity == "error" or finding.path not in library.used
        if wrong and file.stem.lower() == slug:
            raise NotFound(
                say(
                    "The playbook {slug} is not used, because its file has an error: "
                    "{file}:{line}: {message}",
                    slug=quoted(slug),
                    file=file.name,
                    line=finding.line,
                    message=finding.message,
                ),
                next_step=say("Cure the file; `/playbook reload` names all its errors."),
            )


def run(turn: Turn, incident: Incident, slug: str) -> Started:
    """Start a playbook, or add what a changed file has new; nothing that is there is dropped."""
    incidents.lock(turn.session, incident)
    playbook = found(turn, slug)
    check_responder(standing(turn, incident), say("start playbooks"))
    check_open(incident, say("start a playbook"))
    check_place(incident, playbook)
    before = playbook_runs.of(turn.session, incident, playbook.slug)
    if before is None or before.state is RunState.OFFERED:
        return start(turn, incident, playbook, before)
    return _add_what_is_new(turn, incident, before, playbook)


def has_place(incident: Incident, playbook: Playbook) -> bool:
    """Tell whether a playbook may run here: what is private only in a private incident."""
    return incident.private or not playbook.private


def check_place(incident: Incident, playbook: Playbook) -> None:
    """Raise Refused for a private playbook in an incident that others read."""
    if has_place(incident, playbook):
        return
    raise Refused(
        say(
            "{playbook} runs in a private incident alone, and {ref} is open to others.",
            playbook=playbook.title, ref=incident.ref,
        ),
        rule="private playbooks",
        next_step=say(
            "Type `/incident declare private sev3 kind=other {title}`, invite who must know, then "
            "`/playbook run {slug}` there.",
            title=playbook.title, slug=playbook.slug,
        ),
    )  # fmt: skip


def offer(turn: Turn, incident: Incident, playbook: Playbook) -> PlaybookRun:
    """Offer a playbook that neither runs nor is offered yet: a button starts it."""
    row = PlaybookRun(
        incident_id=incident.row, slug=playbook.slug, title=playbook.title, state=RunState.OFFERED
    )
    turn.session.add(row)
    turn.session.flush()
    turn.record(incident, "playbook.offered", subject=playbook.slug, text=playbook.title)
    return row


def start(
    turn: Turn, incident: Incident, playbook: Playbook, before: PlaybookRun | None = None
) -> Started:
    """Start a playbook that does not run yet; *before* is its offer, if it was offered."""
    return _start(turn, incident, [(playbook, before)])[0]


def start_all(turn: Turn, incident: Incident, found: Iterable[Playbook]) -> tuple[Started, ...]:
    """Start playbooks that neither run nor were offered; all cost little more than one."""
    return _start(turn, incident, [(each, None) for each in found])


def _start(
    turn: Turn, incident: Incident, found: Sequence[tuple[Playbook, PlaybookRun | None]]
) -> tuple[Started, ...]:
    begun = [(each, _begun(turn, incident, each, before)) for each, before in found]
    turn.session.add_all(run for _, run in begun)
    turn.session.flush()
    read: registers.Rows = {}
    parts = [_planned(turn, incident, each, each.steps, read) for each, _ in begun]
    openings = [
        opening.Opening(run, playbook, now)
        for (playbook, run), (now, _) in zip(begun, parts, strict=True)
    ]
    numbers = opening.open_all(turn, incident, openings)
    return tuple(
        _told(turn, incident, run, added, later)
        for (_, run), added, (_, later) in zip(begun, numbers, parts, strict=True)
    )


def _begun(
    turn: Turn, incident: Incident, playbook: Playbook, before: PlaybookRun | None
) -> PlaybookRun:
    row = before or PlaybookRun(
        incident_id=incident.row, slug=playbook.slug, title=playbook.title, state=RunState.RUNNING
    )
    row.state, row.title = RunState.RUNNING, playbook.title
    row.source, row.source_sha256 = playbook.source, _sha256(playbook)
    row.started_at, row.started_by = turn.now, turn.actor.user_id
    return row


def _told(
    turn: Turn, incident: Incident, run: PlaybookRun, added: tuple[int, ...], later: list[Planned]
) -> Started:
    """Write down that a playbook was started, and what of it is still to be opened."""
    numbers = kept_count(len(added), "task")
    if added:
        numbers += f", #{added[0]}" + (f"-#{added[-1]}" if len(added) > 1 else "")
    turn.record(
        incident, "playbook.started", subject=run.slug,
        text=f"{run.title}: {numbers}{_more(later)}", after=run.source_sha256,
    )  # fmt: skip
    each_later.lay(turn, incident, run, later)
    return Started(run, added, later=len(later))


def _more(later: Sequence[Planned]) -> str:
    if not later:
        return ""
    return f"; {len(later)} more {'is' if len(later) == 1 else 'are'} being opened"


def _add_what_is_new(
    turn: Turn, incident: Incident, row: PlaybookRun, playbook: Playbook
) -> Started:
    if row.source_sha256 == _sha256(playbook):
        raise Refused(
            say(
                "{playbook} runs here already, and its file has not changed since.",
                playbook=playbook.title,
            ),
            rule="one run of a playbook",
            next_step=say("`/task list {slug}` shows its tasks.", slug=playbook.slug),
        )
    each_later.check_none(turn, incident, say("what is new in its file"), row.slug)
    old, refused = parse_kept(row.source, row.slug)
    change = difference(old, playbook) if old is not None else None
    there = set(
        turn.session.exec(
            select(Task.ref, Task.subject_id).where(
                Task.incident_id == incident.id, Task.playbook == row.slug
            )
        )
    )
    # Where the old text was not read whole, rows of a step that has begun may lack.
    begun = set() if refused else {ref for ref, _ in there}
    new_steps = tuple(step for step in playbook.steps if step.ref not in begun)
    was = row.source_sha256
    row.source, row.source_sha256, row.title = playbook.source, _sha256(playbook), playbook.title
    turn.session.add(row)
    now, later = _planned(turn, incident, playbook, new_steps, {}, there)
    added = opening.open_tasks(turn, incident, row, playbook, now)
    summary = change.summary() if change is not None else ""
    turn.record(
        incident, "playbook.renewed", subject=row.slug,
        text=f"{playbook.title}: {kept_count(len(added), 'new task')}{_more(later)}",
        before=was, after=row.source_sha256,
    )  # fmt: skip
    each_later.lay(turn, incident, row, later)
    return Started(row, added, summary, len(later))


def _planned(
    turn: Turn, incident: Incident, playbook: Playbook, steps: Sequence[Step],
    read: registers.Rows, there: Collection[tuple[str | None, str | None]] = (),
) -> tuple[list[Planned], list[Planned]]:  # fmt: skip
    """Return the tasks that steps become, one for each row: those of now and those of later.

    Those that are *there* already, by step and row, are left out; *read* keeps the registers' rows.
    """
    found = registers.planned(turn, incident, steps, read)
    planned = [each for each in found if (each.step.ref, each.subject_id) not in there]
    return each_later.apart(playbook.slug, planned)


def _sha256(playbook: Playbook) -> str:
    return playbook.source_sha256 or hashlib.sha256(playbook.source.encode()).hexdigest()
