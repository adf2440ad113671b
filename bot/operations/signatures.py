"""Signing what needs two people: waivers, exceptions, statements. The rule is `domain.signing`."""

from collections.abc import Callable

from bot.domain.models import Incident, Signature
from bot.domain.signing import Pen, Wanted, is_complete, seat
from bot.errors import Refused
from bot.language.catalogue import kept
from bot.operations.people import standing
from bot.operations.turn import Turn
from bot.storage import roles, signatures


def sign(
    turn: Turn, incident: Incident, matter: str, wanted: Wanted, *, asker: str,
    what: Callable[[], str],
    reason: str = "",
) -> bool:  # fmt: skip
    """Sign *matter* in a role that counts; return whether it is complete now.

    A signature whose role was taken away before this one is void (rule 30). The caller holds the
    incident's lock and writes down what completion means. *what* says what is signed for.
    """
    valid = _valid(turn, incident, matter)
    who = standing(turn, incident)
    pen = Pen(
        what(), who.user_id, who.roles, asker, [(each.user_id, each.role) for each in valid],
        roles.holders(turn.session, incident),
    )  # fmt: skip
    role = seat(pen, wanted)
    turn.session.add(
        Signature(
            incident_id=incident.row, matter=matter, asker=asker, user_id=who.user_id, role=role,
            reason=reason, at=turn.now,
        )
    )  # fmt: skip
    turn.session.flush()
    turn.record(
        incident, "signed", subject=matter.partition(":")[2], text=kept(what), after=role,
        reason=reason or None,
    )  # fmt: skip
    return is_complete([*pen.signed, (who.user_id, role)], wanted)


def may_sign(turn: Turn, incident: Incident, matter: str, wanted: Wanted, *, asker: str) -> bool:
    """Tell whether the acting person could sign *matter* now, and it still needs that."""
    who, held = standing(turn, incident), roles.holders(turn.session, incident)
    signed = [
        (each.user_id, each.role)
        for each in signatures.agreed(turn.session, incident.row, matter)
        if each.user_id in held.get(each.role, ())
    ]
    if is_complete(signed, wanted):
        return False
    try:
        seat(Pen(matter, who.user_id, who.roles, asker, signed, held), wanted)
    except Refused:
        return False
    return True


def withdraw(turn: Turn, incident: Incident, matter: str) -> None:
    """Drop what was signed of a matter, when what it was signed for has changed.

    The timeline keeps who had signed. The caller holds the incident's lock.
    """
    for each in signatures.agreed(turn.session, incident.row, matter):
        turn.session.delete(each)
    turn.session.flush()


def _valid(turn: Turn, incident: Incident, matter: str) -> list[Signature]:
    """Return the signatures that still count; drop those of people who lost the role."""
    held = roles.holders(turn.session, incident)
    kept = []
    for each in signatures.agreed(turn.session, incident.row, matter):
        if each.user_id in held.get(each.role, ()):
            kept.append(each)
            continue
        turn.record(
            incident, "signature.void", subject=matter.partition(":")[2], text=each.role,
            before=each.user_id, reason="the role was taken away before the second signature",
        )  # fmt: skip
        turn.session.delete(each)
        turn.session.flush()
    return kept


def is_signed(turn: Turn, incident: Incident, matter: str, wanted: Wanted) -> bool:
    """Tell whether enough people signed a matter."""
    signed = signatures.agreed(turn.session, incident.row, matter)
    return is_complete([(each.user_id, each.role) for each in signed], wanted)


def is_begun(turn: Turn, incident: Incident, matter: str) -> bool:
    """Tell whether anybody has signed a matter."""
    return bool(signatures.agreed(turn.session, incident.row, matter))
