"""What may become of an exhibit, and what must hold before it does (rules 8 to 10, 14). Pure.

Who holds an exhibit and how it changes hands is `custody`; who alone may let it go, `keeping`.
"""

import re
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from bot.domain.keeping import Attempt, comes_back_whole, is_its_keeper
from bot.domain.models import Exhibit
from bot.domain.register import Machine, Register, Step
from bot.domain.signing import Wanted
from bot.errors import Mistyped, Refused, together
from bot.language.catalogue import later, say

TYPES: Final = (
    "memory", "disk", "vm", "original", "logs", "config", "note", "photo", "capture", "mailbox",
    "device", "document", "other",
)  # fmt: skip
LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"sha256": 64, "md5": 32, "sha1": 40, "sha512": 128}
)
# A hash of memory proves the file, not that memory stood still; these are copies of a source.
COPIED_FROM_SOURCE: Final = frozenset({"disk", "vm"})
PHYSICAL: Final = frozenset({"original", "device", "document"})
UNOBTAINABLE_BY: Final = Wanted(needed=2)
EXCEPTION_BY: Final = Wanted(needed=2)
_HEX: Final = re.compile(r"[0-9a-f]+")


def digest(algorithm: str, typed: str, about: str = "") -> str:
    """Return a digest as it is kept: lower-case hexadecimal of the algorithm's length; or raise.

    *about* is the field that it stands in, if that is not called like the algorithm.
    """
    value = typed.strip().lower().removeprefix("0x")
    wanted = LENGTHS[algorithm]
    if not _HEX.fullmatch(value) or len(value) != wanted:
        raise Mistyped(
            say(
                "`{algorithm}` is {wanted} hexadecimal digits; this has {value} characters.",
                algorithm=algorithm,
                wanted=wanted,
                value=len(value),
            ),
            next_step=say("Copy it whole from the tool's report."),
            about=about or algorithm,
        )
    return value


def is_hashed_well(tried: Attempt) -> None:
    """Raise unless there are SHA-256, a second digest, a tool, and a matching source (rule 9)."""
    together(*(partial(check, tried) for check in (_has_digests, _has_tool, _has_its_source)))


def _has_digests(tried: Attempt) -> None:
    given = tried.digests
    if "sha256" not in given or len(given) < 2:  # noqa: PLR2004 - two digests.
        raise Mistyped(
            say("{name} takes SHA-256 and a second digest (md5, sha1 or sha512).", name=tried.name),
            next_step=say(
                'Type `/evidence hash {name} sha256=… md5=… tool="FTK 4.7"`.', name=tried.name
            ),
            about="md5" if "sha256" in given else "sha256",
        )


def _has_tool(tried: Attempt) -> None:
    if not tried.row.tool:
        raise Mistyped(
            say("With which tool was {name} made?", name=tried.name),
            next_step=say(
                'Put it in: `/evidence hash {name} … tool="FTK Imager 4.7"`.', name=tried.name
            ),
            about="tool",
        )


def _has_its_source(tried: Attempt) -> None:
    row, sha256 = tried.row, tried.digests.get("sha256")
    if row.type not in COPIED_FROM_SOURCE:
        return
    if not row.source_sha256:
        raise Mistyped(
            say("{name} is a copy, so the source's SHA-256 belongs beside it.", name=tried.name),
            next_step=say(
                "Put it in: `/evidence hash {name} … source=<sha256 of the source>`.",
                name=tried.name,
            ),
            about="source",
        )
    if sha256 is not None and row.source_sha256 != sha256:
        raise Refused(
            say("{name}: source and image differ, so this is no true copy.", name=tried.name),
            rule="9, hash",
            who=say("the forensics lead"),
            next_step=say(
                "Image it anew: `/evidence failed {name} <why>`, then collect again.",
                name=tried.name,
            ),
            about="source",
        )


def is_sealed_well(tried: Attempt) -> None:
    """Raise unless seal number, two other witnesses and a photo are there (rule 10)."""
    together(*(partial(check, tried) for check in (_has_seal, _has_witnesses, _has_photo)))


def _way(tried: Attempt) -> str:
    way = f"`/evidence seal {tried.name} <seal no> witness @a @b photo=<link>`."
    return say("Type {way}", way=way)


def _has_seal(tried: Attempt) -> None:
    if not tried.seal_no:
        raise Mistyped(say("Which seal number?"), next_step=_way(tried), about="seal")
    if tried.seal_taken:
        raise Refused(
            say(
                "Seal {seal_no} was used on {seal_taken}; a seal is used once.",
                seal_no=tried.seal_no,
                seal_taken=tried.seal_taken,
            ),
            rule="10, seal",
            who=say("whoever seals"),
            next_step=say("Read the number on the seal again."),
            about="seal",
        )


def _has_witnesses(tried: Attempt) -> None:
    others = set(tried.witnesses) - {tried.user_id}
    if len(others) < 2:  # noqa: PLR2004 - two witnesses.
        first = next(iter(tried.witnesses), tried.user_id)
        raise Refused(
            say("A seal is put on before two witnesses, neither of them the sealer."),
            rule="10, seal", who=say("two other people"), next_step=_way(tried),
            about="witness_a" if first == tried.user_id else "witness_b",
        )  # fmt: skip


