"""`/server segment` and `/server endpoints`: parts of the network, and PCs as counts."""

from bot.domain.endpoints import BATCH, COUNTED
from bot.domain.segments import SEGMENT
from bot.errors import Mistyped
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import network as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered, status_button
from bot.slack.views import kept_sections as views
from bot.slack.views import kit, lists
from bot.slack.views.said import Said, paragraph
from bot.storage import batches, registers

VERBS = ("open", "closed")


def segment(ask: Ask) -> Answer:
    """Open or close a part of the network, `NAME open|closed <basis>`; without words, show all."""
    words = lines.split(ask.text)
    if not words:
        return _segments(ask)
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
            f"{kit.mention(ask.user_id)} says that the segment *{kit.escape(row.name)}* is "
            f"*{row.state}*: {kit.one_line(basis, 400)}"
        ),
    )
    said = paragraph(f"The segment *{kit.escape(row.name)}* is {row.state} now.")
    return answered(said.with_buttons(*_ways(ask)))


def _segments(ask: Ask) -> Answer:
    rows = registers.rows(ask.turn.session, SEGMENT, ask.incident.row)
    if not rows:
        said = paragraph("No segment is entered: `/server segment OPD open all hosts verified`.")
        return answered(said.with_buttons(*_ways(ask)))
    told = [
        f"• *{kit.escape(row.name)}* {row.state}: {kit.one_line(row.basis, 200) or 'no basis yet'}"
        for row in rows
    ]
    text = "\n".join([f"*Segments* of {ask.incident.ref}", *told])
    return answered(Said(text, tuple(kit.paragraphs(text))).with_buttons(*_ways(ask)))


def endpoints(ask: Ask) -> Answer:
    """Count a batch, `<batch> total=… scanned=…`; without words, show all with their forecast."""
    read = lines.options(ask.text, keys={*COUNTED, "total", *operations.PLACES})
    name = lines.unquote(read.rest.strip())
    if not name:
        return _batches(ask)
    row = operations.count(ask.turn, ask.incident, name, read.pairs)
    forecast = batches.forecast(ask.turn.session, row, now=ask.turn.now)

    def text() -> str:
        return (
            f"{kit.mention(ask.user_id)} counted *{kit.escape(row.name)}* ({row.state}): "
            f"{row.verified}/{row.total} verified (total v{row.denominator_version}), "
            f"{row.scanned} scanned, {row.infected} infected, {row.resolved} resolved, "
            f"{row.reconnected} reconnected; {views.pace(forecast)}"
        )

    announce(ask, lambda: paragraph(text()))
    return answered(paragraph(text()).with_buttons(*_ways(ask)))


def _batches(ask: Ask) -> Answer:
    rows = registers.rows(ask.turn.session, BATCH, ask.incident.row)
    told = [
        f"• *{kit.escape(row.name)}* {row.state}: {row.verified}/{row.total} verified, "
        f"{views.pace(batches.forecast(ask.turn.session, row, now=ask.turn.now))}"
        for row in rows
    ] or ["Nothing is counted yet: `/server endpoints OPD total=1200 scanned=800`."]
    text = "\n".join([f"*Endpoints* of {ask.incident.ref}", *told])
    return answered(Said(text, tuple(kit.paragraphs(text))).with_buttons(*_ways(ask)))


def _ways(ask: Ask) -> list[kit.Block]:
    """Return where whoever asks of the network goes on: the servers, and how the response is."""
    return [*lists.of("server", ask.incident.ref), status_button(ask.incident)]
