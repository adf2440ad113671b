"""The front desk: one request, one transaction, one answer, kept for a second delivery.

Knows neither Bolt nor how the answer travels; nothing here waits for Slack.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace

import structlog
from sqlmodel import Session

from bot.domain.masking import masked
from bot.domain.words import Language
from bot.errors import Mistyped, PatientDataRefused, Refused, WardroomError
from bot.grammar import lines
from bot.grammar import text as texts
from bot.grammar.errors import GrammarError
from bot.language.catalogue import say, speaking
from bot.operations import languages
from bot.operations.people import standing
from bot.operations.turn import Turn
from bot.runtime import Runtime
from bot.slack import answer as answers
from bot.slack import dispatch, ids, retelling
from bot.slack.answer import NOTHING, Answer
from bot.slack.ask import Ask
from bot.slack.dispatch import Desk, Typed
from bot.slack.finding import by_ref
from bot.slack.inbound import (
    Click,
    Invocation,
    Mention,
    Origin,
    Request,
    Shortcut,
    Submission,
    fingerprint,
)
from bot.slack.listeners.declaring import refitted
from bot.slack.listeners.filled import Filled
from bot.slack.listeners.shortcuts import SHORTCUTS
from bot.slack.listeners.submissions import SUBMISSIONS, WITHOUT_INCIDENT, mistake, unnamed
from bot.slack.views import errors as views
from bot.slack.views import help as help_views
from bot.storage import inbox, people
from bot.storage.posts import Call

log = structlog.get_logger(__name__)

Work = Callable[[Desk], Answer]
SOON_S = 0.3


class Front:
    """Answers requests."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def typed(self, request: Invocation | Click) -> Answer:
        """Answer a command or a button; what is refused is explained, never raised."""
        line = ""
        try:
            asked = dispatch.typed(request)
            line = "" if asked.clicked else asked.line.typed
            if not asked.writes:
                return await self._read(request, lambda desk: dispatch.answer(asked, desk))
            ahead = await self._ahead(asked)
            return await self._once(request, lambda desk: dispatch.answer(asked, desk, ahead))
        except GrammarError as error:
            return await self._explained(request, Mistyped(str(error)), line)
        except WardroomError as error:
            return await self._explained(request, error, line)

    async def mentioned(self, mention: Mention, bot_user_id: str) -> Answer:
        """Answer a mention; what others may read goes into its thread through the outbox."""
        line = ""
        try:
            asked = dispatch.typed(mention, bot_user_id=bot_user_id)
            line = asked.line.typed
            return await self._once(mention, lambda desk: _in_thread(asked, desk, mention))
        except GrammarError as error:
            return await self._explained(mention, Mistyped(str(error)), line)
        except WardroomError as error:
            return await self._explained(mention, error, line)

    async def shortcut(self, shortcut: Shortcut) -> Answer:
        """Answer a shortcut; what it opens changes nothing yet."""
        entry = SHORTCUTS.get(shortcut.callback_id)
        if entry is None:
            return NOTHING
        try:
            return await self._read(
                shortcut, lambda desk: entry.run(dispatch.shortcut_ask(shortcut, desk))
            )
        except WardroomError as error:
            return await self._explained(shortcut, error, "")

    async def refitted(self, click: Click) -> Answer:
        """Return the declaring window anew, with the playbooks that fit what is chosen now."""
        form = click.form
        if form is None or form.callback_id != ids.INCIDENT_DECLARE:
            return NOTHING
        try:
            return await self._read(click, lambda desk: refitted(_about_nothing(form, desk), form))
        except WardroomError as error:
            _log_refusal(click, error)
            return NOTHING

    async def submitted(self, submission: Submission) -> Answer:
        """Answer a window that was sent; mistakes come back under its fields."""
        try:
            return await self._once(submission, lambda desk: _submitted(submission, desk))
        except GrammarError as error:
            return await self._corrected(submission, Mistyped(str(error)))
        except WardroomError as error:
            _log_refusal(submission, error)
            return await self._corrected(submission, error)

    async def _corrected(self, submission: Submission, error: WardroomError) -> Answer:
        pointed = texts.pointed_at(" ".join(map(str, (error, *error.besides))))
        names = await self._names(submission, pointed) if pointed else {}
        return await self._read(submission, lambda _: mistake(submission, error, names))

    async def language(self, origin: Origin) -> Language:
        """Return the language of whoever asks, for what is said beside an answer.

        It is asked for when Slack will not wait much longer, or something failed: then the house's.
        """
        house = self._runtime.house
        return await self._runtime.database.read_soon(
            lambda session: languages.of(session, origin.user_id, house),
            house.language, SOON_S,
        )  # fmt: skip

    def _desk(self, session: Session) -> Desk:
        runtime = self._runtime
        return Desk(
            session, runtime.clock.now(), runtime.house, runtime.door, reload=runtime.reload
        )

    async def _ahead(self, asked: Typed) -> object:
        """Gather what the verb wants to have read, beside those who write."""
        if not asked.reads_ahead:
            return None

        def gather(session: Session) -> object:
            with speaking(languages.of(session, asked.origin.user_id, self._runtime.house)):
                return dispatch.gathered(asked, self._desk(session))

        return await self._runtime.database.browse(gather)

    async def _read(self, request: Request, work: Work) -> Answer:
        def read(session: Session) -> Answer:
            with self._speaking(session, request):
                return self._here(session, work(self._desk(session)))

        return await self._runtime.database.read(read)

    def _speaking(self, session: Session, request: Request) -> AbstractContextManager[None]:
        """Speak the language of whoever asks: all that is made inside is for them alone.

        What others read is made by the operations in theirs (`Turn.call`).
        """
        return speaking(languages.of(session, request.origin.user_id, self._runtime.house))

    def _here(self, session: Session, answer: Answer) -> Answer:
        """Return the answer in the words of the workspace in which it is read."""
        runtime = self._runtime
        several = len(runtime.house.doorways) > 1
        return retelling.here(session, answer, runtime.door, people=several)

    async def _once(self, request: Request, work: Work) -> Answer:
        """Do *work* and keep its answer in one transaction; a second delivery gets the first's."""
        key, sha = request.origin.key, fingerprint(request)

        def write(session: Session) -> Answer:
            desk = self._desk(session)
            before = inbox.receive(session, key, sha, now=desk.now)
            if before is not None:
                return _same(before, sha, key)
            with self._speaking(session, request):
                given = self._here(session, work(desk))
            inbox.answered(session, key, given.written())
            return given

        given = await self._runtime.database.write(write)
        self._runtime.wake()
        return given

    async def _names(self, request: Request, pointed: Collection[str]) -> dict[str, str]:
        """Return what people and channels are called, as far as whoever asks may know."""

        def read(session: Session) -> dict[str, str]:
            who = standing(self._desk(session).turn(request.origin))
            return people.handles(session, pointed, who.user_id, guest=who.is_guest)

        return await self._runtime.database.read(read)

    async def _explained(self, request: Request, error: WardroomError, line: str) -> Answer:
        _log_refusal(request, error)
        shown = masked(line) if isinstance(error, PatientDataRefused) else line
        # The line that is offered may name people whom the typed one only called.
        pointed = texts.pointed_at(f"{shown} {error.nearest}")
        names = await self._names(request, pointed) if pointed else {}
        return await self._read(
            request,
            lambda _: dispatch.shown(views.explained(error, shown, _noun(request, line), names)),
        )


