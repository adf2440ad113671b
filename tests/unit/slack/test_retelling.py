from typing import Any

import pytest
from sqlmodel import Session

from bot.domain.models import Incident, IncidentPlace, Person, Setting
from bot.domain.words import Door, Kind, Stage
from bot.slack.answer import Answer
from bot.slack.retelling import here, retold
from bot.storage.database import Database
from bot.storage.people import keep
from bot.storage.places import people_were_read
from tests.conftest import NIGHT


@pytest.fixture
def two(database: Database) -> Database:
    """An incident that lives in Slack (C07SLACK) and the Room (C0ROOM), and three people."""

    def write(session: Session) -> None:
        session.add(
            Incident(
                id=1, ref="INC-2022-001", year=2022, number=1, title="Down", kind=Kind.OUTAGE,
                severity=2, stage=Stage.ACTIVE, noticed_at=NIGHT, declared_at=NIGHT,
                declared_by="U07BOTH", door="slack", channel_id="C07SLACK",
                channel_name="inc-2022-001-down",
            )
        )  # fmt: skip
        session.flush()
        session.add(IncidentPlace(incident_id=1, door="room", channel_id="C0ROOM"))
        for user_id, name, doors in (
            ("U07BOTH", "Both", (Door.SLACK, Door.ROOM)),
            ("U07SLACK", "Slack <Only> & co", (Door.SLACK,)),
            ("U0ROOM", "Room Only", (Door.ROOM,)),
        ):
            for door in doors:
                people_were_read(session, door, now=NIGHT)
                told = Person(user_id=user_id, name=name.lower(), real_name=name, seen_at=NIGHT)
                keep(session, told, door)

    database.write_now(write)
    return database


def said(two: Database, text: str, door: str) -> str:
    """Return a text as it is read in that workspace."""
    return two.read_now(lambda session: retold(session, text, door))


@pytest.mark.parametrize(
    ("text", "door", "told"),
    [
        ("meet in <#C07SLACK>", "room", "meet in <#C0ROOM>"),
        ("meet in <#C07SLACK|inc-2022-001-down>", "room", "meet in <#C0ROOM>"),
        ("meet in <#C0ROOM>", "slack", "meet in <#C07SLACK>"),
        ("meet in <#C07SLACK>", "slack", "meet in <#C07SLACK>"),
        ("meet in <#C0ELSEWHERE>", "room", "meet in <#C0ELSEWHERE>"),
        ("ask <@U07BOTH>", "room", "ask <@U07BOTH>"),
        ("ask <@U07SLACK>", "slack", "ask <@U07SLACK>"),
        ("ask <@U07SLACK>", "room", "ask @Slack &lt;Only&gt; &amp; co"),
        ("ask <@U0ROOM|room>", "slack", "ask @Room Only"),
        ("ask <@U0UNKNOWN>", "room", "ask <@U0UNKNOWN>"),
        ("<!channel> <https://x.example|<@U07SLACK>>", "", "<!channel> <https://x.example|<@U07SLACK>>"),
    ],
)  # fmt: skip
def test_ids_of_one_workspace_become_the_other_s(
    two: Database, text: str, door: str, told: str
) -> None:
    assert said(two, text, door) == told


def test_a_channel_that_is_still_to_come_is_named(two: Database) -> None:
    def forget(session: Session) -> None:
        place = session.get(IncidentPlace, (1, "room"))
        assert place
        place.channel_id = None
        session.add(place)

    two.write_now(forget)
    assert said(two, "meet in <#C07SLACK>", "room") == "meet in #inc-2022-001-down"


def test_what_is_for_programs_stays(two: Database) -> None:
    block: dict[str, Any] = {
        "type": "actions", "block_id": "<@U07SLACK>",
        "elements": [{"type": "button", "value": "assign #1 <@U07SLACK>",
                      "text": {"type": "plain_text", "text": "For <@U07SLACK>"}}],
    }  # fmt: skip
    told = two.read_now(lambda session: retold(session, {"blocks": [block]}, "room"))
    (button,) = told["blocks"][0]["elements"]
    assert told["blocks"][0]["block_id"] == "<@U07SLACK>"
    assert button["value"] == "assign #1 <@U07SLACK>"
    assert button["text"]["text"] == "For @Slack &lt;Only&gt; &amp; co"


def test_nobody_is_chosen_beforehand_who_is_not_here(two: Database) -> None:
    def select(user_id: str) -> dict[str, Any]:
        element = {"type": "users_select", "action_id": "who", "initial_user": user_id}
        modal = {"type": "modal", "blocks": [{"type": "input", "element": element}]}
        answer = two.read_now(lambda s: here(s, Answer(modal=modal), "room", people=True))
        assert answer.modal
        found: dict[str, Any] = answer.modal["blocks"][0]["element"]
        return found

    assert "initial_user" not in select("U07SLACK")
    assert select("U07BOTH")["initial_user"] == "U07BOTH"


def test_while_a_workspace_has_not_told_of_its_people_nobody_is_a_stranger(two: Database) -> None:
    def forget(session: Session) -> None:
        session.delete(session.get(Setting, "people:room"))

    two.write_now(forget)
    assert said(two, "ask <@U07SLACK>", "room") == "ask <@U07SLACK>"


def test_a_private_incident_s_channel_gets_no_name_by_its_id(two: Database) -> None:
    def hide(session: Session) -> None:
        incident, place = session.get(Incident, 1), session.get(IncidentPlace, (1, "room"))
        assert incident
        assert place
        incident.private, place.channel_id = True, None
        session.add_all([incident, place])

    two.write_now(hide)
    assert said(two, "what is <#C07SLACK>?", "room") == "what is <#C07SLACK>?"


def test_a_text_at_its_limit_does_not_grow_beyond_it(two: Database) -> None:
    for length in (150, 1_990, 2_990):
        text = "x" * (length - len("<@U07SLACK>")) + "<@U07SLACK>"
        assert len(said(two, text, "room")) <= max(length, 1_900)


def test_people_stay_mentions_where_nobody_asked_for_names(two: Database) -> None:
    told = two.read_now(lambda s: retold(s, "<@U07SLACK> in <#C07SLACK>", "room", people=False))
    assert told == "<@U07SLACK> in <#C0ROOM>"


def test_what_needs_no_change_is_the_same_thing(two: Database) -> None:
    answer = Answer("nothing to turn", ({"type": "divider"},))
    assert two.read_now(lambda session: here(session, answer, "room", people=True)) is answer
