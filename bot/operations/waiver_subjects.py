"""For what a rule can be waived: the name under which its guard looks for the waiver."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.departments import DEPARTMENT
from bot.domain.ending import RULE_OF, SUBJECT
from bot.domain.models import Incident
from bot.domain.register import Register
from bot.domain.restores import SYSTEM
from bot.domain.segments import SEGMENT
from bot.domain.servers import SERVER
from bot.errors import NotFound
from bot.language.catalogue import say
from bot.operations import register
from bot.operations.turn import Turn
from bot.storage import registers

# A rule that is not here is about the incident itself.
ABOUT: Mapping[int, tuple[Register, ...]] = MappingProxyType(
    {
        1: (SERVER,), 2: (SERVER,), 3: (SERVER, SYSTEM, SEGMENT), 4: (SERVER,), 5: (SERVER,),
        16: (SYSTEM,), 17: (SYSTEM,), 19: (DEPARTMENT,),
    }
)  # fmt: skip
# Rules by which the response as a whole is held back, whatever else they are about.
STAGES = frozenset(RULE_OF.values())


def is_about_incident(rule: int) -> bool:
    """Tell whether a rule is about the incident itself and no row of a register."""
    return rule not in ABOUT


def named(turn: Turn, incident: Incident, rule: int, typed: str) -> str:
    """Return the subject by the name that guards know, or raise NotFound with what is near.

    A waiver of anything else would be signed by two, and change nothing.
    """
    of = ABOUT.get(rule)
    if of is None:
        return _incident(incident, rule, typed)
    if rule in STAGES and _is_incident(incident, typed):
        return SUBJECT
    for each in of:
        row = registers.named(turn.session, each, incident.row, typed)
        if row is not None:
            return each.name(row)
    missing = register.found(turn, incident, of[0], typed)
    return of[0].name(missing)


def _is_incident(incident: Incident, typed: str) -> bool:
    return typed.strip().lower() in {SUBJECT, incident.ref.lower()}


def _incident(incident: Incident, rule: int, typed: str) -> str:
    if not _is_incident(incident, typed):
        raise NotFound(
            say("Rule {rule} is about the incident, not `{typed}`.", rule=rule, typed=typed[:60]),
            next_step=say("Type `/waiver ask {rule} incident <why>`.", rule=rule),
        )
    return SUBJECT
