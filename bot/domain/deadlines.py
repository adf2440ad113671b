"""What may become of a legal deadline: states, the acts between them, and what guards each act.

Pure rules; refusals are worded here. Counting time is `bot.obligations.spans` and `alarms`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from bot.domain.words import DeadlineState as S
from bot.errors import Mistyped, Refused, together
from bot.language.catalogue import later, say
from bot.playbook.roles import say_role

LEGAL = frozenset({"legal-lead"})
LEGAL_OR_DPO = frozenset({"legal-lead", "dpo"})


class Act(StrEnum):
    """What people, and the clock (`start`), do with a deadline."""

    APPLIES = "applies"
    NOT_APPLICABLE = "na"
    START = "start"
    DRAFT = "draft"
    APPROVE = "approve"
    SEND_BACK = "sendback"
    MET = "met"
    ACKNOWLEDGE = "ack"
    FOLLOW_UP = "followup"
    CLOSE = "close"


# A report that was sent is recorded as sent, drafted and approved here or not: the bot sends
# nothing, and a record that lags behind the truth helps nobody. The entry says what was skipped.
STEPS: Mapping[S, Mapping[Act, S]] = MappingProxyType(
    {
        S.NOT_ASSESSED: {Act.APPLIES: S.ARMED, Act.NOT_APPLICABLE: S.NOT_APPLICABLE},
        S.NOT_APPLICABLE: {Act.APPLIES: S.ARMED},
        S.ARMED: {Act.START: S.RUNNING, Act.NOT_APPLICABLE: S.NOT_APPLICABLE},
        S.RUNNING: {
            Act.DRAFT: S.DRAFTING, Act.MET: S.SUBMITTED, Act.NOT_APPLICABLE: S.NOT_APPLICABLE,
        },
        S.DRAFTING: {
            Act.APPROVE: S.APPROVED, Act.MET: S.SUBMITTED, Act.NOT_APPLICABLE: S.NOT_APPLICABLE,
        },
        S.APPROVED: {
            Act.SEND_BACK: S.DRAFTING, Act.MET: S.SUBMITTED, Act.NOT_APPLICABLE: S.NOT_APPLICABLE,
        },
        S.SUBMITTED: {Act.ACKNOWLEDGE: S.ACKNOWLEDGED, Act.FOLLOW_UP: S.FOLLOWUP},
        S.ACKNOWLEDGED: {Act.FOLLOW_UP: S.FOLLOWUP, Act.CLOSE: S.CLOSED},
        # Here "not applicable" means that no further report is wanted: what was sent stays sent.
        S.FOLLOWUP: {Act.MET: S.SUBMITTED, Act.NOT_APPLICABLE: S.SUBMITTED},
        S.CLOSED: {},
    }
)  # fmt: skip

SAID: Mapping[S, str] = MappingProxyType(
    {state: state.value.replace("_", " ") for state in S} | {S.FOLLOWUP: "follow-up due"}
)

WAY_OUT: Mapping[S, str] = MappingProxyType(
    {
        S.NOT_ASSESSED: later(
            "Decide first: `/deadline applies {d}` or `/deadline na {d} <reason>`."
        ),
        S.NOT_APPLICABLE: later("If the facts changed: `/deadline applies {d} <reason>`."),
        S.ARMED: later("It waits for its event: `/deadline anchor {d} <time>` sets it going."),
        S.RUNNING: later(
            "`/deadline draft {d}` begins it, `/deadline met {d} <receipt no>` ends it."
        ),
        S.DRAFTING: later(
            "`/deadline approve {d}` signs it, `/deadline met {d} <receipt no>` ends it."
        ),
        S.APPROVED: later("`/deadline met {d} <receipt no>` when it is sent."),
        S.SUBMITTED: later("`/deadline ack {d}` when the receipt of it is confirmed."),
        S.ACKNOWLEDGED: later("`/deadline close {d}` ends it."),
        S.FOLLOWUP: later("`/deadline met {d} <receipt no>` when the further report is sent."),
        S.CLOSED: later("It ended; what comes now is a note: `/incident note <text>`."),
    }
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries what on which deadline, with everything that a guard may look at."""

    number: int
    state: S
    hard: bool
    user_id: str
    roles: frozenset[str] = frozenset()
    anchor_at: datetime | None = None
    late: bool = False
    approvers: tuple[str, ...] = ()
    drafted_by: str | None = None
    reason: str = ""
    receipt: str = ""
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How the deadline is called in a command."""
        return f"D{self.number}"


Guard = Callable[[Attempt], None]


def has_anchor(tried: Attempt) -> None:
    """Raise Refused unless the moment that it counts from has happened."""
    if tried.anchor_at is None:
        raise Refused(
            say("{name} does not run yet: what it counts from has not happened.", name=tried.name),
            rule="deadline states",
            next_step=say("`/deadline anchor {name} <time>` says when it did.", name=tried.name),
        )


def has_reason(tried: Attempt) -> None:
    """Raise Mistyped unless a reason was given."""
    if not tried.reason.strip():
        raise Mistyped(
            say("Why does {name} not apply? That needs a reason.", name=tried.name),
            next_step=say("Type `/deadline na {name} <why it does not>`.", name=tried.name),
            about="reason",
        )


def legal_decides(tried: Attempt) -> None:
    """Raise Refused unless legal lead or data protection officer says it of a hard one (22)."""
    if tried.hard and not tried.roles & LEGAL_OR_DPO:
        raise only(
            LEGAL_OR_DPO,
            say("mark {name} as not applicable: a law sets it", name=tried.name),
            tried.holders,
        )


def is_approver(tried: Attempt) -> None:
    """Raise Refused unless there is a draft, and the person may sign it and did not write it."""
    if tried.drafted_by is None:
        raise Refused(
            say(
                "Nobody has written the report of {name} yet: it was only looked at.",
                name=tried.name,
            ),
            rule="two persons",
            next_step=say(
                "Its owner types `/deadline draft {name}`, then it can be approved.",
                name=tried.name,
            ),
        )
    if tried.user_id == tried.drafted_by:
        raise Refused(
            say(
                "You began the draft of {name} yourself, so somebody else must approve it.",
                name=tried.name,
            ),
            rule="two persons",
            next_step=say("`/deadline show {name}` names who can.", name=tried.name),
        )
    if tried.approvers and not tried.roles & set(tried.approvers):
        approvers = frozenset(tried.approvers)
        raise only(approvers, say("approve {name}", name=tried.name), tried.holders, "two persons")


def has_receipt(tried: Attempt) -> None:
    """Raise Mistyped unless a receipt number or a sent copy is named (rule 23)."""
    if not tried.receipt.strip():
        raise Mistyped(
            say(
                "{name} is met when there is proof: a receipt number, or where the copy is.",
                name=tried.name,
            ),
            next_step=say(
                "Type `/deadline met {name} <receipt no>`, or the mail's subject.", name=tried.name
            ),
            about="receipt",
        )


def has_late_reason(tried: Attempt) -> None:
    """Raise Mistyped when it comes late and nobody says why (rule 23)."""
    if tried.late and not tried.reason.strip():
        raise Mistyped(
            say("{name} is sent late, and a late report needs its reason.", name=tried.name),
            next_step=say(
                "Type `/deadline met {name} <receipt no> late: <reason>`.", name=tried.name
            ),
            about="reason",
        )


GUARDS: Mapping[Act, tuple[Guard, ...]] = MappingProxyType(
    {
        Act.START: (has_anchor,),
        Act.NOT_APPLICABLE: (has_reason, legal_decides),
        Act.APPROVE: (is_approver,),
        Act.MET: (has_receipt, has_late_reason),
    }
)


def step(act: Act, tried: Attempt) -> S:
    """Return the state that the act leads to, or raise Refused or Mistyped with the way out."""
    wanted = STEPS[tried.state].get(act)
    if wanted is None:
        raise Refused(
            say(
                "{name} is {state}; `{act}` does not go from there.",
                name=tried.name,
                state=say(SAID[tried.state]),
                act=act,
            ),
            rule="deadline states",
            next_step=say(WAY_OUT[tried.state], d=tried.name),
        )
    together(*(partial(guard, tried) for guard in GUARDS.get(act, ())))
    return wanted


def only(
    roles: frozenset[str],
    what: str,
    holders: Mapping[str, tuple[str, ...]],
    rule: str = "22, legal",
) -> Refused:
    """Return the refusal that names who alone may do something, and who holds those roles."""
    named = sorted(roles)
    people = [f"<@{user}>" for role in named for user in holders.get(role, ())]
    who = ", ".join(dict.fromkeys(people))
    vacant = say("nobody holds that role: `/incident role {role} @who`", role=named[-1])
    titles = f" {say('or')} ".join(say_role(each) for each in named)
    return Refused(
        say(
            "Only {named} may {what} ({who}).",
            named=titles,
            what=what,
            who=who or vacant,
        ),
        rule=rule,
        who=who or titles,
        next_step=say("Ask {who}.", who=who) if who else say("The commander gives the role."),
    )
