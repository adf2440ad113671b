"""Every way to declare: window, shortcuts, mention, direct message, reaction; each on its own."""

from typing import Any

import pytest
from sqlmodel import select

from bot.domain.models import Incident, PlaybookRun, Task
from bot.slack import ids
from tests.factories import PLAYBOOK, make_house
from tests.limits import problems
from tests.slack.counter import ASHA, BOT, MEERA, RAVI, TEAM, Counter, Json, on_either_engine, until

AT = "1669167300.000100"
OTHER = (
    PLAYBOOK.replace("slug: small", "slug: outage")
    .replace("Small playbook", "Outage")
    .replace("kind: [ransomware, intrusion], severity: [1, 2]", "kind: [outage], severity: [3]")
)


def shortcut(counter: Counter, callback: str, text: str | None = None, **message: Any) -> Json:
    """Return the payload of a shortcut, on a message when there is a text."""
    body = {
        "type": "shortcut", "callback_id": callback, "trigger_id": f"{id(message)}.4.abc",
        "user": {"id": ASHA, "team_id": TEAM}, "team": {"id": TEAM}, "action_ts": "1669167421.1",
    }  # fmt: skip
    if text is None:
        return body
    return body | {
        "type": "message_action", "channel": {"id": "C0DESK", "name": "desk"}, "message_ts": AT,
        "message": {"type": "message", "user": RAVI, "ts": AT, "text": text, **message},
        "response_url": f"{counter.slack_side.url}/hook/cut",
    }  # fmt: skip


def mention(text: str, **more: Any) -> Json:
    return {"type": "app_mention", "user": ASHA, "text": text, "ts": "1669167500.000200",
            "channel": "C0DESK", **more}  # fmt: skip


def direct(text: str, **more: Any) -> Json:
    return {"type": "message", "channel_type": "im", "user": ASHA, "text": text,
            "ts": "1669167500.000200", "channel": "D0ASHA", **more}  # fmt: skip


def reaction(name: str, by: str = ASHA, ts: str = AT) -> Json:
    return {"type": "reaction_added", "user": by, "reaction": name, "item_user": RAVI,
            "item": {"type": "message", "channel": "C0DESK", "ts": ts}}  # fmt: skip


def block(view: Json, block_id: str) -> Json:
    return next(each for each in view["blocks"] if each.get("block_id", "").startswith(block_id))


def opened(counter: Counter) -> Json:
    view: Json = counter.slack_side.of("views.open")[-1]["view"]
    assert problems(view) == []
    return view


def incidents(counter: Counter) -> list[Incident]:
    return counter.query(lambda session: list(session.exec(select(Incident))))


def runs(counter: Counter) -> dict[str, str]:
    found = counter.query(lambda session: list(session.exec(select(PlaybookRun))))
    return {run.slug: run.state.value for run in found}


@pytest.fixture
def two_playbooks(counter: Counter) -> Counter:
    """A counter whose shelf holds a second playbook, for outages of severity 3."""
    folder = counter.runtime.house.library.folder
    (folder / "outage.md").write_text(OTHER, encoding="utf-8")
    counter.runtime.house = make_house(folder)
    return counter


def chosen(view: Json) -> list[str]:
    menu = block(view, ids.PLAYBOOKS)["element"]
    return [each["value"] for each in menu.get("initial_options", ())]


@on_either_engine
async def test_the_window_proposes_what_fits_and_follows_what_is_chosen(
    two_playbooks: Counter,
) -> None:
    counter = two_playbooks
    await counter.types("/incident declare")
    view = opened(counter)
    assert chosen(view) == ["small"]
    levels = block(view, ids.SEVERITY)["element"]["options"]
    assert next(each["description"]["text"] for each in levels).startswith(
        "Patient systems are down"
    )
    state = {
        ids.SEVERITY: {"declare.refit": {"type": "radio_buttons", "selected_option": {"value": "3"}}},
        ids.KIND: {"declare.refit": {"type": "static_select", "selected_option": {"value": "outage"}}},
        ids.TITLE: {"value": {"type": "plain_text_input", "value": "half typed"}},
    }  # fmt: skip
    pressed = counter.click("declare.refit", "3")
    inside = {**view, "id": "V7", "hash": "1.h", "type": "modal", "state": {"values": state}}
    await counter.send({**pressed, "container": {"type": "view", "view_id": "V7"}, "view": inside})
    await until(lambda: counter.slack_side.of("views.update"))
    update = counter.slack_side.of("views.update")[0]
    assert (update["view_id"], update["hash"]) == ("V7", "1.h")
    assert problems(update["view"]) == []
    assert chosen(update["view"]) == ["outage"]
    assert block(update["view"], ids.SEVERITY)["element"]["initial_option"]["value"] == "3"


