"""Promised updates, as tables: kept, broken, put off, and what quiet hours do to them."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.domain.models import Person, TimelineEntry
from bot.errors import Refused
from bot.grammar.errors import TimeRefused
from bot.grammar.times import moment as moment_typed
from bot.operations import incidents, promises
from bot.storage import timeline
from tests.schedule.conftest import ANA, BOSS, DEPUTY, NET, Ward
from tests.schedule.tables import Given, begin, moment, said, table


def update(ward: Ward, ref: str, following: str = "", by: str = ANA) -> None:
    """Give an update that promises the next one for a time of the day, or none."""
    due = moment(ward, following) if following else None
    ward.on(ref, partial(incidents.update, text="40 of 100 isolated", next_due=due), by=by)


def snooze(ward: Ward, ref: str, until: str, by: str = ANA, reason: str = "") -> promises.Snoozed:
    until_at = moment(ward, until)
    return ward.on(ref, partial(promises.snooze, until=until_at, reason=reason), by=by)


def entries(ward: Ward, ref: str, action: str) -> list[TimelineEntry]:
    everything = ward.on(ref, lambda turn, it: timeline.after(turn.session, it.row, 0, limit=200))
    return [entry for entry in everything if entry.action == action]


BROKEN = {
    "promised by somebody: them, the deputy, the commander and all, a quarter of an hour apart": (
        ANA, {"deputy-ic": DEPUTY},
        """
        07:52 Ana: Promise of 07:52
        08:07 Deputy: Promise of 07:52
        08:22 Boss: Promise of 07:52
        08:22 channel: Promise of 07:52
        """,
    ),
    "promised by the deputy: nobody is told twice": (
        DEPUTY, {"deputy-ic": DEPUTY},
        """
        07:52 Deputy: Promise of 07:52
        08:07 Boss: Promise of 07:52
        08:07 channel: Promise of 07:52
        """,
    ),
    "promised by the commander, who has no deputy: then the channel": (
        BOSS, {},
        """
        07:52 Boss: Promise of 07:52
        08:07 channel: Promise of 07:52
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", BROKEN)
def test_a_broken_promise_goes_higher(ward: Ward, story: str) -> None:
    by, roles, then = BROKEN[story]
    ref = begin(ward, Given(roles=roles))
    update(ward, ref, "07:52", by=by)
    assert said(ward, until="10:07", then=table(then)) == table(then)
    steps = {line.split()[0] for line in table(then)}
    assert len(entries(ward, ref, "reminder.escalated")) == len(steps) - 1


def test_a_kept_promise_is_not_mentioned(ward: Ward) -> None:
    ref = begin(ward, Given())
    update(ward, ref, "07:52")
    said(ward, until="07:47", every=20)
    update(ward, ref)
    assert said(ward, until="10:07", every=15) == []


def test_an_update_without_a_promise_leaves_the_cadence_to_the_severity(ward: Ward) -> None:
    """Given a severity 1, an update at 08:07 and no promise: the summary comes two hours later."""
    ref = begin(ward, Given(severity=1))
    said(ward, until="08:07")
    update(ward, ref)
    assert ward.next_summary(ref) == "23 Nov 10:07"
    assert said(ward, until="10:07") == []
    assert len(ward.posts("summary")) == 1


def test_put_off_it_is_said_later_and_recorded(ward: Ward) -> None:
    ref = begin(ward, Given(roles={"deputy-ic": DEPUTY}))
    update(ward, ref, "07:52")
    told = ["07:52 Ana: Promise of 07:52"]
    assert said(ward, until="07:57", then=told) == told
    put_off = snooze(ward, ref, "08:27", reason="waiting for NIC")
    assert (ward.local(put_off.before), ward.local(put_off.after), put_off.times) == (
        "23 Nov 07:52", "23 Nov 08:27", 1,
    )  # fmt: skip
    then = table(
        """
        08:27 Ana: Promise of 08:27
        08:42 Deputy: Promise of 08:27
        08:57 Boss: Promise of 08:27
        08:57 channel: Promise of 08:27
        """
    )
    assert said(ward, until="09:07", then=then) == then
    (entry,) = entries(ward, ref, "incident.snoozed")
    assert (entry.actor, entry.reason) == (ANA, "waiting for NIC")
    assert entry.text == (
        "promised update put off from 23 Nov 2022 07:52 IST to 23 Nov 2022 08:27 IST"
    )


def test_twice_is_yours_then_command_decides(ward: Ward) -> None:
    ref = begin(ward, Given(roles={"deputy-ic": DEPUTY}))
    update(ward, ref, "07:52")
    snooze(ward, ref, "08:07")
    snooze(ward, ref, "08:22")
    with pytest.raises(Refused, match="put off 2 times already") as refusal:
        snooze(ward, ref, "08:37")
    assert refusal.value.who == f"<@{BOSS}> or <@{DEPUTY}>"
    assert snooze(ward, ref, "08:37", by=DEPUTY).times == 3
    # An update counts anew.
    update(ward, ref, "09:07")
    assert snooze(ward, ref, "09:22").times == 1


