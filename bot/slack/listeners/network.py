"""`/server segment` and `/server endpoints`: parts of the network, and PCs as counts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.domain.endpoints import BATCH
from bot.domain.models import EndpointBatch, Segment
from bot.domain.segments import SEGMENT
from bot.errors import Mistyped
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import network as operations
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.registers import page_of
from bot.slack.listeners.saying import announce, answered, status_button
from bot.slack.views import endpoints as views
from bot.slack.views import kit, lists
from bot.slack.views.lists import Leaf
from bot.slack.views.said import paragraph
from bot.storage import batches, registers, segments

T = TypeVar("T")
VERBS = ("open", "closed")
SUMMED = ("verified", "total", "reconnected", "off")


def segment(ask: Ask) -> Answer:
    """Open or close a part of the network, `NAME open|closed <basis>`; without words, show all."""
    number, bare = ask.page()
    if not bare:
        return _segments(ask, number)
    words = lines.split(ask.text)
    at = next((i for i, word in enumerate(words) if word.folded in {*VERBS, "close"}), 0)
    if at == 0:
        raise Mistyped(
            say("Is it open or closed?"),
            next_step=say("Type `/server segment OPD open all hosts verified`."),
        )
    name, basis = ask.text[: words[at].start].strip(), ask.text[words[at].end :].strip()
    verb = "open" if words[at].folded == "open" else "closed"
    row = operations.move_segment(ask.turn, ask.incident, lines.unquote(name), verb, basis)
    announce(
        ask,
        lambda: paragraph(
            say(
                "{who} says that the segment *{name}* is *{state}*: {why}",
                who=kit.mention(ask.user_id),
                name=kit.escape(row.name),
                state=say(row.state),
                why=kit.one_line(basis, 400),
            )
        ),
    )
    said = paragraph(
        say("The segment *{name}* is {state} now.", name=kit.escape(row.name), state=say(row.state))
    )
    return answered(said.with_buttons(*_ways(ask)))


def _segments(ask: Ask, number: int) -> Answer:
    rows: list[Segment] = registers.rows(ask.turn.session, SEGMENT, ask.incident.row)
    if not rows:
        said = paragraph(
            say("No segment is entered: `/server segment OPD closed not sanitised yet`.")
        )
        return answered(said.with_buttons(*_ways(ask)))

    def line(row: Segment) -> str:
        basis = kit.one_line(row.basis, 200) or say("no basis yet")
        return f"• *{kit.escape(row.name)}* {say(row.state)}: {basis}"

    ref = ask.incident.ref
    head = say("*Segments* of {ref}", ref=ref)
    found = lists.leaf(rows, number)
    return answered(lists.told(head, found, line, ids.SERVER_SEGMENT, ref, *_ways(ask)))


def endpoints(ask: Ask) -> Answer:
    """Count a batch, `<batch> total=… [because …]`; with a name alone, or nothing, show them."""
    number, words = ask.page()
    read = operations.read_count(words)
    if not read.name:
        return _batches(ask, number)
    found = [] if read.pairs else batches.of(ask.turn.session, ask.incident.row, read.name)
    if found:
        return _history(ask, read.name, found, number)
    row = operations.count(
        ask.turn, ask.incident, read.name, read.pairs, read.reason, quoted=read.quoted
    )
    forecast = batches.forecast(ask.turn.session, row, now=ask.turn.now)
    opened = segments.is_open(ask.turn.session, ask.incident.row, row.segment)
    is_alarming = opened and row.state == "blocked"

    def text() -> str:
        told = say(
            "{who} counted *{name}* ({state}): {verified}/{total} verified (total v{version}), "
            "{scanned} scanned, {infected} infected, {resolved} resolved, {reconnected} "
            "reconnected; {pace}",
            who=kit.mention(ask.user_id), name=kit.escape(row.name), state=say(row.state),
            verified=row.verified, total=row.total, version=row.denominator_version,
            scanned=row.scanned, infected=row.infected, resolved=row.resolved,
            reconnected=row.reconnected, pace=views.pace(forecast),
        )  # fmt: skip
        because = say("because {why}", why=kit.one_line(read.reason, 400))
        told = f"{told}; {because}" if read.reason else told
        close = say(
            "Its segment is open: `/server segment {segment} closed alarm` cuts it off again.",
            segment=kit.escape(row.segment),
        )
        return f"{told}. {close}" if is_alarming else told

    announce(ask, lambda: paragraph(text()))
    return answered(paragraph(text()).with_buttons(*_ways(ask)))


def _batches(ask: Ask, number: int) -> Answer:
    rows: list[EndpointBatch] = registers.rows(ask.turn.session, BATCH, ask.incident.row)
    nothing = say("Nothing is counted yet: `/server endpoints OPD total=1200 scanned=800`.")
    below = _in_all(rows) if rows else nothing
    return _leaf(ask, lists.leaf(rows, number), lambda row: _told(ask, row), below)


def _history(ask: Ask, name: str, rows: Sequence[EndpointBatch], number: int) -> Answer:
    """Show the batches of a name, and under each which totals it had."""
    told = []
    for row in rows:
        counted = batches.history(ask.turn.session, row)
        told += [_told(ask, row), *(f"    {each}" for each in views.totals(counted, page_of(ask)))]
    return _leaf(ask, lists.leaf(told, number, name), str, _in_all(rows))


def _in_all(rows: Sequence[EndpointBatch]) -> str:
    if len(rows) == 1:
        return ""
    return say(
        "*In all:* {verified}/{total} verified, {reconnected} reconnected, {off} off",
        **{key: sum(getattr(row, key) for row in rows) for key in SUMMED},
    )


def _leaf(ask: Ask, found: Leaf[T], line: Callable[[T], str], below: str = "") -> Answer:
    ref = ask.incident.ref
    head = say("*Endpoints* of {ref}", ref=ref)
    said = lists.told(head, found, line, ids.SERVER_ENDPOINTS, ref, *_ways(ask), below=below)
    return answered(said)


def _told(ask: Ask, row: EndpointBatch) -> str:
    pace = views.pace(batches.forecast(ask.turn.session, row, now=ask.turn.now))
    return say(
        "• *{name}* {state}: {verified}/{total} verified, {pace}",
        name=kit.escape(row.name),
        state=say(row.state),
        verified=row.verified,
        total=row.total,
        pace=pace,
    )


def _ways(ask: Ask) -> list[kit.Block]:
    """Return where whoever asks of the network goes on: the servers, and how the response is."""
    return [*lists.of("server", ask.incident.ref), status_button(ask.incident)]
