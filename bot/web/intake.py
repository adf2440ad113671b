"""What programs send, read into a report: our own shape, or a webhook of Alertmanager's.

A machine cannot be asked to take a patient's number out, and a refused alarm is a missed one: so
the digits of such a text are hidden, as are a ransom's sum and wallet outside a private incident,
and the answer says in which field. What becomes of a report is `bot.operations.intake`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)
from pydantic.alias_generators import to_camel

from bot.domain import chain, ransom_words
from bot.domain.masking import masked
from bot.domain.words import Kind
from bot.grammar import patient
from bot.grammar.times import HORIZON
from bot.operations.given import LONGEST_TITLE
from bot.operations.intake import Report

TEXTS = ("title", "details", "source", "link", "key")
LONGEST_KEY, SHOWN_ALERTS, LONGEST_DETAILS = 255, 20, 2900
# Labels and annotations by which an alert says what only people can know; else the cause is open.
SEVERITIES: Mapping[str, int] = {
    "critical": 2, "page": 2, "emergency": 2, "high": 2, "error": 2, "major": 2, "warning": 3,
    "warn": 3, "medium": 3, "minor": 3, "low": 4, "info": 4, "informational": 4, "none": 4,
}  # fmt: skip
_SEV = re.compile(r"(?:sev|s|p)?-?([1-4])")
_LINK = r"https?://[^\s<>|\"]+"

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=3000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Link = Annotated[str, StringConstraints(pattern=rf"^(?:{_LINK})?$", max_length=1000)]


class Declaration(BaseModel):
    """An incident to declare, in Wardroom's own words."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "File shares on FS-01 are being encrypted",
                    "severity": 1, "kind": "ransomware", "source": "EDR",
                    "details": "412 files renamed to .locked within 2 minutes",
                    "noticed_at": "2022-11-23T07:07:00+05:30", "dedup_key": "edr-4711",
                }
            ]
        },
    )  # fmt: skip

    title: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)
    ] = Field(description="What is happening, in one line.")
    severity: int = Field(
        2, ge=1, le=4, description="How bad for patients: 1 (a danger to life) to 4 (information)."
    )
    kind: Kind = Field(Kind.INTRUSION, description="What kind of incident it is.")
    private: bool = Field(
        False, description="Only the admins are told; it is never listed or read here."
    )
    drill: bool = Field(False, description="An exercise, marked as one everywhere.")
    noticed_at: AwareDatetime | None = Field(
        None, description="When somebody or something first saw it, with its zone; else now."
    )
    occurred_at: AwareDatetime | None = Field(None, description="When it began, with its zone.")
    details: Text = Field("", description="What else is known, for the channel and the timeline.")
    source: Short = Field("", description="Who reports: the program's name.")
    link: Link = Field("", description="Where people look next: a dashboard, a ticket.")
    dedup_key: Annotated[str, StringConstraints(max_length=LONGEST_KEY)] = Field(
        "", description="Reports of one key belong to one incident while it is open."
    )
    status: Literal["firing", "resolved"] = Field(
        "firing", description="resolved: the program holds it to be over. It ends no incident."
    )

    def report(self, _now: datetime) -> Report:
        """Return it as a report."""
        return Report(
            title=self.title, severity=self.severity, kind=self.kind, private=self.private,
            drill=self.drill, noticed_at=self.noticed_at, occurred_at=self.occurred_at,
            details=self.details, source=self.source, link=self.link, key=self.dedup_key,
            over=self.status == "resolved",
        )  # fmt: skip


class Webhook(BaseModel):
    """What Alertmanager sends, under its own names; what it adds later is passed over."""

    model_config = ConfigDict(alias_generator=to_camel)


class GroupedAlert(Webhook):
    """One alert of a group."""

    status: Literal["firing", "resolved"] = "firing"
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    starts_at: AwareDatetime | None = None


