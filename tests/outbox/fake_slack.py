"""A small Slack with a memory, and with every trouble that the outbox must get through."""

import asyncio
import json
import random
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from bot.clock import SystemClock
from tests.outbox.fake_things import EVERY_TROUBLE, Channel, Trouble

WE = {"user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0TEAM"}
HTML = "<html><body>503 Service Unavailable</body></html>"
POST_ARGUMENTS = {
    "channel", "text", "blocks", "attachments", "metadata", "thread_ts", "unfurl_links",
    "unfurl_media", "mrkdwn", "parse", "reply_broadcast",
}  # fmt: skip


class Refusal(Exception):
    """An answer that is not ok."""


class FakeSlack:
    """Answers the Web API's methods that the outbox calls."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.calls: list[tuple[str, dict[str, Any], float]] = []
        self.tokens = {"xoxb-good"}
        self.files: dict[str, dict[str, Any]] = {}
        self.delay = 0.0
        self.chance: random.Random | None = None
        self.page = 100
        self.at_work = self.most_at_work = 0
        self._waiting: dict[str, deque[Trouble]] = defaultdict(deque)
        self._always: dict[str, Trouble] = {}
        self._clock, self._count = SystemClock(), 0
        self._runner: web.AppRunner | None = None
        self.url = ""
        for channel in ("C0DESK", "C0MANAGERS", "C0ORIGIN"):
            self.add(channel, name=channel.lower())

    def add(self, channel_id: str, **what: Any) -> Channel:
        """Make a channel that was there before."""
        self.channels[channel_id] = Channel(channel_id, **what)
        return self.channels[channel_id]

    def next(self, method: str, *, times: int = 1, **what: Any) -> None:
        """Let the next calls of *method* go wrong."""
        self._waiting[method].extend([Trouble(**what)] * times)

    def always(self, method: str, **what: Any) -> None:
        """Let every call of *method* go wrong; `*` is every method."""
        self._always[method] = Trouble(**what)

    def heal(self) -> None:
        """Let all go well again."""
        self._always.clear()
        self._waiting.clear()
        self.chance = None

    def of(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of the calls of *method*, oldest first."""
        return [args for name, args, _at in self.calls if name == method]

    def texts(self, channel: str) -> list[str]:
        """Return what stands in a channel, oldest first."""
        return [message["text"] for message in self.channels[channel].messages]

    def marks(self) -> list[str]:
        """Return the marks of every message in every channel."""
        return [
            message["metadata"]["event_payload"]["key"]
            for channel in self.channels.values()
            for message in channel.messages
        ]

    def named(self, name: str) -> Channel:
        """Return the channel of that name."""
        return next(each for each in self.channels.values() if each.name == name)

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_route("POST", "/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            args |= await request.json()
        elif method != "upload":
            args |= dict(await request.post())
        else:
            args["data"] = await request.read()
        trouble = self._trouble(method)
        self.calls.append((method, args, self._clock.monotonic()))
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        if self.delay or trouble.delay:
            await asyncio.sleep(self.delay + trouble.delay)
        self.at_work -= 1
        said: dict[str, Any] = {"ok": True}
        if trouble.after or not (trouble.error or trouble.drop or trouble.status != 200):
            try:
                said |= self._do(method, args, request)
            except Refusal as refusal:
                said = {"ok": False, "error": str(refusal)}
        return self._respond(request, trouble, said)

    def _trouble(self, method: str) -> Trouble:
        for name in (method, "*"):
            if self._waiting[name]:
                return self._waiting[name].popleft()
        if method in self._always or "*" in self._always:
            return self._always.get(method) or self._always["*"]
        if self.chance is not None and self.chance.random() < 0.3:
            return self.chance.choice(EVERY_TROUBLE)
        return Trouble()

    def _respond(
        self, request: web.Request, trouble: Trouble, said: dict[str, Any]
    ) -> web.StreamResponse:
        if trouble.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if trouble.redirect:
            return web.Response(status=302, headers={"Location": trouble.redirect})
        headers = {"Retry-After": trouble.retry_after} if trouble.retry_after is not None else {}
        if trouble.html:
            return web.Response(status=trouble.status, text=HTML, content_type="text/html")
        if trouble.error:
            said = {"ok": False, "error": trouble.error}
        return web.json_response(said, status=trouble.status, headers=headers)

    def _do(self, method: str, args: dict[str, Any], request: web.Request) -> dict[str, Any]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "upload":
            # Whoever has the address may upload; our token is nobody's business there.
            assert not token
        elif token not in self.tokens:
            raise Refusal("invalid_auth")
        act = getattr(self, "_" + method.replace(".", "_").lower(), None)
        if act is None:
            raise Refusal("unknown_method")
        done: dict[str, Any] = act(args)
        return done

    def _channel(self, args: dict[str, Any], name: str = "channel") -> Channel:
        found = self.channels.get(str(args.get(name)))
        if found is None:
            raise Refusal("channel_not_found")
        return found

    def _ts(self) -> str:
        self._count += 1
        return f"{int(self._clock.now().timestamp())}.{self._count:06d}"

    def _auth_test(self, _args: dict[str, Any]) -> dict[str, Any]:
        return {**WE, "url": "https://aiims.slack.com/"}

    def _chat_postmessage(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(args)
        if set(args) - POST_ARGUMENTS or not (args.get("text") or args.get("blocks")):
            raise Refusal("no_text" if not args.get("text") else "invalid_arguments")
        if channel.archived or channel.refuses:
            raise Refusal(channel.refuses or "is_archived")
        ts = self._ts()
        channel.messages.append({**args, "ts": ts, "user": "U0BOT", "bot_id": "B0BOT"})
        return {"ts": ts, "channel": channel.id}

    def _chat_update(self, args: dict[str, Any]) -> dict[str, Any]:
        for message in self._channel(args).messages:
            if message["ts"] == args["ts"]:
                message["text"] = args["text"]
                return {"ts": args["ts"], "channel": args["channel"]}
        raise Refusal("message_not_found")

    def _chat_delete(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(args)
        kept = [each for each in channel.messages if each["ts"] != args["ts"]]
        if len(kept) == len(channel.messages):
            raise Refusal("message_not_found")
        channel.messages = kept
        return {}

    def _views_publish(self, args: dict[str, Any]) -> dict[str, Any]:
        return {"view": args["view"]}

    def _chat_getpermalink(self, args: dict[str, Any]) -> dict[str, Any]:
        stamp = str(args["message_ts"]).replace(".", "")
        return {"permalink": f"https://aiims.slack.com/archives/{args['channel']}/p{stamp}"}

    def _files_getuploadurlexternal(self, args: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        file_id = f"F{self._count:09d}"
        self.files[file_id] = {"id": file_id, **args}
        address = self.url.replace("/api/", f"/upload?file={file_id}")
        return {"upload_url": address, "file_id": file_id}

    def _upload(self, args: dict[str, Any]) -> dict[str, Any]:
        file = self.files[str(args["file"])]
        assert int(file["length"]) == len(args["data"])
        file["data"] = args["data"]
        return {}

    def _files_completeuploadexternal(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(args, "channel_id")
        if channel.archived or channel.outside:
            raise Refusal("is_archived" if channel.archived else "not_in_channel")
        shown = [{"id": file["id"], "title": file["title"]} for file in json.loads(args["files"])]
        assert all("data" in self.files[file["id"]] for file in shown)
        message = {"text": "", "files": shown, "ts": self._ts(), "user": "U0BOT", "metadata": {}}
        if args.get("thread_ts"):
            message["thread_ts"] = args["thread_ts"]
        channel.messages.append(message)
        return {"files": shown}

    def _conversations_create(self, args: dict[str, Any]) -> dict[str, Any]:
        if any(each.name == args["name"] for each in self.channels.values()):
            raise Refusal("name_taken")
        made = self.add(
            f"C{len(self.channels):09d}", name=args["name"], creator=WE["user_id"],
            created=int(self._clock.now().timestamp()), private=bool(args.get("is_private")),
            members=[WE["user_id"]],
        )  # fmt: skip
        return {"channel": {"id": made.id, "name": made.name}}

    def _conversations_list(self, args: dict[str, Any]) -> dict[str, Any]:
        every = [
            {"id": c.id, "name": c.name, "creator": c.creator, "created": c.created,
             "is_archived": c.archived}
            for c in self.channels.values()
        ]  # fmt: skip
        return self._paged("channels", every, args)

    def _conversations_open(self, args: dict[str, Any]) -> dict[str, Any]:
        if args["users"] == "U0GONE":
            raise Refusal("user_not_found")
        dm = "D" + str(args["users"])
        if dm not in self.channels:
            self.add(dm)
        return {"channel": {"id": dm}}

    def _conversations_invite(self, args: dict[str, Any]) -> dict[str, Any]:
        channel, users = self._channel(args), str(args["users"]).split(",")
        for user in users:
            if user == "U0GONE":
                raise Refusal("user_not_found")
            if user in channel.members:
                raise Refusal("already_in_channel")
        channel.members += users
        return {}

    def _conversations_settopic(self, args: dict[str, Any]) -> dict[str, Any]:
        self._channel(args).topic = args["topic"]
        return {}

    def _pins_add(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(args)
        if args["timestamp"] in channel.pins:
            raise Refusal("already_pinned")
        channel.pins.append(args["timestamp"])
        return {}

    def _bookmarks_add(self, args: dict[str, Any]) -> dict[str, Any]:
        self._channel(args, "channel_id").bookmarks.append(args)
        return {"bookmark": args}

    def _bookmarks_list(self, args: dict[str, Any]) -> dict[str, Any]:
        return {"bookmarks": self._channel(args, "channel_id").bookmarks}

    def _conversations_join(self, args: dict[str, Any]) -> dict[str, Any]:
        self._channel(args).outside = False
        return {}

    def _conversations_history(self, args: dict[str, Any]) -> dict[str, Any]:
        if self._channel(args).outside:
            raise Refusal("not_in_channel")
        return self._messages(args, self._top(self._channel(args)))

    def _conversations_replies(self, args: dict[str, Any]) -> dict[str, Any]:
        every = self._channel(args).messages
        return self._messages(
            args, (m for m in every if args["ts"] in (m["ts"], m.get("thread_ts")))
        )

    def _top(self, channel: Channel) -> Iterator[dict[str, Any]]:
        return (m for m in channel.messages if m.get("thread_ts") in (None, m["ts"]))

    def _messages(self, args: dict[str, Any], found: Iterator[dict[str, Any]]) -> dict[str, Any]:
        recent = [m for m in found if float(m["ts"]) >= float(args.get("oldest", 0))]
        return self._paged("messages", recent[::-1], args)

    def _paged(self, name: str, rows: list[Any], args: dict[str, Any]) -> dict[str, Any]:
        start, size = int(args.get("cursor") or 0), min(int(args.get("limit", 100)), self.page)
        more = str(start + size) if start + size < len(rows) else ""
        return {name: rows[start : start + size], "response_metadata": {"next_cursor": more}}
