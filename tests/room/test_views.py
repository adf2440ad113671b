from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.room import triggers
from tests.room.serving import Caller, Running, Wire
from tests.workspace import Person, RefusalError, Workspace, eventually

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(title: str = "Form", *blocks: Json, **over: Any) -> Json:
    return {
        "type": "modal",
        "title": plain(title),
        "submit": plain("Send"),
        "callback_id": "form",
        "blocks": list(blocks) or [question()],
        **over,
    }


def question(block_id: str = "why", **element: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id.title()),
        "element": {"type": "plain_text_input", "action_id": "text", **element},
    }


@pytest.fixture
def echo_command() -> str:
    return "/form"


def command(wire: Wire, asha: Person) -> Json:
    """Let Asha type `/form`, acknowledge it, return the payload."""
    with ThreadPoolExecutor() as pool:
        typing = pool.submit(asha.types, "/form")
        frame = wire.next("slash_commands")
        wire.ack(frame)
        typing.result(5)
    payload: Json = frame["payload"]
    return payload


def submitting(wire: Wire, asha: Person, answers: Json, ack: Json | None) -> tuple[Json, Json]:
    """Let Asha submit her top form; return what the app got and what her page was told."""
    with ThreadPoolExecutor() as pool:
        sent = pool.submit(asha.submits, asha.form(), answers)
        frame = wire.next("interactive")
        wire.ack(frame, ack)
        return frame["payload"], sent.result(5)


