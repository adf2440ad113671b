"""From a request to an answer: which verb, which incident, may this text be kept, run it.

Everything happens in the one transaction that the caller opened. Errors are raised, so that the
caller's transaction is undone; `explain` turns them into answers outside of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.domain import ransom_words
from bot.domain.models import Incident
from bot.domain.stages import check_open
from bot.domain.words import Door
from bot.errors import Mistyped, WardroomError
from bot.grammar import lines
from bot.grammar.errors import GrammarError
from bot.grammar.lines import Line
from bot.language.catalogue import say, speaking, spoken
from bot.operations.turn import Actor, House, Turn
from bot.playbook.library import Library
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.finding import incident_meant, none_open
from bot.slack.inbound import Click, Invocation, Mention, Origin, Quoted, Shortcut
from bot.slack.listeners import onward, unknown
from bot.slack.listeners.asking import first_a_form
from bot.slack.listeners.clicks import EVEN_OVER, FIRST_A_MODAL
from bot.slack.listeners.commands import COMMANDS, asks_for_help, helped, menu
from bot.slack.listeners.counters import first_a_window, spelt_out
from bot.slack.listeners.kept_out import check_line
from bot.slack.registry import HELP, Verb
from bot.slack.views.said import Said
from bot.storage.incidents import by_channel


@dataclass(frozen=True, slots=True)
class Desk:
    """What answering needs besides the request: the transaction, the moment, the house."""

    session: Session
    now: datetime
    house: House
    door: Door = Door.SLACK
    reload: Callable[[], Library] | None = None

    def turn(self, origin: Origin) -> Turn:
        """Return the turn of whoever asks."""
        actor = Actor(origin.user_id, self.door, origin.team_id, foreign=origin.foreign)
        return Turn(self.session, self.now, actor, self.house)


@dataclass(frozen=True, slots=True)
class Typed:
    """A request as a line, before the database is asked anything.

    `within` is the list in whose row a button was pressed, if only this person sees it.
    """

    line: Line
    origin: Origin
    clicked: bool = False
    in_place: bool = False
    in_public: bool = False
    quoted: Quoted | None = None
    within: Line | None = None

    @property
    def verb(self) -> Verb | None:
        """The row that answers, or None for help, the menu, and slips."""
        return COMMANDS.find(self.line.noun, self.line.verb)

    @property
    def writes(self) -> bool:
        """Whether answering may change anything."""
        return self.verb is not None and self.verb.writes

    @property
    def reads_ahead(self) -> bool:
        """Whether much is to be read before anything is changed."""
        return self.verb is not None and self.verb.ahead is not None


def typed(request: Invocation | Mention | Click, *, bot_user_id: str = "") -> Typed:
    """Read what was typed, or what pressing the button means as if it had been typed."""
    words = COMMANDS.words
    if isinstance(request, Invocation):
        line = lines.read(request.noun, request.raw, verbs=words.get(request.noun))
        return Typed(line, request.origin)
    if isinstance(request, Mention):
        line = lines.read_mention(
            request.raw, bot_user_id=bot_user_id, nouns=tuple(words), verbs=words
        )
        origin = request.origin
        thread = Quoted(origin.channel_id, origin.thread_ts) if origin.thread_ts else None
        return Typed(line, origin, in_public=not request.direct, quoted=thread)
    return _clicked(request)


def _clicked(click: Click) -> Typed:
    if click.action_id == ids.LINE_RUN:
        noun, _, raw = click.value.strip().removeprefix("/").partition(" ")
        line = lines.read(noun, raw, verbs=COMMANDS.words.get(noun))
        return Typed(line, click.origin, in_place=click.on_ephemeral)
    value, _, within = click.value.partition(ids.IN_LIST)
    alone = click.on_ephemeral
    return Typed(
        _carried(f"{click.action_id} {value}"), click.origin,
        clicked=True, in_place=alone and not click.in_row, quoted=click.quoted,
        within=_carried(within) if alone and within else None,
    )  # fmt: skip


def _carried(words: str) -> Line:
    """Return what a button carries, its action and its value, as a line."""
    noun, _, rest = words.partition(".")
    return lines.read(noun, rest, verbs=COMMANDS.words.get(noun))


def answer(asked: Typed, desk: Desk, gathered: object = None) -> Answer:
    """Answer a line in the desk's transaction, or raise the error that says why not."""
    line = asked.line
    check_line(line)
    turn = desk.turn(asked.origin)
    try:
        return _answer(asked, desk, turn, gathered)
    except GrammarError as error:
        raise Mistyped(str(error)) from error


def gathered(asked: Typed, desk: Desk) -> object:
    """Return what the verb wants to have read before it writes; it may be refused already."""
    verb = asked.verb
    if verb is None or verb.ahead is None:
        return None
    check_line(asked.line)
    return verb.ahead(Ask(turn=desk.turn(asked.origin), line=asked.line, origin=asked.origin))