def test_others_do_not_put_it_off_unless_who_promised_is_gone(ward: Ward) -> None:
    ref = begin(ward, Given())
    update(ward, ref, "07:52")
    with pytest.raises(Refused, match="Whoever promised") as refusal:
        snooze(ward, ref, "08:07", by=NET)
    assert refusal.value.who == f"<@{ANA}> or <@{BOSS}>"
    gone = Person(user_id=ANA, is_gone=True, seen_at=ward.clock.now())
    ward.database.write_now(lambda session: session.add(gone))
    assert snooze(ward, ref, "08:07", by=NET).times == 1


@pytest.mark.parametrize(
    ("until", "why"),
    [
        ("07:52", "07:52 IST already, and 23 Nov 2022 07:52 IST is no later"),
        ("07:30", "07:52 IST already, and 23 Nov 2022 07:30 IST is no later"),
        ("11:08", "4 h at the most"),
        ("07:00", "4 h at the most"),  # tomorrow
    ],
)
def test_senseless_moments_are_refused(sqlite_ward: Ward, until: str, why: str) -> None:
    ref = begin(sqlite_ward, Given())
    update(sqlite_ward, ref, "07:52")
    with pytest.raises(Refused, match=why) as refusal:
        snooze(sqlite_ward, ref, until)
    assert "/incident update" in refusal.value.next_step


def test_nothing_promised_or_over_is_not_put_off(sqlite_ward: Ward) -> None:
    ref = begin(sqlite_ward, Given())
    with pytest.raises(Refused, match="No update on INC-2022-001 is promised"):
        snooze(sqlite_ward, ref, "08:07")
    update(sqlite_ward, ref, "07:52")
    sqlite_ward.on(ref, lambda turn, it: incidents.stand_down(turn, it, reason="a cable"))
    with pytest.raises(Refused, match="stood down"):
        snooze(sqlite_ward, ref, "08:07")


@pytest.mark.parametrize(("severity", "then"), [
    # Whoever promised chose the hour. Others are woken where patients' care is down.
    (2, """
        23:00 Ana: Promise of 23:00
        23:15 Deputy: Promise of 23:00
        23:30 Boss: Promise of 23:00
        23:30 channel: Promise of 23:00
        """),
    (3, """
        23:00 Ana: Promise of 23:00
        06:00 Deputy: Promise of 23:00
        06:15 Boss: Promise of 23:00
        06:15 channel: Promise of 23:00
        """),
])  # fmt: skip
def test_quiet_hours_and_promises(sqlite_ward: Ward, severity: int, then: str) -> None:
    ward = sqlite_ward
    ref = begin(ward, Given(at="20:00", severity=severity, quiet="22:00-06:00",
                            roles={"deputy-ic": DEPUTY}))  # fmt: skip
    update(ward, ref, "23:00")
    assert said(ward, until="07:00", then=table(then)) == table(then)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1s", "too soon"), ("59s", "too soon"), ("now", "too soon"),
        ("400d", "too far off"), ("10081m", "too far off"),
    ],
)  # fmt: skip
def test_a_promise_that_nobody_can_keep_is_refused(ward: Ward, text: str, why: str) -> None:
    """The update is not stored either, so that it can be typed again with another time."""
    ref = begin(ward, Given())

    def given(text: str) -> None:
        due = moment_typed(text, now=ward.clock.now(), zone=ward.house.zone).at
        ward.on(ref, partial(incidents.update, text="40 of 100", next_due=due), by=ANA)

    with pytest.raises(Refused, match=f"{why} for the next update: 1 min to 7 d") as refusal:
        given(text)
    assert "`next 45m`" in refusal.value.next_step
    assert entries(ward, ref, "incident.update") == []
    for kept in ("1m", "7d"):
        given(kept)
    assert len(entries(ward, ref, "incident.update")) == 2


@pytest.mark.parametrize("text", ["0", "-5m", "25:61", "soon", "401d", "31 feb 09:00"])
def test_senseless_promises_are_refused_with_a_cure(sqlite_ward: Ward, text: str) -> None:
    """What is typed behind `next` is read before anything is stored."""
    now: datetime = sqlite_ward.clock.now()
    with pytest.raises(TimeRefused) as refusal:
        moment_typed(text, now=now, zone=sqlite_ward.house.zone)
    assert refusal.value.next_step
    assert moment_typed("45m", now=now, zone=sqlite_ward.house.zone).at == now + timedelta(
        minutes=45
    )
