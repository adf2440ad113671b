"""What must hold when endpoints of a batch are counted (rules 3 and 4). Pure.

How counts are read and what follows from them is `endpoints`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.models import EndpointBatch, EndpointCount
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say

COUNTED: Final = (
    "triaged", "scanned", "infected", "resolved", "reimaged", "edr", "verified", "reconnected",
    "off",
)  # fmt: skip
CLEANED: Final = frozenset({"scanned", "resolved", "reimaged"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is counted of a batch, with everything that a guard may look at.

    `cleaners` are the people who ever counted cleaned machines of it.
    """

    name: str
    state: str
    row: EndpointBatch
    given: Mapping[str, int]
    user_id: str
    reason: str = ""
    is_open: bool = False
    cleaners: frozenset[str] = frozenset()

    def after(self, key: str) -> int:
        """Return a count as it would be."""
        return self.given.get(key, int(getattr(self.row, key)))

    def rises(self, key: str) -> bool:
        """Tell whether more of it are counted than before."""
        return self.after(key) > int(getattr(self.row, key))

    @property
    def sick(self) -> int:
        """How many would be infected and not resolved: any blocks the batch."""
        return max(self.after("infected") - self.after("resolved"), 0)

    @property
    def cleaned(self) -> int:
        """How many would be cleaned at most: scanned in full, or set up anew."""
        return min(self.after("scanned") + self.after("reimaged"), self.after("total"))

    @property
    def by_a_cleaner(self) -> bool:
        """Whether who counts cleaned some of it, at any time or in this very line."""
        return self.user_id in self.cleaners or any(self.rises(key) for key in CLEANED)


def is_recount(row: EndpointBatch, given: Mapping[str, int]) -> bool:
    """Tell whether the counts hold another total than the one that is known."""
    return bool(row.total) and given.get("total", row.total) != row.total


def cleaners(history: Sequence[EndpointCount]) -> frozenset[str]:
    """Return who counted more cleaned machines than were counted before, in order of time."""
    found = set()
    before = dict.fromkeys(CLEANED, 0)
    for each in history:
        now = {key: int(getattr(each, key)) for key in CLEANED}
        if any(now[key] > before[key] for key in CLEANED):
            found.add(each.by)
        before = now
    return frozenset(found)


def total_is_grounded(tried: Attempt) -> None:
    """Raise Mistyped when the total becomes another one and nobody says why."""
    if is_recount(tried.row, tried.given) and not tried.reason:
        raise Mistyped(
            say(
                "{name} had {before} endpoints; why are there {total} now?",
                name=tried.row.name, before=tried.row.total, total=tried.after("total"),
            ),
            next_step=say(
                "Type `/server endpoints {name} total={total} because <why>`; the old total is "
                "kept beside it.",
                name=tried.row.name, total=tried.after("total"),
            ),
        )  # fmt: skip


def fits_the_total(tried: Attempt) -> None:
    """Raise Refused when more are counted than there are."""
    total = tried.after("total")
    over = [key for key in COUNTED if tried.after(key) > total]
    if over:
        raise Refused(
            say(
                "{name} has {total} endpoints; {over} would be more.",
                name=tried.row.name,
                total=total,
                over=", ".join(over),
            ),
            rule="endpoints",
            next_step=say("Say the new total with it: `total=… because <why>`."),
        )


def is_verified_by_another(tried: Attempt) -> None:
    """Raise Refused when who cleaned some of a batch verifies it (rule 3)."""
    if tried.rises("verified") and tried.by_a_cleaner:
        raise Refused(
            say("You cleaned {name} yourself, so somebody else verifies it.", name=tried.row.name),
            rule="3, reconnection", who=say("another responder"), next_step=say("Ask one of them."),
        )  # fmt: skip


def is_clean_before_verified(tried: Attempt) -> None:
    """Raise Refused while something is infected in it, or more are verified than cleaned (4)."""
    name = tried.row.name
    if tried.rises("verified") and tried.sick:
        raise Refused(
            say("{name} is blocked: {count} are infected and not resolved.", name=name,
                count=tried.sick),
            rule="4, verified",
            who=say("whoever cleans it"),
            next_step=say("Clean or take out each, then count `resolved=…`."),
        )  # fmt: skip
    changed = any(key in tried.given for key in ("total", "verified", *CLEANED))
    if changed and tried.after("verified") > tried.cleaned:
        raise Refused(
            say(
                "{verified} of {name} would be verified, and only {cleaned} are scanned or "
                "reimaged.",
                name=name, verified=tried.after("verified"), cleaned=tried.cleaned,
            ),
            rule="4, verified",
            who=say("whoever cleans it"),
            next_step=say("Whoever cleans counts `scanned=…` or `reimaged=…` first."),
        )  # fmt: skip


def may_be_connected(tried: Attempt) -> None:
    """Raise Refused unless what is reconnected is verified, unblocked, its segment open (3)."""
    row = tried.row
    if tried.after("reconnected") > tried.after("verified"):
        raise Refused(
            say(
                "Only what is verified is reconnected: {verified} of {name} are.",
                verified=tried.after("verified"),
                name=row.name,
            ),
            rule="3, reconnection",
            who=say("whoever verifies"),
            next_step=say("Say `verified=…` first."),
        )
    if not tried.rises("reconnected"):
        return
    if tried.sick:
        raise Refused(
            say("{name} is blocked: {count} are infected and not resolved.", name=row.name,
                count=tried.sick),
            rule="3, reconnection",
            who=say("whoever cleans it"),
            next_step=say("Clean or take out each, then count `resolved=…`."),
        )  # fmt: skip
    if not tried.is_open:
        raise Refused(
            say(
                "The segment of {name} ({segment}) is not open.",
                name=row.name,
                segment=row.segment or say("none given"),
            ),
            rule="3, reconnection",
            who=say("network lead"),
            next_step=f"`/server segment {row.segment or row.name} open <basis>`.",
        )
