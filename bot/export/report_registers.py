"""The registers of an exported document, for the report: where it stands in short, then each row.

A row here is a table of the report: which key of the document it reads, and a reader per column.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.export.tables import at, cell, counts, table

Row = dict[str, Any]
# A reader gets a row and the hospital's zone.
Reader = Callable[[Row, ZoneInfo], object]
FINISHED = frozenset({"done", "skipped"})
MATCHES = {True: "matches", False: "differs", None: None}


def _field(name: str) -> Reader:
    return lambda row, _zone: _words(row[name])


def _moment(name: str) -> Reader:
    return lambda row, zone: at(row[name], zone)


def _words(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "yes" if value is True else "no" if value is False else value


def _spaced(name: str) -> Reader:
    return lambda row, _zone: str(row[name] or "").replace("_", " ")


def _backlog(row: Row, _zone: ZoneInfo) -> str:
    """Say of each priority how many sheets there are, and how many of them are verified."""
    return ", ".join(
        f"{priority} {each['sheets']}, {each['verified']} verified"
        for priority, each in row["backlog"].items()
        if each and each["sheets"]
    )


def _returned(row: Row, zone: ZoneInfo) -> object:
    """Say when the last daily numbers came, and the numbers that every department gives."""
    last = row["last_return"]
    if last is None:
        return None
    told = [f"{last[name]} {name}" for name in ("seen", "waiting") if last[name] is not None]
    return ": ".join((str(at(last["at"], zone)), ", ".join(told))) if told else at(last["at"], zone)


def _match(row: Row, _zone: ZoneInfo) -> str:
    """Say of a hand-over what was compared, nothing of what was not."""
    told = {"seal": MATCHES[row["seal_match"]], "hash": MATCHES[row["hash_match"]]}
    return ", ".join(f"{what} {how}" for what, how in told.items() if how)


def _of(row: Row, _zone: ZoneInfo) -> str:
    return str(row["value"]) if row["of"] is None else f"{row['value']} of {row['of']}"


def _hash(row: Row, _zone: ZoneInfo) -> str:
    return str(row["hashes"].get("sha256") or "")


SECTIONS: tuple[tuple[str, str, tuple[tuple[str, Reader], ...]], ...] = (
    ("Facts", "facts", (
        ("Figure", _field("key")), ("Value", _of), ("Standing", _field("status")),
        ("As of", _moment("as_of")), ("Source", _field("source")), ("Said by", _field("said_by")),
    )),
    ("Departments", "departments", (
        ("No.", _field("id")), ("Department", _field("name")), ("Mode", _field("mode")),
        ("Since", _moment("since")), ("Last return", _returned),
        ("Paper to key in", _backlog),
    )),
    ("Servers", "servers", (
        ("No.", _field("id")), ("Name", _field("hostname")), ("Kind", _field("kind")),
        ("Verdict", _field("verdict")), ("State", _spaced("state")), ("Network", _field("network")),
        ("Life support", _field("life_support")), ("Exhibits", _field("exhibits")),
    )),
    ("Endpoints", "endpoint_batches", (
        ("Batch", _field("name")), ("Total", _field("total")), ("Triaged", _field("triaged")),
        ("Scanned", _field("scanned")), ("Infected", _field("infected")),
        ("Reimaged", _field("reimaged")), ("Verified", _field("verified")),
        ("Reconnected", _field("reconnected")),
    )),
    ("Evidence", "evidence", (
        ("No.", _field("id")), ("Exhibit", _field("exhibit_no")), ("Server", _field("server")),
        ("Type", _field("type")), ("State", _spaced("state")), ("Seal", _field("seal_no")),
        ("Custodian", _field("custodian")), ("Copy of", _field("derived_from")), ("SHA-256", _hash),
    )),
    ("Custody", "custody", (
        ("No.", _field("id")), ("Exhibits", _field("exhibits")), ("From", _field("from")),
        ("To", _field("to")), ("Purpose", _field("purpose")), ("State", _spaced("state")),
        ("Released", _moment("released_at")), ("Received", _moment("received_at")),
        ("Compared", _match),
    )),
    ("Restore", "restores", (
        ("No.", _field("id")), ("System", _field("system")), ("Tier", _field("tier")),
        ("Stage", _spaced("stage")), ("Since", _moment("since")), ("After", _field("after")),
        ("Owner", _field("owner")), ("Blocked by", _field("blocked_reason")),
    )),
    ("Promised times", "etas", (
        ("What", _field("what")), ("When", _moment("at")), ("Said", _moment("said_at")),
        ("By", _field("said_by")), ("Basis", _field("basis")),
    )),
    ("Waivers", "waivers", (
        ("No.", _field("id")), ("Rule", _field("rule")), ("Subject", _field("subject")),
        ("Reason", _field("reason")), ("Asked by", _field("requester")),
        ("Signed by", _field("approvers")), ("State", _field("state")),
        ("Until", _moment("expires_at")),
    )),
)  # fmt: skip


def registers(content: dict[str, Any], zone: ZoneInfo) -> str:
    """Return every register as a section with its table."""
    return "\n".join(
        f"## {title}\n\n"
        + table(
            [head for head, _ in columns],
            ([read(row, zone) for _, read in columns] for row in content[key]),
        )
        for title, key, columns in SECTIONS
    )


def in_short(content: dict[str, Any], made_at: datetime) -> str:
    """Return where the response stands, a line for each register that holds anything."""
    lines = [
        ("Tasks", _tasks(content["tasks"], made_at)),
        ("Departments", _counts(content["departments"], "mode")),
        ("Servers", _counts(content["servers"], "verdict")),
        ("Evidence", _counts(content["evidence"], "state")),
        ("Restore", _counts(content["restores"], "stage")),
        ("Legal deadlines", _deadlines(content["deadlines"], made_at)),
    ]
    told = [f"- {what}: {words}" for what, words in lines if words]
    return "## In short\n\n" + "\n".join(told or ["Nothing is on the registers yet."]) + "\n"


def _counts(rows: Iterable[Row], field: str) -> str:
    counted = counts(rows, field)
    parts = ", ".join(f"{count} {cell(name)}" for name, count in counted.most_common())
    return f"{counted.total()}: {parts}" if counted else ""


def _tasks(rows: list[Row], made_at: datetime) -> str:
    finished = sum(row["status"] in FINISHED for row in rows)
    late = [row for row in rows if is_overdue(row, made_at)]
    critical = sum(row["critical"] for row in late)
    return (
        f"{finished} of {len(rows)} finished, {len(late)} overdue, {critical} of them critical (★)"
        if rows
        else ""
    )


def _deadlines(rows: list[Row], made_at: datetime) -> str:
    late = [
        row["id"]
        for row in rows
        if row["state"] == "running" and row["due_at"] and _is_past(row["due_at"], made_at)
    ]
    counts = _counts(rows, "state")
    return f"{counts}; past their time: {', '.join(late)}" if late else counts


def _is_past(moment: str, made_at: datetime) -> bool:
    return datetime.fromisoformat(moment) < made_at


def is_overdue(task: Row, made_at: datetime) -> bool:
    """Tell whether a task should have been finished before *made_at*."""
    if task["status"] in FINISHED or task["due_at"] is None:
        return False
    return _is_past(task["due_at"], made_at)
