import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.domain.doorway import Doorway
from bot.domain.models import Incident, IncidentMember, Person, Post
from bot.domain.words import Door, Kind
from bot.operations import incidents, people, proof_files, rooms
from bot.operations.turn import SYSTEM, Actor, Turn
from bot.slack.views.said import Said
from bot.storage import places
from bot.storage.people import keep
from bot.storage.posts import Call, copied, lane_of, marked
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.factories import Desk, fresh

KABIR, ASHA = "U0KABIR", "U0ASHA"
ROOM = Doorway(Door.ROOM, "C0DESK", "C0MANAGERS")
SLACK = Doorway(Door.SLACK, "C07DESK", "C07MANAGERS")


@pytest.fixture
def both(desk: Desk) -> Desk:
    """A desk in a process with both doors open."""
    desk.house = replace(
        desk.house, doorways=(ROOM, SLACK),
        announce_channel=ROOM.announce_channel, managers_channel=ROOM.managers_channel,
    )  # fmt: skip
    return desk


def known(desk: Desk, user_id: str, *doors: Door) -> None:
    """Let a person be in those workspaces."""

    def write(session: Session) -> None:
        for door in (Door.SLACK, Door.ROOM):
            places.people_were_read(session, door, now=NIGHT)
        for door in doors:
            keep(session, Person(user_id=user_id, name=user_id.lower(), seen_at=NIGHT), door)

    desk.database.write_now(write)


def declare(desk: Desk, **over: Any) -> Incident:
    return desk(
        KABIR,
        lambda turn: incidents.declare(turn, title="Down", kind=Kind.RANSOMWARE, **over),
    )


def written(desk: Desk, *, kind: str = "") -> list[Post]:
    wanted = select(Post).order_by(col(Post.id))
    rows = desk.database.read_now(lambda session: list(session.exec(wanted)))
    return [row for row in rows if kind in {"", row.kind}]


def test_with_one_door_every_call_is_one_row_of_that_door(desk: Desk) -> None:
    declare(desk)
    rows = written(desk)
    assert {row.door for row in rows} == {"slack"}
    assert all(not row.key.startswith(("slack:", "room:")) for row in rows)


def test_with_both_doors_a_declaration_furnishes_both(both: Desk) -> None:
    declare(both)
    doors = {kind: [row.door for row in written(both, kind=kind)] for kind in ("channel", "board")}
    assert doors == {"channel": ["slack", "room"], "board": ["slack", "room"]}
    first, copy = written(both, kind="board")
    assert (first.target, first.lane, first.key) == (
        "incident:1",
        "incident:1",
        "board:INC-2022-001",
    )
    assert (copy.target, copy.lane) == ("incident:1:room", "room:incident:1")
    pin = written(both, kind="pin")[1]
    assert pin.after_key == copy.key == "room:board:INC-2022-001"
    # Each is announced where its own people look, behind its own channel.
    announced = {row.door: (row.target, row.after_key) for row in written(both, kind="announce")}
    assert announced == {
        "slack": ("channel:C07DESK", "channel:INC-2022-001"),
        "room": ("channel:C0DESK", "room:channel:INC-2022-001"),
    }


def test_home_is_where_it_was_declared_and_the_room_for_what_nobody_declared(both: Desk) -> None:
    def by(door: Door) -> Callable[[Session], str]:
        def work(session: Session) -> str:
            turn = Turn(session, NIGHT, Actor(KABIR, door), both.house)
            return incidents.declare(turn, title="Down").door

        return work

    doors = [both.database.write_now(by(door)) for door in (Door.SLACK, Door.ROOM, Door.API)]
    assert doors == ["slack", "room", "room"]


def test_what_is_said_of_an_incident_is_said_wherever_it_lives(both: Desk) -> None:
    declare(both)
    both.house = replace(both.house, doorways=(SLACK,))
    # Only Slack is open now; the Room hears of it when it opens again.
    both(KABIR, lambda turn: turn.say(_only(turn), lambda: Said("hello")))
    said = [(row.door, row.target) for row in written(both) if row.key.endswith(_said(both))]
    assert said == [("slack", "incident:1"), ("room", "incident:1:room")]


def _only(turn: Turn) -> Incident:
    found = turn.session.get(Incident, 1)
    assert found
    return found


