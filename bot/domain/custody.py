"""How an exhibit changes hands: offered, released, received, disputed (rules 11 to 13). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.domain.models import Transfer
from bot.domain.receipt import Left, is_digest
from bot.domain.register import Machine, Register, Step
from bot.errors import Mistyped, Refused, together
from bot.language.catalogue import later, say, say_many

OPEN: Final = frozenset({"offered", "in_transit", "disputed"})
KEEPER: Final = "evidence-custodian"
OVERDUE_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a transfer, with everything that a guard may look at."""

    name: str
    state: str
    row: Transfer
    reason: str = ""
    user_id: str = ""
    witness: str = ""
    paper: str = ""
    seals: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    excepted: bool = False
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """Who would hand what to whom."""

    user_id: str
    to_user: str | None
    custodians: Mapping[str, str]
    open_transfers: Mapping[str, str]
    purpose: str


def check_offer(offer: Offer) -> None:
    """Raise unless the custodian of every exhibit hands it to somebody else, once (rule 11)."""
    for name, custodian in offer.custodians.items():
        if custodian != offer.user_id:
            raise Refused(
                say(
                    "{name} is in the custody of {holder}, so only they hand it over.",
                    name=name,
                    holder=_holder(custodian),
                ),
                rule="11, custody",
                who=_holder(custodian),
                next_step=say("Ask {who}.", who=_holder(custodian)),
            )
        if name in offer.open_transfers:
            raise Refused(
                say(
                    "{name} is being handed over already: {transfer}.",
                    name=name,
                    transfer=offer.open_transfers[name],
                ),
                rule="11, custody",
                who=say("whoever receives it"),
                next_step=say(
                    "`/evidence receive {transfer} seal=…`, or `/evidence cancel "
                    "{transfer} <why>`.",
                    transfer=offer.open_transfers[name],
                ),
            )
    if offer.to_user == offer.user_id:
        raise Refused(
            say("Nobody hands something over to themselves."), rule="11, custody",
            who=say("somebody else"), next_step=say("Name the receiver: `to @who`."),
        )  # fmt: skip
    if not offer.purpose.strip():
        raise Mistyped(
            say("For what purpose?"),
            next_step=say("Put it behind: `… to @who purpose examination at CFSL`."),
        )


def _holder(custodian: str) -> str:
    return f"<@{custodian}>" if custodian[:1] in "UW" and custodian.isalnum() else custodian


def is_the_receiver(tried: Attempt) -> None:
    """Raise Refused unless the receiver receives; one from outside signs on paper (13)."""
    row = tried.row
    if not row.external and tried.user_id != row.to_user:
        raise Refused(
            say(
                "{name} is for <@{to_user}>, who receives it.", name=tried.name, to_user=row.to_user
            ),
            rule="11, custody",
            who=f"<@{row.to_user}>",
            next_step=say("Ask {who}.", who=f"<@{row.to_user}>"),
        )
    if row.external:
        _is_on_paper(tried)


def _is_on_paper(tried: Attempt) -> None:
    row = tried.row
    way = f"`/evidence receive {tried.name} seal=… paper=<link to the signed slip> witness=@who`."
    if tried.user_id != row.from_user:
        raise Refused(
            say(
                "{to_name} has no account, so <@{from_user}>, who hands it over, records it.",
                to_name=row.to_name,
                from_user=row.from_user,
            ),
            rule="13, outside receiver",
            who=f"<@{row.from_user}>",
            next_step=say("They type {way}", way=way),
        )
    together(lambda: _has_paper(tried, way), lambda: _has_witness(tried, way))


def _has_paper(tried: Attempt, way: str) -> None:
    row = tried.row
    if not tried.paper:
        raise Refused(
            say("{to_name} signs on paper, and the paper is kept.", to_name=row.to_name),
            rule="13, outside receiver", who=row.to_name, next_step=say("Type {way}", way=way),
            about="paper",
        )  # fmt: skip


def _has_witness(tried: Attempt, way: str) -> None:
    if not tried.witness or tried.witness == tried.user_id:
        raise Refused(
            say("A second person of the hospital witnesses it."),
            rule="13, outside receiver",
            who=say("another responder"),
            next_step=say("Type {way}", way=way),
            about="witness",
        )


def reads_every_seal(tried: Attempt) -> None:
    """Raise Mistyped unless every seal number and every digest was read (rule 12)."""
    together(lambda: _reads_seals(tried), lambda: _reads_digests(tried))


def _named(tried: Attempt) -> str:
    return ", ".join(each.name for each in tried.left)


