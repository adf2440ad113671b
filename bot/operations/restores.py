"""What people do with systems under restore: one rung at a time. Says nothing in Slack."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain import restores as rules
from bot.domain.models import Incident, Server, System
from bot.domain.restore_guards import Attempt
from bot.domain.restore_path import names
from bot.domain.restores import INTERFACE, SYSTEM, register_of
from bot.domain.servers import SERVER
from bot.domain.signing import Wanted
from bot.errors import Mistyped, Refused
from bot.grammar import lines, times
from bot.language.catalogue import later, say
from bot.operations import each, etas, register, signatures
from bot.operations.people import person_named
from bot.operations.turn import Turn
from bot.storage import registers, segments
from bot.storage.signatures import waived

TEXTS: Mapping[str, tuple[str, int]] = {
    "backup": ("backup_id", 128), "location": ("backup_location", 500),
    "hash": ("backup_sha256", 64), "scan": ("backup_scan", 500), "test": ("test_restore", 500),
    "rows": ("row_counts", 1000), "recon": ("reconciliation", 500),
    "failing": ("failing_check", 500), "rollback": ("rollback_point", 500),
    "targets": ("targets", 500), "block": ("block", 64), "department": ("department", 64),
    "vendor": ("vendor", 128), "after": ("after", 500),
}  # fmt: skip
MOMENTS: Mapping[str, str] = {
    "taken": "backup_taken_at", "last": "last_transaction_at", "gapfrom": "gap_from",
    "gapto": "gap_to",
}  # fmt: skip
PEOPLE: Mapping[str, str] = {"superuser": "superuser", "owner": "owner", "lead": "tech_lead"}
KEYS = frozenset({*TEXTS, *MOMENTS, *PEOPLE, "tier", "kind", "newbackup"})
MOST_TIERS = 5
NONE = frozenset({"none", "no", "-"})


def read_columns(turn: Turn, pairs: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that `key=value` pairs mean, or raise Mistyped."""
    found: dict[str, Any] = {}
    for key, value in pairs.items():
        if key in TEXTS:
            column, longest = TEXTS[key]
            if len(value) > longest:
                raise Mistyped(
                    say(
                        "`{key}` has {value} characters; {longest} are the most.",
                        key=key,
                        value=len(value),
                        longest=longest,
                    ),
                    next_step=say("Say it shorter; the rest goes into `/incident note <text>`."),
                )
            found[column] = "" if value.strip().lower() in NONE else value.strip()
        elif key in MOMENTS:
            found[MOMENTS[key]] = _moment(turn, value)
        elif key in PEOPLE:
            found[PEOPLE[key]] = _person(turn, value)
    if "tier" in pairs:
        found["tier"] = _tier(pairs["tier"])
    if "kind" in pairs:
        found["kind"] = "interface" if pairs["kind"].lower().startswith("i") else "system"
    return found


def _moment(turn: Turn, typed: str) -> datetime:
    return times.moment(typed, now=turn.now, zone=turn.house.zone, direction="past").at


def _person(turn: Turn, typed: str) -> str:
    from bot.grammar import refs

    ref = refs.user(typed)
    return ref.user_id or person_named(turn.session, ref.name or "")


def _tier(typed: str) -> int:
    word = typed.strip().upper().removeprefix("T")
    if word.isascii() and word.isdecimal() and int(word) <= MOST_TIERS:
        return int(word)
    raise Mistyped(
        say("A tier is 0 to {most_tiers}.", most_tiers=MOST_TIERS),
        next_step=say("0 is the network core, 5 research."),
    )


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
    fields = {"name": words, **read_columns(turn, pairs)}
    kind = INTERFACE if fields.get("kind") == "interface" else SYSTEM
    [row] = register.add(turn, incident, kind, [fields])
    return row


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> System:
    """Bring a system to a stage; *text* holds `key=value` pairs and a reason."""
    row: System
    row, _ = register.begin(turn, incident, SYSTEM, name, "restore")
    read = lines.options(text, keys=KEYS)
    for column, value in read_columns(turn, read.pairs).items():
        setattr(row, column, value)
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
    tried = _attempt(turn, incident, row, read)
    register.transition(turn, incident, register_of(row), row, verb, tried)
    _settle(turn, row, verb)
    return row


def _attempt(turn: Turn, incident: Incident, row: System, read: lines.Options) -> Attempt:
    name = SYSTEM.name(row)
    return Attempt(
        name=name, state=row.stage, row=row, now=turn.now, reason=read.rest,
        attacker_at=incident.occurred_at or incident.noticed_at,
        behind=tuple(_behind(turn, incident, row)), off=tuple(_off(turn, incident, row)),
        cleared=signatures.is_signed(turn, incident, matter(row), rules.CLEARED_BY),
        waived=waived(turn.session, incident.row, name, now=turn.now),
        given=read.pairs,
    )  # fmt: skip


def _behind(turn: Turn, incident: Incident, row: System) -> list[tuple[str, str]]:
    """Return what the system depends on that is not security-cleared."""
    found = []
    for name in names(row.after):
        other = registers.named(turn.session, SYSTEM, incident.row, name)
        if other is None:
            found.append((name, later("not registered")))
        elif not rules.is_cleared(other.stage):
            found.append((other.name, other.stage))
    return found


def _off(turn: Turn, incident: Incident, row: System) -> list[str]:
    """Return why a system's servers may not be connected yet (rule 3)."""
    found = []
    for name in names(row.targets):
        server = registers.named(turn.session, SERVER, incident.row, name)
        if server is None:
            found.append(say("{name} is not registered", name=name))
            continue
        found += _why_off(turn, incident, server)
    return found


def _why_off(turn: Turn, incident: Incident, server: Server) -> list[str]:
    name = SERVER.name(server)
    if server.state not in {"in_service", "verified", "reconnected"}:
        state = say(SERVER.machine.word(server.state))
        return [say("{name} is {stage}", name=name, stage=state)]
    if segments.is_open(turn.session, incident.row, server.segment):
        return []
    segment = server.segment or say("no segment")
    done, total = segments.verified(turn.session, incident.row, server.segment)
    if not total:
        return [say("{name} stands in {segment}, which is not open", name=name, segment=segment)]
    return [
        say(
            "{name} stands in {segment}, which is not open ({done} of {total} endpoints verified)",
            name=name, segment=segment, done=done, total=total,
        )
    ]  # fmt: skip


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


def matter(row: System) -> str:
    """Return the name under which a system is security-cleared."""
    return f"clear:{SYSTEM.name(row)}"


def clear(turn: Turn, incident: Incident, name: str) -> tuple[System, bool]:
    """Sign that scan and secrets of a system are in order; return whether both have."""
    row: System
    row, _ = register.begin(turn, incident, SYSTEM, name, "clear")
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


def change(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> System:
    """Correct what is said of a system."""
    row: System
    row, _ = register.begin(turn, incident, SYSTEM, name, "correct")
    read = read_columns(turn, pairs)
    if not read:
        raise Mistyped(
            say("What is to be changed?"), next_step=say("Type `/restore set LIS owner=@who`.")
        )
    register.correct(turn, incident, SYSTEM, row, read)
    each.appear(turn, incident, register_of(row), [row])
    return row


def block(turn: Turn, incident: Incident, name: str, reason: str) -> System:
    """Say that a system cannot go on, and why; without a reason it can go on again."""
    row: System
    row, who = register.begin(turn, incident, SYSTEM, name, "block")
    why = reason.strip()[:500]
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
