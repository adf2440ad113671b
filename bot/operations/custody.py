"""Handing exhibits over: offering, receiving with seal and hash compared, disputes (rules 11-13).

Says nothing in Slack. What else is done with an exhibit is `evidence`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain import custody as rules
from bot.domain import receipt
from bot.domain.custody import TRANSFER, Attempt, Offer
from bot.domain.evidence import EXCEPTION_BY, EXHIBIT
from bot.domain.keeping import Attempt as ExhibitAttempt
from bot.domain.lengths import check_length, within
from bot.domain.models import Exhibit, Incident, Transfer, TransferExhibit
from bot.domain.receipt import Left
from bot.errors import Mistyped, Refused
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import evidence, people, register, signatures
from bot.operations.turn import Turn
from bot.storage import custody

# Who gives and who takes, as a custody slip names them: the key that is typed, its column.
SIDES: Mapping[str, tuple[str, int]] = {
    "designation": ("to_designation", 128), "organisation": ("to_organisation", 128),
    "id": ("to_id", 64), "from_designation": ("from_designation", 128),
    "from_organisation": ("from_organisation", 128), "from_id": ("from_id", 64),
}  # fmt: skip
KEYS = frozenset(
    {*SIDES, "seal", "sha256", "paper", "witness", "place", "mode", "certificate", "intact",
     "condition", "remarks"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom something is handed: a member, or somebody from outside by name."""

    user_id: str | None = None
    name: str = ""


def offer(
    turn: Turn, incident: Incident, names: Sequence[str], to: Receiver, purpose: str,
    pairs: Mapping[str, str] = MappingProxyType({}),
) -> Transfer:  # fmt: skip
    """Offer exhibits to a receiver; custody stays where it is until they are received."""
    register.check_may_work(turn, incident, say("hand exhibits over"))
    rows: list[Exhibit] = [register.found(turn, incident, EXHIBIT, name) for name in names]
    if not rows:
        raise Mistyped(
            say("Which exhibits?"), next_step=say("Type `/evidence offer EXH-003 to @who …`.")
        )
    open_ = {EXHIBIT.name(row): custody.open_of(turn.session, row) for row in rows}
    rules.check_offer(
        Offer(
            turn.actor.user_id, to.user_id, {EXHIBIT.name(row): row.custodian for row in rows},
            {name: TRANSFER.name(each) for name, each in open_.items() if each}, purpose,
        )
    )  # fmt: skip
    for row in rows:
        EXHIBIT.machine.step("send", _exhibit(turn, incident, row))
    given = {
        "from_user": turn.actor.user_id, "to_user": to.user_id, "to_name": to.name,
        "external": to.user_id is None, "purpose": purpose.strip(), **_sides(pairs),
    }  # fmt: skip
    told = f"{', '.join(open_)} to {to.name or to.user_id}; purpose={purpose.strip()}{_told(pairs)}"
    made: Transfer
    [made] = register.add(turn, incident, TRANSFER, [given], text=told)
    for row in rows:
        turn.session.add(
            TransferExhibit(
                transfer_id=made.row, exhibit_id=row.row, seal_no=row.seal_no or "",
                sha256=row.sha256,
            )
        )  # fmt: skip
    turn.session.flush()
    return made


