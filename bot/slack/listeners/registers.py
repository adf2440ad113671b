"""What every register's command does alike: list, show, and verbs for one row or many.

A `Counter` says how one register looks, what its verbs do and what their buttons ask first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.custody import TRANSFER
from bot.domain.models import Incident
from bot.errors import Mistyped, WardroomError
from bot.grammar import lines
from bot.language.catalogue import later, say
from bot.operations import register as operations
from bot.operations.turn import Turn
from bot.playbook.roles import say_role
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import laying, naming
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit
from bot.slack.views import registers as views
from bot.slack.views.page import Page
from bot.slack.views.registers import Face
from bot.slack.views.said import Said, paragraph
from bot.slack.views.tasks import PAGE
from bot.slack.views.windows import Window
from bot.slack.views.words import stop
from bot.storage import registers

SHOWN, REFUSED_SHOWN = 30, 40
MOST_CARDS = 3
REASON = later("Reason: {why}")
Perform = Callable[[Turn, Incident, str, str, str], Any]
Wanted = Callable[[Ask, str], tuple[Sequence[Any], str]]


@dataclass(frozen=True, slots=True)
class Counter:
    """One register at its command: how it looks, its verbs, and what their buttons ask first.

    `past` says a verb as done ("{who} isolated {rows}"); `more` adds lines to a card that need
    queries;
    Very many rows go on in the background, unless `one_by_one` says why that is not for them.
    `pending` says what is still awaited where a verb has not taken effect yet; `behind` what the
    words behind the rows are where they are no reason; `outcome` what came of a verb that moves no
    row to another state; `left` what stays to be done about a row, also where it is one of many.
    """

    face: Face
    perform: Perform
    past: Mapping[str, str]
    windows: Mapping[str, Window] = field(default_factory=dict)
    more: Callable[[Ask, Any], Sequence[str]] = lambda _ask, _row: ()
    pending: Callable[[Any, str], str] = lambda _row, _verb: ""
    one_by_one: str = ""
    behind: Mapping[str, str] = field(default_factory=dict)
    outcome: Callable[[Any, str], str] = lambda _row, _verb: ""
    left: Callable[[Ask, Any], Sequence[str]] = lambda _ask, _row: ()


def noted(ask: Ask, counter: Counter, row: Any, said: str) -> Answer:
    """Say in the channel what somebody wrote down of a row, and show it above its card."""

    def sentence() -> str:
        who, named = kit.mention(ask.user_id), counter.face.named(row)
        return say("{who} noted on {row}: {said}", who=who, row=named, said=said)

    return told(ask, counter, row, sentence)


def told(ask: Ask, counter: Counter, row: Any, sentence: Callable[[], str]) -> Answer:
    """Say in the channel what became of a row, and answer with the same above its card."""
    announce(ask, lambda: views.changed(counter.face, sentence(), row, ask.incident.ref))
    shown = card(ask, counter, row)
    return answered(Said(f"{sentence()} {shown.text}", (kit.section(sentence()), *shown.blocks)))


def signers(signed: Sequence[Any]) -> str:
    """Return who signed, each with the role in which they did."""
    return ", ".join(
        say("{who} as {role}", who=kit.mention(each.user_id), role=say_role(each.role))
        for each in signed
    )


def page_of(ask: Ask) -> Page:
    """Return for whom rows are shown now."""
    return Page(ask.turn.now, ask.turn.house.zone)


def list_rows(ask: Ask, counter: Counter, wanted: Wanted, above: str = "") -> Answer:
    """Show a page of the rows that the words ask for; *wanted* gives them and the words kept."""
    number, words = ask.page()
    rows, kept = wanted(ask, words.strip())
    offset = views.offset_of(number, len(rows))
    found = views.Listing(
        rows[offset : offset + PAGE], len(rows), offset, kept, above, states=_states(ask, counter)
    )
    return answered(views.listing(counter.face, found, ask.incident.ref, page_of(ask)))


def _states(ask: Ask, counter: Counter) -> dict[str, int]:
    """Return how many rows stand in each state, of a register whose list is the command's own."""
    register = counter.face.register
    if register.noun == TRANSFER.noun:
        return {}
    counts = registers.by_state(ask.turn.session, register, ask.incident.row)
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def by_state(counter: Counter) -> Wanted:
    """Return a filter by the states of the register; without words, every row."""
    face = counter.face

    def rows(ask: Ask, words: str) -> tuple[Sequence[Any], str]:
        every = registers.rows(ask.turn.session, face.register, ask.incident.row)
        state = words.lower().replace("-", "_").replace(" ", "_")
        if not state or state == "all":
            return every, ""
        states = {each.after for each in face.register.machine.steps} | {
            before for each in face.register.machine.steps for before in each.before
        }
        if state not in states:
            raise Mistyped(
                say("{plural} can be listed by state.", plural=say(face.plural).capitalize()),
                next_step=say("States: {states}.", states=", ".join(sorted(states - {"*", ""}))),
            )
        return [row for row in every if face.register.state(row) == state], state

    return rows