def _reading(tried: Attempt) -> str:
    """Return the line that takes it over, with as many seals and digests as are read."""
    return say(
        "Read in this order, {names}: `/evidence receive {name} seal={seals} sha256={digests}`.",
        names=_named(tried),
        name=tried.name,
        seals=",".join(f"S-{number}" for number in range(1, len(tried.left) + 1)),
        digests=",".join("…" for each in tried.left if each.sha256) or "…",
    )


def _reads_seals(tried: Attempt) -> None:
    if len(tried.seals) != len(tried.left):
        raise Mistyped(
            say_many(
                "{name} moves {count} exhibit; seals that were read: {seals}.",
                "{name} moves {count} exhibits; seals that were read: {seals}.",
                len(tried.left),
                name=tried.name,
                seals=len(tried.seals),
            ),
            next_step=_reading(tried),
            about="seal",
        )


def _reads_digests(tried: Attempt) -> None:
    digital = sum(bool(each.sha256) for each in tried.left)
    if len(tried.digests) != digital or not all(map(is_digest, tried.digests)):
        raise Mistyped(
            say_many(
                "{name} moves {count} digital exhibit; its SHA-256 is read, of eight digits or "
                "more.",
                "{name} moves {count} digital exhibits; a SHA-256 is read for each, of eight "
                "digits or more.",
                digital,
                name=tried.name,
            ),
            next_step=_reading(tried),
            about="sha256",
        )


def is_the_giver(tried: Attempt) -> None:
    """Raise Refused unless whoever offered it takes it back."""
    if tried.user_id != tried.row.from_user:
        raise Refused(
            say(
                "{name} was offered by <@{from_user}>.",
                name=tried.name,
                from_user=tried.row.from_user,
            ),
            rule="11, custody",
            who=f"<@{tried.row.from_user}>",
            next_step=say("Ask {who}.", who=f"<@{tried.row.from_user}>"),
        )


def is_excepted(tried: Attempt) -> None:
    """Raise Refused unless two people signed what was found (rule 12)."""
    if not tried.excepted:
        raise Refused(
            say(
                "{name} is disputed; two people sign what was found before it counts.",
                name=tried.name,
            ),
            rule="12, receipt",
            who=say("two people in two roles"),
            next_step=say("Both type `/evidence except {name} <what was found>`.", name=tried.name),
        )


def is_the_taker(tried: Attempt) -> None:
    """Raise Refused unless the receiver takes it, or who hands it to somebody from outside."""
    _decides(tried, tried.row.to_user or tried.row.from_user)


def is_a_side(tried: Attempt) -> None:
    """Raise Refused unless giver or receiver says what became of it."""
    _decides(tried, tried.row.from_user, tried.row.to_user or "")


def _decides(tried: Attempt, *sides: str) -> None:
    if tried.user_id in sides or KEEPER in tried.roles:
        return
    who = ", ".join(f"<@{user}>" for user in sides if user)
    raise Refused(
        say("What becomes of {name} says {who}, or the evidence custodian.",
            name=tried.name, who=who),
        rule="12, receipt", who=who, next_step=say("Ask {who}.", who=who),
    )  # fmt: skip


MACHINE = Machine(
    (
        Step(
            "receive",
            frozenset({"offered", "in_transit"}),
            "received",
            (is_the_receiver, reads_every_seal),
        ),
        Step("send", frozenset({"offered"}), "in_transit", (is_the_giver,)),
        Step("cancel", frozenset({"offered"}), "cancelled", (is_the_giver,), later("Cancelling")),
        Step("dispute", frozenset({"received"}), "disputed"),
        Step("lost", frozenset({"in_transit"}), "lost", (is_a_side,), later("A loss")),
        Step("accept", frozenset({"disputed"}), "received", (is_the_taker, is_excepted)),
        Step("return", frozenset({"disputed"}), "returned", (is_a_side,), later("Sending back")),
    ),
    said=MappingProxyType({"in_transit": "in transit"}),
    way_out=MappingProxyType(
        {
            "received": later("It is done; the next hand-over is a new offer."),
            "disputed": later(
                "`/evidence except {d} <what was found>` by two people, then `/evidence accept "
                "{d}`; or `/evidence return {d} <why>`."
            ),
        }
    ),
)


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a transfer."""
    return {
        "from": row.from_user,
        "to": row.to_name or row.to_user or "",
        "purpose": row.purpose,
        "state": row.state,
        "exhibits": "",
    }


TRANSFER = Register(
    noun="transfer", command="evidence", prefix="TRF", table=Transfer, column="state",
    key="purpose", machine=MACHINE, shows=shows, titled=lambda row: row.label,
)  # fmt: skip