@on_either_engine
async def test_chosen_playbooks_start_and_what_fits_is_offered_else(two_playbooks: Counter) -> None:
    counter = two_playbooks
    await counter.types("/incident declare")
    view = opened(counter)
    values = {ids.TITLE: "Printers print at night", ids.SEVERITY: "2", ids.KIND: "intrusion",
              block(view, ids.PLAYBOOKS)["block_id"]: ["outage"]}  # fmt: skip
    shown = await counter.submits(view, values)
    assert shown["response_action"] == "update"
    assert runs(counter) == {"outage": "running", "small": "offered"}
    assert len(counter.query(lambda session: list(session.exec(select(Task))))) == 4


@on_either_engine
async def test_a_choice_made_for_another_severity_does_not_count(two_playbooks: Counter) -> None:
    counter = two_playbooks
    await counter.types("/incident declare")
    view = opened(counter)
    values = {ids.TITLE: "PACS is slow", ids.SEVERITY: "3", ids.KIND: "outage",
              block(view, ids.PLAYBOOKS)["block_id"]: ["small"]}  # fmt: skip
    await counter.submits(view, values)
    assert runs(counter) == {"outage": "running"}


async def test_a_private_playbook_is_chosen_with_private_alone(two_playbooks: Counter) -> None:
    """Refused, the window stays as it was filled in; a tick more, and it is declared."""
    counter = two_playbooks
    folder = counter.runtime.house.library.folder
    (folder / "hidden.md").write_text("---\nprivate: true\n---\n- [ ] A\n", encoding="utf-8")
    counter.runtime.house = make_house(folder)
    await counter.types("/incident declare")
    view = opened(counter)
    menu = block(view, ids.PLAYBOOKS)
    described = {each["value"]: each.get("description") for each in menu["element"]["options"]}
    assert described["hidden"]["text"] == "In private incidents alone"
    assert described["outage"] is None
    values = {ids.TITLE: "A note", ids.SEVERITY: "2", ids.KIND: "intrusion",
              menu["block_id"]: ["hidden"]}  # fmt: skip
    refused = await counter.submits(view, values)
    assert "runs in a private incident alone" in str(refused)
    assert runs(counter) == {}
    await counter.submits(view, {**values, ids.OPTIONS: ["private"]})
    assert runs(counter) == {"hidden": "running", "small": "offered"}


async def test_who_is_no_responder_chooses_no_playbooks(counter: Counter) -> None:
    folder = counter.runtime.house.library.folder
    counter.runtime.house = make_house(folder, responders=frozenset({RAVI}))
    await counter.types("/incident declare")
    view = opened(counter)
    assert not [each for each in view["blocks"] if each.get("block_id", "").startswith("playbooks")]
    forged = {**view, "blocks": [*view["blocks"], {
        "type": "input", "block_id": "playbooks.intrusion.2",
        "element": {"type": "multi_static_select", "action_id": "value"}}]}  # fmt: skip
    values = {ids.TITLE: "x", ids.SEVERITY: "2", ids.KIND: "intrusion", "playbooks.intrusion.2": []}
    await counter.submits(forged, values)
    assert runs(counter) == {"small": "running"}, "What starts by itself starts."


@on_either_engine
async def test_from_a_message_its_link_is_kept_and_its_thread_is_told(counter: Counter) -> None:
    words = "Every screen in radiology is red\nand it spreads"
    await counter.send(shortcut(counter, ids.SHORTCUT_DECLARE_FROM, words, thread_ts=AT))
    view = opened(counter)
    assert block(view, ids.TITLE)["element"]["initial_value"] == "Every screen in radiology is red"
    await counter.submits(view, {ids.TITLE: "Radiology screens", ids.SEVERITY: "2",
                                 ids.KIND: "ransomware"})  # fmt: skip
    (incident,) = incidents(counter)
    assert (incident.origin_channel_id, incident.origin_ts) == ("C0DESK", AT)
    (told,) = counter.posts("answer")
    assert told["thread_ts"] == AT
    assert "declared *INC-2022-001*" in told["text"]
    assert counter.posts("link") == [{"message_ts": AT}]
    await counter.send(shortcut(counter, ids.SHORTCUT_DECLARE_FROM, words))
    assert len(counter.slack_side.of("views.open")) == 1, "It is not declared twice."
    await until(lambda: counter.slack_side.responses)
    assert "declared already" in counter.slack_side.responses[-1]["text"]