def show_row(ask: Ask, counter: Counter) -> Answer:
    """Show one row in full, or the first few of several."""
    register = counter.face.register
    named = naming.rows_named(ask, register)
    if not named.names:
        raise Mistyped(
            say("Which {noun}?", noun=say(register.noun)),
            next_step=say("`/{command} list` shows them.", command=register.command),
        )
    naming.check_rest(ask, register, "show", named)
    shown = named.names[:MOST_CARDS]
    rows = [operations.found(ask.turn, ask.incident, register, name) for name in shown]
    cards = [card(ask, counter, row) for row in rows]
    if len(named.names) > MOST_CARDS:
        first = say(
            "These are the first {most} of {count} {rows}; `/{command} list` shows them all.",
            most=MOST_CARDS, count=len(named.names), rows=say(counter.face.plural),
            command=register.command,
        )  # fmt: skip
        cards.append(paragraph(first))
    blocks = [block for each in cards for block in (*each.blocks, kit.divider())][:-1]
    return answered(Said(" ".join(each.text for each in cards), tuple(blocks)))


def card(ask: Ask, counter: Counter, row: Any) -> Said:
    """Return the card of a row as it is now."""
    more = counter.more(ask, row)
    return views.card(counter.face, row, ask.incident.ref, page_of(ask), more)


def asked_for(ask: Ask, counter: Counter, row: Any, sentence: str) -> Said:
    """Return a sentence over the ways on of a row, for the channel that is asked for something."""
    return Said(sentence, (kit.section(sentence), *card(ask, counter, row).blocks[-1:]))


def verb(counter: Counter, name: str) -> Callable[[Ask], Answer]:
    """Return the handler of a verb that takes rows and, behind them, a reason or `key=value`."""

    def handle(ask: Ask) -> Answer:
        register = counter.face.register
        named = naming.rows_named(ask, register)
        names, rest = named.names, named.rest
        if not names:
            raise Mistyped(
                say("Which {noun}?", noun=say(register.noun)),
                next_step=say(
                    "Type `/{command} {name} <name> …`.", command=register.command, name=name
                ),
            )
        naming.check_rest(ask, register, name, named)
        if len(names) == 1:
            return one(ask, counter, name, names[0], rest)
        if counter.one_by_one:
            laying.check_few(names, f"/{register.command} {name}", say(counter.one_by_one))
        if len(names) > laying.AT_ONCE:
            behind = _behind(counter, name, rest)
            return laying.in_background(ask, register.noun, name, names, rest, behind)
        return _many(ask, counter, name, names, rest)

    return handle