def _said(desk: Desk) -> str:
    seq = desk.database.read_now(_head)
    return f"said:INC-2022-001:{seq}"


def _head(session: Session) -> int:
    found = session.get(Incident, 1)
    assert found
    return found.head_seq


def call_of(both: Desk, target: str, *, door: str = "", acting: Door = Door.SLACK) -> list[Any]:
    """Write one call and return where it went."""

    def write(session: Session) -> bool:
        turn = Turn(session, NIGHT, Actor(KABIR, acting), both.house)
        return turn.call(Call(key="k", kind="event", target=target, door=door))

    assert both.database.write_now(write)
    return [(row.door, row.target) for row in written(both, kind="event")]


@pytest.mark.parametrize(
    ("doors", "goes"),
    [
        ((Door.SLACK,), ["slack"]),
        ((Door.ROOM,), ["room"]),
        ((Door.ROOM, Door.SLACK), ["room", "slack"]),
        ((), ["slack"]),
    ],
)
def test_a_person_is_told_wherever_they_are(
    both: Desk, doors: tuple[Door, ...], goes: list[str]
) -> None:
    known(both, ASHA, *doors)
    assert call_of(both, f"user:{ASHA}") == [(door, f"user:{ASHA}") for door in goes]
    lanes = [row.lane for row in written(both, kind="event")]
    assert lanes == [{"room": "room:"}.get(door, "") + f"user:{ASHA}" for door in goes]


def test_common_channels_are_each_workspaces_own_and_others_only_one_s(both: Desk) -> None:
    assert call_of(both, "channel:C0MANAGERS") == [
        ("room", "channel:C0MANAGERS"), ("slack", "channel:C07MANAGERS"),
    ]  # fmt: skip


@pytest.mark.parametrize("acting", [Door.SLACK, Door.ROOM])
def test_an_answer_stays_where_it_was_asked(both: Desk, acting: Door) -> None:
    assert call_of(both, "channel:C0ELSEWHERE", acting=acting) == [(acting, "channel:C0ELSEWHERE")]


def test_a_workspace_without_such_a_channel_hears_nothing_there(both: Desk) -> None:
    both.house = replace(both.house, doorways=(ROOM, Doorway(Door.SLACK)))
    assert call_of(both, "channel:C0DESK") == [("room", "channel:C0DESK")]


def test_mail_has_no_workspace(both: Desk) -> None:
    both(KABIR, lambda turn: turn.call(Call("m", "mail", "", method="email.send", lane="mail:a")))
    (row,) = written(both)
    assert (row.door, row.lane) == ("", "mail:a")


def test_boards_coalesce_in_each_workspace_by_itself(both: Desk) -> None:
    declare(both)

    def redraw(turn: Turn) -> None:
        incident = _only(turn)
        turn.record(incident, "note", text="x")
        turn.refresh_board(incident)

    both(KABIR, redraw)

    def sent(session: Session) -> None:
        room = session.exec(select(Post).where(Post.door == "room", Post.kind == "board"))
        for row in room:
            row.state = "sent"  # type: ignore[assignment]  # as the sender marks it.
            session.add(row)

    both.database.write_now(sent)
    both(KABIR, redraw)
    waiting = [row for row in written(both, kind="board") if row.method == "chat.update"]
    assert [(row.door, str(row.state)) for row in waiting] == [
        ("slack", "pending"), ("room", "sent"), ("room", "pending"),
    ]  # fmt: skip


def test_copies_of_long_keys_stay_within_the_columns() -> None:
    long = Call(key="k" * 200, kind="x", target="user:U1", lane="l" * 64, after_key="a" * 200)
    there = copied(long, "slack")
    assert len(there.key) <= 200
    assert len(lane_of(replace(there, door="room"))) <= 64
    assert there.after_key == marked("a" * 200, "slack", 200)
    assert copied(long, "room").key != there.key


