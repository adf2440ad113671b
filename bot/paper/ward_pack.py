"""The pack that is laid out in wards when computers are down: rules, contacts, forms, labels. Pure.

It holds nobody's data but the names of those who hold a role, and nothing of the attack: it hangs
where visitors read it. What each kind of department needs is `kits`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.departments import RETURNS_AT
from bot.paper.kits import KITS, Kit, kit_of
from bot.paper.model import (
    Card,
    Document,
    Fields,
    Grid,
    Heading,
    Labels,
    NewPage,
    Part,
    Points,
    Words,
)

RULES: Final = (
    (
        "Nobody switches a computer on or off, and nobody connects one, a pen drive or a phone "
        "hotspot, “just to see one report”."
    ),
    (
        "Two identifiers on every sheet, sample and label: temporary ID or UHID, and name with age "
        "or the wristband. Never a phone number alone."
    ),
    (
        "Date, time (24 hours), ward and bed, and a signature on every sheet. One form version "
        "only: this one, by the time printed at the foot."
    ),
    "Urgent tests only. A critical result is phoned, read back, and follows on a slip.",
    "No dose from memory. High-risk drugs and blood: two people, each by themselves.",
    "Emergency care waits for no bill, no number and no form.",
    (
        "Number the sheets and keep them by patient; medical records collects them. They are the "
        "legal record, and are keyed in later by one person and verified by another."
    ),
    "No name, number or picture of a patient into any chat. Counts only.",
)
RETURN: Final = (
    "Mode (manual, hybrid …)", "Patients seen", "Waiting more than 2 h", "Turned away, cancelled",
    "Median turn-around, min", "Critical results late", "Incidents, near misses",
    "Stock in days (what runs out first)", "Staff short", "Sheets to key in", "One line",
)  # fmt: skip
LABEL: Final = ("Name, age, sex", "Ward, bed", "Date, time, by")
LOG_HEADS: Final = ("happened_at: date, time", "who", "what", "sheet")
DAYS: Final = 4
HOURS: Final = tuple(f"{each:%H:%M}" for each in RETURNS_AT)


@dataclass(frozen=True, slots=True)
class Contact:
    """A role and who holds it; whoever knows the numbers writes them by hand."""

    role: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Temporary numbers of a department: the range, and the first that was not used yet."""

    first: int
    last: int
    unused: int


@dataclass(frozen=True, slots=True)
class Ward:
    """A department as the pack needs it."""

    slug: str
    name: str
    block: str = ""
    head: str = ""
    deputy: str = ""
    superusers: str = ""
    mode: str = ""
    goes_to: str = ""
    told: str = ""
    systems: str = ""
    forms_last: str = ""
    reported: str = ""
    to_key_in: str = ""
    numbers: tuple[Block, ...] = ()


