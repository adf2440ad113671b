"""What people are refused is Hindi for who reads Hindi; what is written down stays English."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.domain.words import Kind, Stage
from bot.errors import Mistyped, NotFound, Refused, WardroomError
from bot.grammar import clocks, hosts, refs, severities, spans, times, zones
from bot.grammar import tasks as task_grammar
from bot.grammar.errors import GrammarError
from bot.language.catalogue import HINDI, speaking
from bot.operations import (
    anchors,
    approvals,
    back_entry,
    command,
    custody,
    deadlines,
    demo,
    departments,
    etas,
    evidence,
    facts,
    incidents,
    network,
    people,
    playbooks,
    promises,
    restores,
    schedules,
    servers,
    statements,
    subscriptions,
    suspensions,
    tasks,
    waivers,
)
from bot.operations.turn import Turn
from tests.conftest import NIGHT
from tests.factories import DELHI, Desk
from tests.hindi import DEVANAGARI, english, is_hindi
from tests.unit.operations.hindi import in_hindi, kept_hindi, told
from tests.unit.operations.test_machines import (
    BOSS,
    MADE,
    OTHER,
    TYPED,
    desk,
    here,
)

__all__ = ["desk"]

GUEST = "U9GUEST"
"""A refusal is what one asks; each needs the incident of the desk, with one row of all."""
Case = Callable[[Turn, Any], object]


def _everything(turn: Turn, incident: Any) -> None:
    for make in MADE.values():
        make(turn, incident)
    tasks.add(turn, incident, "Open the log")


REFUSED: dict[str, Case] = {
    "task: none": lambda turn, inc: tasks.claim(turn, inc, 999),
    "task: no title": lambda turn, inc: tasks.add(turn, inc, " "),
    "task: not waiting": lambda turn, inc: approvals.approve(turn, inc, 1),
    "task: no reason": lambda turn, inc: tasks.block(turn, inc, 1, ""),
    "task: not blocked": lambda turn, inc: tasks.unblock(turn, inc, 1),
    "task: nothing to reopen": lambda turn, inc: tasks.reopen(turn, inc, 1, "why"),
    "incident: stage": lambda turn, inc: incidents.move_stage(turn, inc, Stage.CLOSED, reason="why"),
    "incident: same stage": lambda turn, inc: incidents.move_stage(turn, inc, inc.stage),
    "incident: severity": lambda turn, inc: incidents.change_severity(turn, inc, inc.severity, reason="why"),
    "incident: no title": lambda turn, _: incidents.declare(turn, title=" ", severity=1, kind=Kind.OTHER),
    "incident: empty update": lambda turn, inc: incidents.update(turn, inc, ""),
    "command: taken": command.claim,
    "command: to oneself": lambda turn, inc: command.hand_over(turn, inc, BOSS),
    "role: none": lambda turn, inc: people.appoint(turn, inc, "it-laed", OTHER),
    "role: already": lambda turn, inc: people.appoint(turn, inc, "director", OTHER),
    "role: not held": lambda turn, inc: people.relieve(turn, inc, "it-lead"),
    "person: none": lambda turn, _: people.person_named(turn.session, "nobody"),
    "playbook: none": lambda turn, inc: playbooks.run(turn, inc, "no-such"),
    "server: none": lambda turn, inc: servers.perform(turn, inc, "SRV-099", "isolate", ""),
    "server: there": lambda turn, inc: servers.add(turn, inc, [{"hostname": "db-01"}]),
    "server: field": lambda turn, inc: servers.change(turn, inc, "SRV-001", {"tier": "99"}),
    "segment: basis": lambda turn, inc: network.move_segment(turn, inc, "OPD", "closed", ""),
    "endpoints": lambda turn, inc: network.count(turn, inc, "OPD", {"scanned": "999"}),
    "exhibit: kind": lambda turn, inc: evidence.add(turn, inc, "-", "sock", {}),
    "exhibit: hash": lambda turn, inc: evidence.perform(turn, inc, "EXH-001", "hash", "sha256=12"),
    "transfer: to oneself": lambda turn, inc: custody.offer(turn, inc, ["EXH-001"], custody.Receiver(user_id=BOSS), "why"),
    "department: count": lambda turn, inc: departments.perform(turn, inc, "lab", "return", "seen=many"),
    "department: hybrid": lambda turn, inc: departments.perform(turn, inc, "lab", "hybrid", ""),
    "paper": lambda turn, inc: back_entry.entered(turn, inc, "lab", {"p1": "50"}),
    "restore: rung": lambda turn, inc: restores.perform(turn, inc, "LIS", "pilot", ""),
    "restore: there": lambda turn, inc: restores.add(turn, inc, "LIS", {}),
    "fact: key": lambda turn, inc: facts.enter(turn, inc, "!", "5"),
    "fact: source": lambda turn, inc: facts.enter(turn, inc, "opd.seen", "5", status="confirmed"),
    "eta: over": lambda turn, inc: etas.promise(turn, inc, "OPD", turn.now - timedelta(hours=1)),
    "statement: figure": lambda turn, inc: statements.draft(turn, inc, "We saw 1200.", next_update_at=turn.now),
    "waiver: rule": lambda turn, inc: waivers.ask(turn, inc, "29", "SRV-001", "why"),
    "waiver: none": lambda turn, inc: waivers.ask(turn, inc, "999", "SRV-001", "why"),
    "waiver: own": lambda turn, inc: waivers.perform(turn, inc, "WVR-001", "approve", ""),
    "suspension: order": lambda turn, inc: suspensions.serve(turn, inc, OTHER, order_no="", authority="", deputy=None),
    "deadline: none": lambda turn, inc: deadlines.approve(turn, inc, "D99"),
    "anchor: ahead": lambda turn, inc: anchors.correct(turn, inc, "noticed", turn.now + timedelta(hours=1), "why"),
    "promise: none": lambda turn, inc: promises.snooze(turn, inc, turn.now + timedelta(hours=1)),
    "summary: span": lambda turn, inc: schedules.summary_every(turn, inc, timedelta(seconds=1)),
    "digest: cut": lambda *_: subscriptions.cut_meant("clincal"),
    "subscription: none": lambda turn, _: subscriptions.unsubscribe(turn),
}  # fmt: skip


def test_a_refusal_is_hindi_for_who_reads_hindi(desk: Desk) -> None:
    """Nothing is kept of what was refused, so all are asked at one desk."""
    desk(BOSS, lambda turn: _everything(turn, here(turn.session)))
    assert {name: wrong for name in REFUSED if (wrong := _wrong(desk, name))} == {}


def _wrong(desk: Desk, name: str) -> str:
    """Return what is not as it should be when this is asked; nothing when all is well."""
    caught = _caught(desk, in_hindi(lambda turn: REFUSED[name](turn, here(turn.session))))
    plain = _caught(desk, lambda turn: REFUSED[name](turn, here(turn.session)))
    if caught is None or type(caught) is not type(plain) or plain is None:
        return f"{caught!r} in Hindi, {plain!r} in English"
    said = str(in_hindi(told)(caught))
    if not DEVANAGARI.search(caught.message) or english(said, *TYPED):
        return said
    return told(plain) if DEVANAGARI.search(told(plain)) else ""


def _caught(desk: Desk, act: Callable[[Turn], object]) -> WardroomError | None:
    try:
        desk(BOSS, act)
    except (Refused, Mistyped, NotFound) as error:
        return error
    return None


def test_the_demo_played_in_hindi_leaves_an_english_record(desk: Desk) -> None:
    """Every operation that a first day needs, run for people who read Hindi."""
    begin = in_hindi(partial(demo.begin, house=desk.house, now=desk.clock.now()))
    there = desk.database.write_now(begin)
    while not there.whole:
        desk.clock.advance(minutes=5)
        go_on = in_hindi(partial(demo.go_on, house=desk.house, now=desk.clock.now()))
        there = desk.database.write_now(go_on)
    assert desk.database.read_now(kept_hindi) == []


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        (lambda: times.moment("25:61", now=NIGHT, zone=DELHI), "25:61"),
        (lambda: times.moment("tomorow", now=NIGHT, zone=DELHI), "tomorow"),
        (lambda: times.moment("2h ago", now=NIGHT, zone=DELHI), "2h ago"),
        (lambda: times.moment("31 feb", now=NIGHT, zone=DELHI), "31 feb"),
        (lambda: times.moment("18:00 PST", now=NIGHT, zone=DELHI), "Asia/Kolkata"),
        (lambda: times.moment("9999h", now=NIGHT, zone=DELHI), "9999h"),
        (lambda: clocks.clock("9"), "9"),
        (lambda: spans.span("5"), "5"),
        (lambda: spans.span("9d"), "9d"),
        (lambda: spans.span("-2h"), "-2h"),
        (lambda: zones.zone("IST"), "IST"),
        (lambda: zones.zone("Asia/Kolkatta"), "Asia/Kolkatta"),
        (lambda: zones.zone("+05:30"), "+05:30"),
        (lambda: refs.user("everybody"), "everybody"),
        (lambda: refs.user("<@U1> <@U2>"), ""),
        (lambda: refs.user(""), ""),
        (lambda: severities.severity("worst"), "worst"),
        (lambda: task_grammar.task_numbers("gate"), "gate"),
        (lambda: task_grammar.task_numbers("#9-3"), "#9-3"),
        (lambda: task_grammar.task_numbers("#1-900"), "#1-900"),
        (lambda: hosts.hosts("SRV-9..SRV-1", known=()), "SRV"),
        (lambda: hosts.hosts("x" * 300, known=()), "xxx"),
    ],
)
def test_a_mistake_of_the_grammar_is_hindi(act: Callable[[], object], typed: str) -> None:
    with speaking(HINDI), pytest.raises(GrammarError) as caught:
        act()
    with speaking(HINDI):
        assert is_hindi(str(caught.value), typed or "-"), str(caught.value)
    with pytest.raises(GrammarError) as plain:
        act()
    assert not DEVANAGARI.search(str(plain.value))


def test_what_is_typed_means_the_same_in_every_language() -> None:
    for text in ("tomorrow 9am", "24 nov", "18:00", "2h", "in 20 min", "fri"):
        plain = times.moment(text, now=NIGHT, zone=DELHI)
        with speaking(HINDI):
            read = times.moment(text, now=NIGHT, zone=DELHI)
        assert (read.at, read.whole_day) == (plain.at, plain.whole_day)
