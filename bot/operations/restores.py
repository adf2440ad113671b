"""What people do with systems under restore: one rung at a time. Says nothing in Slack.

Pairs are read by `restore_fields`; what the guards ask is looked up in `restore_facts`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain import restore_anew as anew
from bot.domain import restores as rules
from bot.domain.lengths import within
from bot.domain.models import Incident, System
from bot.domain.restore_guards import check_clearable
from bot.domain.restore_path import check_dropped, check_no_circle, names
from bot.domain.restores import INTERFACE, SYSTEM, register_of
from bot.domain.signing import Wanted
from bot.errors import Mistyped, Refused
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import each, etas, register, restore_facts, signatures
from bot.operations.restore_facts import matter
from bot.operations.restore_fields import KEYS, read_columns
from bot.operations.turn import Turn
from bot.storage import registers
from bot.storage.signatures import waived


def add(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> System:
    """Put a system or interface on the ladder."""
    register.check_may_work(turn, incident, say("add a system"))
    words = " ".join(name.split())
    if not words or len(words) > 96:  # noqa: PLR2004 - the column's length.
        raise Mistyped(
            say("Which system?"),
            next_step=say("Type `/restore add e-Hospital tier=1 after=identity`."),
        )
    if registers.named(turn.session, SYSTEM, incident.row, words) is not None:
        raise Refused(
            say("`{words}` is on the ladder already.", words=words), rule="one row for a system",
            next_step=say("`/restore show {words}` shows it.", words=words),
        )  # fmt: skip
    row: System
    fields = {"name": words, **_columns(turn, incident, None, pairs)}
    kind = INTERFACE if fields.get("kind") == "interface" else SYSTEM
    [row] = register.add(turn, incident, kind, [fields])
    return row


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> System:
    """Bring a system to a stage; *text* holds `key=value` pairs and a reason."""
    row: System
    row, _ = register.begin(turn, incident, SYSTEM, name, "restore")
    read = lines.options(text, keys=KEYS)
    _write(turn, incident, row, verb, read.pairs, read.rest)
    if row.blocked_reason and verb not in {"rolled_back", "backup_selected"}:
        raise Refused(
            say(
                "{name} is blocked: {blocked_reason}.",
                name=SYSTEM.name(row),
                blocked_reason=row.blocked_reason,
            ),
            rule="restore, blocked",
            who=f"<@{row.blocked_by}>",
            next_step=f"`/restore unblock {row.name}`.",
        )
    tried = restore_facts.attempt(turn, incident, row, read)
    register.transition(turn, incident, register_of(row), row, verb, tried)
    _settle(turn, row, verb)
    if verb in anew.UNCLEARS:
        signatures.withdraw(turn, incident, matter(row))
    return row


def _write(
    turn: Turn, incident: Incident, row: System, verb: str, pairs: Mapping[str, str], reason: str
) -> None:
    """Write what is said of a system; what a verb makes doubtful is emptied."""
    said = _columns(turn, incident, row, pairs)
    if "after" in said:
        _check_dropped(turn, incident, row, said["after"], reason)
    anew.check_copy(row.name, row, verb, said)
    wanted = {**anew.forgotten(row, verb, said), **said}
    changed = {column: value for column, value in wanted.items() if getattr(row, column) != value}
    if changed:
        register.correct(turn, incident, SYSTEM, row, changed, reason if "after" in changed else "")


def _check_dropped(turn: Turn, incident: Incident, row: System, after: str, reason: str) -> None:
    kept, name = names(after), SYSTEM.name(row)
    dropped = [each for each in names(row.after) if each not in kept]
    left = [registers.named(turn.session, SYSTEM, incident.row, each) for each in dropped]
    known = [each for each in left if each is not None]
    set_aside = waived(turn.session, incident.row, name, now=turn.now) if known else ()
    check_dropped(row, name, known, reason, set_aside)


def _columns(
    turn: Turn, incident: Incident, row: System | None, pairs: Mapping[str, str]
) -> dict[str, Any]:
    """Return the columns that pairs mean; what a system waits for is on the ladder already."""
    found = read_columns(turn, pairs)
    if not found.get("after"):
        return found
    before: list[System] = [
        register.found(turn, incident, SYSTEM, name) for name in names(found["after"])
    ]
    found["after"] = ",".join(each.name for each in before)
    if row is not None:
        every = registers.rows(turn.session, SYSTEM, incident.row)
        check_no_circle({each.name: names(each.after) for each in every}, row.name, before)
    return found


def _settle(turn: Turn, row: System, verb: str) -> None:
    """Keep when data and when service came back: two different moments."""
    if verb == "integrity_checked":
        row.data_restored_at = row.data_restored_at or turn.now
    elif verb == "pilot":
        row.pilot_at = turn.now
    elif verb == "live":
        row.service_restored_at = turn.now
    elif verb == "rolled_back":
        row.pilot_at = row.service_restored_at = None
    turn.session.add(row)
    turn.session.flush()


def clear(turn: Turn, incident: Incident, name: str) -> tuple[System, bool]:
    """Sign that scan and secrets of a system are in order; return whether both have."""
    row: System
    row, _ = register.begin(turn, incident, SYSTEM, name, "clear")
    check_clearable(SYSTEM.name(row), row.stage)
    wanted: Wanted = rules.CLEARED_BY
    complete = signatures.sign(
        turn,
        incident,
        matter(row),
        wanted,
        asker="",
        what=lambda: say("{name} is clean", name=SYSTEM.name(row)),
    )
    return row, complete


def sign(turn: Turn, incident: Incident, name: str) -> System:
    """Sign, as the clinical owner, that a system may be piloted."""
    row: System
    row, who = register.begin(turn, incident, SYSTEM, name, "sign for")
    if who.user_id != row.owner and "clinical-lead" not in who.roles:
        whose = f"<@{row.owner}>" if row.owner else say("nobody: `owner=@who` names one")
        raise Refused(
            say(
                "The clinical owner of {name} signs ({whose}), or the clinical lead.",
                name=row.name,
                whose=whose,
            ),
            rule="16, pilot",
            who=whose,
            next_step=say("Ask them."),
        )
    row.clinical_sign = who.user_id
    turn.session.add(row)
    turn.session.flush()
    turn.record(incident, "system.signed", subject=SYSTEM.name(row), text=row.name)
    return row


def change(
    turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str], reason: str = ""
) -> System:
    """Correct what is said of a system; *reason* says why it no longer waits for another."""
    row: System
    row, _ = register.begin(turn, incident, SYSTEM, name, "correct")
    if not pairs.keys() - {"newbackup"}:
        raise Mistyped(
            say("What is to be changed?"), next_step=say("Type `/restore set LIS owner=@who`.")
        )
    _write(turn, incident, row, "set", pairs, reason)
    each.appear(turn, incident, register_of(row), [row])
    return row


def block(turn: Turn, incident: Incident, name: str, reason: str) -> System:
    """Say that a system cannot go on, and why; without a reason it can go on again."""
    row: System
    row, who = register.begin(turn, incident, SYSTEM, name, "block")
    why = within("reason", reason.strip(), 500)
    before, row.blocked_reason = row.blocked_reason, why
    row.blocked_by = who.user_id if why else None
    row.blocked_since = turn.now if why else None
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, "system.blocked" if why else "system.unblocked", subject=SYSTEM.name(row),
        text=row.name, before=before or None, after=why or None, reason=why or None,
    )  # fmt: skip
    each.appear(turn, incident, register_of(row), [row])
    return row


def promise(
    turn: Turn, incident: Incident, name: str, at: datetime, basis: str
) -> tuple[System, datetime | None]:
    """Say when a system is expected back; earlier promises are kept beside it."""
    row: System
    row, _ = register.begin(turn, incident, SYSTEM, name, "promise")
    _, before = etas.promise(turn, incident, row.name, at, basis)
    row.eta_at = at
    turn.session.add(row)
    turn.session.flush()
    return row, before.at if before else None
