"""Parts of the network that open and close, and endpoints as counts. Says nothing in Slack."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import endpoints as rules
from bot.domain.endpoint_guards import CLEANED, COUNTED, Attempt, cleaners, is_recount
from bot.domain.endpoints import BATCH
from bot.domain.lengths import within
from bot.domain.models import EndpointBatch, EndpointCount, Incident, Segment
from bot.domain.segments import SEGMENT, Opening
from bot.errors import Mistyped
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import each, register
from bot.operations.turn import Turn
from bot.storage import batches, registers, segments
from bot.storage.signatures import waived

LONGEST = 64
LONGEST_REASON = 500
PLACES = ("department", "segment")


def move_segment(turn: Turn, incident: Incident, name: str, verb: str, basis: str) -> Segment:
    """Open or close a part of the network; one that nobody entered yet is entered as closed."""
    register.check_may_work(turn, incident, say("change a segment"))
    row: Segment = _segment(turn, incident, name)
    tried = opening(turn, incident, row, basis)
    register.transition(turn, incident, SEGMENT, row, verb, tried)
    row.basis = basis.strip()
    turn.session.add(row)
    turn.session.flush()
    return row


def opening(turn: Turn, incident: Incident, row: Segment, basis: str) -> Opening:
    """Return what is tried on a segment, with everything that its guard looks at."""
    name = SEGMENT.name(row)
    return Opening(
        name, row.state, basis, segment=row.name,
        unready=tuple(segments.unready(turn.session, incident.row, row.name)),
        waived=waived(turn.session, incident.row, name, now=turn.now),
    )  # fmt: skip


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
    read = read_count(text)
    return count(turn, incident, name, read.pairs, read.reason)


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed of a batch: its name, `key=value` pairs, and why behind `because`.

    A name in quotes is meant as it stands.
    """

    name: str
    pairs: Mapping[str, str]
    reason: str
    quoted: bool


def read_count(text: str) -> Said:
    """Return what `OPD PCs total=1200 scanned=800 because hostels came to it` says."""
    read = lines.options(text, keys={*COUNTED, "total", *PLACES})
    name, _, reason = f" {read.rest} ".partition(" because ")
    bare = lines.unquote(name.strip())
    why = within("because", " ".join(reason.split()), LONGEST_REASON)
    return Said(bare, read.pairs, why, quoted=bare != name.strip())


def count(
    turn: Turn,
    incident: Incident,
    name: str,
    pairs: Mapping[str, str],
    reason: str = "",
    *,
    quoted: bool = False,
) -> EndpointBatch:
    """Say how many endpoints of a batch are where; a new total is a new denominator version.

    A new name that begins like a known one is taken for another batch only when *quoted*.
    """
    register.check_may_work(turn, incident, say("count endpoints"))
    given = rules.read(pairs)
    row = _batch(turn, incident, name, pairs, given, quoted=quoted)
    tried = Attempt(
        BATCH.name(row), row.state, row, given, turn.actor.user_id, reason,
        is_open=segments.is_open(turn.session, incident.row, row.segment),
        cleaners=cleaners(batches.history(turn.session, row)),
    )  # fmt: skip
    BATCH.machine.step("endpoints", tried)
    _take(row, tried)
    before, row.state = row.state, rules.state_of(row)
    if row.state != before:
        row.since = turn.now
    _remember(turn, row, reason)
    turn.record(
        incident, "batch.endpoints", subject=BATCH.name(row), text=row.name, before=before,
        after=" ".join(f"{key}={value}" for key, value in given.items()), reason=reason or None,
    )  # fmt: skip
    each.follow(turn, incident, BATCH, row, "endpoints")
    return row


def _remember(turn: Turn, row: EndpointBatch, reason: str) -> None:
    """Keep what was counted now beside everything that was counted before."""
    turn.session.add(row)
    turn.session.add(
        EndpointCount(
            batch_id=row.row, at=turn.now, by=turn.actor.user_id, total=row.total, reason=reason,
            denominator_version=row.denominator_version,
            **{key: getattr(row, key) for key in COUNTED},
        )
    )  # fmt: skip
    turn.session.flush()


def _take(row: EndpointBatch, tried: Attempt) -> None:
    if tried.rises("verified"):
        row.verified_by = tried.user_id
    if any(tried.rises(key) for key in CLEANED):
        row.cleaned_by = tried.user_id
    if is_recount(row, tried.given):
        row.denominator_version += 1
    for key, value in tried.given.items():
        setattr(row, key, value)


def _batch(
    turn: Turn,
    incident: Incident,
    name: str,
    pairs: Mapping[str, str],
    given: Mapping[str, int],
    *,
    quoted: bool,
) -> EndpointBatch:
    """Return the batch, entered now if it is new; what it belongs to may be said with it."""
    words = _name(name, "/server endpoints OPD total=1200 scanned=800")
    places = {key: within(key, pairs[key].strip(), LONGEST) for key in PLACES if key in pairs}
    row: EndpointBatch | None = registers.named(turn.session, BATCH, incident.row, words)
    if row is None:
        if not quoted:
            _check_unlike(turn, incident, words, given)
        if "total" not in given:
            raise Mistyped(
                say("`{words}` is new, so it needs its total.", words=words),
                next_step=say("Type `/server endpoints {words} total=1200 …`.", words=words),
            )
        [row] = register.add(turn, incident, BATCH, [{"name": words, **places}])
    for key, value in places.items():
        setattr(row, key, value)
    return row


def _check_unlike(turn: Turn, incident: Incident, words: str, given: Mapping[str, int]) -> None:
    """Raise Mistyped when a new name is a known one with further words behind it."""
    known = [name for _, name in registers.names(turn.session, BATCH, incident.row)]
    like = [name for name in known if words.lower().startswith(f"{name.lower()} ")]
    if not like:
        return
    name, counts = max(like, key=len), " ".join(f"{key}={value}" for key, value in given.items())
    raise Mistyped(
        say("Is `{words}` another batch, or {name} counted again?", words=words, name=name),
        next_step=say(
            "Again: `/server endpoints {name} {counts} because <why>`. Another one stands in "
            'quotes: `/server endpoints "{words}" {counts}`.',
            name=name, counts=counts, words=words,
        ),
    )  # fmt: skip
