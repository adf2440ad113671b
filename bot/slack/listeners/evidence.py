"""`/evidence`: exhibits from the first touch to their return, and who had each at every hour."""

from collections.abc import Sequence
from typing import Any

from bot.domain.custody import TRANSFER
from bot.domain.evidence import EXHIBIT, TYPES
from bot.domain.exhibit_details import BY_KEY as DETAILS
from bot.domain.models import Exhibit
from bot.errors import Mistyped, Refused
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import evidence as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.evidence_counters import EXHIBITS, TRANSFERS
from bot.slack.listeners.registers import Counter
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit
from bot.slack.views.evidence import FACE
from bot.slack.views.said import paragraph
from bot.storage import custody
from bot.storage import registers as queries


def counter_of(name: str) -> Counter:
    """Return the counter that a name belongs to: `TRF-001` or an exhibit."""
    return TRANSFERS if name.upper().startswith("TRF") else EXHIBITS


def list_(ask: Ask) -> Answer:
    """Show the exhibits, or with `transfers` who hands what to whom."""
    _, words = ask.page()
    if words.strip().lower() in {"transfers", "transfer", "custody"}:
        return registers.list_rows(
            ask, TRANSFERS,
            lambda asked, _words: (
                queries.rows(asked.turn.session, TRANSFER, asked.incident.row), "transfers"
            ),
        )  # fmt: skip
    return registers.list_rows(ask, EXHIBITS, _wanted)


def _wanted(ask: Ask, words: str) -> tuple[Sequence[Any], str]:
    rows: list[Exhibit] = queries.rows(ask.turn.session, EXHIBIT, ask.incident.row)
    word = words.strip().lower()
    if word == "broken":
        return [row for row in rows if row.broken], word
    if word in TYPES:
        return [row for row in rows if row.type == word], word
    if word.upper().startswith("SRV"):
        return [row for row in rows if row.server == word.upper()], word
    return registers.by_state(EXHIBITS)(ask, words)


def show(ask: Ask) -> Answer:
    """Show one exhibit, or one transfer."""
    return registers.show_row(ask, counter_of(ask.text.strip()))


def set_(ask: Ask) -> Answer:
    """Write down what became known of an exhibit: `E key=value …`."""
    read = lines.options(ask.text, keys=DETAILS)
    name = read.rest.strip()
    if not name or " " in name:
        raise Mistyped(
            say("Which exhibit, and what of it?"),
            next_step=say("Type `/evidence set EXH-003 fir=312/2022 parcel=3 part_a=signed`."),
        )
    row = operations.change(ask.turn, ask.incident, name, read.pairs)
    said = ", ".join(f"{key}={kit.one_line(value, 60)}" for key, value in read.pairs.items())
    return registers.noted(ask, EXHIBITS, row, said)


def verify(ask: Ask) -> Answer:
    """Compare a digest: `E sha256=…`."""
    read = lines.options(ask.text, keys={"sha256"})
    if not read.rest.strip() or "sha256" not in read.pairs:
        raise Mistyped(
            say("Which exhibit, and which digest was read?"),
            next_step=say("Type `/evidence verify EXH-003 sha256=…`."),
        )
    row, same = operations.verify(ask.turn, ask.incident, read.rest.strip(), read.pairs["sha256"])

    def sentence() -> str:
        given = {"who": kit.mention(ask.user_id), "row": FACE.named(row)}
        if same:
            return say("{who} compared {row}; it is what it was: the same SHA-256.", **given)
        return say("{who} compared {row}; it *differs*: another SHA-256 was read.", **given)

    return registers.told(ask, EXHIBITS, row, sentence)


def work(name: str) -> Any:
    """Return the handler of a verb of exhibits or of transfers, by the name that is given."""
    of_exhibits, of_transfers = registers.verb(EXHIBITS, name), registers.verb(TRANSFERS, name)

    def handle(ask: Ask) -> Answer:
        first = ask.text.strip().partition(" ")[0]
        if first.upper().startswith("TRF"):
            return of_transfers(ask)
        if name in EXHIBITS.past:
            return of_exhibits(ask)
        _check_no_exhibit(ask, name, first)
        return of_transfers(ask)

    return handle


def _check_no_exhibit(ask: Ask, verb: str, name: str) -> None:
    """Raise Refused when a verb of hand-overs is given an exhibit: its hand-over is what it takes.

    A bare number is the exhibit's only if that is being handed over.
    """
    row = queries.named(ask.turn.session, EXHIBIT, ask.incident.row, name) if name else None
    under = custody.open_of(ask.turn.session, row) if row else None
    if row is None or (under is None and name.isdecimal()):
        return
    if under is None:
        raise Refused(
            say(
                "{exhibit} is not being handed over, and `{verb}` takes a hand-over.",
                exhibit=EXHIBIT.name(row),
                verb=verb,
            ),
            rule="states",
            next_step=say(
                "`/evidence offer {exhibit} to <holder> purpose <why>` begins one; `/evidence list "
                "transfers` shows them.",
                exhibit=EXHIBIT.name(row),
            ),
        )
    transfer = TRANSFER.name(under)
    raise Refused(
        say(
            "{exhibit} is being handed over by {transfer}, and `{verb}` takes the hand-over.",
            exhibit=EXHIBIT.name(row),
            transfer=transfer,
            verb=verb,
        ),
        rule="states",
        next_step=say("Type `/evidence {verb} {transfer}`.", verb=verb, transfer=transfer),
        instead=(name, transfer),
    )


def except_(ask: Ask) -> Answer:
    """Sign what was found on something broken: an exhibit, or every broken one of a transfer."""
    first, _, why = ask.text.strip().partition(" ")
    if not first.upper().startswith("TRF"):
        return registers.verb(EXHIBITS, "except")(ask)
    row = queries.named(ask.turn.session, TRANSFER, ask.incident.row, first)
    if row is None:
        raise Mistyped(
            say("There is no transfer `{first}`.", first=first[:40]),
            next_step="`/evidence list custody`",
        )
    broken = [each for each, _ in custody.moved_by(ask.turn.session, row) if each.broken]
    done = [
        operations.perform(ask.turn, ask.incident, EXHIBIT.name(each), "except", why)
        for each in broken
    ]

    def sentence() -> str:
        named = ", ".join(EXHIBIT.name(each) for each in done) or say("nothing")
        return say(
            "{who} signed what was found on {rows}: {why}",
            who=kit.mention(ask.user_id), rows=named, why=kit.one_line(why, 400),
        )  # fmt: skip

    announce(ask, lambda: paragraph(sentence()))
    return answered(registers.card(ask, TRANSFERS, row))