class Alertmanager(Webhook):
    """A webhook of Prometheus' Alertmanager, version 4: a group of alerts is one report."""

    version: str = "4"
    group_key: str = Field(min_length=1, description="What makes it one report.")
    status: Literal["firing", "resolved"]
    receiver: str = ""
    group_labels: dict[str, str] = Field(default_factory=dict)
    common_labels: dict[str, str] = Field(default_factory=dict)
    common_annotations: dict[str, str] = Field(default_factory=dict)
    external_url: str = Field("", alias="externalURL")
    truncated_alerts: int = 0
    alerts: list[GroupedAlert] = Field(default_factory=list)

    def report(self, now: datetime) -> Report:
        """Return the group as a report; the labels `severity`, `kind` and `drill` are heeded."""
        labels = {**self.group_labels, **self.common_labels}
        # Of what began longer ago than anybody means, or "in the year 1", only now is known.
        began = (each.starts_at for each in self.alerts if each.starts_at is not None)
        started = [at for at in began if now - at <= HORIZON]
        return Report(
            title=_cut(self._title(labels), LONGEST_TITLE),
            severity=severity(labels.get("severity", "")),
            kind=kind(labels.get("kind", "")),
            drill=labels.get("drill", "").lower() == "true",
            # The sender's clock may be a little ahead of ours.
            noticed_at=min(*started, now) if started else None,
            details=_cut(self._details(), LONGEST_DETAILS),
            source=_cut(f"Alertmanager ({self.receiver})" if self.receiver else "Alertmanager", 64),
            link=self.external_url if re.fullmatch(_LINK, self.external_url[:1000]) else "",
            key=_key(self.group_key),
            over=self.status == "resolved",
        )

    def _title(self, labels: Mapping[str, str]) -> str:
        named = self.common_annotations.get("summary") or labels.get("alertname")
        first = self.alerts[0] if self.alerts else GroupedAlert()
        own = first.annotations.get("summary") or first.labels.get("alertname")
        return named or own or "An alert without a name"

    def _details(self) -> str:
        firing = sum(each.status == "firing" for each in self.alerts)
        lines = [f"{firing} firing, {len(self.alerts) - firing} resolved."]
        about = self.common_annotations.get("description", "")
        lines += [about] if about else []
        lines += [_line(each, self.common_labels) for each in self.alerts[:SHOWN_ALERTS]]
        left = len(self.alerts) - SHOWN_ALERTS + self.truncated_alerts
        return "\n".join([*lines, *([f"and {left} more"] if left > 0 else [])])


def _line(alert: GroupedAlert, common: Mapping[str, str]) -> str:
    own = {name: value for name, value in alert.labels.items() if name not in common}
    words = alert.annotations.get("summary") or alert.annotations.get("description") or ""
    named = ", ".join(f"{name}={value}" for name, value in sorted(own.items()))
    return " ".join(part for part in (f"{alert.status}:", words, named) if part)


def severity(text: str) -> int:
    """Return the severity that a label says; 3 when it says nothing that is known."""
    word = text.strip().lower()
    found = _SEV.fullmatch(word)
    return int(found[1]) if found else SEVERITIES.get(word, 3)


def kind(text: str) -> Kind:
    """Return the kind that a label says; an outage, whose cause is open, when it says none."""
    word = text.strip().lower().replace("-", "_").replace(" ", "_")
    return Kind(word) if word in set(Kind) else Kind.OUTAGE


def _key(text: str) -> str:
    return text if len(text) <= LONGEST_KEY else _hashed(text)


def _hashed(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _shape(body: Any) -> str:
    return "alertmanager" if isinstance(body, dict) and "groupKey" in body else "declaration"


Body = Annotated[
    Annotated[Declaration, Tag("declaration")] | Annotated[Alertmanager, Tag("alertmanager")],
    Discriminator(_shape),
]


@dataclass(frozen=True, slots=True)
class Clean:
    """A report without what may not be kept, and the fields in which digits were hidden."""

    report: Report
    hidden: tuple[str, ...]


def cleaned(report: Report) -> Clean:
    """Return a report that may be kept: digits of patients, and sums and wallets, are hidden."""
    texts = {name: chain.clean(getattr(report, name)) for name in TEXTS}
    hidden = tuple(
        name
        for name in TEXTS
        if patient.found(texts[name]) or (not report.private and ransom_words.found(texts[name]))
    )
    for name in hidden:
        # A key need not be read by anybody, only be the same again.
        texts[name] = (_hashed if name == "key" else masked)(texts[name])
    return Clean(
        replace(
            report, title=texts["title"], details=texts["details"], source=texts["source"],
            link=texts["link"], key=texts["key"],
        ),
        hidden,
    )  # fmt: skip
