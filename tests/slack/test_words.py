"""Who reads Hindi is answered, corrected, refused and helped in Hindi, whole; others in English."""

import json
import re

import pytest
from sqlmodel import Session, SQLModel

from bot.domain.models import Setting
from bot.domain.restore_guards import LADDER
from bot.domain.words import Kind, Stage
from tests.hindi import DEVANAGARI, english
from tests.slack.counter import ASHA, RAVI, Counter, Json

# What is typed below, and comes back as it was typed.
TYPED = ("printers", "check the cables", "db-01", "Lab", "waits for NIC", "why", "klingon", "wardroom",
         "@ravi")  # fmt: skip
# Help names these as they are typed.
STAGES = (
    *(each.value for each in Stage),
    *(each.value for each in Kind),
    *LADDER,
    "key=value",
    "notes",
    "tasks",
)


@pytest.fixture
async def hindi(counter: Counter) -> Counter:
    """An incident in an English hospital, with Asha, who reads Hindi."""

    def write(session: Session) -> None:
        session.merge(Setting(key=f"language:{ASHA}", value="hi"))

    counter.database.write_now(write)
    await counter.types("/incident declare sev2 printers", by=RAVI)
    await counter.types("/task add check the cables", by=RAVI)
    await counter.types(f"/incident role deputy-ic <@{ASHA}>", by=RAVI)
    await counter.types("/server add db-01", by=RAVI)
    await counter.types('/dept add lab name="Lab"', by=RAVI)
    return counter


def read(shown: Json) -> str:
    """Return the words of an answer that are said, its rule included; buttons are elsewhere."""
    small = [
        str(element["text"])
        for block in shown.get("blocks", ())
        if block["type"] == "context"
        for element in block["elements"]
    ]
    return " ".join([str(shown["text"]), *small])


REFUSED = (
    "/incident nosuch", "/task #99", "/task done #99", "/task claim", "/task block #5",
    "/task due #5 25:61", "/task due #5 tomorow", "/task assign #5 everybody", "/task frobnicate #5",
    "/task list nowhere", "/incident sev 9 why", "/incident sev 2 why", "/incident stage nowhere",
    "/incident stage closed why", "/incident role nosuch @ravi", "/incident INC-1999-001 status",
    "/incident update", "/incident note", "/incident claim", "/incident handover",
    "/incident language klingon", "/incident summary every 9d", "/incident digest unsubscribe",
    "/incident fact ! 5", "/incident eta x", "/incident suspend @ravi", "/incident timeline nowhere",
    "/incident list nowhere", "/incident declare kind=nosuch printers",
    "/incident note Aadhaar 2345 6789 0124", "/playbook start nosuch", "/playbook show",
    "/deadline show D99", "/server isolate SRV-099", "/server set SRV-001 tier=99", "/server add kind=vm",
    "/server add db-01", "/server segment OPD", "/server endpoints OPD seen=1",
    "/server rebuild SRV-001", "/server isolate SRV-9..SRV-1", "/evidence add - nonsense", "/evidence show EXH-099",
    "/evidence offer EXH-001 now", "/dept suspended lab told=yes", "/dept return lab seen=x", "/dept tempids lab 9-1",
    "/restore stage", "/restore add tier=1", "/waiver ask 29 SRV-001 why", "/waiver ask 1", "/waiver show WVR-9",
)  # fmt: skip


async def test_a_refusal_is_in_the_asker_s_language_whole(hindi: Counter) -> None:
    mixed = []
    for line in REFUSED:
        told = read(await hindi.types(line, by=ASHA))
        if not DEVANAGARI.search(told) or english(told, *TYPED):
            mixed.append((line, told))
        plain = json.dumps(await hindi.types(line, by=RAVI), ensure_ascii=False)
        if DEVANAGARI.search(plain):
            mixed.append((line, plain))
    assert mixed == []


NOUNS = (
    "incident",
    "task",
    "server",
    "evidence",
    "deadline",
    "dept",
    "restore",
    "waiver",
    "playbook",
)