def _sides(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return what is said of giver and taker, by column; raise Mistyped for what is too long."""
    found = {}
    for key, (column, longest) in SIDES.items():
        value = " ".join(pairs.get(key, "").split())
        check_length(key, value, longest)
        if value:
            found[column] = value
    return found


def _told(pairs: Mapping[str, str]) -> str:
    """Return for the record what was read and said, as it was typed."""
    return "".join(f"; {key}={value}" for key, value in sorted(pairs.items()) if value.strip())


def _exhibit(turn: Turn, incident: Incident, row: Exhibit) -> ExhibitAttempt:
    matter = f"broken:{EXHIBIT.name(row)}"
    excepted = row.broken and signatures.is_signed(turn, incident, matter, EXCEPTION_BY)
    return ExhibitAttempt(EXHIBIT.name(row), row.state, row, excepted=excepted)


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> Transfer:
    """Do a verb on a transfer; *text* holds `key=value` pairs and a reason."""
    row: Transfer
    row, who = register.begin(turn, incident, TRANSFER, name, verb)
    read = lines.options(text, keys=KEYS)
    moved = custody.moved_by(turn.session, row)
    seen = people.named_in(turn, read.pairs.get("witness", ""))
    tried = Attempt(
        name=TRANSFER.name(row), state=row.state, row=row, reason=read.rest, user_id=who.user_id,
        roles=who.roles, witness=next(iter(seen), ""),
        paper=read.pairs.get("paper", ""),
        seals=_listed(read.pairs, "seal"), digests=_listed(read.pairs, "sha256"),
        left=tuple(
            Left(EXHIBIT.name(each), went.seal_no, went.sha256) for each, went in moved
        ),
        excepted=_is_excepted(turn, incident, [each for each, _ in moved]),
    )  # fmt: skip
    for column, value in _sides(read.pairs).items():
        setattr(row, column, value)
    receipt.intact(read.pairs.get("intact", ""))
    told = f"{TRANSFER.title(row)}{_told(read.pairs)}"
    register.transition(turn, incident, TRANSFER, row, verb, tried, text=told)
    _settle(turn, incident, row, verb, tried, read.pairs)
    return row


def _listed(pairs: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in pairs.get(key, "").split(",") if each.strip())


def _is_excepted(turn: Turn, incident: Incident, rows: Sequence[Exhibit]) -> bool:
    broken = [row for row in rows if row.broken]
    return bool(broken) and all(_exhibit(turn, incident, row).excepted for row in broken)


def _settle(
    turn: Turn, incident: Incident, row: Transfer, verb: str, tried: Attempt,
    pairs: Mapping[str, str],
) -> None:  # fmt: skip
    """Let the exhibits follow: who has them, where they are, what did not match."""
    if verb == "send":
        row.released_at, row.mode = turn.now, "courier"
        row.mode, row.certificate_no = _way(row, pairs)
        _move(turn, incident, row, "send")
    elif verb == "receive":
        _received(turn, incident, row, tried, pairs)
    elif verb == "accept":
        _move(turn, incident, row, "arrive_outside" if row.external else "arrive")
        _hand(turn, row)
    elif verb in {"return", "lost"}:
        _come_back(turn, incident, row, verb, tried.reason)
    turn.session.add(row)
    turn.session.flush()


def _way(row: Transfer, pairs: Mapping[str, str]) -> tuple[str, str]:
    """Return how it travels (hand, courier, escort) and under which road certificate."""
    way = within("mode", pairs.get("mode", "").strip(), 32)
    certificate = within("certificate", pairs.get("certificate", "").strip(), 64)
    return way or row.mode, certificate or row.certificate_no


def _move(turn: Turn, incident: Incident, row: Transfer, verb: str) -> None:
    for each, _ in custody.moved_by(turn.session, row):
        tried = ExhibitAttempt(EXHIBIT.name(each), each.state, each, excepted=True)
        register.transition(turn, incident, EXHIBIT, each, verb, tried)


def _received(
    turn: Turn, incident: Incident, row: Transfer, tried: Attempt, pairs: Mapping[str, str]
) -> None:
    """Compare what was read; take over what matches, dispute the whole when anything does not."""
    if row.released_at is None:
        row.released_at = turn.now
        _move(turn, incident, row, "send")
    row.received_at, row.received_by = turn.now, tried.user_id
    row.witness, row.paper = tried.witness or None, tried.paper
    row.place, row.remarks, row.condition = (
        within(key, pairs.get(key, ""), 500) for key in ("place", "remarks", "condition")
    )
    row.mode, row.certificate_no = _way(row, pairs)
    row.seal_intact = receipt.intact(pairs.get("intact", ""))
    arrived = {
        each.name: each
        for each in receipt.arrivals(
            tried.left, tried.seals, tried.digests, whole=row.seal_intact
        )
    }  # fmt: skip
    row.seal_match = all(each.seal_match for each in arrived.values())
    compared = [each.hash_match for each in arrived.values() if each.hash_match is not None]
    row.hash_match = all(compared) if compared else None
    for each, went in custody.moved_by(turn.session, row):
        read = arrived[EXHIBIT.name(each)]
        went.seal_read, went.sha256_read = read.seal_read[:64], read.sha256_read
        turn.session.add(went)
    wrong = {name: "; ".join(each.wrong) for name, each in arrived.items() if each.wrong}
    if wrong:
        _dispute(turn, incident, row, wrong)
        return
    _move(turn, incident, row, "arrive_outside" if row.external else "arrive")
    _hand(turn, row)


def _dispute(turn: Turn, incident: Incident, row: Transfer, wrong: Mapping[str, str]) -> None:
    register.transition(
        turn, incident, TRANSFER, row, "dispute",
        Attempt(TRANSFER.name(row), row.state, row, "; ".join(wrong.values())),
    )  # fmt: skip
    for each, _ in custody.moved_by(turn.session, row):
        if EXHIBIT.name(each) in wrong:
            evidence.break_(turn, incident, each, wrong[EXHIBIT.name(each)])


def _hand(turn: Turn, row: Transfer) -> None:
    """Let the receiver be the custodian: never nobody, never two (rule 11)."""
    for each, _ in custody.moved_by(turn.session, row):
        each.custodian = row.to_name if row.external else str(row.to_user)
        each.external = row.external
        each.place = row.place or each.place
        turn.session.add(each)


def _come_back(turn: Turn, incident: Incident, row: Transfer, verb: str, why: str) -> None:
    if verb == "lost":
        for each, _ in custody.moved_by(turn.session, row):
            evidence.break_(turn, incident, each, f"lost on the way: {why}")
        return
    _move(turn, incident, row, "arrive")


def cancel(turn: Turn, incident: Incident, name: str, reason: str) -> Transfer:
    """Take an offer back that nobody received."""
    if not reason.strip():
        raise Refused(
            say("Cancelling an offer needs a reason."), rule="11, custody",
            next_step=say("Type `/evidence cancel {name} <why>`.", name=name),
        )  # fmt: skip
    return perform(turn, incident, name, "cancel", reason)
