"""What is typed about deadlines, and what the tables say afterwards."""

from typing import Any

from sqlmodel import Session, col, select

from bot.domain.models import Deadline
from tests.slack.counter import Counter

Json = dict[str, Any]


REF = "INC-2022-001"


async def declared(counter: Counter) -> None:
    """Asha declares and commands; Ravi is the legal lead."""
    await counter.types("/incident declare sev1 kind=ransomware e-Hospital is encrypted")
    await counter.types("/incident role legal-lead <@U2RAVI>")


def row(counter: Counter, number: int = 1) -> Deadline:
    """Return a deadline as it stands."""
    wanted = select(Deadline).where(Deadline.number == number, Deadline.incident_id == 1)
    return counter.query(lambda session: session.exec(wanted).one())


def state(counter: Counter, number: int = 1) -> str:
    """Return where a deadline stands."""
    return str(row(counter, number).state)


async def said(counter: Counter, line: str, **how: Any) -> str:
    """Type a line and return what answers it."""
    text: str = (await counter.types(line, **how))["text"]
    return text


def labels(shown: Json) -> list[str]:
    """Return the labels of every button of a message."""
    inner = [
        element
        for block in shown["blocks"]
        for element in (*block.get("elements", ()), block.get("accessory"))
    ]
    return [each["text"]["text"] for each in inner if each and each.get("type") == "button"]


def everything(session: Session) -> list[Any]:
    rows = session.exec(select(Deadline).order_by(col(Deadline.id)))
    return [each.model_dump() for each in rows]
