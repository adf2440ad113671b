"""A small Bolt app that asks for everything which a page must be able to show and answer."""

import re
import threading
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.room.serving import Caller

Json = dict[str, Any]
COMMANDS = [
    {"noun": "/desk", "verb": "", "usage": "", "summary": "What can be done here"},
    {"noun": "/desk", "verb": "form", "usage": "form", "summary": "Open the form"},
    {"noun": "/desk", "verb": "find", "usage": "find <words>", "summary": "Find something"},
    {"noun": "/desk", "verb": "quiet", "usage": "quiet", "summary": "Answer to me only"},
]
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        },
        {
            "type": "input",
            "block_id": "more",
            "optional": True,
            "label": {"type": "plain_text", "text": "More"},
            "element": {"type": "plain_text_input", "action_id": "words", "multiline": True},
        },
        {
            "type": "actions",
            "block_id": "grow",
            "elements": [
                {
                    "type": "button",
                    "action_id": "grow",
                    "text": {"type": "plain_text", "text": "More fields"},
                }
            ],
        },
    ],
}
EXTRA: Json = {
    "type": "input",
    "block_id": "when",
    "optional": True,
    "label": {"type": "plain_text", "text": "When"},
    "element": {"type": "timepicker", "action_id": "clock"},
}


class Desk:
    """The app behind a Room; `said` holds what it heard, in order."""

    def __init__(self, caller: Caller) -> None:
        self.said: list[tuple[str, Any]] = []
        self.heard = threading.Condition()
        client = WebClient(token=caller.bot_token, base_url=caller.api_url)
        app = App(client=client)
        app.command("/desk")(self._command)
        app.view("form")(self._submitted)
        app.action("grow")(self._grow)
        app.action(re.compile(".*"))(self._clicked)
        app.event(re.compile(".*"))(lambda ack: ack())
        socket_client = WebClient(token=caller.app_token, base_url=caller.api_url)
        self._handler = SocketModeHandler(app, caller.app_token, web_client=socket_client)
        self._handler.connect()  # type: ignore[no-untyped-call]  # Bolt's own lack of types.

    def close(self) -> None:
        """Leave the Room."""
        self._handler.close()  # type: ignore[no-untyped-call]  # Bolt's own lack of types.

    def forget(self) -> None:
        """Begin anew."""
        with self.heard:
            self.said.clear()

    def wait_for(self, count: int) -> list[tuple[str, Any]]:
        """Return what was heard once it is *count* things or more; fail after half a minute."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.said) >= count, 30), self.said
            return list(self.said)

    def _note(self, kind: str, what: Any) -> None:
        with self.heard:
            self.said.append((kind, what))
            self.heard.notify_all()

    def _command(self, ack: Any, body: Json, client: WebClient) -> None:
        text = body["text"]
        self._note("command", text)
        if text == "form":
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=FORM)
            return
        ack(response_type="ephemeral", text=f"Only you asked: {text}")

    def _submitted(self, ack: Any, view: Json) -> None:
        values = view["state"]["values"]
        self._note("form", values)
        if values["title"]["words"]["value"] == "wrong":
            ack(response_action="errors", errors={"title": "This title is taken. Choose another."})
        else:
            ack()

    def _grow(self, ack: Any, body: Json, client: WebClient) -> None:
        ack()
        blocks = [*FORM["blocks"][:2], EXTRA]
        client.views_update(view_id=body["view"]["id"], view={**FORM, "blocks": blocks})

    def _clicked(self, ack: Any, action: Json) -> None:
        ack()
        self._note("click", action)
