"""The one door out to Slack: every Web API call, each a function; failures come classified.

Nothing is retried here and nothing is decided; the outbox and the listeners do that.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.failures import OK, Ambiguous, SlackFailure, Unreachable, classify
from bot.slack.identity import Identity, Introspection

SLACK_API = "https://slack.com/api/"
TIMEOUT_S = 10.0
PAGE = 200
BROKEN = (aiohttp.ClientError, OSError, TimeoutError)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# Slack documents these as reads: their arguments travel in the address, as its own SDK sends them.
READS = {
    "bookmarks.list", "chat.getPermalink", "conversations.history", "conversations.info",
    "conversations.list", "conversations.members", "conversations.replies", "files.info",
    "usergroups.list", "usergroups.users.list", "users.info", "users.list",
}  # fmt: skip
# These take no JSON: https://docs.slack.dev/reference/methods/files.completeUploadExternal
FORMS = {"files.completeUploadExternal", "files.getUploadURLExternal"}

Answer = dict[str, Any]


class Redirected(aiohttp.ClientError):
    """The server sent us elsewhere. Following would hand our token to another host."""


async def _refuse_redirect(_session: Any, _context: Any, _params: Any) -> None:
    raise Redirected


class Slack:
    """The Web API under one token, over one shared session; made at first use."""

    def __init__(
        self, token: str, base_url: str = SLACK_API, *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._timeout_s = timeout_s
        self._client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=[])
        if urlsplit(base_url).hostname in LOOPBACK:
            self._client.proxy = None  # The Room is on this machine, whatever proxy leads outside.
        self._identity: Identity | None = None

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client, for Bolt alone."""
        return self._client

    @property
    def tokenless(self) -> AsyncWebClient:
        """A client that makes no call, for Bolt: of a token that it ignores it would warn."""
        return AsyncWebClient(base_url=self._client.base_url)

    def use_token(self, token: str) -> None:
        """Go on with another token, as after a rotation."""
        self._client.token = token
        self._identity = None

    async def close(self) -> None:
        """Close the connections."""
        if self._client.session is not None:
            await self._client.session.close()
            self._client.session = None

    def _open(self) -> aiohttp.ClientSession:
        session = self._client.session
        if session is None or session.closed:
            trace = aiohttp.TraceConfig()
            trace.on_request_redirect.append(_refuse_redirect)
            session = self._client.session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._timeout_s), trace_configs=[trace]
            )
        return session

    async def call(self, method: str, **args: object) -> Answer:
        """Make one call; return the answer or raise a `SlackFailure`. None is not sent."""
        self._open()
        given = {name: value for name, value in args.items() if value is not None}
        try:
            if method in READS:
                answer = await self._client.api_call(method, http_verb="GET", params=given)
            elif method in FORMS:
                answer = await self._client.api_call(method, data=given)
            else:
                answer = await self._client.api_call(method, json=given)
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(type(error).__name__) from error
        except SlackApiError as error:
            raise _failure(error) from error
        except (
            aiohttp.ClientError,
            OSError,
            SlackClientError,
            AttributeError,
            ValueError,
        ) as error:
            # The last two come from the SDK itself when a body is not what its type says.
            raise Ambiguous(type(error).__name__) from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def auth_test(self) -> Identity:
        """Ask Slack who we are; also the proof that the token works."""
        answer = await self.call("auth.test")
        self._identity = Identity(
            team_id=str(answer.get("team_id", "")),
            user_id=str(answer.get("user_id", "")),
            bot_id=str(answer.get("bot_id", "")),
            url=str(answer.get("url", "")),
        )
        return self._identity

    async def introspect(self) -> Introspection:
        """Return what the token is good for; the headers of `auth.test` say it."""
        self._open()
        try:
            answer = await self._client.api_call("auth.test", json={})
        except SlackApiError as error:
            raise _failure(error) from error
        except BROKEN as error:
            raise Unreachable(type(error).__name__) from error
        granted = str(answer.headers.get("x-oauth-scopes", ""))
        date = answer.headers.get("Date")
        return Introspection(
            await self.auth_test(),
            frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
            parsedate_to_datetime(date) if date else None,
        )

    async def identity(self) -> Identity:
        """Return who we are, asked once for each token."""
        return self._identity or await self.auth_test()

    async def post_message(self, channel: str, message: Mapping[str, object]) -> Answer:
        """Post a message. Links never unfurl: a preview could show what is private."""
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return await self.call("chat.postMessage", **{**message, **quiet}, channel=channel)

    async def update_message(self, channel: str, ts: str, message: Mapping[str, object]) -> Answer:
        """Replace the text and blocks of our own message."""
        return await self.call("chat.update", **message, channel=channel, ts=ts)

    async def delete_message(self, channel: str, ts: str) -> Answer:
        """Remove our own message."""
        return await self.call("chat.delete", channel=channel, ts=ts)

    async def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message."""
        answer = await self.call("chat.getPermalink", channel=channel, message_ts=ts)
        return str(answer.get("permalink", ""))

    async def create_channel(self, name: str, *, private: bool) -> Answer:
        """Make a channel; the answer's `channel` has its id and name."""
        return await self.call("conversations.create", name=name, is_private=private)

    async def find_channel(self, name: str) -> Answer | None:
        """Return the channel of that name, or None if we can see none."""
        async for page in self._pages(
            "conversations.list", types="public_channel,private_channel", exclude_archived=False
        ):
            for channel in page.get("channels", ()):
                if channel.get("name") == name:
                    return dict(channel)
        return None

    async def join(self, channel: str) -> Answer:
        """Become a member of a public channel."""
        return await self.call("conversations.join", channel=channel)

    async def set_topic(self, channel: str, topic: str) -> Answer:
        """Set a channel's topic, at most 250 characters."""
        return await self.call("conversations.setTopic", channel=channel, topic=topic)

    async def invite(self, channel: str, users: Sequence[str]) -> Answer:
        """Invite up to 100 people."""
        return await self.call("conversations.invite", channel=channel, users=",".join(users))

    async def pin(self, channel: str, ts: str) -> Answer:
        """Pin a message in its channel."""
        return await self.call("pins.add", channel=channel, timestamp=ts)

    async def bookmark(self, channel: str, title: str, link: str) -> Answer:
        """Put a link into the channel's bookmark bar."""
        return await self.call(
            "bookmarks.add", channel_id=channel, title=title, type="link", link=link
        )

    async def bookmarks(self, channel: str) -> list[Answer]:
        """Return the channel's bookmarks."""
        answer = await self.call("bookmarks.list", channel_id=channel)
        return list(answer.get("bookmarks", ()))

    async def open_dm(self, user_id: str) -> str:
        """Return the channel of our conversation with a person."""
        answer = await self.call("conversations.open", users=user_id)
        return str(answer["channel"]["id"])

    async def messages(
        self, channel: str, *, oldest: str, thread_ts: str | None = None
    ) -> AsyncIterator[Answer]:
        """Yield the messages (of a thread) since *oldest* with their metadata, page by page."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        async for page in self._pages(
            method, channel=channel, ts=thread_ts, oldest=oldest, include_all_metadata=True
        ):
            for message in page.get("messages", ()):
                yield message

    async def message(self, channel: str, ts: str) -> Answer | None:
        """Return one message, in a thread or not; None if there is none."""
        within = {"oldest": ts, "latest": ts, "inclusive": True}
        page = await self.call("conversations.history", channel=channel, limit=1, **within)
        found = list(page.get("messages", ()))
        if not found:
            # Of a thread the parent comes first, whatever is asked for.
            page = await self.call(
                "conversations.replies", channel=channel, ts=ts, limit=2, **within
            )
            found = list(page.get("messages", ()))
        return next((dict(each) for each in found if each.get("ts") == ts), None)

    async def person(self, user_id: str) -> Answer:
        """Return what Slack knows of a member."""
        answer = await self.call("users.info", user=user_id, include_locale=True)
        return dict(answer.get("user", {}))

    async def people(self) -> AsyncIterator[Answer]:
        """Yield every member of the workspace."""
        async for page in self._pages("users.list", include_locale=True):
            for person in page.get("members", ()):
                yield person

    async def group_members(self, group_id: str) -> list[str]:
        """Return the members of a user group."""
        answer = await self.call("usergroups.users.list", usergroup=group_id)
        return list(answer.get("users", ()))

    async def tell(self, channel: str, user_id: str, message: Mapping[str, object]) -> Answer:
        """Show a message to one person only. Slack promises no delivery: never the only carrier."""
        return await self.call("chat.postEphemeral", **message, channel=channel, user=user_id)

    async def upload(self, url: str, data: bytes) -> None:
        """Send a file's bytes to the address that Slack gave for them; our token stays here."""
        sent = self._open().post(url, data=data, proxy=self._client.proxy, allow_redirects=False)
        try:
            async with sent as answer:
                status = answer.status
        except (*BROKEN, ValueError) as error:
            raise Ambiguous(type(error).__name__) from error
        if status != OK:
            raise Ambiguous(f"http_{status}")

    def file(self, url: str) -> Any:
        """Begin to fetch a file with our token, never elsewhere than *url*; `files` checks it."""
        headers = {"authorization": f"Bearer {self._client.token}"}
        return self._open().get(
            url, proxy=self._client.proxy, allow_redirects=False, headers=headers
        )

    async def open_view(self, trigger_id: str, view: Mapping[str, object]) -> Answer:
        """Open a modal; a trigger lives three seconds."""
        return await self.call("views.open", trigger_id=trigger_id, view=view)

    async def update_view(self, view_id: str, view: Mapping[str, object], *, hash_: str) -> Answer:
        """Replace a modal unless it changed since *hash_*."""
        return await self.call("views.update", view_id=view_id, view=view, hash=hash_)

    async def publish_home(self, user_id: str, view: Mapping[str, object]) -> Answer:
        """Set a person's App Home."""
        return await self.call("views.publish", user_id=user_id, view=view)

    async def _pages(self, method: str, **args: object) -> AsyncIterator[Answer]:
        cursor: str | None = None
        while True:
            page = await self.call(method, limit=PAGE, cursor=cursor, **args)
            yield page
            following = (page.get("response_metadata") or {}).get("next_cursor")
            if not following or following == cursor:
                return
            cursor = str(following)


def _failure(error: SlackApiError) -> SlackFailure:
    response = error.response
    # The SDK hands over its own response, or aiohttp's when the body could not be read.
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    body = getattr(response, "data", None)
    headers = getattr(response, "headers", None) or {}
    return classify(int(status), headers, body if isinstance(body, dict) else None)
