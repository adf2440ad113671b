"""The paper of evidence: its register, chains of custody to sign on, cards for the racks. Pure.

Everything is given as words; whose register it is and how it is read is `reading`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.paper.model import (
    Card,
    Code,
    Document,
    Fields,
    Grid,
    Heading,
    NewPage,
    Part,
    Points,
    Words,
)

CHAIN_HEADS: Final = (
    "No.", "Released by: name, designation, ID, signature",
    "Received by: name, designation, ID, signature", "Seal read, condition", "Purpose, place",
    "Date, time",
)  # fmt: skip
CHAIN_WIDTHS: Final = (7, 23, 23, 18, 20, 13)
LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Moved:
    """One change of custody that the register has."""

    name: str
    giver: str
    receiver: str
    seal: str
    purpose: str
    at: str


@dataclass(frozen=True, slots=True)
class Item:
    """An exhibit as it is printed; `facts` are its fields, an empty one is left to a pen."""

    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    digests: tuple[tuple[str, str], ...]
    seal: tuple[tuple[str, str], ...]
    custodian: str
    state: str
    broken: str = ""
    moves: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """A server that nobody but forensics may touch, for the card on its rack."""

    name: str
    hostname: str
    state: str
    since: str
    verdict: str
    place: str
    exhibits: str
    custodian: str


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that is printed about the evidence of one incident."""

    ref: str
    foot: str
    head: tuple[tuple[str, str], ...]
    items: tuple[Item, ...] = ()
    machines: tuple[Machine, ...] = ()


def document(register: Register) -> Document:
    """Return the register, a form for each exhibit, two empty custody slips, the rack cards."""
    parts = [*_list(register)]
    for item in register.items:
        parts += _form(register.ref, item)
    parts += _slips(register.ref)
    parts += _cards(register)
    return Document(f"Evidence of {register.ref}", register.foot, tuple(parts))


def _list(register: Register) -> Iterator[Part]:
    yield Fields(register.head)
    yield Words(
        "Whoever hands over and whoever receives read the seal numbers aloud from the parcel, not "
        "from this sheet. A seal or digest that differs is written down as it is, and the parcel "
        "stays where it is until the custodian has decided. Nothing on these sheets is erased: "
        "strike it through once, sign, date.", strong=True,
    )  # fmt: skip
    yield Heading("Register")
    yield Grid(
        ("No.", "What", "State", "Seal", "With whom", "SHA-256, first and last 8"),
        (10, 24, 13, 14, 20, 20),
        tuple(
            (each.name, each.kind, each.state, dict(each.seal).get("Seal no.", ""),
             each.custodian, _short(dict(each.digests).get("SHA-256", "")))
            for each in register.items
        ), blank=3,
    )  # fmt: skip
    yield Fields((("Checked against the store by (name, date, time)", ""), ("Signature", "")))


def _short(digest: str) -> str:
    return f"{digest[:8]} … {digest[-8:]}" if digest else ""


def _form(ref: str, item: Item) -> Iterator[Part]:
    yield NewPage()
    yield Heading(f"{item.name}: chain of custody", level=1)
    if item.broken:
        yield Words(f"The chain is broken: {item.broken}", strong=True)
    yield Fields(
        (("Incident", ref), ("Type", item.kind), ("State", item.state),
         ("With whom now", item.custodian), *item.facts), columns=3,
    )  # fmt: skip
    yield Heading("Digests", level=3)
    yield Fields(item.digests, columns=1)
    yield Heading("Seal", level=3)
    yield Fields(
        (*item.seal, ("Signature: sealed by", ""),
         ("Signature: first witness", ""), ("Signature: second witness", "")), columns=3,
    )  # fmt: skip
    yield Heading("Who had it", level=3)
    yield Grid(
        CHAIN_HEADS, CHAIN_WIDTHS,
        tuple((each.name, each.giver, each.receiver, each.seal, each.purpose, each.at)
              for each in item.moves), blank=LINES, row_mm=19,
    )  # fmt: skip


def _slips(ref: str) -> Iterator[Part]:
    yield NewPage()
    yield Heading("Custody slip, two copies")
    for copy in ("one for who gives", "one for who receives"):
        yield Card(
            f"Custody slip: {copy}",
            (
                Fields((
                    ("Incident", ref), ("Transfer no.", ""), ("Exhibits or parcels, numbers", ""),
                    ("Seal numbers", ""), ("From: name, designation, ID", ""),
                    ("To: name, designation, ID", ""), ("Purpose", ""), ("Place", ""),
                    ("Date, time, zone", ""), ("Condition of seals and parcels", ""),
                    ("SHA-256, first and last 8", ""), ("Courier certificate", ""),
                )),
                Points(("Seal numbers read aloud by both, and equal",
                        "No parcel was opened"), ticks=True),
                Fields((("Signature: from", ""), ("Signature: to", ""), ("Signature: witness", "")),
                       columns=3),
            ), framed=True,
        )  # fmt: skip


def _cards(register: Register) -> Iterator[Part]:
    if not register.machines:
        return
    yield NewPage()
    yield Heading("Cards for the racks")
    for each in register.machines:
        yield Card(
            f"DO NOT TOUCH: {each.hostname}",
            (
                Words(f"{each.state.upper()} since {each.since}. Forensics only: no login, no "
                      "shutdown, no cable, no scan, no “quick look”.", strong=True),
                Fields((
                    ("Asset", f"{each.name}, {register.ref}"), ("Verdict", each.verdict),
                    ("Place", each.place), ("Exhibits", each.exhibits),
                    ("Evidence custodian", each.custodian), ("Phone of the custodian", ""),
                    ("Seal on the power switch", ""), ("Checked last by, at", ""),
                )),
                # The line that shows its record, to be sent in the chat.
                Code(f"/server show {each.name} {register.ref}"),
            ), framed=True,
        )  # fmt: skip
