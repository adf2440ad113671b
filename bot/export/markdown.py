"""The exported document as a report in Markdown. Reads only the document, never the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.models import TimelineEntry
from bot.export import people
from bot.export.charts import charts
from bot.export.report_registers import in_short, is_overdue, registers
from bot.export.tables import at, cell, state, table
from bot.grammar.times import written
from bot.slack.views.entries import Voice, actor, told
from bot.slack.views.plaintext import plain
from bot.slack.views.words import role_in_print
from bot.storage.news import MASKED

SEVERITY = "severity"


def report(
    content: dict[str, Any], *, zone: ZoneInfo, made_at: datetime, names: Mapping[str, str]
) -> str:
    """Return the whole report; times in the hospital's zone, people by *names* of accounts."""
    shown = people.named(content, names)
    parts = (
        _head(shown, zone, made_at),
        in_short(shown, made_at),
        charts(content, zone, made_at),
        _roles(shown, zone),
        _playbooks(shown, zone),
        _deadlines(shown, zone),
        registers(shown, zone),
        _tasks(shown, zone, made_at),
        _timeline(content, zone, names),
        _people(content, names),
        _chain(content),
    )
    return "\n".join(parts)


def _head(content: dict[str, Any], zone: ZoneInfo, made_at: datetime) -> str:
    row = content["incident"]
    facts = (
        ("Kind", row["kind"].replace("_", " ")),
        ("Severity", f"SEV{row[SEVERITY]}"),
        ("Stage", row["stage"].replace("_", " ")),
        ("Occurred", at(row["occurred_at"], zone)),
        ("Noticed", at(row["noticed_at"], zone)),
        ("Declared", at(row["declared_at"], zone)),
        ("Declared by", row["declared_by"]),
        ("Ended", at(row["closed_at"], zone)),
        ("Last update", at(row["last_update_at"], zone)),
    )
    marks = "".join(f" · {name}" for name in ("private", "drill") if row[name])
    return (
        f"# {row['id']} {cell(row['title'])}{marks}\n\n"
        f"Report made {written(made_at, zone)}. Times are in {zone.key}.\n\n"
        + table(("What", "Value"), facts)
    )


def _roles(content: dict[str, Any], zone: ZoneInfo) -> str:
    rows = (
        (role_in_print(row["role"]), row["user_id"], at(row["since"], zone), at(row["until"], zone))
        for row in content["roles"]
    )
    return "## Roles\n\n" + table(("Role", "Person", "Since", "Until"), rows)


def _playbooks(content: dict[str, Any], zone: ZoneInfo) -> str:
    def progress(slug: str) -> str:
        mine = [task for task in content["tasks"] if task["playbook"] == slug]
        done = sum(task["status"] in {"done", "skipped"} for task in mine)
        return f"{done} of {len(mine)}"

    rows = (
        (run["title"], progress(run["slug"]), at(run["started_at"], zone), run["started_by"])
        for run in content["playbook_runs"]
    )
    return "## Playbooks\n\n" + table(("Playbook", "Finished", "Started", "By"), rows)


def _tasks(content: dict[str, Any], zone: ZoneInfo, made_at: datetime) -> str:
    rows = (
        (
            f"#{task['number']}",
            ("★ " if task["critical"] else "") + task["title"],
            state(task["status"]) + (", overdue" if is_overdue(task, made_at) else ""),
            task["assignee"] or _nobody_for(task["role"]),
            at(task["due_at"], zone),
            at(task["done_at"], zone),
            task["proof"] or task["reason"],
        )
        for task in content["tasks"]
    )
    heads = ("Task", "Title", "State", "Who", "Due", "Done", "Proof or reason")
    return "## Tasks\n\n" + table(heads, rows)


def _nobody_for(slug: str | None) -> str:
    """Return that nobody holds a task, and for whom it is: a role in its place reads as holding."""
    return f"nobody, for {role_in_print(slug)}" if slug else "nobody"


def _deadlines(content: dict[str, Any], zone: ZoneInfo) -> str:
    rows = (
        (
            row["id"],
            f"{row['regulator']}: {row['title']}",
            "advisory" if row["advisory"] else "hard" if row["hard"] else "soft",
            row["state"].replace("_", " "),
            at(row["anchor_at"], zone),
            at(row["due_at"], zone),
            at(row["submitted_at"], zone),
            row["receipt_no"],
            row["late_reason"] or row["reason_na"] or row["extension_basis"],
        )
        for row in content["deadlines"]
    )
    heads = ("No.", "Duty", "Kind", "State", "Counted from", "Due", "Sent", "Receipt", "Reason")
    return "## Legal deadlines\n\n" + table(heads, rows)


def _timeline(content: dict[str, Any], zone: ZoneInfo, names: Mapping[str, str]) -> str:
    voice = Voice(lambda who: names.get(who, who), lambda moment: written(moment, zone), whole=True)
    rows = (
        (
            row["seq"],
            _moments(row, zone),
            actor(entry, voice),
            plain({"text": told(entry, voice)}),
            entry.reason,
        )
        for row in content["timeline"]
        for entry in (_entry(row, names),)
    )
    return "## Timeline\n\n" + table(("No.", "When", "Who", "What", "Reason"), rows)


def _entry(row: dict[str, Any], names: Mapping[str, str]) -> TimelineEntry:
    """Return an entry whose texts call people by name; who did it to whom, its sentence says."""
    spoken = {key: people.named(row[key], names) for key in ("text", "reason")}
    kept = {key: row[key] for key in ("actor", "action", "subject", "before", "after")}
    return TimelineEntry(**kept, **spoken)


def _moments(row: dict[str, Any], zone: ZoneInfo) -> str:
    """Say when it happened and, of what was entered later, when that was."""
    happened, recorded = at(row["happened_at"], zone), at(row["recorded_at"], zone)
    return f"{happened}" if happened == recorded else f"{happened}, entered {recorded}"


def _people(content: dict[str, Any], names: Mapping[str, str]) -> str:
    # Whose name is withheld (rule 29) is not told by the account either.
    told = {who: name for who, name in names.items() if name != MASKED}
    there = sorted((told[who], who) for who in people.accounts(content) if who in told)
    return "## People\n\n" + table(("Name", "Account"), there)


def _chain(content: dict[str, Any]) -> str:
    chain = content["chain"]
    return (
        "## Seal\n\n"
        f"{chain['length']} entries, {chain['algorithm']} `{chain['head']}`. "
        "`wardroom audit verify FILE` checks the JSON export of this incident offline.\n"
    )
