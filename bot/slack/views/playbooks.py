"""Playbooks as people see them: the shelf, one in full, what started by itself. Pure.

A single step is `steps`, what somebody starts is `starting`; what reading the folder again found
is `reloading`.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from bot.domain.models import PlaybookRun
from bot.domain.words import RunState
from bot.language.catalogue import later, say, say_many
from bot.playbook.findings import Finding
from bot.playbook.model import Playbook, Step
from bot.slack import ids
from bot.slack.views import kit, markdown, steps
from bot.slack.views.rows import in_row, list_of
from bot.slack.views.said import Said
from bot.slack.views.starting import opened_later, tasks_added
from bot.slack.views.tasks import PAGE
from bot.slack.views.words import OR, counted, listed, role, said_kind

# So many steps are read on a phone before one wants to turn the page.
STEPS_SHOWN = 10
MOST_BUTTONS = 5


def shelf(
    found: Sequence[Playbook],
    runs: Mapping[str, PlaybookRun],
    *,
    ref: str,
    page: int,
    private: bool = False,
    findings: Collection[Finding] = (),
) -> Said:
    """Return a page of the playbooks, each with what can be done with it here.

    *private*: the incident is, so that also what is private can be started.
    """
    faults = _faults(findings)
    if not found:
        return _empty(faults)
    start = (page - 1) * PAGE
    shown = found[start : start + PAGE]
    head = say(
        "*Playbooks* {first}-{last} of {total}",
        first=start + 1,
        last=start + len(shown),
        total=len(found),
    )
    rows = [_facts(each, runs.get(each.slug), findings) for each in shown]
    told = "; ".join(row.replace("*", "").replace("\n", ", ") for row in rows)
    within = list_of(ids.PLAYBOOK_LIST, ref, f"page={page}")
    buttons = [
        _beside(each, runs.get(each.slug), ref, within, may_start=private or not each.private)
        for each in shown
    ]
    blocks = [kit.section(row, accessory=button) for row, button in zip(rows, buttons, strict=True)]
    small = kit.context(faults) if faults else {}
    text = f"{head}: {told}. {faults}".rstrip()
    return Said(
        text, tuple(each for each in (kit.section(head), *blocks, small) if each)
    ).with_buttons(*_turns(ids.PLAYBOOK_LIST, ref, page, -(-len(found) // PAGE)))


def _empty(faults: str) -> Said:
    text = say(
        "There is no playbook. Put Markdown files into the playbooks folder, then type "
        "`/playbook reload`."
    )
    text = f"{text} {faults}".rstrip()
    return Said(text, (kit.section(text),))


def _faults(findings: Collection[Finding]) -> str:
    bad = {each.path for each in findings if each.severity == "error"}
    if not bad:
        return ""
    return say_many(
        "{count} file has errors: `/playbook reload` names line and cure.",
        "{count} files have errors: `/playbook reload` names line and cure.",
        len(bad),
    )


def _facts(playbook: Playbook, run: PlaybookRun | None, findings: Collection[Finding]) -> str:
    facts = [f"`{playbook.slug}`", counted(len(playbook.steps), "task")]
    if run is not None and run.state is RunState.RUNNING:
        facts.append(f"*{say('running here')}*")
    wrong = sum(each.path == playbook.path for each in findings)
    if wrong:
        facts.append(counted(wrong, "finding"))
    return f"*{kit.one_line(playbook.title, 150)}*\n{' · '.join(facts)}\n{_when(playbook)}"


def _beside(
    playbook: Playbook, run: PlaybookRun | None, ref: str, within: str, *, may_start: bool
) -> kit.Block:
    runs = run is not None and run.state is RunState.RUNNING
    start = bool(ref) and may_start and not runs
    label = later("Start {title}") if start else later("Show {title}")
    button = kit.button(
        say("Start") if start else say("Show"),
        ids.PLAYBOOK_RUN if start else ids.PLAYBOOK_SHOW,
        f"{ref} {playbook.slug}".strip(),
        accessibility_label=say(label, title=playbook.title),
    )
    return in_row(button, within if start else "")


def _when(playbook: Playbook) -> str:
    when = playbook.when
    if when is None or playbook.start == "manual":
        return ", ".join([say("Started by hand"), *_where(playbook)])
    kinds = [kit.escape(said_kind(kind)) for kind in when.kind]
    levels = [f"SEV{level}" for level in when.severity]
    how = say("Starts by itself") if playbook.start == "auto" else say("Is offered")
    moments = []
    if when.stage:
        moments.append(
            say(
                "when {stages}",
                stages=listed(
                    [kit.escape(say(stage.replace("_", " "))) for stage in when.stage], OR
                ),
            )
        )
    if when.said:
        words = [f"\u201c{kit.escape(word)}\u201d" for word in when.said]
        moments.append(say("when somebody writes {words}", words=listed(words, OR)))
    whom = ", ".join(
        (listed(kinds, OR) or say("any kind"), listed(levels, OR) or say("any severity"))
    )
    return ", ".join([f"{how}: {whom}", *moments, *_where(playbook)])


def _where(playbook: Playbook) -> list[str]:
    return [say("in private incidents alone")] if playbook.private else []


def start_button(ref: str, slug: str, title: str) -> kit.Block:
    """Return the button that starts an offered playbook."""
    return kit.button(
        say("Start {title}", title=title)[:75], ids.PLAYBOOK_RUN, f"{ref} {slug}", style="primary"
    )


def begun(
    started: Sequence[tuple[str, Collection[int], int]],
    offered: Sequence[tuple[str, str]],
    ref: str,
) -> Said:
    """Return what the channel is told when a moment starts playbooks or offers them.

    Of what started: title, numbers of its tasks, how many more are still being opened.
    """
    parts = [
        say(
            "Started by itself: *{title}*, {tasks}.",
            title=kit.one_line(title, 150),
            tasks=tasks_added(tuple(added)),
        )
        + opened_later(later)
        for title, added, later in started
    ]
    if offered:
        titles = listed([f"*{kit.one_line(title, 150)}*" for _, title in offered])
        parts.append(say("Offered now: {titles}. Start it with its button.", titles=titles))
    text = "\n".join(parts)
    return Said(text, tuple(kit.paragraphs(text))).with_buttons(
        *(start_button(ref, slug, title) for slug, title in offered[:MOST_BUTTONS]),
        *([kit.button(say("Open tasks"), ids.TASK_LIST, f"{ref} open")] if started else []),
    )


def elsewhere(playbook: Playbook) -> Said:
    """Return where a private playbook is started whose moment came in a public incident."""
    text = say(
        "*{title}* is wanted now. It runs in a private incident alone: type "
        "`/incident declare private sev3 kind=other {title}`, invite who must know, then "
        "`/playbook run {slug}` there.",
        title=kit.one_line(playbook.title, 150), slug=playbook.slug,
    )  # fmt: skip
    return Said(text, tuple(kit.paragraphs(text)))


def _turns(action: str, carried: str, page: int, pages: int) -> list[kit.Block]:
    return [
        kit.button(
            label,
            action,
            f"{carried} page={number}".strip(),
            accessibility_label=say(
                "{label}, page {number} of {pages}", label=label, number=number, pages=pages
            ),
        )
        for label, number in ((say("‹ Previous"), page - 1), (say("Next ›"), page + 1))
        if 1 <= number <= pages
    ]


def pages(playbook: Playbook) -> list[list[Step]]:
    """Return the steps by page: whole sections together, a long one over several pages."""
    found: list[list[Step]] = [[]]
    for _, run in groupby(playbook.steps, key=lambda step: step.section):
        section = list(run)
        if found[-1] and len(found[-1]) + len(section) > STEPS_SHOWN:
            found.append([])
        for step in section:
            if len(found[-1]) == STEPS_SHOWN:
                found.append([])
            found[-1].append(step)
    return found


def show(playbook: Playbook, *, ref: str, running: bool, page: int, private: bool = False) -> Said:
    """Return one page of a playbook: its purpose first, then its steps under their headings."""
    parts = pages(playbook)
    page = min(max(page, 1), len(parts))
    title = f"*{kit.one_line(playbook.title, 150)}*"
    lead = say("Led by: {role}", role=role(playbook.lead)) if playbook.lead else ""
    where = (
        " · " + say("page {number} of {count}", number=page, count=len(parts))
        if len(parts) > 1
        else ""
    )
    facts = f"`{playbook.slug}` · {counted(len(playbook.steps), 'task')}{where}"
    head = [each for each in (title, facts, _when(playbook), lead) if each]
    blocks = [kit.section("\n".join(head))]
    text = [f"{', '.join(head)}."]
    if page == 1 and playbook.intro:
        blocks += [kit.section(each) for each in markdown.sections(playbook.intro)[:5]]
        text.append(markdown.plainly(playbook.intro, 1500))
    for step, titled in _titled(parts[page - 1]):
        words = steps.said(step, playbook)
        heading = f"*{kit.one_line(step.section, 150)}*" if titled else ""
        blocks += [kit.divider(), kit.section(heading)] if heading else []
        blocks.append(kit.section(words))
        text.append(", ".join(f"{heading} {words}".replace("*", "").strip().split("\n")) + ".")
    return Said(" ".join(text), tuple(blocks)).with_buttons(
        *_show_buttons(playbook, ref, running=running, private=private),
        *_turns(ids.PLAYBOOK_SHOW, f"{ref} {playbook.slug}".strip(), page, len(parts)),
    )


def _titled(page: Sequence[Step]) -> list[tuple[Step, bool]]:
    """Return the steps of a page, each with whether its section's heading stands above it."""
    before = ["", *(step.section for step in page)]
    return [(step, step.section not in {"", was}) for step, was in zip(page, before, strict=False)]


def _show_buttons(playbook: Playbook, ref: str, *, running: bool, private: bool) -> list[kit.Block]:
    carried = f"{ref} {playbook.slug}".strip()
    if ref and running:
        return [kit.button(say("Its tasks"), ids.TASK_LIST, carried)]
    may_start = bool(ref) and (private or not playbook.private)
    start = kit.button(say("Start"), ids.PLAYBOOK_RUN, carried, style="primary")
    return [start if may_start else {}, kit.button(say("Playbooks"), ids.PLAYBOOK_LIST, ref)]
