"""Parts of the network: closed until sanitised, opened with a basis (gate F). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.models import Segment
from bot.domain.register import Machine, Register, Step
from bot.language.catalogue import later


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on a segment."""

    name: str
    state: str
    reason: str = ""


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a segment."""
    return {"name": row.name, "state": row.state}


SEGMENT = Register(
    noun="segment", command="server", prefix="SEG", table=Segment, column="state", key="name",
    machine=Machine(
        (
            Step("open", frozenset({"closed"}), "open", (), later("Opening a segment")),
            Step("closed", frozenset({"open"}), "closed", (), later("Closing a segment")),
        )
    ),
    shows=shows,
)  # fmt: skip
