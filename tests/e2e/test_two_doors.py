"""Both doors at once: the same incidents in Slack and in the Room, also while Slack is away."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.product import Product, environment
from tests.e2e.records import change, rows
from tests.e2e.response import ASHA, DESK, KABIR, MEERA
from tests.e2e.slackside import SlackSide, back_again, slack_side
from tests.turns import ENGINES
from tests.workspace import Person, Place, Workspace, eventually

TITLE = "e-Hospital servers encrypted"


@dataclass
class Both:
    """One product with both doors open, and the two workspaces as people have them before them."""

    product: Product
    slack: SlackSide
    database_url: str

    @property
    def room(self) -> Workspace:
        """The Room's side."""
        return Workspace(self.product.url)


@pytest.fixture(params=ENGINES)
def both(request: pytest.FixtureRequest, slack: SlackSide, start: Start) -> Both:
    """A product in Slack and in the Room."""
    url = request.getfixturevalue(f"{request.param}_url")
    return Both(start(slack.environment(url), "--with-room"), slack, url)


def declared(person: Person, url: str, *words: str) -> str:
    """Declare an incident and return the name of its channel."""
    person.types(f"/incident declare {' '.join(words)} {TITLE}").reply()
    (name,) = eventually(
        lambda: rows(url, "SELECT channel_name FROM incident WHERE channel_name IS NOT NULL")
    )[-1]
    return f"#{name}"


def open_in(workspace: Workspace, name: str, person: str = KABIR) -> Place:
    """Return an incident's channel once its board is pinned."""
    place = workspace.channel(name, seen_by=person)
    eventually(lambda: place.pins, within=20)
    return place


def test_what_is_done_in_one_shows_in_the_other(both: Both) -> None:
    room = both.room
    kabir, asha = both.slack.workspace.person(KABIR), room.person(ASHA)
    name = declared(kabir, both.database_url, "sev1")
    there, here = open_in(both.slack.workspace, name), open_in(room, name)
    assert there.id != here.id
    # Each workspace's announcement leads to its own channel.
    for place, workspace in ((there, both.slack.workspace), (here, room)):
        said = workspace.channel(DESK).message("INC-")
        assert f"<#{place.id}>" in said.words
    asha.post("join", channel=here.id)
    asha.types("/task claim #1", in_=here.id).reply()
    there.message("claimed task *#1*")
    here.message("claimed task *#1*")
    eventually(lambda: ASHA in str(there.pins[0].fields["blocks"]), within=30)
    # Whoever joins one channel is brought into the other.
    eventually(lambda: ASHA in there.fields["members"], within=20)
    listed = both.slack.workspace.person(ASHA).types("/task list mine", in_=there.id).reply()
    assert "#1" in listed.words
    kabir.types("/task note #1 the log is on paper", in_=there.id).reply()
    shown = asha.types("/task show #1", in_=here.id).reply()
    assert f"held by <@{ASHA}>" in shown.words
    doors = rows(both.database_url, "SELECT DISTINCT door FROM timeline_entry")
    assert {door for (door,) in doors} >= {"slack", "room"}
    room.close()


def test_a_private_incident_has_one_set_of_people(both: Both) -> None:
    room = both.room
    kabir = both.slack.workspace.person(KABIR)
    name = declared(kabir, both.database_url, "sev2", "private")
    there, here = open_in(both.slack.workspace, name), open_in(room, name)
    outsider = room.person(MEERA)
    assert name[1:] not in {row["name"] for row in outsider.get("boot")["channels"]}
    kabir.post("invite", channel=there.id, user=MEERA)
    eventually(lambda: MEERA in here.fields["members"], within=20)
    both.slack.workspace.person(MEERA).post("leave", channel=there.id)
    eventually(lambda: MEERA not in here.fields["members"], within=20)
    room.close()