# Before anything happened: one of each kind, to be filled in by hand.
BLANK: Final = tuple(Ward("", each.title) for each in KITS)


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack is about; without an incident it is one for the downtime boxes."""

    foot: str
    ref: str = ""
    contacts: tuple[Contact, ...] = ()
    wards: tuple[Ward, ...] = BLANK
    labels: int = 21


def document(pack: Pack) -> Document:
    """Return the pack: what everybody needs, then a part for each department."""
    about = f" for {pack.ref}" if pack.ref else ""
    parts = (*_rules(pack), *_contacts(pack), *_everybody())
    departments = [part for ward in pack.wards for part in _department(ward, pack)]
    return Document(f"Ward pack{about}: working on paper", pack.foot, (*parts, *departments))


def _rules(pack: Pack) -> Iterator[Part]:
    yield Words(
        "Computers are down or must not be used. Care goes on, on paper. An older pack is "
        "withdrawn: give it back when you get this one.", strong=True,
    )  # fmt: skip
    yield Points(RULES)
    yield Fields((
        ("Incident", pack.ref), ("Command post: room, number", ""),
        ("Paper since (date, time)", ""), ("Runners: from where, how often", ""),
        ("Emergency number", ""), ("Next news at", ""),
    ))  # fmt: skip
    yield Heading("What works, what does not", level=3)
    yield Grid(("What", "Works", "Not before", "Until then"), (24, 10, 16, 32), blank=9)


def _contacts(pack: Pack) -> Iterator[Part]:
    yield NewPage()
    yield Heading("Who to call")
    yield Words(
        "Mobile or analogue numbers, written by hand: desk phones on the network may be dead."
    )
    rows = tuple((each.role, each.who, "", "") for each in pack.contacts)
    yield Grid(("Role", "Who", "Number", "Deputy, number"), (22, 20, 16, 20), rows, blank=4)


def _everybody() -> Iterator[Part]:
    yield NewPage()
    yield Heading("Paper log")
    yield Words(
        "One line for everything that happened: what was decided, ordered, found, missing. Write "
        "when it happened, not when you write. No patient's data: “a patient in bed 4”. It is "
        "typed into a CSV file with these headings and entered with both times kept: "
        "wardroom timeline import FILE --incident INC."
    )
    yield Grid(LOG_HEADS, (18, 16, 48, 8), blank=24)
    yield NewPage()
    yield Heading("Sheets to key in later")
    yield Words(
        "P1 first: inpatients' allergies, drugs and beds, blood, critical results, medico-legal "
        "cases. Who verifies is not who keyed in. More than 2 errors in 100: stop and say so."
    )
    yield Grid(
        ("Sheets from–to", "What", "P1–P4", "Oldest", "Keyed in by, at", "Verified by another, at",
         "Errors"), (12, 18, 7, 9, 16, 18, 8), blank=24,
    )  # fmt: skip


def _department(ward: Ward, pack: Pack) -> Iterator[Part]:
    kit = kit_of(ward.slug, ward.name)
    yield NewPage()
    yield Heading(ward.name, level=1)
    yield Fields((
        ("Place", ward.block), ("Mode", ward.mode), ("Head", ward.head), ("Deputy", ward.deputy),
        ("Super-users", ward.superusers), ("Its systems", ward.systems),
        ("Patients go to (if suspended)", ward.goes_to), ("Emergency, neighbours told", ward.told),
        ("Days of forms left", ward.forms_last), ("Last return", ward.reported),
        ("Sheets to key in", ward.to_key_in), ("Runner or phone", ""),
    ))  # fmt: skip
    yield Words(kit.rule, strong=True)
    yield Words(
        f"Lay out: {kit.kit}.\nCount every day: {kit.counts}.\n"
        f"Sheets of this department are keyed in later as {kit.priority}."
    )
    yield from _returns(kit)
    for title, form in kit.forms:
        yield NewPage()
        yield Heading(f"{ward.name}: {title.lower()}")
        # Two slips fit on a page, and are cut apart.
        yield from (form, form) if isinstance(form, Card) else (form,)
    yield from _labels(ward, pack, kit)


def _returns(kit: Kit) -> Iterator[Part]:
    yield Heading(f"Return at {' and '.join(HOURS)}, counts only", level=3)
    yield Grid(
        ("", *(f"Day {day}  {at}" for day in range(1, DAYS + 1) for at in HOURS)),
        (26, *(9,) * DAYS * len(HOURS)),
        tuple((each, *("",) * DAYS * len(HOURS)) for each in (*RETURN, f"Also: {kit.counts}")),
        row_mm=8.5,
    )  # fmt: skip


def _labels(ward: Ward, pack: Pack, kit: Kit) -> Iterator[Part]:
    """Yield labels of the numbers that nobody used yet, for each block so many."""
    if pack.labels < 1:
        return
    for block in ward.numbers:
        last = min(block.last, block.unused + pack.labels - 1)
        if block.unused > last:
            continue
        yield NewPage()
        yield Heading(f"{ward.name}: temporary IDs {block.unused}–{last}")
        yield Words(
            f"Block {block.first}–{block.last} is this counter's alone. Print and give out each "
            "number once, against a signature; tell registration how many were used before more "
            "are printed.", strong=True,
        )  # fmt: skip
        yield Labels(tuple(f"T {number}" for number in range(block.unused, last + 1)), LABEL)
    if not ward.numbers and not ward.slug and "temporary ID" in kit.kit:
        yield NewPage()
        yield Heading(f"{ward.name}: temporary ID labels")
        yield Words("Write the numbers of one block on them, each once.")
        yield Labels(("T ________",) * min(pack.labels, 21), LABEL)
