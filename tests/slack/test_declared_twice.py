"""Two people declare one incident: the second is told, is not refused, and learns no secret."""

from sqlmodel import Session, select

from bot.domain.models import Incident
from tests.slack.counter import ASHA, BOT, MEERA, RAVI, Counter, on_either_engine, until
from tests.slack.test_declaring import mention

TWICE = "*Declared twice?*"


def gives_channels(session: Session) -> None:
    for incident in session.exec(select(Incident)):
        incident.channel_id = f"C0INC{incident.number}"


@on_either_engine
async def test_the_second_is_told_of_the_first_and_how_to_end_theirs(counter: Counter) -> None:
    first = await counter.types("/incident declare sev1 e-Hospital servers encrypted", by=RAVI)
    assert TWICE not in first["text"]
    counter.database.write_now(gives_channels)
    counter.clock.advance(minutes=4)
    second = await counter.types("/incident declare e-hospital encrypted", by=ASHA)
    assert (
        f"{TWICE} *INC-2022-001* e-Hospital servers encrypted: SEV1, active, declared 4 min ago. "
        "The response meets in <#C0INC1>. If it is the same, go on there and end this one: "
        "`/incident standdown INC-2022-002 same as INC-2022-001`."
    ) in second["text"]
    ended = await counter.types("/incident standdown INC-2022-002 same as INC-2022-001", by=ASHA)
    assert ended["text"].startswith("INC-2022-002 is stood down")
    other = await counter.types("/incident declare sev3 Lifts of block B stand still", by=ASHA)
    assert TWICE not in other["text"]


async def test_what_ended_or_is_days_old_is_not_the_same(counter: Counter) -> None:
    await counter.types("/incident declare Disk full", by=RAVI)
    await counter.types("/incident standdown INC-2022-001 a false alarm", by=RAVI)
    assert TWICE not in (await counter.types("/incident declare Disk full", by=RAVI))["text"]
    counter.clock.advance(days=2)
    assert TWICE not in (await counter.types("/incident declare Disk full", by=ASHA))["text"]


async def test_a_private_one_is_told_to_its_members_and_to_them_alone(counter: Counter) -> None:
    await counter.types("/incident declare private Records for sale", by=MEERA)
    others = await counter.types("/incident declare Records for sale", by=ASHA)
    assert TWICE not in others["text"]
    assert "INC-2022-001" not in others["text"]
    own = await counter.types("/incident declare sev3 Records for sale", by=RAVI)
    assert f"{TWICE} *INC-2022-002* Records for sale" in own["text"]


async def test_nobody_hears_of_it_where_a_member_declares_aloud(counter: Counter) -> None:
    await counter.types("/incident declare private Records for sale", by=ASHA)
    await counter.send(counter.event(mention(f"<@{BOT}> declare Records for sale")))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    told = counter.slack_side.of("chat.postEphemeral")
    assert TWICE in told[-1]["text"]
    assert TWICE not in str(counter.posts())
    assert TWICE not in str(counter.slack_side.of("chat.postMessage"))
