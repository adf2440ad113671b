"""Answers in time, or promises: what takes too long is told when it is there, and none is lost.

How something is told is `telling`'s, what is told `front`'s.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog

from bot.domain import ransom_words
from bot.domain.masking import masked
from bot.domain.words import Language
from bot.errors import WardroomError
from bot.grammar import lines, patient
from bot.grammar import text as texts
from bot.language.catalogue import say, speaking
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.dispatch import shown
from bot.slack.inbound import Click, Invocation, Origin, Request, Submission
from bot.slack.listeners.submissions import mistake
from bot.slack.telling import Teller
from bot.slack.views import errors as views
from bot.slack.views import kit

# Slack waits three seconds; what has not been answered a little before is promised and follows.
PATIENCE_S = 2.3

log = structlog.get_logger(__name__)

T = TypeVar("T")


LanguageOf = Callable[[Origin], Awaitable[Language]]


class Promises:
    """Keeps every task until it ends, and shows what came of it."""

    def __init__(
        self, teller: Teller, language: LanguageOf, patience_s: float = PATIENCE_S
    ) -> None:
        self._teller, self._language, self._patience_s = teller, language, patience_s
        self._tasks: set[asyncio.Task[Any]] = set()

    async def in_time(
        self, request: Request, work: Awaitable[Answer], typed: Callable[[], str] = str
    ) -> Answer | None:
        """Return the answer, or None once Slack would wait no longer: then it follows.

        *typed* makes the line that is repeated if the answer goes wrong.
        """
        task = self.keep(self._safely(request, work, typed))
        done, _ = await asyncio.wait({task}, timeout=self._patience_s)
        if done:
            return task.result()
        self.keep(self._late(request, task))
        return None

    def tell(self, origin: Origin, answer: Answer) -> None:
        """Show an answer to one person, after the acknowledgement."""
        self.keep(self._teller.tell(origin, answer))

    async def _safely(
        self, request: Request, work: Awaitable[Answer], typed: Callable[[], str]
    ) -> Answer:
        """Return the answer; of an error that nobody foresaw, its reference in the log."""
        try:
            return await work
        except Exception:
            reference = secrets.token_hex(3)
            log.exception("request.failed", reference=reference, asked=type(request).__name__)
            with speaking(await self._language(request.origin)):
                if isinstance(request, Submission):
                    return mistake(request, WardroomError(views.our_fault(reference).text))
                return shown(views.our_fault(reference, typed()))

    async def _late(self, request: Request, task: asyncio.Task[Answer]) -> None:
        answer = await task
        with speaking(await self._language(request.origin)):
            answer = _told_late(request, answer)
        await self._teller.tell(request.origin, answer)

    async def settle(self) -> None:
        """Wait until everything that was promised is told; for the stop."""
        while self._tasks:
            told = tuple(self._tasks)
            await asyncio.gather(*told, return_exceptions=True)
            # Since Python 3.12 this does not wait at all where all are done: their own callbacks
            # would never come to run, and this loop would never end.
            self._tasks.difference_update(told)

    def keep(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let *work* go on in the background."""
        # asyncio holds tasks weakly: without a reference one may vanish before it ends.
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _told_late(request: Request, answer: Answer) -> Answer:
    """Return what is said of an answer whose window can neither open nor show mistakes any more."""
    if answer.modal is not None:
        return window_late(request)
    if answer.errors and isinstance(request, Submission):
        # The window is closed, and what was entered with it.
        return shown(views.too_late(" ".join(answer.errors.values()), repeatable(request)))
    return answer


def window_late(request: Request) -> Answer:
    """Return what is said when a window came too late, with the button that opens it."""
    again = None
    if isinstance(request, Invocation):
        line = f"/{request.noun} {request.raw}"
        # The value keeps Slack's own form, so that a mention is still one when it is sent.
        again = kit.button(say("Open it"), ids.LINE_RUN, line) if len(line) <= kit.VALUE else None
    elif isinstance(request, Click):
        again = kit.button(say("Open it"), request.action_id, request.value)
    return shown(views.window_late(again))


def repeatable(request: Invocation | Submission) -> str:
    """Return what was typed as it may be repeated: with digits hidden if it holds patient data."""
    if isinstance(request, Invocation):
        text = texts.plain(lines.read(request.noun, request.raw).typed)
    else:
        fields = ("\n".join(each for each in field if each) for field in request.fields.values())
        text = texts.tidy("\n".join(filter(None, fields)))
    hidden = patient.found(text) or (isinstance(request, Submission) and ransom_words.found(text))
    return masked(text) if hidden else text