def test_a_trigger_opens_one_modal_within_three_seconds(
    echo: Caller, asha: Person, room: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        opened = echo("views.open", trigger_id=trigger, view=modal())
        again = echo("views.open", trigger_id=trigger, view=modal())
        stale = command(wire, asha)["trigger_id"]
    monkeypatch.setattr(triggers, "LIFE", 0.0)
    late = echo("views.open", trigger_id=stale, view=modal())
    foreign = room.own("views.open", trigger_id=stale, view=modal())
    unknown = echo("views.open", trigger_id="1.2.3", view=modal())
    assert opened["view"]["state"] == {"values": {}}
    assert [found["error"] for found in (again, late, foreign, unknown)] == [
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
        "invalid_trigger_id",
    ]


def test_a_bad_view_does_not_use_the_trigger_up(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
    without_submit = {name: value for name, value in modal().items() if name != "submit"}
    refused = echo("views.open", trigger_id=trigger, view=without_submit)
    assert refused["response_metadata"]["messages"] == [
        "[ERROR] missing required field: submit [json-pointer:/view]"
    ]
    assert echo("views.open", trigger_id=trigger, view=modal())["ok"]


def test_a_box_for_files_needs_the_scope_to_read_them(asha: Person, room: Running) -> None:
    scopes = ["commands", "chat:write"]
    small = room.install(name="Small", scopes=scopes, commands={"/small": True})
    box = {**question("photo"), "element": {"type": "file_input", "action_id": "files"}}
    hub = room.room.hub
    app, _ = hub.state.app_with_token(small.bot_token) or pytest.fail("it was not installed")
    trigger = hub.triggers.mint(app.id, asha.id)
    refused = small("views.open", trigger_id=trigger, view=modal("Photo", box))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "files:read")
    assert small("views.open", trigger_id=trigger, view=modal())["ok"]


def test_three_views_on_top_of_each_other(echo: Caller, asha: Person) -> None:
    button = {"type": "button", "text": plain("More"), "action_id": "more"}
    actions = {"type": "actions", "block_id": "b", "elements": [button]}

    def more(wire: Wire) -> str:
        with ThreadPoolExecutor() as pool:
            click = pool.submit(asha.clicks, "More", on=asha.form())
            frame = wire.next("interactive")
            wire.ack(frame)
            click.result(5)
        trigger: str = frame["payload"]["trigger_id"]
        return trigger

    with echo.socket() as wire:
        first = command(wire, asha)["trigger_id"]
        echo("views.open", trigger_id=first, view=modal("One", actions))
        for title in ("Two", "Three"):
            pushed = echo("views.push", trigger_id=more(wire), view=modal(title, actions))
            assert pushed["view"]["previous_view_id"]
            asha.form(title)
        refused = echo("views.push", trigger_id=more(wire), view=modal("Four", actions))
    assert refused["error"] == "push_limit_reached"
    assert [form.title for form in asha.forms] == ["One", "Two", "Three"]
    asha.closes(asha.form())
    eventually(lambda: [form.title for form in asha.forms] == ["One", "Two"])


def test_update_by_hash_and_external_id(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        view = echo("views.open", trigger_id=trigger, view=modal(external_id="mine"))["view"]
        other = command(wire, asha)["trigger_id"]
    updated = echo("views.update", external_id="mine", view=modal("New"), hash=view["hash"])
    stale = echo("views.update", view_id=view["id"], view=modal("Old"), hash=view["hash"])
    gone = echo("views.update", view_id="V0", view=modal())
    assert updated["view"]["hash"] != view["hash"]
    assert (stale["error"], gone["error"]) == ("hash_conflict", "not_found")
    assert asha.form("New").id == view["id"]
    echo("views.update", view_id=view["id"], view=modal("New", external_id="mine"))
    home = {"type": "home", "blocks": [], "external_id": "mine"}
    double = echo("views.publish", user_id="U0RAVI", view=home)
    assert double["error"] == "duplicate_external_id"
    assert echo("views.open", trigger_id=other, view=modal(external_id="mine"))["ok"]


def test_submitted_values_and_answers(echo: Caller, asha: Person) -> None:
    """Errors keep the form, update replaces it, push adds one, nothing closes the top, clear all."""
    choice = {
        "type": "input",
        "block_id": "how",
        "label": plain("How"),
        "optional": True,
        "element": {
            "type": "static_select",
            "action_id": "pick",
            "options": [{"text": plain("By hand"), "value": "hand"}],
        },
    }
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        view = modal("Form", question(), choice, private_metadata="incident 7")
        echo("views.open", trigger_id=trigger, view=view)
        errors = {"response_action": "errors", "errors": {"why": "Say more"}}
        answers = {"Why": "because", "How": "By hand"}
        payload, told = submitting(wire, asha, answers, errors)
        assert told == errors
        assert payload["view"]["private_metadata"] == "incident 7"
        values = payload["view"]["state"]["values"]
        assert values["why"]["text"] == {"type": "plain_text_input", "value": "because"}
        assert values["how"]["pick"]["selected_option"]["value"] == "hand"
        update = {"response_action": "update", "view": modal("Changed")}
        assert submitting(wire, asha, answers, update)[1] == {"response_action": "update"}
        asha.form("Changed")
        push = {"response_action": "push", "view": modal("Second")}
        submitting(wire, asha, {"Why": "x"}, push)
        asha.form("Second")
        submitting(wire, asha, {"Why": "x"}, None)
        eventually(lambda: [form.title for form in asha.forms] == ["Changed"])
        submitting(wire, asha, {"Why": "x"}, {"response_action": "clear"})
        eventually(lambda: asha.forms == [])


def test_forms_are_checked_before_the_app_sees_them(echo: Caller, asha: Person) -> None:
    number = {
        "type": "input",
        "block_id": "beds",
        "label": plain("Beds"),
        "optional": True,
        "element": {
            "type": "number_input",
            "action_id": "n",
            "is_decimal_allowed": False,
            "min_value": "0",
            "max_value": "900",
        },
    }
    mail = {
        "type": "input",
        "block_id": "mail",
        "label": plain("Mail"),
        "optional": True,
        "element": {"type": "email_text_input", "action_id": "m"},
    }
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        blocks = (question(min_length=3, max_length=5), number, mail)
        echo("views.open", trigger_id=trigger, view=modal("Form", *blocks))
        form = asha.form()
        missing = asha.submits(form, {})
        wrong = asha.submits(form, {"Why": "ab", "Beds": "1000", "Mail": "nobody"})
        long = asha.submits(form, {"Why": "abcdef", "Beds": "1.5"})
        assert wire.quiet()
    assert missing["errors"] == {"why": "Please complete this required field."}
    assert wrong["errors"] == {
        "why": "Please enter at least 3 characters.",
        "beds": "Please enter a number of at most 900.",
        "mail": "Please enter a valid email address.",
    }
    assert long["errors"] == {
        "why": "Please enter no more than 5 characters.",
        "beds": "Please enter a whole number.",
    }


def test_tampered_forms_are_refused(echo: Caller, asha: Person, workspace: Workspace) -> None:
    """Values of the wrong kind, people who are not there, other people's views."""
    pick = {
        "type": "input",
        "block_id": "who",
        "label": plain("Who"),
        "optional": True,
        "element": {"type": "users_select", "action_id": "u"},
    }
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        echo("views.open", trigger_id=trigger, view=modal("Form", question(), pick))
        form = asha.form()
    cases: list[tuple[Person, Json, str]] = [
        (asha, {"why": {"text": {"value": {"not": "text"}}}}, "invalid_values"),
        (asha, {"who": {"u": {"selected_user": ["U0ASHA"]}}}, "invalid_values"),
        (asha, {"who": {"u": {"selected_user": "U0NOBODY"}}}, "user_not_found"),
        (workspace.person("U0RAVI"), {}, "view_not_found"),
        (asha, {"why": {"text": {"value": "x"}}}, "no_socket"),
    ]
    for person, values, code in cases:
        with pytest.raises(RefusalError) as refused:
            person.post("view/submit", view_id=form.id, values=values)
        assert refused.value.code == code
    assert asha.forms
    away = asha.post("view/submit", view_id=form.id, values={"gone": {"x": {"value": "x"}}})
    assert away["errors"] == {"why": "Please complete this required field."}


def test_a_closed_view_is_told_to_who_asked_for_it(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        trigger = command(wire, asha)["trigger_id"]
        echo("views.open", trigger_id=trigger, view=modal(notify_on_close=True))
        with ThreadPoolExecutor() as pool:
            closing = pool.submit(asha.closes, asha.form())
            frame = wire.next("interactive")
            wire.ack(frame)
            closing.result(5)
    assert frame["payload"]["type"] == "view_closed"
    assert asha.forms == []


def test_the_home_tab(echo: Caller, asha: Person, room: Running) -> None:
    """Opening it tells the app; what the app publishes shows at once and stays."""
    with room.own.socket() as wire:
        assert asha.home() is None
        event = wire.next("app_home_opened")["payload"]["event"]
        assert (event["tab"], event["user"], "view" in event) == ("home", "U0ASHA", False)
        wire.ack({"envelope_id": "none"})
        home = {"type": "home", "blocks": [{"type": "header", "text": plain("My tasks")}]}
        room.own("views.publish", user_id="U0ASHA", view=home)
        eventually(lambda: "My tasks" in asha.home_shown.words)
        again = asha.home()
    assert again is not None
    assert "My tasks" in again.words
    bare = {"type": "modal", "title": plain("x"), "blocks": []}
    assert room.own("views.publish", user_id="U0ASHA", view=bare)["error"] == "invalid_arguments"
