"""Parts of the network that open and close, and endpoints as counts. Says nothing in Slack."""

from collections.abc import Mapping

from bot.domain import endpoints as rules
from bot.domain.endpoints import BATCH
from bot.domain.models import EndpointBatch, EndpointCount, Incident, Segment
from bot.domain.segments import SEGMENT, Attempt
from bot.errors import Mistyped
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import each, register
from bot.operations.turn import Turn
from bot.storage import registers, segments

LONGEST = 64
PLACES = ("department", "segment")


def move_segment(turn: Turn, incident: Incident, name: str, verb: str, basis: str) -> Segment:
    """Open or close a part of the network; one that nobody entered yet is entered as closed."""
    register.check_may_work(turn, incident, say("change a segment"))
    row: Segment = _segment(turn, incident, name)
    tried = Attempt(SEGMENT.name(row), row.state, basis)
    register.transition(turn, incident, SEGMENT, row, verb, tried)
    row.basis = basis.strip()
    turn.session.add(row)
    turn.session.flush()
    return row


def _segment(turn: Turn, incident: Incident, name: str) -> Segment:
    words = _name(name, "/server segment OPD open all hosts verified")
    row: Segment | None = registers.named(turn.session, SEGMENT, incident.row, words)
    if row is None:
        [row] = register.add(turn, incident, SEGMENT, [{"name": words}])
    return row


def _name(typed: str, usage: str) -> str:
    words = " ".join(typed.split())
    if not words or len(words) > LONGEST:
        raise Mistyped(
            say("Which part of the network?"), next_step=say("Type `{usage}`.", usage=usage)
        )
    return words


def perform_segment(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> Segment:
    """Open or close a part of the network, as tasks do it."""
    return move_segment(turn, incident, name, verb, text)


def perform_batch(
    turn: Turn, incident: Incident, name: str, _verb: str, text: str
) -> EndpointBatch:
    """Count a batch, as tasks do it."""
    read = lines.options(text, keys={*rules.COUNTED, "total", "department", "segment"})
    return count(turn, incident, name, read.pairs)


def count(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> EndpointBatch:
    """Say how many endpoints of a batch are where; a new total is a new denominator version."""
    register.check_may_work(turn, incident, say("count endpoints"))
    given = rules.read(pairs)
    row = _batch(turn, incident, name, pairs, given)
    is_open = segments.is_open(turn.session, incident.row, row.segment)
    rules.check(row, given, turn.actor.user_id, is_open=is_open)
    _take(row, given, turn.actor.user_id)
    before, row.state = row.state, rules.state_of(row)
    if row.state != before:
        row.since = turn.now
    turn.session.add(row)
    turn.session.add(
        EndpointCount(
            batch_id=row.row, at=turn.now, by=turn.actor.user_id, total=row.total,
            denominator_version=row.denominator_version,
            **{key: getattr(row, key) for key in rules.COUNTED},
        )
    )  # fmt: skip
    turn.session.flush()
    turn.record(
        incident, "batch.endpoints", subject=BATCH.name(row), text=row.name, before=before,
        after=" ".join(f"{key}={value}" for key, value in given.items()),
    )  # fmt: skip
    each.follow(turn, incident, BATCH, row, "endpoints")
    return row


def _take(row: EndpointBatch, given: Mapping[str, int], user_id: str) -> None:
    if given.get("verified", row.verified) > row.verified:
        row.verified_by = user_id
    if rules.CLEANED & given.keys():
        row.cleaned_by = user_id
    if row.total and given.get("total", row.total) != row.total:
        row.denominator_version += 1
    for key, value in given.items():
        setattr(row, key, value)


def _batch(
    turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str], given: Mapping[str, int]
) -> EndpointBatch:
    """Return the batch, entered now if it is new; what it belongs to may be said with it."""
    words = _name(name, "/server endpoints OPD total=1200 scanned=800")
    places = {key: pairs[key].strip()[:LONGEST] for key in PLACES if key in pairs}
    row: EndpointBatch | None = registers.named(turn.session, BATCH, incident.row, words)
    if row is None:
        if "total" not in given:
            raise Mistyped(
                say("`{words}` is new, so it needs its total.", words=words),
                next_step=say("Type `/server endpoints {words} total=1200 …`.", words=words),
            )
        [row] = register.add(turn, incident, BATCH, [{"name": words, **places}])
    for key, value in places.items():
        setattr(row, key, value)
    return row
