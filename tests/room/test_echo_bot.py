"""Bolt's own hello-world pattern, sync and async, against the Room: nothing of ours is in the bot."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.room.serving import Caller, Running, running
from tests.workspace import Workspace, eventually

HELLO = [
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Hey there!"},
        "accessory": {
            "type": "button",
            "text": {"type": "plain_text", "text": "Click Me"},
            "action_id": "button_click",
        },
    }
]
MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


def sync_bot(app: Caller) -> Iterator[None]:
    bot = App(client=WebClient(app.bot_token, base_url=app.api_url))

    @bot.message("hello")
    def hello(say: Any) -> None:
        say(text="Hey there!", blocks=HELLO)

    @bot.command("/echo")
    def echo(ack: Any, command: Any) -> None:
        ack(f"You said: {command['text']}")

    @bot.command("/later")
    def later(ack: Any, respond: Any) -> None:
        ack()
        respond(text="Here I am", response_type="in_channel")

    @bot.action("button_click")
    def clicked(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bot.view("form")
    def submitted(ack: Any, view: Any, body: Any, client: Any) -> None:
        name = view["state"]["values"]["name"]["text"]["value"]
        if name == "nobody":
            ack(response_action="errors", errors={"name": "Somebody, please"})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Thank you, {name}")

    web = WebClient(app.app_token, base_url=app.api_url)
    handler: Any = SocketModeHandler(bot, app.app_token, web_client=web)
    handler.connect()
    yield
    handler.close()


def async_listeners(bot: AsyncApp) -> None:
    @bot.message("hello")
    async def hello(say: Any) -> None:
        await say(text="Hey there!", blocks=HELLO)

    @bot.command("/echo")
    async def echo(ack: Any, command: Any) -> None:
        await ack(f"You said: {command['text']}")

    @bot.command("/later")
    async def later(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Here I am", response_type="in_channel")

    @bot.action("button_click")
    async def clicked(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bot.view("form")
    async def submitted(ack: Any, view: Any, body: Any, client: Any) -> None:
        name = view["state"]["values"]["name"]["text"]["value"]
        if name == "nobody":
            await ack(response_action="errors", errors={"name": "Somebody, please"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Thank you, {name}")


def async_bot(app: Caller) -> Iterator[None]:
    connected, leave = threading.Event(), threading.Event()

    async def live() -> None:
        client = AsyncWebClient(app.bot_token, base_url=app.api_url)
        bot = AsyncApp(client=client, process_before_response=True)
        async_listeners(bot)
        web = AsyncWebClient(app.app_token, base_url=app.api_url)
        handler: Any = AsyncSocketModeHandler(bot, app.app_token, web_client=web)
        await handler.connect_async()
        connected.set()
        await asyncio.get_running_loop().run_in_executor(None, leave.wait)
        await handler.close_async()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    assert connected.wait(10)
    yield
    leave.set()
    thread.join(10)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("echo") / "room.db") as found:
        yield found


@pytest.fixture(scope="module", params=[sync_bot, async_bot])
def lobby(request: pytest.FixtureRequest, room: Running) -> Iterator[str]:
    """The name of a channel in which a bot, Asha and Ravi are."""
    start: Callable[[Caller], Iterator[None]] = request.param
    app = room.install(name="Echo", commands={"/echo": True, "/later": False})
    name = f"lobby-{start.__name__}"
    channel = app("conversations.create", name=name)["channel"]["id"]
    app("conversations.invite", channel=channel, users="U0ASHA,U0RAVI")
    connected = start(app)
    next(connected)
    yield f"#{name}"
    next(connected, None)


def test_a_command_is_answered_to_the_asker_alone(lobby: str, workspace: Workspace) -> None:
    asha, ravi = workspace.person("U0ASHA"), workspace.person("U0RAVI")

    typed = asha.types("/echo 1 & 2 <@ravi", in_=lobby)

    assert typed.ok
    assert typed.reply().text == "You said: 1 &amp; 2 &lt;<@U0RAVI>"
    assert ravi.whispers == []


def test_hello_button_modal_direct_message(lobby: str, workspace: Workspace) -> None:
    """The whole of Bolt's tutorial: a message, its button, a modal with an error, a DM."""
    asha = workspace.person("U0ASHA")
    asha.types("hello", in_=lobby)
    card = workspace.channel(lobby, seen_by="U0ASHA").message("Hey there!")

    asha.clicks("Click Me", on=card)
    form = asha.form("A form")
    assert asha.submits(form)["errors"] == {"name": "Please complete this required field."}
    refused = asha.submits(form, {"Name": "nobody"})
    assert refused == {"response_action": "errors", "errors": {"name": "Somebody, please"}}
    asha.submits(form, {"Name": "Asha"})

    assert eventually(lambda: not asha.forms)
    told = eventually(
        lambda: next(
            event["message"]["text"]
            for event in asha.events
            if event["type"] == "message" and event["channel"].startswith("D")
        )
    )
    assert told == "Thank you, Asha"


def test_an_answer_in_the_channel_by_response_url(lobby: str, workspace: Workspace) -> None:
    workspace.person("U0ASHA").types("/later", in_=lobby)

    said = workspace.channel(lobby, seen_by="U0RAVI").message("Here I am")
    assert said.fields["bot_name"] == "Echo"