async def test_help_is_in_the_asker_s_language(hindi: Counter) -> None:
    typed = sorted(STAGES, key=len, reverse=True)
    for noun in NOUNS:
        for line in (f"/{noun} help", f"/{noun} help list"):
            told = (await hindi.types(line, by=ASHA))["text"]
            assert english(told.replace(f"*/{noun}*", ""), *typed) == [], line
            plain = (await hindi.types(line, by=RAVI))["text"]
            assert not DEVANAGARI.search(plain), line


ANSWERED = (
    ("/task claim #5", "टास्क #5 अब आपके पास है।", "claimed task"),
    ("/task block #5 waits for NIC", "टास्क #5 अटका है।", "blocked task"),
    ("/task note #5 why", "टास्क #5 पर टिप्पणी लिखी गई।", "notes on task"),
    ("/task due #5 tomorrow 9am", "टास्क #5 का समय: 24 नव॰ 2022, 09:00 IST", "set task"),
    ("/incident sev 1 why", "INC-2022-001 अब SEV1 है।", "changed INC-2022-001 from SEV2"),
    ("/incident update why next 45m", "INC-2022-001 पर आपका अपडेट जारी हो गया।", "Next update"),
    ("/incident note why", "INC-2022-001 की टाइमलाइन में लिखा गया।", "notes: why"),
    ("/server suspect SRV-001 why", "SRV-001 का आकलन अब यह है: ", "marked as suspect"),
    ("/server suspect SRV-001,SRV-099 why", "नहीं हुआ: SRV-099।", "marked as suspect *SRV-001*"),
    ("/server segment OPD open why", "नेटवर्क खंड *OPD* अब खुला है।", "says that the segment"),
)  # fmt: skip


async def test_an_answer_is_the_asker_s_and_the_channel_s_is_the_house_s(hindi: Counter) -> None:
    for line, mine, everybody in ANSWERED:
        before = len(hindi.posts("event"))
        shown = await hindi.types(line, by=ASHA)
        assert mine in shown["text"], (line, shown["text"])
        told = [post["text"] for post in hindi.posts("event")[before:]]
        assert any(everybody in each for each in told), (line, told)
    assert not DEVANAGARI.search(json.dumps(hindi.posts("event"), ensure_ascii=False))

    def kept(session: Session) -> list[str]:
        entries = SQLModel.metadata.tables["timeline_entry"]
        return [str(tuple(row)) for row in session.connection().execute(entries.select())]

    assert [row for row in hindi.query(kept) if DEVANAGARI.search(row)] == []


async def test_a_waiver_is_shown_with_its_rule_in_the_asker_s_language(hindi: Counter) -> None:
    line = "/waiver ask 1 SRV-001 life_safety why"
    told = (await hindi.types(line, by=ASHA))["text"]
    assert "*WVR-001* नियम 1, SRV-001 के लिए" in told
    assert "*नियम 1:* जिस उपकरण का साक्ष्य चाहिए" in told
    told = (await hindi.types("/waiver show WVR-001", by=RAVI))["text"]
    assert "*WVR-001* rule 1 for SRV-001" in told
    assert "*Rule 1:* An asset whose evidence is wanted" in told


async def test_a_role_is_called_by_its_title_where_it_need_not_be_typed(hindi: Counter) -> None:
    shown = await hindi.types("/task list", by=ASHA)
    assert "घटना कमांडर के लिए" in shown["text"]
    assert "incident-commander" not in shown["text"]
    assert "for incident-commander" in (await hindi.types("/task list", by=RAVI))["text"]


async def test_the_corrected_line_is_offered_in_hindi_and_sent_as_it_was_meant(
    hindi: Counter,
) -> None:
    shown = await hindi.types("/task dnoe #5 why", by=ASHA)
    assert "क्या आपका मतलब `done` था?" in shown["text"]
    buttons = [each for block in shown["blocks"] for each in block.get("elements", ())]
    (first, *_) = [each for each in buttons if each["type"] == "button"]
    assert re.fullmatch(r"/task done #5 why भेजें", first["text"]["text"])
    assert first["value"] == "/task done #5 why"
