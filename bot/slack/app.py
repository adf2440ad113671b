"""The one module that knows Bolt: one listener per kind of payload, and a boundary around each.

What is asked is read in `inbound` and answered by `front`; here it is acknowledged in time.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.errors import Refused, WardroomError
from bot.language.catalogue import speaking
from bot.runtime import Runtime
from bot.slack import happenings, ids, inbound, kinds, opening, quoting
from bot.slack.answer import NOTHING, Answer
from bot.slack.events import Events
from bot.slack.failures import SlackFailure
from bot.slack.front import Front
from bot.slack.inbound import Click, Invocation, Mention, Origin, Request, Shortcut, Submission
from bot.slack.listeners.declaration import quoted_in
from bot.slack.promises import PATIENCE_S, Promises, repeatable, window_late
from bot.slack.telling import Teller
from bot.slack.views import errors as views

ANYTHING = re.compile(r".*", re.DOTALL)

log = structlog.get_logger(__name__)

Body = dict[str, Any]
Asked = TypeVar("Asked", Mention, Invocation, Click, Submission, Shortcut)


class Listeners:
    """What Bolt calls. Nothing that happens here is raised to Bolt, and every task is kept."""

    def __init__(self, runtime: Runtime, patience_s: float) -> None:
        self._runtime = runtime
        self._front = Front(runtime)
        self._events = Events(runtime)
        teller = Teller(runtime.slack, runtime.slack.client.base_url)
        self._promises = Promises(teller, self._front.language, patience_s)
        self.settle = self._promises.settle

    async def command(self, ack: AsyncAck, body: Body) -> None:
        """Answer a slash command in its own acknowledgement."""
        request = await self._read(inbound.read_invocation, ack, body)
        if request is None:
            return
        typed = partial(repeatable, request)
        answer = await self._promises.in_time(request, self._front.typed(request), typed)
        if answer is None:
            with speaking(await self._front.language(request.origin)):
                late = views.still_working(typed())
            await ack({"response_type": "ephemeral", **late.message})
            return
        answer = await self._opened(request, answer)
        if not answer.text:
            await ack()
            return
        await ack({"response_type": "ephemeral", **answer.message})

    async def action(self, ack: AsyncAck, body: Body) -> None:
        """Let a button act, acknowledge it once that is durable, then show what it did."""
        request = await self._read(inbound.read_click, ack, body)
        if request is None:
            return
        if request.action_id == ids.LINK_OPEN:
            await ack()
            return
        if request.action_id == ids.DECLARE_REFIT:
            await ack()
            self._promises.keep(self._refit(request))
            return
        if request.action_id == ids.HOME_TURN:
            await ack()
            self._promises.keep(self._events.draw_home(request.origin, turned=request.value))
            return
        request = await self._quoted(request)
        answer = await self._promises.in_time(request, self._front.typed(request))
        if answer is not None:
            answer = await self._opened(request, answer)
        await ack()
        if answer is not None:
            self._promises.tell(request.origin, answer)
        self._redraw_home(request.origin)

    async def view(self, ack: AsyncAck, body: Body) -> None:
        """Take a window that was sent: mistakes show under its fields, success closes it."""
        request = await self._read(inbound.read_submission, ack, body)
        if request is None:
            return
        answer = await self._promises.in_time(request, self._front.submitted(request))
        if answer is None:
            await ack()
        elif answer.errors:
            await ack(response_action="errors", errors=dict(answer.errors))
        elif answer.update is not None:
            await ack(response_action="update", view=answer.update)
        else:
            await ack()
            self._promises.tell(request.origin, answer)
        if answer is None or not answer.errors:
            self._redraw_home(request.origin)

    async def shortcut(self, ack: AsyncAck, body: Body) -> None:
        """Open the window of a shortcut, filled with the message it was called on."""
        request = await self._read(inbound.read_shortcut, ack, body)
        if request is None:
            return
        request = await self._linked(request)
        answer = await self._promises.in_time(request, self._front.shortcut(request))
        if answer is not None:
            answer = await self._opened(request, answer)
        await ack()
        if answer is not None:
            self._promises.tell(request.origin, answer)

    async def event(self, ack: AsyncAck, body: Body) -> None:
        """Take what Slack tells; one that could not be kept is not acknowledged and comes again."""
        kind = happenings.kind_of_event(body)
        if kind in {"app_mention", "direct"}:
            mention = await self._read(happenings.read_mention, ack, body)
            if mention is not None:
                await self._mentioned(mention)
        elif kind == "app_home_opened":
            self._promises.keep(self._events.home(body))
        else:
            reply = await self._events.happened(body)
            if reply is not None:
                self._promises.tell(reply.origin, reply.answer)
        await ack()

    async def options(self, ack: AsyncAck) -> None:
        """Offer nothing: no menu of ours asks while somebody types."""
        await ack(options=[])

    def _redraw_home(self, origin: Origin) -> None:
        """Show in Home what was done from there: what has no channel came from nowhere else."""
        if not origin.channel_id:
            self._promises.keep(self._events.draw_home(origin))

    async def _mentioned(self, mention: Mention) -> None:
        who = await self._runtime.slack.identity()
        work = self._front.mentioned(mention, who.user_id)
        answer = await self._promises.in_time(mention, work)
        if answer is not None and not answer.in_channel:
            # In a thread in which nobody else wrote, Slack does not show what one person is told.
            origin = mention.origin if mention.threaded else replace(mention.origin, thread_ts="")
            self._promises.tell(origin, answer)

    async def _quoted(self, request: Click) -> Click:
        """Return the press with the words of the message that its window is to begin with."""
        about = request.value.removeprefix("from=")
        message = quoted_in(about) if request.action_id == ids.INCIDENT_DECLARE else None
        if message is None:
            return request
        return replace(request, quoted=await quoting.quoted(self._runtime.slack, message))

    async def _linked(self, request: Shortcut) -> Shortcut:
        """Return the shortcut with the address of its message, where that is to be kept."""
        message = request.quoted if request.callback_id == ids.SHORTCUT_NOTE else None
        if message is None:
            return request
        return replace(request, quoted=await quoting.linked(self._runtime.slack, message))

    async def _refit(self, request: Click) -> None:
        """Show other playbooks in the declaring window, unless it changed once more."""
        answer = await self._front.refitted(request)
        if answer.update is None:
            return
        try:
            slack, view = self._runtime.slack, answer.update
            await slack.update_view(request.view_id, view, hash_=request.view_hash)
        except SlackFailure as failure:
            log.info("window.not_refitted", reason=type(failure).__name__)

    async def _read(
        self, read: Callable[[Any], Asked | None], ack: AsyncAck, body: Body
    ) -> Asked | None:
        """Read a payload; one that is none, or not from our workspace, is answered here."""
        try:
            request = read(body)
            if request is not None:
                request = replace(request, origin=await self._placed(request.origin))
        except WardroomError as error:
            log.warning("payload.refused", kind=kinds.kind_of(body), why=type(error).__name__)
            await ack(_unanswered(body, error))
            return None
        return request

    async def _placed(self, origin: Origin) -> Origin:
        """Return the origin with whether the person is of another workspace; or raise Refused."""
        ours = (await self._runtime.slack.identity()).team_id
        if ours and origin.team_id != ours:
            raise Refused(
                "Wardroom answers in its own workspace only.",
                rule="own workspace",
                next_step="Ask the incident commander to act for you.",
            )
        # In a channel that is shared with another workspace its people speak too.
        return replace(origin, foreign=bool(ours and origin.home_team_id not in {"", ours}))

    async def _opened(self, request: Request, answer: Answer) -> Answer:
        """Open the answer's window, if it has one; return what is still to be said."""
        if answer.modal is None:
            return answer
        origin = request.origin
        try:
            await opening.opened(self._runtime.slack, origin.trigger_id, answer.modal)
        except SlackFailure as failure:
            log.warning("window.not_opened", reason=type(failure).__name__)
            with speaking(await self._front.language(origin)):
                return window_late(request)
        return NOTHING


