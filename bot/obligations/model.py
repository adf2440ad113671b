"""The nouns of a profile: what a law or contract asks of the hospital, as frozen values.

No reading and no judging here (`read`, `check`), and nothing of an incident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from bot.obligations.spans import Within

OCCURRED, NOTICED, DECLARED = "occurred_at", "noticed_at", "declared_at"
BREACH, CUSTOM = "breach_confirmed_at", "custom"
ANCHORS = (OCCURRED, NOTICED, DECLARED, BREACH, CUSTOM)

BeforeEffective = Literal["advisory", "off"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Facts that must all hold for an obligation to apply; what is empty says nothing."""

    kind: tuple[str, ...] = ()
    severity: tuple[int, ...] = ()
    breach: bool | None = None

    def matches(self, kind: str, severity: int, *, breach: bool) -> bool:
        """Tell whether an incident of this kind and severity (1 is the worst) is meant."""
        return (
            (not self.kind or kind in self.kind)
            and (not self.severity or severity in self.severity)
            and (self.breach is None or self.breach is breach)
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One obligation: to whom, from when, within what, whose work it is, on which source.

    `anchor` is one of ANCHORS, or the id of the item from whose submission this one counts.
    `followups` are spans after the anchor (`PT72H`) or ids of items that its submission opens.
    """

    id: str
    anchor: str
    regulator: str = ""
    title: str = ""
    within: Within | None = None
    fallback_anchor: str | None = None
    from_year_end: bool = False
    hard: bool = True
    trigger: tuple[Condition, ...] = ()
    ask: str = ""
    event: str = ""
    owner: str = "legal-lead"
    approvers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    followups: tuple[str, ...] = ()
    effective_from: date | None = None
    before_effective: BeforeEffective = "advisory"
    law: str = ""
    to: str = ""
    source: str = ""
    line: int = 0

    def applies_to(self, kind: str, severity: int, *, breach: bool) -> bool:
        """Tell whether the incident sets this clock going; without conditions every one does."""
        return not self.trigger or any(
            each.matches(kind, severity, breach=breach) for each in self.trigger
        )

    def in_force(self, day: date) -> bool:
        """Tell whether the duty binds on that day of the hospital's calendar."""
        return self.effective_from is None or day >= self.effective_from


@dataclass(frozen=True, slots=True)
class Profile:
    """The obligations of one jurisdiction, by id, in the order of the file."""

    name: str = ""
    version: str = ""
    title: str = ""
    items: Mapping[str, Item] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def opened_later(self) -> frozenset[str]:
        """The ids that only the submission of another item opens."""
        return frozenset(
            each for item in self.items.values() for each in item.followups if each in self.items
        )


NONE = Profile()
