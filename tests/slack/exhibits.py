"""An incident with a server, and its exhibits as they are sealed and stored."""

from sqlmodel import select

from bot.domain.models import Exhibit
from tests.slack.counter import MEERA, RAVI, Counter

SHA, OTHER, MD5 = "a" * 64, "b" * 64, "c" * 32
SEAL = f"witness <@{RAVI}> <@{MEERA}> photo=https://files/1"


async def begun(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Evidence")
    for role, who in (("forensics-lead", MEERA), ("legal-lead", RAVI), ("director", "U9BOSS")):
        await counter.types(f"/incident role {role} <@{who}>")
    await counter.types("/server add ehosp-db-01 kind=physical")


async def sealed(counter: Counter, seal: str = "S-1", kind: str = "memory") -> None:
    await counter.types(f'/evidence add SRV-001 {kind} tool="WinPmem 4.0"')
    number = len(counter.query(lambda s: s.exec(select(Exhibit)).all()))
    name = f"EXH-{number:03d}"
    await counter.types(f"/evidence hash {name} sha256={SHA} md5={MD5} source={SHA}")
    await counter.types(f"/evidence seal {name} {seal} {SEAL}")
    shown = await counter.types(f"/evidence store {name} safe 2")
    assert f"{name} is stored now." in shown["text"]


def one(counter: Counter, number: int = 1) -> Exhibit:
    return counter.query(lambda s: s.exec(select(Exhibit).where(Exhibit.number == number)).one())