class SlackApp(AsyncApp):
    """Bolt's app, which lets in only what is answered here, and can finish what it promised."""

    settle: Callable[[], Awaitable[None]]

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a request; what Bolt would not know, or stumble over, is acknowledged here."""
        answer: Body | str = ""
        try:
            known = kinds.check(req.body)
        except WardroomError as error:
            known, answer = False, _unanswered(req.body, error)
        if known:
            return await super().async_dispatch(req)
        log.warning("payload.refused", kind=kinds.kind_of(req.body))
        return BoltResponse(status=200, body=answer)


def _unanswered(body: Body, error: WardroomError) -> Body | str:
    """Return how a payload is acknowledged that cannot be answered, so that nothing is lost."""
    if kinds.kind_of(body) == kinds.COMMAND:
        return {"response_type": "ephemeral", **views.explained(error).message}
    return kinds.kept_open(body, str(error)) or ""


def build_app(runtime: Runtime, *, patience_s: float = PATIENCE_S) -> SlackApp:
    """Return the Bolt app of a running bot, for any door.

    What is not answered within *patience_s* is promised.
    """

    async def authorize(**_context: Any) -> AuthorizeResult:
        who = await runtime.slack.identity()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=who.team_id,
            bot_user_id=who.user_id,
            bot_id=who.bot_id,
            bot_token=runtime.slack.client.token,
        )

    secret = runtime.settings.slack_signing_secret
    app = SlackApp(
        # Without a name Bolt searches the sources of the whole call stack for one: 0.1 s.
        name="wardroom",
        client=runtime.slack.tokenless,
        authorize=authorize,
        signing_secret=secret.get_secret_value() if secret else "",
        # Bolt otherwise looks for the acknowledgement every ten milliseconds.
        process_before_response=True,
    )
    listeners = Listeners(runtime, patience_s)
    app.settle = listeners.settle
    app.command(ANYTHING)(listeners.command)
    app.action(ANYTHING)(listeners.action)
    app.view(ANYTHING)(listeners.view)
    app.shortcut(ANYTHING)(listeners.shortcut)
    app.event(ANYTHING)(listeners.event)
    app.options(ANYTHING)(listeners.options)
    return app
