"""What the register says of an exhibit beside its state, digests and seal: its details. Pure.

One row is one detail: how it is typed, how long it may be, what a card, a form and the export
call it. Who writes them, and when, is `bot.operations.exhibit_details`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from bot.domain.lengths import check_length
from bot.domain.models import Exhibit
from bot.errors import Mistyped, Refused, together
from bot.language.catalogue import later, say

# How far a certificate under section 63 of the BSA (65B of the former Act) has come.
CERTIFICATES: Final = (later("none"), later("drafted"), later("signed"), later("filed"))


@dataclass(frozen=True, slots=True)
class Detail:
    """One column, what it is called, and how else it is typed.

    `lasting` details go on changing after the seal: what stood there before is in the timeline.
    """

    column: str
    longest: int
    label: str
    also: tuple[str, ...] = ()
    lasting: bool = False
    one_of: tuple[str, ...] = ()


DETAILS: Final = (
    Detail("fir_no", 64, later("FIR or case number"), ("fir", "case"), lasting=True),
    Detail("parcel_no", 64, later("Parcel number"), ("parcel",), lasting=True),
    Detail("police_mark", 64, later("Police mark"), ("mark",), lasting=True),
    Detail("description", 1000, later("What")),
    Detail("make", 128, later("Make")),
    Detail("model", 128, later("Model")),
    Detail("serial", 128, later("Serial")),
    Detail("identifiers", 200, later("IMEI, MAC or other identity"), ("imei", "mac", "identity")),
    Detail("capacity", 64, later("Capacity")),
    Detail("size", 64, later("Size")),
    Detail("found_at", 500, later("Found at"), ("found",)),
    Detail("found_state", 500, later("Found as")),
    Detail("clock_offset", 64, later("Clock offset"), ("offset",)),
    Detail("method", 128, later("Method")),
    Detail("tool", 128, later("Tool")),
    Detail("write_blocker", 128, later("Write blocker"), ("blocker",)),
    Detail("source_serial", 128, later("Serial of the source medium")),
    Detail("target_serial", 128, later("Serial of the target medium")),
    Detail("encryption", 200, later("Encryption")),
    Detail("keys_held_by", 200, later("Keys are kept at"), ("keys",), lasting=True),
    Detail("seal_impression", 200, later("Seal impression"), ("impression",)),
    Detail("storage_conditions", 200, later("Storage conditions"), ("conditions",), lasting=True),
    Detail("retention", 200, later("Keep until"), ("keep", "hold"), lasting=True),
    Detail("related", 300, later("Tasks, events, indicators"), lasting=True),
    Detail("photos", 1000, later("Photos"), lasting=True),
    Detail(
        "certificate_a", 16, later("BSA s.63 certificate, Part A"), ("part_a",), lasting=True,
        one_of=CERTIFICATES,
    ),
    Detail(
        "certificate_b", 16, later("BSA s.63 certificate, Part B"), ("part_b",), lasting=True,
        one_of=CERTIFICATES,
    ),
)  # fmt: skip
COLUMNS: Final = tuple(each.column for each in DETAILS)
BY_KEY: Final[Mapping[str, Detail]] = MappingProxyType(
    {key: each for each in DETAILS for key in (each.column, *each.also)}
)


def read(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return the details that the pairs mean, by column; raise Mistyped for what is wrong."""
    given = {key: " ".join(typed.split()) for key, typed in pairs.items() if key in BY_KEY}
    together(*(partial(_check, key, value) for key, value in given.items()))
    return {
        BY_KEY[key].column: value.lower() if BY_KEY[key].one_of else value
        for key, value in given.items()
    }


def _check(key: str, value: str) -> None:
    detail = BY_KEY[key]
    check_length(key, value, detail.longest, about=key)
    if detail.one_of and value.lower() not in detail.one_of:
        raise Mistyped(
            say("`{key}` is one of {words}.", key=key, words=", ".join(detail.one_of)),
            next_step=say("Type one of these words."),
            about=key,
        )


def changed(row: Exhibit, given: Mapping[str, str]) -> dict[str, str]:
    """Return what differs of what is given from what the row says."""
    return {column: value for column, value in given.items() if getattr(row, column) != value}


def check_kept(row: Exhibit, name: str, given: Mapping[str, str]) -> None:
    """Raise Refused when a sealed exhibit would be rewritten: a correction is a new entry (8)."""
    for column in changed(row, given):
        before = getattr(row, column)
        if before and row.sealed_at and not BY_KEY[column].lasting:
            raise Refused(
                say(
                    "{name} is sealed and says `{column}={before}`; a correction is a new entry.",
                    name=name, column=column, before=before[:100],
                ),
                rule="8, register",
                who=say("whoever found the mistake"),
                next_step=say(
                    "Enter it anew: `/evidence add {server} {type} corrects={name} {column}=…`.",
                    server=row.server or "-", type=row.type, name=name, column=column,
                ),
                about=column,
            )  # fmt: skip


def listed(row: Exhibit, given: Mapping[str, str]) -> str:
    """Return for the record what is written, each with what stood there before."""
    return "; ".join(
        f"{column}={value}" + (f" (was {before})" if (before := getattr(row, column)) else "")
        for column, value in changed(row, given).items()
    )
