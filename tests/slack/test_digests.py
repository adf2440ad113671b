"""`/incident digest` as people type, press and fill it in: their own digests, previews, slips."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot.domain.models import Person, Schedule
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.slack.counter import ASHA, BOT, MEERA, RAVI, Counter, on_either_engine


def mine(counter: Counter, user: str = ASHA) -> list[tuple[str, str | None, str, str | None]]:
    """Return what somebody subscribed to: key, time, zone, cut."""

    def read(session: Session) -> list[Any]:
        wanted = select(Schedule).where(Schedule.target == f"user:{user}").order_by(Schedule.key)
        return [(row.key, row.at_local, row.zone, row.cut) for row in session.exec(wanted)]

    return counter.query(read)


@pytest.mark.parametrize("line", ["now", "preview"])
async def test_nobody_s_writing_waits_while_a_digest_is_read(counter: Counter, line: str) -> None:
    """With a thousand incidents that takes a tenth of a second; there is one writer."""
    counter.runtime.house = replace(counter.runtime.house, managers_channel="C0MANAGERS")
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    written: list[str] = []
    read: list[str] = []
    for engine, seen in ((counter.database.engine, written), (counter.database._browsing, read)):
        sa.event.listen(engine, "before_cursor_execute", lambda *told, to=seen: to.append(told[2]))
    shown = await counter.types(f"/incident digest {line}")
    assert shown["text"].startswith(("The digest is on its way", "Daily digest"))
    assert any("FROM task" in statement for statement in read)
    assert not any("FROM task" in statement for statement in written)


async def test_the_managers_are_told_who_planned_their_digest_anew(counter: Counter) -> None:
    counter.runtime.house = replace(counter.runtime.house, managers_channel="C0MANAGERS")
    for line in ("off", "off", "at 08:15", "at 08:15"):
        await counter.types(f"/incident digest {line}", by=RAVI)
    off, at = (post["text"] for post in counter.posts("notice"))
    anew = f"<@{RAVI}> planned the digest anew. "
    assert off.startswith(f"{anew}The daily digest is off.")
    assert at.startswith(f"{anew}The next daily digest: 23 Nov 2022 08:15 IST")


@on_either_engine
async def test_subscribe_change_list_end(counter: Counter) -> None:
    line = "/incident digest subscribe at 08:00 zone Europe/London cut clinical"
    shown = await counter.types(line)
    assert shown["text"] == (
        "Your digest of all open incidents (clinical) comes to you daily at 08:00, Europe/London "
        "time; the next one: 23 Nov 2022 08:00 GMT, in 6 h 23 min"
        "."
    )
    shown = await counter.types("/incident digest subscribe at 9pm")
    assert "daily at 21:00, Europe/London time" in shown["text"]
    assert mine(counter) == [(f"digest:{ASHA}:open", "21:00", "Europe/London", "clinical")]
    listed = await counter.types("/incident digest subscriptions")
    assert "all open incidents (clinical): daily at 21:00" in listed["text"]
    assert mine(counter, RAVI) == []
    assert "You have no digest" in (await counter.types("/incident digest mine", by=RAVI))["text"]
    ended = await counter.types("/incident digest unsubscribe")
    assert ended["text"] == "You get no digest of all open incidents (clinical) any more."
    assert mine(counter) == []


WAYS = (
    ("subscribe", ("07:30", "Asia/Kolkata", "command")),
    ("sub 6.45am", ("06:45", "Asia/Kolkata", "command")),
    ("subscribe clinical 08:00", ("08:00", "Asia/Kolkata", "clinical")),
    ("subscribe at=0800 zone=london cut=ministry", ("08:00", "Europe/London", "ministry")),
    ("subscribe cut care zone new york at 8 pm", ("20:00", "America/New_York", "clinical")),
    ("SUBSCRIBE at 08:00 in ASIA/KOLKATA", ("08:00", "Asia/Kolkata", "command")),
    ("subscribe at \uff10\uff18:\uff10\uff10", ("08:00", "Asia/Kolkata", "command")),
)


async def test_ways_to_type_it(counter: Counter) -> None:
    for typed, want in WAYS:
        await counter.types(f"/incident digest {typed}")
        assert mine(counter) == [(f"digest:{ASHA}:open", *want)], typed
        await counter.types("/incident digest unsubscribe")
        assert mine(counter) == [], typed


SLIPS = (
    ("subscribe at 25:61", "hours go from 0 to 23"),
    ("subscribe at", "Nothing stands behind"),
    ("subscribe zone", "Nothing stands behind"),
    ("subscribe zone Asia/Kalkota", "did you mean"),
    ("subscribe at 08:00 zone IST", "stand for several zones"),
    ("subscribe at 8am IST", "leave the zone out"),
    ("subscribe cut everyone", "no such cut"),
    ("subscribe of the printer", "about one incident or about all"),
    ("subscribe of here", "not the channel of an incident"),
    ("subscribe of INC-2022-999", "no incident INC-2022-999"),
    ("unsubscribe", "no digest of your own"),
    ("unsubscribe perhaps", "Which digest"),
    ("subscribe at 02:30 lang klingon", "does not speak that language yet"),
    ("subscribe lang", "Nothing stands behind"),
    ("subscribe at 0", "0"),
    ("subscribe at -1:00", "-1:00"),
    ("subscribe at 24h", "24h"),
    ("preview clincal", "Did you mean `clinical`"),
    ("preview of INC-2022-999", "no incident INC-2022-999"),
    ("at 25:61", "hours go from 0 to 23"),
    ("at 25:61 zone Asia/Kolkata", "hours go from 0 to 23"),
    ("at 07:30 zone", "Nothing stands behind"),
    ("at 07:30 zone Asia/Kalkota", "did you mean"),
    ("at 07:30 zone IST", "stand for several zones"),
    ("perhaps", "What is to happen"),
)


async def test_slips_are_answered_and_keep_the_line(counter: Counter) -> None:
    for typed, says in SLIPS:
        shown = await counter.types(f"/incident digest {typed}")
        assert says in shown["text"].replace("&lt;", "<"), (typed, shown["text"])
        assert f"/incident digest {typed}" in shown["text"], typed
        assert mine(counter) == [], typed


@pytest.mark.parametrize("typed", ["at 07:30 zone Europe/London", "at 7.30am tz=london"])
async def test_the_daily_one_by_the_clocks_of_a_zone(counter: Counter, typed: str) -> None:
    shown = await counter.types(f"/incident digest {typed}")
    assert "23 Nov 2022 07:30 GMT. It comes by the clocks of Europe/London." in shown["text"]


SENSELESS = (
    ("every 0", "0"),
    ("every 0m", "too short"),
    ("every -2h", "-2h"),
    ("every 1s", "too short"),
    ("every 400d", "too long"),
    ("every soon", "soon"),
    ("every 25:61", "25:61"),
    ("weekly", "How often"),
)


async def test_senseless_cadences(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital down")
    before = await counter.types("/incident summary")
    for typed, says in SENSELESS:
        shown = await counter.types(f"/incident summary {typed}")
        assert says in shown["text"], (typed, shown["text"])
        assert (await counter.types("/incident summary"))["text"] == before["text"], typed


@on_either_engine
async def test_of_one_incident(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital down")
    await counter.types("/incident declare private sev1 Two analysts suspended")
    shown = await counter.types("/incident digest subscribe at 08:00 of INC-2022-001", by=RAVI)
    assert "Your digest of INC-2022-001 (command)" in shown["text"]
    hidden = await counter.types("/incident digest subscribe of INC-2022-002", by=RAVI)
    assert "no incident INC-2022-002 that you may see" in hidden["text"]
    inside = await counter.types("/incident digest subscribe of inc-2022-002")
    assert "Your digest of INC-2022-002" in inside["text"]
    assert [key for key, *_ in mine(counter, RAVI)] == [f"digest:{RAVI}:INC-2022-001"]
    ended = await counter.types("/incident digest unsubscribe of INC-2022-001", by=RAVI)
    assert "no digest of INC-2022-001 (command) any more" in ended["text"]


async def test_the_window(counter: Counter) -> None:
    """A button opens it; what is chosen is the same as what is typed."""
    await counter.types("/incident declare sev1 e-Hospital down")
    await counter.types("/incident declare private sev1 Two analysts suspended")
    person = Person(user_id=RAVI, zone="Europe/Paris", seen_at=counter.clock.now())
    counter.database.write_now(lambda session: session.add(person))
    window = await counter.presses("incident.digest", "subscribe", by=RAVI)
    assert problems(window) == []
    shown = str(window)
    assert "INC-2022-001" in shown
    assert "INC-2022-002" not in shown
    filled = {"scope": "INC-2022-001", "cut": "ministry", "at": "25:61", "zone": "Europe/Paris"}
    answer = await counter.submits(window, filled, by=RAVI, view_id="V7")
    assert "hours go from 0 to 23" in answer["errors"]["at"]
    answer = await counter.submits(window, {**filled, "at": "8:15"}, by=RAVI, view_id="V7")
    assert "daily at 08:15, Europe/Paris time" in str(answer["view"])
    assert mine(counter, RAVI) == [
        (f"digest:{RAVI}:INC-2022-001", "08:15", "Europe/Paris", "ministry")
    ]


async def test_a_window_cannot_reach_what_its_sender_may_not_see(counter: Counter) -> None:
    await counter.types("/incident declare private sev1 Two analysts suspended")
    window = await counter.presses("incident.digest", "subscribe", by=RAVI)
    filled = {"scope": "INC-2022-001", "cut": "command", "at": "08:00", "zone": "Asia/Kolkata"}
    answer = await counter.submits(window, filled, by=RAVI)
    assert "no incident INC-2022-001 that you may see" in str(answer["errors"])
    assert mine(counter, RAVI) == []


async def test_guests_see_no_window(counter: Counter) -> None:
    """Its menu names open incidents, which a guest may not see."""
    await counter.types("/incident declare sev1 e-Hospital down")
    guest = Person(user_id=RAVI, is_guest=True, seen_at=counter.clock.now())
    counter.database.write_now(lambda session: session.add(guest))
    shown = await counter.presses("incident.digest", "subscribe", by=RAVI)
    assert "get no digest" in shown["text"]
    assert "e-Hospital" not in str(shown)


async def test_previews_are_for_the_asker_alone(counter: Counter) -> None:
    """By command, and by a mention in a public place as well."""
    await counter.types("/incident declare sev1 e-Hospital down")
    titles = {"clinical": "Clinical digest", "ministry": "Ministry digest"}
    for number, cut in enumerate(("", "command", "clinical", "ministry")):
        shown = await counter.types(f"/incident digest preview {cut}")
        assert shown["text"].startswith(f"{titles.get(cut, 'Daily digest')}, 23 Nov 2022."), cut
        assert ("e-Hospital" in shown["text"]) == (cut != "ministry"), cut
        event = {
            "type": "app_mention", "user": MEERA, "channel": "C0DESK",
            "ts": f"1669167420.{number:06d}", "text": f"<@{BOT}> incident digest preview {cut}",
        }  # fmt: skip
        await counter.send(counter.event(event))
        assert counter.posts("answer") == [], cut


@on_either_engine
async def test_a_preview_of_one_incident_for_those_inside(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital down")
    await counter.types("/incident declare private sev1 Two analysts suspended")
    shown = await counter.types("/incident digest preview of INC-2022-001", by=RAVI)
    assert "This digest is about one incident." in shown["text"]
    assert "e-Hospital down" in shown["text"]
    hidden = await counter.types("/incident digest preview of INC-2022-002", by=RAVI)
    assert "no incident INC-2022-002 that you may see" in hidden["text"]
    inside = await counter.types("/incident digest preview clinical of INC-2022-002")
    assert inside["text"].startswith("Clinical digest")
    assert "Two analysts suspended" in inside["text"]


@on_either_engine
async def test_a_language_is_kept_and_may_be_left_to_slack(counter: Counter) -> None:
    def kept(session: Session) -> list[str]:
        return [row.lang for row in session.exec(select(Schedule).where(Schedule.cut != ""))]

    shown = await counter.types("/incident digest subscribe at 08:00 lang English")
    assert "Your digest of all open incidents (command, english) comes" in shown["text"]
    assert counter.query(kept) == ["en"]
    shown = await counter.types("/incident digest subscribe lang auto")
    assert "Your digest of all open incidents (command) comes" in shown["text"]
    assert counter.query(kept) == [""]


async def test_hostile_wishes_change_nothing(counter: Counter) -> None:
    for words in HOSTILE:
        for line in (f"subscribe {words}", f"subscribe zone {words}", f"preview {words}"):
            await counter.types(f"/incident digest {line[:30_000]}")
        zones = {zone for _, _, zone, _ in mine(counter)}
        assert zones <= {"Asia/Kolkata"}, words[:99]