# As if it had been written longer ago than Slack is waited for.
AGED = "UPDATE post SET created_at = datetime(created_at, '-25 minutes') WHERE door = 'slack'"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Whatever a test opens and closes by itself."""
    with ExitStack() as opened:
        yield opened


def work_on(room: Workspace, here: Place) -> None:
    """Let Asha work in the Room while nobody can in Slack."""
    asha = room.person(ASHA)
    asha.post("join", channel=here.id)
    for line in ("claim #1", "start #1", "claim #2", "note #2 phones are on the desk"):
        asha.types(f"/task {line}", in_=here.id).reply()
    asha.types("/incident update 12 of 100 servers isolated", in_=here.id).reply()
    here.message("12 of 100 servers isolated")
    eventually(lambda: "12 of 100" in str(here.pins[0].fields["blocks"]), within=20)


def test_slack_goes_away_and_comes_back_to_one_catch_up(
    stack: ExitStack, start: Start, sqlite_url: str, tmp_path: Path
) -> None:
    with slack_side(tmp_path) as slack:
        product = start(slack.environment(sqlite_url), "--with-room")
        room = Workspace(product.url)
        name = declared(slack.workspace.person(KABIR), sqlite_url, "sev1")
        open_in(slack.workspace, name)
        here = open_in(room, name)
    # Slack is gone; its port answers nobody.
    work_on(room, here)
    status, body = product.get("/readyz")
    assert (status, "not connected to Slack" in body) == (200, True), "The Room is there."
    waiting = "SELECT count(*) FROM post WHERE door = 'slack' AND state <> 'sent'"
    assert rows(sqlite_url, waiting)[0][0] >= 5
    change(sqlite_url, AGED)
    back = stack.enter_context(back_again(tmp_path, slack))
    there = back.workspace.channel(name)
    caught = there.message("Caught up", within=90)
    told = [one.words for one in there.messages if not one.fields["pinned"]]
    for words in ("claimed task *#1*", "started task *#1*", "claimed task *#2*", "12 of 100"):
        assert [text for text in told if words in text] == [caught.words], "Once, in one message."
    assert caught.words.count("<!date^") >= 4, "Each line has its time."
    assert {"Timeline", "Tasks"} <= set(caught.buttons)
    # The board is of now, and what happens from now on comes as it happens.
    eventually(lambda: "12 of 100" in str(there.pins[0].fields["blocks"]), within=30)
    eventually(lambda: "not connected" not in product.get("/readyz")[1], within=60)
    back.workspace.person(KABIR).types("/task claim #3", in_=there.id).reply()
    there.message("claimed task *#3*", within=15)
    here.message("claimed task *#3*")
    room.close()


def test_it_starts_while_slack_is_away_and_what_was_declared_goes_there_later(
    stack: ExitStack, start: Start, sqlite_url: str, tmp_path: Path
) -> None:
    with slack_side(tmp_path) as slack:
        env = slack.environment(sqlite_url)
    product = start(env, "--with-room")
    room = Workspace(product.url)
    kabir = room.person(KABIR)
    name = declared(kabir, sqlite_url, "sev1")
    open_in(room, name)
    back = stack.enter_context(back_again(tmp_path, slack))
    there = eventually(lambda: back.workspace.channel(name), within=90)
    eventually(lambda: there.pins, within=30)
    assert KABIR in there.fields["members"]
    announced = back.workspace.channel(DESK).message("INC-", within=30)
    assert f"<#{there.id}>" in announced.words
    room.close()


def test_a_refused_token_leaves_the_room_open(
    slack: SlackSide, start: Start, sqlite_url: str
) -> None:
    wrong = {"SLACK_BOT_TOKEN": "xoxb-revoked", "SLACK_APP_TOKEN": "xapp-revoked"}
    product = start({**slack.environment(sqlite_url), **wrong}, "--with-room")
    room = Workspace(product.url)
    declared(room.person(KABIR), sqlite_url, "sev2")
    refused = [each["event"] for each in product.log if each["event"].startswith("slack.")]
    assert "slack.token_refused" in refused
    assert product.troubles == [] or all(
        each["event"] == "outbox.paused" for each in product.troubles
    )
    room.close()


def test_incidents_of_slack_alone_go_on_in_the_room_and_back(
    slack: SlackSide, start: Start, sqlite_url: str
) -> None:
    env = slack.environment(sqlite_url)
    alone = start(env)
    assert alone.url
    name = declared(slack.workspace.person(KABIR), sqlite_url, "sev1")
    there = open_in(slack.workspace, name)
    alone.stop()
    # The internet is cut: the Room alone, whose people find the incident in it.
    cut = start(env, "--room")
    room = Workspace(cut.url)
    here = open_in(room, name)
    assert "under way in Slack" in here.message("under way").words
    kabir = room.person(KABIR)
    assert KABIR in here.fields["members"]
    kabir.types("/task claim #2", in_=here.id).reply()
    room.close()
    cut.stop()
    again = start(env)
    assert again.url
    there.message("claimed task *#2*", within=30)


def test_an_incident_of_the_room_alone_reaches_slack_with_both_doors_only(
    slack: SlackSide, start: Start, sqlite_url: str
) -> None:
    env = slack.environment(sqlite_url)
    alone = start(env, "--room")
    room = Workspace(alone.url)
    name = declared(room.person(KABIR), sqlite_url, "sev3", "drill")
    room.close()
    alone.stop()
    in_slack = start(env)
    assert in_slack.ready
    in_slack.stop()
    state = slack.room.room.hub.state
    assert state.channel_named(name[1:]) is None, "A drill stays where it was."
    both = start(env, "--with-room")
    eventually(lambda: both.ready, within=30)
    there = open_in(slack.workspace, name)
    assert "under way in the Room" in there.message("under way").words


def test_two_flags_for_the_room_are_one_too_many(
    start: Start, sqlite_url: str, tmp_path: Path
) -> None:
    product = start(environment(sqlite_url), "--room", "--with-room")
    assert product.ended() == 2
    assert "take one" in product.raw_log
