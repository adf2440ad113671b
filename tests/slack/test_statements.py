"""How many statements a command may ask of the database: what each costs is mostly that it is one.

Times differ from machine to machine and are measured by `wardroom bench`; these do not.
"""

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident
from tests.factories import PLAYBOOK, make_house
from tests.schedule.test_plans import listening
from tests.slack.counter import Counter, on_both_engines

DECLARE = "/incident declare sev1 kind=ransomware e-Hospital servers encrypted"
# As few as they were when this was written. Whoever needs one more says why by changing a number.
MOST = {
    "/task done #1 cable pulled": (21, "is done"),
    # One more to say whom it brings into the channel.
    "/task assign #2 <@U2RAVI>": (26, "in the hands of"),
    "/incident note guard posted": (14, "Noted"),
    "/incident update all well next 45m": (17, "is out"),
    "/incident list": (7, "INC-2022-001"),
    "/task list": (4, "Open tasks"),
    "/task list page=9": (6, "Open tasks"),
    "/incident status": (9, "INC-2022-001"),
    # One more to say that it was declared before.
    DECLARE: (49, "INC-2022-002"),
}
OF_A_TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


async def _asked(counter: Counter, line: str, said: str, channel: str = "C0DESK") -> list[str]:
    """Type a line and return the statements that answering it took."""
    database = counter.database
    with listening(*{database.engine, database._reading, database._browsing}) as asked:
        shown = await counter.types(line, channel=channel)
    assert said in shown["text"]
    return [each for each, _ in asked if not each.startswith(OF_A_TRANSACTION)]


def _give_channel(session: Session) -> None:
    incident = session.exec(select(Incident).order_by(col(Incident.id))).first()
    assert incident is not None
    incident.channel_id = "C0INCIDENT"


@on_both_engines
@pytest.mark.parametrize("line", MOST)
async def test_a_command_asks_no_more_than_it_did(counter: Counter, line: str) -> None:
    await counter.types("/incident declare sev1 kind=ransomware HIS encrypted")
    counter.database.write_now(_give_channel)
    most, said = MOST[line]
    found = await _asked(counter, line, said, "C0INCIDENT")
    # A server's database takes locks with statements of their own.
    locks = sum("FOR " in each or "_lock(" in each for each in found)
    assert len(found) - locks <= most, "\n".join(found)


@on_both_engines
async def test_five_playbooks_ask_hardly_more_than_one(counter: Counter) -> None:
    """Each adds its run, and its entry with the roles of whoever acts; nothing else."""
    # Another title: to find what was declared twice takes one more.
    one = await _asked(counter, "/incident declare sev1 kind=ransomware Lab", "INC-2022-001")
    folder = counter.runtime.house.library.folder
    for number in range(4):
        text = PLAYBOOK.replace("slug: small", f"slug: small-{number}")
        (folder / f"small-{number}.md").write_text(text, encoding="utf-8")
    counter.runtime.house = make_house(folder)
    five = await _asked(counter, DECLARE, "INC-2022-002")
    assert len(five) - len(one) <= 3 * 4, "\n".join(five)
