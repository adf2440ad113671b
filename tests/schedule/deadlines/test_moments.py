"""Legal clocks as the schedule says them: at their moments, to whom they are owed."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.models import Person
from bot.domain.words import Kind, Stage
from bot.operations import anchors, incidents, people, tasks
from bot.storage import deadlines as queries
from tests.factories import make_house
from tests.law import ANA, CISO, KABIR, LEGAL, item
from tests.schedule.deadlines.court import CERTIN, CHANNEL, Hall
from tests.schedule.test_plans import plan, statements

# given (profile, kind, noticed) … then this deadline is due …, and warned of at …. A date holds until the next.
TABLE = {
    "CERT-In, six hours": (
        "in-hospital", "Asia/Kolkata", "23 Nov 2022 07:07", CERTIN, "23 Nov 2022 13:07",
        "23 Nov 2022 10:07 11:37 12:31 12:37 13:07 13:37 14:07 14:37",
    ),
    "CERT-In through midnight and a new year": (
        "in-hospital", "Asia/Kolkata", "31 Dec 2022 20:00", CERTIN, "01 Jan 2023 02:00",
        "31 Dec 2022 23:00 01 Jan 2023 00:30 01:24 01:30 02:00 02:30",
    ),
    "CERT-In on a leap day": (
        "in-hospital", "Asia/Kolkata", "29 Feb 2024 20:00", CERTIN, "01 Mar 2024 02:00",
        "29 Feb 2024 23:00 01 Mar 2024 00:30 01:24 01:30 02:00 02:30",
    ),
    "police, twelve hours": (
        "in-hospital", "Asia/Kolkata", "23 Nov 2022 07:07", "in.police.complaint",
        "23 Nov 2022 19:07", "23 Nov 2022 13:07 16:07 17:55 18:37 19:07 19:37",
    ),
    "Board, 72 hours, once it binds": (
        "in-hospital", "Asia/Kolkata", "13 May 2027 00:00", "in.dpdp.board.2",
        "16 May 2027 00:00",
        "14 May 2027 12:00 15 May 2027 06:00 16:48 23:30 16 May 2027 00:00 00:30",
    ),
    "GDPR through the night of 25 hours": (
        "eu-nis2-gdpr", "Europe/Berlin", "29 Oct 2022 12:00", "eu.gdpr.art33",
        "01 Nov 2022 11:00",
        "30 Oct 2022 23:00 31 Oct 2022 17:00 01 Nov 2022 03:48 10:30 11:00 11:30",
    ),
    "early warning through the night of 23 hours": (
        "eu-nis2-gdpr", "Europe/Berlin", "26 Mar 2022 12:00", "eu.nis2.warning",
        "27 Mar 2022 13:00", "27 Mar 2022 00:00 07:00 10:36 12:30 13:00 13:30",
    ),
    "HIPAA, sixty calendar days": (
        "us-hipaa", "America/New_York", "07 Jan 2022 12:00", "us.hipaa.individual",
        "08 Mar 2022 23:59:59",
        """06 Feb 2022 17:59:59 21 Feb 2022 20:59:59 02 Mar 2022 22:47:59
        08 Mar 2022 23:29:59 23:59:59 09 Mar 2022 00:29:59""",
    ),
}  # fmt: skip


def moments_of(written: str) -> list[str]:
    """Return moments in full; each is on the date that was written last before it."""
    day, found = "", []
    for named, clock in re.findall(r"(\d\d \w{3} \d{4} )?([\d:]+)(?!\S)", written):
        day = named or day
        found.append(day + clock)
    return found


@pytest.mark.parametrize("case", TABLE)
def test_given_a_moment_then_it_is_due_and_warned_of(sqlite_hall: Hall, case: str) -> None:
    name, zone, noticed, which, due, warned = TABLE[case]
    court = sqlite_hall(name, zone=ZoneInfo(zone))
    court.until(noticed)
    court.declare()
    assert court.due(which) == due
    wanted = moments_of(warned)
    assert wanted
    assert court.course(which, len(wanted)) == wanted


def test_certin_is_said_at_its_moments_and_at_no_other(hall: Hall) -> None:
    """Eight hours, looked at before each moment and between: nine, each said once to each."""
    court = hall(item("a.one", owner="security-lead"))
    court.declare(Kind.OTHER, severity=4)
    moments = [
        "10:07", "11:37", "12:31", "12:37", "13:07", "13:37", "14:07", "14:37", "15:07",
    ]  # fmt: skip
    assert court.watched(until="15:10", every=20, near=moments) == moments
    early = [CHANNEL, f"user:{CISO}"]
    late = [CHANNEL, f"user:{CISO}", f"user:{KABIR}"]
    assert court.told() == early * 4 + late * 5
    keys = [post.key for post in court.ward.posts("deadline")]
    assert len(keys) == len(set(keys))
    assert not any(each.late or each.missed for each in court.ward.occurrences("deadline"))


def test_what_a_warning_says(sqlite_hall: Hall) -> None:
    court = sqlite_hall()
    court.declare()
    court.until("23 Nov 2022 12:37")
    court.tick()
    (channel,) = court.heard()
    assert (
        "Due: *D1* CERT-In: First report of a cyber incident (hard), due 23 Nov 2022 13:07 IST, "
        "in 30 min; running. Owner: Security lead (CISO) (<@U2CISO>)."
    ) in channel
    (mine,) = [text for target, text in court.said() if target == f"user:{CISO}"]
    assert court.ref in mine, "Outside its channel the incident is named."
    court.until("23 Nov 2022 13:37")
    court.tick()
    assert "*Overdue*: *D1* CERT-In" in court.heard()[-1]
    assert "30 min late; running" in court.heard()[-1]
    entries = court.entries("deadline.overdue")
    assert [(each.actor, each.subject, each.after) for each in entries] == [
        ("system", name, "2022-11-23T07:37:00Z") for name in ("D1", "D2", "D8")
    ]
    assert entries[0].text.startswith("CERT-In: "), "Its regulator, not the profile's own name."


def test_what_rings_at_one_moment_is_one_message(sqlite_hall: Hall) -> None:
    """CERT-In, NCIIPC and the ministry are all due at 13:07."""
    court = sqlite_hall()
    court.declare()
    court.until("23 Nov 2022 10:07")
    assert court.tick() == 3
    assert court.told().count(CHANNEL) == 1
    assert all(f"*D{number}*" in court.said()[0][1] for number in (1, 2, 8))


def test_the_clocks_of_a_drill_say_that_it_is_one(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one", owner="security-lead"))
    court.declare(Kind.OTHER, severity=4, drill=True)
    court.until("23 Nov 2022 12:37")
    court.tick()
    texts = [text for _, text in court.ward.said("deadline")]
    assert len(texts) == 3
    assert all("DRILL: nothing is sent to anybody outside.*" in text for text in texts)
    assert not any("outside.*." in text for text in texts)


def test_nobody_in_the_role_then_the_deputy_then_command(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one", owner="mrd-lead"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    court.tick()
    assert court.told() == [CHANNEL, f"user:{KABIR}"]
    court.on(people.appoint, "registration-lead", ANA)
    court.until("23 Nov 2022 11:37")
    court.tick()
    assert court.told()[2:] == [CHANNEL, f"user:{ANA}"]
    gone = Person(user_id=ANA, is_gone=True, seen_at=court.clock.now())
    court.database.write_now(lambda session: session.add(gone))
    court.until("23 Nov 2022 12:31")
    court.tick()
    assert court.told()[4:] == [CHANNEL, f"user:{KABIR}"]


def test_looking_for_what_rings_walks_no_table(sqlite_hall: Hall) -> None:
    """However many deadlines there are, a tick looks at those whose moment has come."""
    court = sqlite_hall()
    for _ in range(30):
        court.declare()
    court.database.write_now(lambda session: session.connection().exec_driver_sql("ANALYZE"))
    ((statement, parameters),) = statements(
        court.database, lambda session: queries.ringing_in(session, now=court.clock.now())
    )
    steps = plan(court.database, statement, parameters)
    assert any("ix_deadline_alarm" in step for step in steps), steps
    assert not any(step.startswith("SCAN deadline") for step in steps), steps


CLOCKS = """---
slug: clocks
title: Clocks
when: {kind: [ransomware, intrusion], severity: [1, 2]}
start: auto
lead: legal-lead
---
# Clocks
Why.