async def test_a_private_incident_from_a_message_is_not_told_in_its_thread(
    counter: Counter,
) -> None:
    await counter.send(shortcut(counter, ids.SHORTCUT_DECLARE_FROM, "He copies records"))
    view = opened(counter)
    values = {ids.TITLE: "x", ids.SEVERITY: "2", ids.KIND: "insider", ids.OPTIONS: ["private"]}
    await counter.submits(view, values)
    assert counter.posts("answer") == []
    body = shortcut(counter, ids.SHORTCUT_DECLARE_FROM, "He copies records")
    await counter.send({**body, "user": {"id": MEERA, "team_id": TEAM}})
    assert len(counter.slack_side.of("views.open")) == 2, "For others it was never declared."


async def test_patient_data_does_not_become_a_title(counter: Counter) -> None:
    await counter.send(shortcut(counter, ids.SHORTCUT_DECLARE_FROM, "call 98765 43210"))
    assert "initial_value" not in block(opened(counter), ids.TITLE)["element"]


async def test_a_second_severity_is_part_of_the_title(counter: Counter) -> None:
    declared = await counter.types("/incident declare sev1 drill sev2 systems are down")
    assert "[DRILL] sev2 systems are down: SEV1" in declared["text"]


async def test_the_severity_may_come_last(counter: Counter) -> None:
    declared = await counter.types("/incident declare systems are down kind=ransomware sev1")
    assert "systems are down: SEV1" in declared["text"]
    kept = await counter.types("/incident declare sev3 kind=outage worse than a sev1")
    assert "worse than a sev1: SEV3" in kept["text"]


async def test_the_global_shortcut_and_unknown_ones(counter: Counter) -> None:
    await counter.send(shortcut(counter, ids.SHORTCUT_DECLARE))
    assert opened(counter)["callback_id"] == ids.INCIDENT_DECLARE
    status, _ = await counter.send(shortcut(counter, "somebody_elses"))
    assert status == 200
    assert len(counter.slack_side.of("views.open")) == 1


@on_either_engine
async def test_a_mention_in_a_thread_declares_and_keeps_the_thread(counter: Counter) -> None:
    said = mention(f"<@{BOT}> declare sev1 red screens", thread_ts=AT)
    await counter.send(counter.event(said))
    (incident,) = incidents(counter)
    assert (incident.title, incident.origin_ts) == ("red screens", AT)
    (answer,) = counter.posts("answer")
    assert answer["thread_ts"] == AT


async def test_a_private_declaration_by_mention_is_answered_to_one_alone(counter: Counter) -> None:
    await counter.send(counter.event(mention(f"<@{BOT}> declare private insider copies")))
    assert [each.private for each in incidents(counter)] == [True]
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    assert counter.posts("answer") == []


async def test_a_mention_that_needs_a_window_brings_the_button_that_opens_it(
    counter: Counter,
) -> None:
    await counter.send(counter.event(mention(f"<@{BOT}> declare sev1 private")))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    (told,) = counter.slack_side.of("chat.postEphemeral")
    button = told["blocks"][-1]["elements"][0]
    assert button["action_id"] == "line.run"
    view = await counter.presses("line.run", button["value"])
    assert block(view, ids.SEVERITY)["element"]["initial_option"]["value"] == "1"
    assert block(view, ids.OPTIONS)["element"]["initial_options"][0]["value"] == "private"


@on_either_engine
async def test_what_is_written_to_the_bot_alone_is_answered_there(counter: Counter) -> None:
    await counter.send(counter.event(direct("declare sev2 private insider copies records")))
    assert [each.private for each in incidents(counter)] == [True]
    await counter.send(counter.event(direct("task list", ts="1669167500.000300")))
    first, second = counter.posts("answer")
    assert "INC-2022-001" in first["text"]
    assert "Open tasks" in second["text"]
    assert first["thread_ts"] is None
    await counter.send(counter.event(direct("frobnicate", ts="1669167500.000400")))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))


async def test_our_own_and_changed_direct_messages_are_passed_over(counter: Counter) -> None:
    for more in ({"bot_id": "B0BOT"}, {"subtype": "message_changed"}, {"subtype": "bot_message"}):
        status, _ = await counter.send(counter.event(direct("declare loop", **more)))
        assert status == 200
    assert incidents(counter) == []