def test_bringing_in_happens_once_and_invites_who_is_inside(both: Desk) -> None:
    both.house = replace(both.house, doorways=(SLACK,))
    made = declare(both)
    both(KABIR, lambda turn: people.appoint(turn, fresh(turn, made), "scribe", ASHA))
    both.house = replace(both.house, doorways=(ROOM, SLACK))

    def bring(session: Session) -> int:
        turn = Turn(session, NIGHT, Actor(SYSTEM, Door.SYSTEM), both.house)
        return rooms.bring_all_in(turn, (ROOM, SLACK))

    assert [both.database.write_now(bring) for _ in range(2)] == [1, 0]
    rows = [row for row in written(both) if row.door == "room"]
    assert {"channel", "topic", "board", "pin", "bookmark", "announce"} <= {r.kind for r in rows}
    invited = next(row for row in rows if row.kind == "invite")
    assert f'"{ASHA}"' in invited.payload
    assert f'"{KABIR}"' in invited.payload
    assert any("under way in Slack" in row.payload for row in rows)


def test_ended_incidents_stay_where_they_were(both: Desk) -> None:
    both.house = replace(both.house, doorways=(SLACK,))
    made = declare(both, severity=4)
    both(KABIR, lambda turn: incidents.stand_down(turn, fresh(turn, made), reason="a test"))
    both.house = replace(both.house, doorways=(ROOM, SLACK))
    assert both(KABIR, lambda turn: rooms.bring_all_in(turn, (ROOM,))) == 0


def _following(
    both: Desk, made: Incident, door: Door, *, inside: bool
) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        turn = Turn(session, NIGHT, Actor(ASHA, door), both.house)
        rooms.follow(turn, fresh(turn, made), ASHA, inside=inside)

    return work


@pytest.mark.parametrize("inside", [True, False])
def test_who_comes_or_goes_in_one_is_followed_once_in_the_other(
    both: Desk, *, inside: bool
) -> None:
    made = declare(both, private=True)
    known(both, ASHA, Door.SLACK, Door.ROOM)
    if not inside:
        both.database.write_now(
            lambda s: s.add(IncidentMember(incident_id=made.row, user_id=ASHA, since=NIGHT))
        )
    for door in (Door.SLACK, Door.ROOM, Door.SLACK):
        both.database.write_now(_following(both, made, door, inside=inside))
    followed = [row for row in written(both) if row.key.startswith("follow:")]
    assert [(row.door, row.target) for row in followed] == [("room", "incident:1:room")]
    assert followed[0].method == f"conversations.{'invite' if inside else 'kick'}"


def test_people_are_known_by_workspace_and_gone_when_gone_from_both(
    both: Desk, clock: StoppedClock
) -> None:
    def tell(door: Door, **facts: Any) -> Person:
        now: datetime = clock.now()
        told = Person(user_id=ASHA, seen_at=now, **facts)
        both.database.write_now(lambda session: keep(session, told, door))
        found = both.database.read_now(lambda session: session.get(Person, ASHA))
        assert found
        return found

    assert tell(Door.ROOM, name="asha", real_name="Asha").in_room
    found = tell(Door.SLACK, name="asha.rawat", real_name="Asha Rawat")
    assert (found.in_room, found.in_slack, found.real_name) == (True, True, "Asha Rawat")
    found = tell(Door.ROOM, name="asha", real_name="Somebody else")
    assert found.real_name == "Asha Rawat", "Slack's word goes first."
    # Whoever rules Slack must not shut people out of the Room.
    found = tell(Door.SLACK, name="asha.rawat", is_gone=True)
    assert (found.in_slack, found.in_room, found.is_gone) == (False, True, False)
    found = tell(Door.ROOM, name="asha", is_gone=True)
    assert found.is_gone
    assert both.database.read_now(lambda s: places.doors_of(s, ASHA)) == frozenset()


def test_a_file_is_shown_in_the_workspace_in_which_it_was_given(both: Desk) -> None:
    declare(both)

    def bring(door: Door) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            turn = Turn(session, NIGHT, Actor(KABIR, door), both.house)
            proof_files.bring(turn, _only(turn), 4, [(f"F0{door}", "ports.jpg")])

        return work

    for door in (Door.SLACK, Door.ROOM):
        both.database.write_now(bring(door))
    slack, room = written(both, kind="proof")
    news = slack.thread_key or ""
    assert news.startswith("said:INC-2022-001:")
    assert (slack.door, slack.target, slack.after_key) == ("slack", "incident:1", news)
    assert (room.door, room.target) == ("room", "incident:1:room")
    assert room.thread_key == room.after_key == f"room:{news}"
    told = [json.loads(row.payload)["otherwise"]["targets"] for row in (slack, room)]
    assert told == [["incident:1"], ["incident:1:room"]]