## Reports
- [ ] Report to CERT-In {#certin role=security-lead due=+6h@noticed critical=true}
  Send it from a clean account, with what is known.
- [ ] Tell those affected {#people role=dpo due=+72h@breach}
  Write what happened, what it means for them, what they can do.
- [ ] Say when it began {#began role=forensics-lead due=+30m@occurred}
  From the first log line that is surely the intruder's.
- [ ] Lift the guards {#guards role=it-lead due=+12h@contained}
  One by one, with a witness.
- [ ] Ask for the receipt {#receipt role=agency-liaison due=+1h@certin after=certin}
  Call, and write down the number.
"""


def test_the_clocks_of_the_playbooks_act(hall: Hall, tmp_path: Path) -> None:
    """They count from the same moments as the law's, move with them, and remind of themselves."""
    court = hall(library=make_house(tmp_path / "clocks", CLOCKS).library)
    court.clock.advance(hours=1)
    court.declare(noticed_at=court.at("23 Nov 2022 07:37"))

    def due() -> list[str]:
        rows = [court.on(tasks.found, number) for number in range(1, 6)]
        return [court.shown(row.due_at) for row in rows]

    assert due() == ["23 Nov 2022 13:37", "-", "-", "-", "-"]
    court.on(anchors.correct, "occurred", court.at("23 Nov 2022 02:00"))
    court.on(tasks.set_due, 3, court.at("24 Nov 2022 09:00"))
    court.noticed("23 Nov 2022 07:07", by=ANA)
    court.breach("23 Nov 2022 08:00", "counsel confirms", by=LEGAL)
    court.on(incidents.move_stage, Stage.CONTAINED)
    assert due() == [
        "23 Nov 2022 13:07", "26 Nov 2022 08:00", "24 Nov 2022 09:00", "23 Nov 2022 20:07", "-",
    ]  # fmt: skip
    court.on(anchors.correct, "occurred", court.at("23 Nov 2022 01:00"))
    assert due()[2] == "24 Nov 2022 09:00", "What somebody set by hand stays."
    court.until("23 Nov 2022 13:10")
    court.ward.tick()
    assert "*#1* Report to CERT-In" in " ".join(text for _, text in court.ward.said())
    court.on(tasks.done, 1, by=CISO)
    court.noticed("23 Nov 2022 07:00", by=ANA)
    assert (due()[0], due()[4]) == ("23 Nov 2022 13:07", "23 Nov 2022 14:10")
