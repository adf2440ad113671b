"""Opens very many tasks of a playbook in the background, so that starting it answers at once.

What waits counts as open: whatever happens to a row first opens the tasks about it. How the work
is kept and told is `jobs`, who goes on with it `background`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.domain import due as due_rules
from bot.domain import recurrence
from bot.domain.models import Incident, PlaybookRun, ServerImport, ServerImportRow
from bot.domain.register import Register
from bot.errors import Refused
from bot.language.catalogue import say
from bot.language.numbers import grouped, kept_count
from bot.operations import jobs, kept_texts, opening, task_moves
from bot.operations.people import command_of
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.playbook.model import Step
from bot.slack.views import kit
from bot.slack.views.said import paragraph
from bot.storage import estate, playbook_runs, registers, tasks

# So many tasks are opened before the answer; an eighth of a millisecond each.
AT_ONCE: Final = 500
# So many in one transaction of the background: people's commands go in between.
PART: Final = 120
OPENED, GONE = "entered", "refused"


def apart(slug: str, planned: Sequence[Planned]) -> tuple[list[Planned], list[Planned]]:
    """Part what is opened now from what is opened later: whole steps, in the order of `after`.

    Everything is opened now where that is not too much. What comes after something later is
    later too: it must not be found without what it waits for.
    """
    if len(planned) <= AT_ONCE:
        return list(planned), []
    steps: dict[str, list[Planned]] = {}
    for each in planned:
        steps.setdefault(each.step.full_ref(slug), []).append(each)
    now: list[Planned] = []
    later: dict[str, list[Planned]] = {}
    for ref in _in_order(slug, steps):
        waits = any(_full(slug, after) in later for after in steps[ref][0].step.after)
        if waits or len(now) + len(steps[ref]) > AT_ONCE:
            later[ref] = steps[ref]
        else:
            now += steps[ref]
    return now, [each for found in later.values() for each in found]


def _in_order(slug: str, steps: Mapping[str, Sequence[Planned]]) -> list[str]:
    """Return the steps, each behind those that it comes after, else as the playbook has them."""
    found: dict[str, None] = {}
    seen: set[str] = set()

    def visit(ref: str) -> None:
        if ref in seen or ref not in steps:
            return
        seen.add(ref)
        for after in steps[ref][0].step.after:
            visit(_full(slug, after))
        found[ref] = None

    for ref in steps:
        visit(ref)
    return list(found)


def _full(slug: str, ref: str) -> str:
    return ref if "/" in ref else f"{slug}/{ref}"


def lay(turn: Turn, incident: Incident, run: PlaybookRun, later: Sequence[Planned]) -> None:
    """Write down the tasks that are still to be opened; the ticker then opens them."""
    if not later:
        return
    job = jobs.laid(turn, incident, run.title, playbook=run.slug)
    rows = [
        {"import_id": job.row, "line": line, "host": each.subject_id or "",
         "fields": each.step.ref, "outcome": "", "why": ""}
        for line, each in enumerate(later, start=1)
    ]  # fmt: skip
    estate.lay_rows(turn.session, rows)
    jobs.show_progress(turn.session, incident, job, turn.now)


def check_none(turn: Turn, incident: Incident, what: str, slug: str = "") -> None:
    """Raise Refused while tasks (of one playbook, or of any) are still to be opened."""
    found = estate.openings(turn.session, incident.row)
    waiting = [job for job in found if slug in {"", job.playbook}]
    if waiting:
        left = sum(estate.outcomes(turn.session, job.row).get("", 0) for job in waiting)
        raise Refused(
            say(
                "{left} tasks of {name} are still being opened, so {what} must wait.",
                left=grouped(left),
                name=waiting[0].name,
                what=what,
            ),
            rule="a playbook is opened whole",
            next_step=say(
                "Try again in a minute: the message in the channel says when all are open."
            ),
        )


def advance(turn: Turn, incident: Incident, job: ServerImport, kept: Mapping[str, Any]) -> bool:
    """Open the next tasks in this transaction; return whether more are to come.

    It was allowed when the playbook was started, so whatever became of the incident or of who
    started it does not stop it half way. *kept* has each register under its noun.
    """
    rows = estate.pending_rows(turn.session, job.row, PART)
    try:
        _open(turn, incident, job, rows, {noun: each.register for noun, each in kept.items()})
    except kept_texts.UnreadableError as why:
        _give_up(turn, incident, job, str(why))
        return False
    if estate.pending_rows(turn.session, job.row, 1):
        return True
    jobs.end(turn.session, job, turn.now)
    found = estate.outcomes(turn.session, job.row)
    turn.record(
        incident, "playbook.opened", subject=job.playbook,
        text=f"{job.name}: {kept_count(found.get(OPENED, 0), 'more task')}",
    )  # fmt: skip
    return False


def catch_up(turn: Turn, incident: Incident, register: Register, rows: Iterable[Any]) -> None:
    """Open the waiting tasks about these rows, before anything happens to them.

    They matched when the playbook was started, and nothing has happened to the rows since.
    """
    jobs_open = estate.openings(turn.session, incident.row)
    if not jobs_open:
        return
    names = [register.name(row) for row in rows]
    for job in jobs_open:
        waiting = estate.pending_about(turn.session, job.row, names)
        if not waiting:
            continue
        try:
            _open(turn, incident, job, waiting, {register.noun: register})
        except kept_texts.UnreadableError as why:
            _give_up(turn, incident, job, str(why))


def _give_up(turn: Turn, incident: Incident, job: ServerImport, why: str) -> None:
    """End the opening of tasks whose text cannot be read any more, and tell the commander."""
    left = estate.outcomes(turn.session, job.row).get("", 0)
    jobs.fail(turn.session, job, why, turn.now)
    turn.record(
        incident, "playbook.stopped", subject=job.playbook,
        text=f"{job.name}: {kept_count(left, 'task')} not open", reason=why,
    )  # fmt: skip
    turn.say(
        incident,
        lambda: paragraph(
            say(
                "{who}: {left} tasks of *{name}* could not be opened, because its text as it was "
                "kept cannot be read any more (`{why}`). Mend the file, type `/playbook reload` "
                "and `/playbook run {slug}`, which adds what is missing.",
                who=command_of(turn, incident).said or say("the incident commander"),
                left=grouped(left),
                name=kit.one_line(job.name, 80),
                why=kit.one_line(why, 200),
                slug=job.playbook,
            )
        ),
    )


def _open(
    turn: Turn,
    incident: Incident,
    job: ServerImport,
    rows: Sequence[ServerImportRow],
    kept: Mapping[str, Register],
) -> None:
    run = playbook_runs.of(turn.session, incident, job.playbook)
    if run is None:
        raise LookupError(f"job {job.row} is about a playbook that does not run")
    playbook = kept_texts.as_started(turn, incident, run)
    steps = {step.ref: step for step in playbook.steps}
    about = _rows_about(turn, incident, rows, steps, kept)
    planned: list[Planned] = []
    for row in rows:
        each = _planned(row, steps.get(row.fields), kept, about)
        row.outcome, row.why = (OPENED, "") if each else (GONE, "its row or its step is gone")
        turn.session.add(row)
        planned += [each] if each else []
    # What waits must be known before the rest is tied to it (`task_links`).
    turn.session.flush()
    opening.open_tasks(turn, incident, run, playbook, planned, in_parts=True)
    _count_from_done(turn, incident, playbook.slug, planned)


def _count_from_done(turn: Turn, incident: Incident, slug: str, planned: Sequence[Planned]) -> None:
    """Give a due time to what counts from work that was done before it was opened."""
    dues = [due_rules.written(each.step.due, slug) for each in planned if each.step.due]
    anchors = {due_rules.anchor_of(due) for due in dues}
    for anchor in sorted(each for each in anchors if "/" in each):
        for task in tasks.done_of(turn.session, incident.row, anchor):
            if task.done_at is not None and not recurrence.ends(task.every or ""):
                task_moves.settle_due(turn, incident, anchor, task.done_at, subject=task.subject_id)


def _planned(
    row: ServerImportRow,
    step: Step | None,
    kept: Mapping[str, Register],
    about: Mapping[str, Mapping[str, str]],
) -> Planned | None:
    if step is None or not row.host or step.each is None:
        return Planned(step) if step is not None and not row.host else None
    found = about.get(row.host)
    return opening.about(kept[step.each.noun], step, found) if found is not None else None


def _rows_about(
    turn: Turn,
    incident: Incident,
    rows: Sequence[ServerImportRow],
    steps: Mapping[str, Step],
    kept: Mapping[str, Register],
) -> dict[str, Mapping[str, str]]:
    """Return what is said of the registers' rows that these tasks are about, by name."""
    names: dict[str, set[str]] = {}
    for row in rows:
        step = steps.get(row.fields)
        if step is not None and step.each is not None and row.host:
            names.setdefault(step.each.noun, set()).add(row.host)
    return {
        said["id"]: said
        for noun, wanted in names.items()
        for said in opening.said_of(
            kept[noun], registers.numbered(turn.session, kept[noun], incident.row, wanted)
        )
    }