def _has_photo(tried: Attempt) -> None:
    if not tried.photo:
        raise Refused(
            say("A seal takes a photo on which its number can be read."),
            rule="10, seal", who=say("whoever seals"), next_step=_way(tried), about="photo",
        )  # fmt: skip


def has_place(tried: Attempt) -> None:
    """Raise Mistyped unless it is said where it is stored."""
    if not tried.place:
        raise Mistyped(
            say("Where is {name} stored?", name=tried.name),
            next_step=say("Type `/evidence store {name} safe 2, shelf B`.", name=tried.name),
            about="rest",
        )


def is_unbroken(tried: Attempt) -> None:
    """Raise Refused while seal or hash did not match and no exception was signed."""
    if tried.row.broken and not tried.excepted:
        raise Refused(
            say(
                "{name} is broken: {broken_reason}.",
                name=tried.name,
                broken_reason=tried.row.broken_reason,
            ),
            rule="12, receipt",
            who=say("two people in two roles"),
            next_step=say("Both type `/evidence except {name} <what was found>`.", name=tried.name),
        )


def is_ordered(tried: Attempt) -> None:
    """Raise Mistyped unless the investigator or a court released it in writing."""
    if not tried.order_no:
        raise Mistyped(
            say("{name} is released by the investigator or a court, in writing.", name=tried.name),
            next_step=say("Type `/evidence release {name} order=<number>`.", name=tried.name),
        )


def is_working_copy(tried: Attempt) -> None:
    """Raise Refused when an original would be examined (rule 14)."""
    if not tried.row.derived_from and not tried.order_no:
        raise Refused(
            say("{name} is an original; working copies are examined.", name=tried.name),
            rule="14, working copy",
            who=say("an authority, by written order"),
            next_step=say(
                "Make one: `/evidence add {server} {type} from={name}`. An authority's order: "
                "`order=<number>`.",
                server=tried.row.server or "X",
                type=tried.row.type,
                name=tried.name,
            ),
        )


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


_HELD = ("collected", "hashed", "sealed", "stored", "retained")
_LETS_GO = (is_its_keeper, is_unbroken, is_ordered)

MACHINE = Machine(
    (
        Step("collect", _from("identified", "failed"), "collecting"),
        Step("collected", _from("identified", "collecting"), "collected"),
        Step(
            "failed",
            _from("collecting", "collected"),
            "failed",
            reason=later("A failed collection"),
        ),
        Step(
            "unobtainable",
            _from("identified", "collecting", "failed"),
            "unobtainable",
            reason=later("What cannot be had"),
        ),
        Step("hash", _from("collected"), "hashed", (is_hashed_well,)),
        Step("seal", _from("hashed"), "sealed", (is_sealed_well,)),
        Step("store", _from("sealed"), "stored", (has_place,)),
        Step(
            "store",
            _from("stored", "with_authority", "retained"),
            "stored",
            (has_place, comes_back_whole),
        ),
        Step("retain", _from("stored", "with_authority"), "retained", reason=later("Retaining")),
        Step("release", _from("stored", "retained"), "released", _LETS_GO),
        Step("dispose", _from("released"), "disposed", (is_its_keeper,), later("Disposing")),
        Step(
            "giveback",
            _from("released"),
            "returned_to_owner",
            (is_its_keeper,),
            later("Giving back"),
        ),
        Step("examine", _from(*_HELD, "with_authority"), "", (is_working_copy,)),
        # Custody moves these; people offer and receive.
        Step("send", _from("stored"), "in_transit", (is_unbroken,)),
        Step("arrive", _from("in_transit"), "stored"),
        Step("arrive_outside", _from("in_transit"), "with_authority"),
    ),
    said=MappingProxyType(
        {
            "in_transit": "in transit",
            "with_authority": "with the authority",
            "returned_to_owner": "returned to its owner",
        }
    ),
    way_out=MappingProxyType(
        {
            "identified": later("`/evidence collected {d} tool=… method=…` when it is taken."),
            "collecting": later("`/evidence collected {d} tool=… method=…` when it is taken."),
            "collected": later("`/evidence hash {d} sha256=… md5=…` comes next."),
            "hashed": later(
                "`/evidence seal {d} <seal no> witness @a @b photo=<link>` comes next."
            ),
            "sealed": later("`/evidence store {d} <place>` comes next."),
            "stored": later("`/evidence offer {d} to <holder> purpose <why>` hands it over."),
            "in_transit": later(
                "It is on its way: `/evidence receive T seal=… sha256=…` ends that."
            ),
            "with_authority": later(
                "`/evidence store {d} <place> seal=… sha256=…` when it is given back."
            ),
            "disposed": later("It is gone; its row stays for ever."),
        }
    ),
)


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of an exhibit, and what its selectors compare."""
    return {
        "exhibit_no": row.exhibit_no,
        "type": row.type,
        "state": row.state,
        "server": row.server,
        "seal_no": row.seal_no or "",
        "custodian": row.custodian,
        "broken": "true" if row.broken else "false",
    }


EXHIBIT = Register(
    noun="exhibit", command="evidence", prefix="EXH", table=Exhibit, column="state",
    key="exhibit_no", machine=MACHINE, shows=shows,
)  # fmt: skip