def one(ask: Ask, counter: Counter, name: str, row_name: str, text: str) -> Answer:
    """Do a verb on one row, tell the channel, answer with its card."""
    row = counter.perform(ask.turn, ask.incident, row_name, name, text)
    face, who, past = counter.face, kit.mention(ask.user_id), counter.past[name]
    if counter.pending(row, name):
        return _waiting(ask, counter, row, name)
    why = f": {kit.one_line(text, 500)}" if text.strip() else ""
    announce(
        ask,
        lambda: views.changed(
            face,
            say(past, who=who, rows=face.changed(row, past)) + why,
            row,
            ask.incident.ref,
        ),
    )
    shown = card(ask, counter, row)
    mine = counter.outcome(row, name) or say(
        "{name} is {state} now.", name=face.register.name(row), state=face.state(row)
    )
    mine = f"{mine} {_behind(counter, name, text)}".rstrip()
    return answered(Said(f"{mine} {shown.text}", (kit.section(mine), *shown.blocks)))


def _behind(counter: Counter, name: str, text: str) -> str:
    """Return what was read of the words behind the rows: whoever meant more than that sees it."""
    words = lines.cut(text, [word for word in lines.split(text) if word.key])
    said = say(counter.behind.get(name, REASON), why=kit.one_line(words, 500))
    return stop(said) if words else ""


def _waiting(ask: Ask, counter: Counter, row: Any, name: str) -> Answer:
    """Tell the channel and the asker what a verb still waits for."""
    return told(
        ask, counter, row, lambda: stop(f"{counter.face.named(row)}: {counter.pending(row, name)}")
    )


def _many(ask: Ask, counter: Counter, name: str, names: Sequence[str], text: str) -> Answer:
    """Do a verb on many rows: every guard for each of them, a refusal stops that one alone."""
    done, refused = [], []
    for row_name in names:
        point = ask.turn.session.begin_nested()
        try:
            row = counter.perform(ask.turn, ask.incident, row_name, name, text)
            waits = counter.pending(row, name)
            if waits:
                refused.append(
                    (counter.face.register.name(row), say("Not yet: {waits}.", waits=waits))
                )
            else:
                done.append(row)
            point.commit()
        except WardroomError as error:
            point.rollback()
            refused.append((row_name, error.message))
    return _told_many(ask, counter, name, done, refused, _behind(counter, name, text))


def _listed(face: Face, done: Sequence[Any]) -> str:
    shown, left = ", ".join(face.register.name(row) for row in done[:SHOWN]), len(done) - SHOWN
    return say("{names} and {left} more", names=shown, left=left) if left > 0 else shown


def _told_many(
    ask: Ask,
    counter: Counter,
    name: str,
    done: Sequence[Any],
    refused: Sequence[tuple[str, str]],
    behind: str,
) -> Answer:
    face, ref = counter.face, ask.incident.ref
    told = [
        say("Not done: {name}. {why}", name=kit.escape(row), why=why)
        for row, why in refused[:REFUSED_SHOWN]
    ]
    if len(refused) > REFUSED_SHOWN:
        left = len(refused) - REFUSED_SHOWN
        told.append(say("… and {left} more were refused.", left=left))

    def ways() -> kit.Block:
        return kit.button(say("All {plural}", plural=say(face.plural)), face.action("list"), ref)

    def sentence() -> str:
        many = say(
            "{count} {plural}: {names}",
            count=len(done),
            plural=say(face.plural),
            names=_listed(face, done),
        )
        rows = many if len(done) > 1 else face.named(done[0])
        exceptions = " " + say("{count} refused.", count=len(refused)) if refused else ""
        who = kit.mention(ask.user_id)
        return stop(say(counter.past[name], who=who, rows=rows)) + exceptions

    if done:
        announce(ask, lambda: paragraph(sentence(), ways()))
        told.insert(0, f"{say('Done: {names}.', names=_listed(face, done))} {behind}".rstrip())
        told += [line for row in done[:SHOWN] for line in counter.left(ask, row)]
    text = "\n".join(told)
    return answered(Said(text, tuple(kit.paragraphs(text))).with_buttons(ways()))