def shortcut_ask(shortcut: Shortcut, desk: Desk) -> Ask:
    """Return a shortcut as a request: about the message that it was called on, if on one."""
    turn, origin = desk.turn(shortcut.origin), shortcut.origin
    line = lines.read("incident", "", verbs=COMMANDS.words["incident"])
    return Ask(turn=turn, line=line, origin=origin, quoted=shortcut.quoted)


def _answer(asked: Typed, desk: Desk, turn: Turn, gathered: object) -> Answer:
    line = asked.line
    if not line.verb:
        return shown(menu(turn, line, asked.origin))
    verb = asked.verb
    if verb is None:
        if line.verb == HELP:
            return shown(helped(line))
        raise unknown.verb(
            line, elsewhere=by_channel(turn.session, asked.origin.channel_id) is None
        )
    if asks_for_help(line):
        return shown(helped(line, verb))
    meant = _meant(verb, turn, asked)
    if isinstance(meant, Said):
        return shown(meant)
    if meant is not None:
        check = ransom_words.check_address if verb.keeps_apart else ransom_words.check
        check(line.raw, private=meant.private)
    ask = Ask(
        turn=turn, line=spelt_out(verb, line), origin=asked.origin,
        found=meant, clicked=asked.clicked, reload=desk.reload, quoted=asked.quoted,
        gathered=gathered,
    )  # fmt: skip
    if asked.in_public:
        others = _others_may_read(ask, verb)
        given = _run_aloud(verb, ask) if others else _run(verb, ask)
        return replace(given, in_channel=others and not given.alone)
    return _placed(asked, ask, _run(verb, ask))


def _run_aloud(verb: Verb, ask: Ask) -> Answer:
    """Run the verb with an answer for all, in the house's language.

    What turns out to be for the asker alone, as a refusal is, is undone and done in theirs.
    """
    house = ask.turn.house.language
    if house == spoken():
        return _run(verb, ask)
    point = ask.turn.session.begin_nested()
    try:
        with speaking(house):
            given = _run(verb, ask)
    except WardroomError:
        given = Answer(alone=True)
    if not given.alone:
        point.commit()
        return given
    point.rollback()
    return _run(verb, ask)


def _run(verb: Verb, ask: Ask) -> Answer:
    """Run the verb, or ask in a window first; what is refused says where it goes on from there."""
    first = FIRST_A_MODAL.get((verb.noun, verb.name)) if ask.clicked else None
    try:
        modal = first(ask) if first else first_a_window(ask) or first_a_form(ask)
        given = Answer(modal=modal) if modal is not None else verb.run(ask)
        _check_not_over(verb, ask, given)
    except GrammarError as error:
        raise onward.lead_on(Mistyped(str(error)), ask) from error
    except WardroomError as error:
        onward.lead_on(error, ask)
        raise
    return given


def _check_not_over(verb: Verb, ask: Ask, given: Answer) -> None:
    """Raise Refused when a window asks for what the end of the incident has made impossible."""
    stays = (verb.noun, verb.name) in EVEN_OVER
    if given.modal is not None and ask.found is not None and not stays:
        check_open(ask.found, say("change anything about it"))


def _meant(verb: Verb, turn: Turn, asked: Typed) -> Incident | Said | None:
    """Return the incident that the verb is about, a question which, or None if it needs none."""
    if verb.writes and not verb.needs_incident:
        return None
    found = incident_meant(turn, asked.line, asked.origin)
    if verb.needs_incident:
        if found is None:
            raise none_open()
        return found
    return None if isinstance(found, Said) else found


def _others_may_read(ask: Ask, verb: Verb) -> bool:
    """Tell whether an answer to a mention may stand in its thread.

    What changed is said in the incident's own channel already, and once is enough.
    """
    if ask.in_its_channel:
        return not verb.writes
    return ask.found is None or not ask.found.private


def _placed(asked: Typed, ask: Ask, given: Answer) -> Answer:
    """Put the answer in the place of the card whose button was pressed, or above its list."""
    if asked.within is not None and given.brief is not None:
        return _above_its_list(asked.within, ask, given.brief)
    if asked.in_place:
        return Answer(given.text, given.blocks, modal=given.modal, replace=given.modal is None)
    return given


def _above_its_list(within: Line, ask: Ask, done: Said) -> Answer:
    """Return the list in whose row a button was pressed, drawn anew under what was done."""
    verb = COMMANDS.find(within.noun, within.verb)
    if verb is None or verb.writes:
        return shown(done)
    listed = verb.run(replace(ask, line=within))
    return Answer(f"{done.text} {listed.text}", (*done.blocks, *listed.blocks), replace=True)


def shown(said: Said) -> Answer:
    """Return a view as the answer."""
    return Answer(said.text, said.blocks)