def _noun(request: Request, line: str) -> str:
    """Return the noun that was meant, for the way on."""
    if isinstance(request, Click):
        return request.action_id.partition(".")[0]
    return line.removeprefix("/").partition(" ")[0]


def _same(before: inbox.Seen, sha: str, key: str) -> Answer:
    if before.body_sha256 == sha:
        # What only the first delivery's trigger could open is not opened again.
        return replace(answers.read(before.answer), modal=None)
    log.warning("inbox.other_body", key=key)
    raise Refused(
        say("This request carries the number of another one, so it was not carried out."),
        rule="one request, one effect",
        next_step=say("Send it again."),
    )


def _log_refusal(request: Request, error: WardroomError) -> None:
    """Keep that something was refused, by which rule and to whom; never what was typed."""
    origin = request.origin
    log.info(
        "request.refused",
        kind=type(error).__name__,
        rule=error.rule if isinstance(error, Refused) else "",
        user_id=origin.user_id,
        asked=type(request).__name__,
    )


def _in_thread(asked: Typed, desk: Desk, mention: Mention) -> Answer:
    """Answer a mention and, when others may read the answer, write it down for the thread."""
    given = dispatch.answer(asked, desk)
    if given.modal is not None:
        # Only a press can open a window.
        given = dispatch.shown(help_views.needs_window(asked.line.noun, texts.wire(asked.line.raw)))
    if mention.direct:
        given = replace(given, in_channel=True)
    if not given.in_channel:
        return given
    origin = mention.origin
    call = Call(
        key=f"answer:{origin.key}"[:200],
        kind="answer",
        target=f"channel:{origin.channel_id}",
        door=desk.door,
        payload={**given.message, "thread_ts": origin.thread_ts or None},
    )
    desk.turn(origin).call(call)
    return given


def _submitted(submission: Submission, desk: Desk) -> Answer:
    read = SUBMISSIONS.get(submission.callback_id)
    if read is None:
        raise unnamed(say("This window is not known here."))
    ask, form = _asked(submission, desk.turn(submission.origin)), Filled(submission)
    form.keep_out(ask.found)
    act = read(ask, form)
    form.check()
    return act()


def _about_nothing(form: Submission, desk: Desk) -> Ask:
    noun, _, verb = form.callback_id.partition(".")
    return Ask(turn=desk.turn(form.origin), line=lines.read(noun, verb), origin=form.origin)


def _asked(submission: Submission, turn: Turn) -> Ask:
    """Return the request with the incident that the window is about, checked again."""
    noun, _, verb = submission.callback_id.partition(".")
    ref = submission.metadata.get("incident")
    found = by_ref(turn, ref) if ref else None
    if found is None and submission.callback_id not in WITHOUT_INCIDENT:
        raise unnamed(say("This window names no incident."))
    return Ask(
        turn=turn,
        line=lines.read(noun, verb),
        origin=submission.origin,
        found=found,
    )
