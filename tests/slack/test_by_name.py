"""A name without its @, a title in place of a number: what is meant is offered, one press away."""

import pytest
from sqlmodel import Session

from bot.domain.models import Person
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, Json

pytestmark = pytest.mark.usefixtures("database_engine")


def offered(shown: Json) -> str:
    """Return the line that a button sends again, empty when there is none."""
    found = (
        each["value"]
        for block in shown["blocks"] if block["type"] == "actions"
        for each in block["elements"] if each["action_id"] == "line.run"
    )  # fmt: skip
    return next(found, "")


@pytest.fixture
def peopled(desk: Counter) -> Counter:
    """A desk of whose members Slack has told."""

    def tell(session: Session) -> None:
        for user_id, name, real_name in (
            (ASHA, "asha", "Asha Rawat"), (RAVI, "ravi", "Ravi Nair"),
            (MEERA, "meera", "Dr Meera Pillai"), ("U4SURESH", "suresh", "Dr Suresh Iyer"),
            ("U5RAVI", "rkumar", "Ravi Kumar"), ("U6GONE", "imran", "Imran Qureshi"),
        ):  # fmt: skip
            row = Person(user_id=user_id, name=name, real_name=real_name, seen_at=desk.clock.now())
            row.is_gone = user_id == "U6GONE"
            session.merge(row)

    desk.database.write_now(tell)
    return desk


NAMES = (
    ("/incident lead meera", f"/incident lead <@{MEERA}>"),
    ("/incident role clinical lead Dr Meera Pillai", f"/incident role clinical lead <@{MEERA}>"),
    ("/incident handover suresh", "/incident handover <@U4SURESH>"),
    ("/task assign #2 meera", f"/task assign #2 <@{MEERA}>"),
    ("/task give #2 to Meera", f"/task give #2 to <@{MEERA}>"),
    ("/task assign #2 ravi kumar", "/task assign #2 <@U5RAVI>"),
    ("/incident lead ravi nair", f"/incident lead <@{RAVI}>"),
    ("/incident lead dr", ""),
    ("/incident lead imran", ""),
    ("/incident lead nobody in sight", ""),
)


async def test_a_name_without_its_mark_is_offered_with_it(peopled: Counter) -> None:
    for line, meant in NAMES:
        shown = await peopled.types(line)
        assert offered(shown) == meant, (line, shown["text"])
    shown = await peopled.types("/task assign #2 meera")
    assert "'text': 'Send /task assign #2 @meera'" in str(shown["blocks"])
    given = await peopled.presses("line.run", f"/task assign #2 <@{MEERA}>")
    assert f"in the hands of <@{MEERA}>" in given["text"]


async def test_a_task_is_given_to_me_with_a_small_word_between(desk: Counter) -> None:
    shown = await desk.types("/task give #2 to me")
    assert f"Task #2 is in the hands of <@{ASHA}>." in shown["text"]


ROLES = (
    ("medical superintendent", "clinical-lead"),
    ("CISO", "security-lead"),
    ("Database Lead", "db-lead"),
    ("the it lead please", "it-lead"),
)


async def test_a_role_is_known_by_its_title_and_beside_small_words(desk: Counter) -> None:
    for typed, slug in ROLES:
        shown = await desk.types(f"/incident role {typed} <@{RAVI}>")
        assert f"<@{RAVI}> is {slug} of" in shown["text"], typed
    shown = await desk.types(f"/incident role network-lead <@{MEERA}> Pillai")
    assert "Did you mean `network-lead`?" in shown["text"]


async def test_a_title_in_place_of_a_number_offers_its_task(desk: Counter) -> None:
    for title in ("Take the backups off the wire", "Take the census of backups", "Call the vendor"):
        await desk.types(f"/task add {title}")
    for typed, meant in (
        ("claim backups off the wire", "/task claim #5"),
        ("done call vendor he comes at 9", "/task done #7 he comes at 9"),
        ("block Backup wire: no cable", "/task block #5 no cable"),
        ("done INC-2022-001 backups off wire: cable out", "/task done INC-2022-001 #5 cable out"),
        ("claim backups", ""),
        ("claim the", ""),
        ("claim printers on fire", ""),
    ):
        shown = await desk.types(f"/task {typed}")
        assert offered(shown) == meant, (typed, shown["text"])
    shown = await desk.types("/task claim backups")
    assert "#5 `Take the backups off the wire`, #6 `Take the census of backups`?" in shown["text"]
    await desk.types("/task done #7 he comes at 9")
    assert (
        offered(await desk.types("/task reopen vendor he did not")) == "/task reopen #7 he did not"
    )
