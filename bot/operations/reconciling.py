"""The evening count: what two people found, compared with what is booked. Says nothing in Slack.

Nothing is corrected to fit: what differs is written down and opens a critical task.
"""

from collections.abc import Mapping, Sequence

from bot.domain import reconciling as rules
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Exhibit, Incident
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say
from bot.operations import evidence, register, task_moves
from bot.operations.turn import Turn
from bot.storage import registers

WAY = "`/evidence reconcile EXH-001..EXH-012 with @who`"


def reconcile(
    turn: Turn, incident: Incident, counted: Sequence[str], second: str, seals: Mapping[str, str]
) -> rules.Compared:
    """Compare what was counted on the shelf with the register; raise unless two people counted."""
    who = register.check_may_work(turn, incident, say("count the evidence"))
    if not second:
        raise Mistyped(say("Who counted with you?"), next_step=say("Type {way}", way=f"{WAY}."))
    if second == who.user_id:
        raise Refused(
            say("Evidence is counted by two people."), rule="two people",
            who=say("you and somebody else"), next_step=say("Type {way}", way=f"{WAY}."),
        )  # fmt: skip
    rows: list[Exhibit] = registers.rows(turn.session, EXHIBIT, incident.row)
    found = rules.compare(rows, counted, seals)
    told = rules.written(found)
    turn.record(
        incident, "exhibit.reconciled", subject=incident.ref, text=f"{told}; with <@{second}>",
        after="as booked" if found.agrees else "it differs",
    )  # fmt: skip
    by_name = {EXHIBIT.name(row): row for row in rows}
    for name, read in found.opened:
        put_on = by_name[name].seal_no or "none"
        why = f"seal {read} was read at the count, {put_on} was put on"
        evidence.break_(turn, incident, by_name[name], why)
    if found.missing or found.extra:
        _open_task(turn, incident, found)
    return found


def _open_task(turn: Turn, incident: Incident, found: rules.Compared) -> None:
    """Ask the forensics lead to find out, unless that was asked and is not done yet."""
    said = [f"missing {', '.join(found.missing[:8])}"] if found.missing else []
    extra = ", ".join(name for name, _ in found.extra[:8])
    said += [f"too many {extra}"] if extra else []
    title = f"The evidence store differs from the register: {'; '.join(said)}. Count again, touch "
    title = f"{title}nothing, find out what happened."
    subject = next(iter((*found.missing, *(name for name, where in found.extra if where))), "")
    task_moves.open_critical_once(
        turn, incident, title, role="forensics-lead",
        noun=EXHIBIT.noun if subject else "", subject=subject,
    )  # fmt: skip
