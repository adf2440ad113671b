"""How the text of a running playbook is read where rules that came later refuse a part of it.

What is not understood falls back to what a plain task is, but never to less of a guard: proof,
approval and rule. Reading itself is `parse`; who is told is not known here.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.playbook import limits
from bot.playbook.findings import Finding
from bot.playbook.gates import GATES
from bot.playbook.markdown import split_lines
from bot.playbook.model import ANY_ROLE, Playbook, Step
from bot.playbook.roles import ROLES
from bot.playbook.selectors import readable_part
from bot.playbook.values import SLUG

# Two other people sign where it is not understood who should.
SIGNATURES = 2

# What is taken of a value that is refused, where that is not nothing. Tasks are known by their ids,
# so an id stays as it was written; of rows rather too many are meant than too few.
READ_ANYWAY: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "#": lambda text: text[: limits.NAME],
        "after": lambda text: tuple(dict.fromkeys(text.split(","))),
        "each": readable_part,
        "approve": lambda text: tuple(dict.fromkeys(text.split("+")))[:SIGNATURES],
        "gate": lambda text: ",".join(dict.fromkeys(text.split(","))),
        "critical": lambda _: True,
    }
)

_ELSEWHERE = re.compile(rf"{SLUG.pattern}/{SLUG.pattern}")
_GUARD = re.compile(r"(?<![\w-])(?:proof|approve|gate)\s*=")
_WRONG_GUARD = frozenset({"P317", "P318", "P319", "P406"})
# Here a guard may have been lost without being named: the line is asked for one.
_WRONG_LIST = frozenset({"P302", "P303", "P304"})
_WRONG_DUE = frozenset({"P312", "P403"})


def mended(playbook: Playbook, refused: Iterable[Finding]) -> Playbook:
    """Return the playbook without what does not fit, each guard that was lost made harder."""
    codes: dict[int, set[str]] = defaultdict(set)
    for each in refused:
        codes[each.line].add(each.code)
    lines = split_lines(playbook.source)
    ids = {step.ref for step in playbook.steps}
    roles = {*ROLES, *(role.slug for role in playbook.roles)}
    return replace(
        playbook,
        steps=tuple(
            _guarded(_fitting(step, wrong, ids), wrong, lines[step.line - 1], roles)
            if (wrong := codes.get(step.line))
            else step
            for step in playbook.steps
        ),
    )


def _fitting(step: Step, wrong: Collection[str], ids: Collection[str]) -> Step:
    """Return the step without what names nothing, or has no place in it."""
    after = tuple(ref for ref in step.after if ref in ids or _ELSEWHERE.fullmatch(ref))
    start = step.due.step if step.due else None
    homeless = start is not None and "/" not in start and start not in ids
    return replace(
        step,
        after=after,
        due=None if homeless or _WRONG_DUE & {*wrong} else step.due,
        sets=None if "P407" in wrong else step.sets,
    )


def _guarded(step: Step, wrong: Collection[str], line: str, roles: Collection[str]) -> Step:
    """Return the step with harder guards where one of them is not understood.

    It then asks for words, and for the signatures of two others: of the roles that are
    understood, else of anybody.
    """
    signers = tuple(role for role in step.approve if role in roles and role != step.role)
    lost = _WRONG_GUARD & {*wrong} or (_WRONG_LIST & {*wrong} and _GUARD.search(line))
    if lost or len(signers) < len([role for role in step.approve if role != ANY_ROLE]):
        step = replace(
            step,
            proof="text" if step.proof == "none" else step.proof,
            approve=(*signers, *(ANY_ROLE,) * (SIGNATURES - len(signers))),
            approve_when=(),
        )
    # Without a proof in whose words to look, they sign whatever it says.
    words = step.approve_when if step.approve and step.proof != "none" else ()
    known = [gate for gate in step.gates if gate in GATES]
    return replace(step, approve_when=words, gate=",".join(known) or None)
