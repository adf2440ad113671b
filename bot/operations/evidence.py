"""What people do with exhibits: one verb, one transaction. Says nothing in Slack.

Handing them over is `custody`; the rules are `bot.domain.evidence`.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.domain import evidence as rules
from bot.domain import exhibit_details as details
from bot.domain.custody import KEEPER
from bot.domain.evidence import EXHIBIT
from bot.domain.keeping import Attempt, is_away
from bot.domain.lengths import within
from bot.domain.models import Exhibit, Incident
from bot.domain.people import Standing
from bot.domain.receipt import Left, arrivals
from bot.domain.servers import SERVER
from bot.errors import Mistyped, Refused, together
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import people, register, signatures, task_moves
from bot.operations.turn import Turn
from bot.storage import custody, registers, roles

KEYS = frozenset(
    {*details.BY_KEY, *rules.LENGTHS, "source", "from", "seal", "photo", "place", "order",
     "corrects", "witness", "witness_a", "witness_b"}
)  # fmt: skip
SIGNED = frozenset({"unobtainable", "except"})


def add(
    turn: Turn, incident: Incident, server: str, kind: str, pairs: Mapping[str, str]
) -> Exhibit:
    """Enter an exhibit with the next number of the incident, in the asker's custody."""
    who = register.check_may_work(turn, incident, say("enter an exhibit"))
    wanted = kind.strip().lower()
    if wanted not in rules.TYPES:
        raise Mistyped(
            say("`{kind}` is no kind of exhibit.", kind=kind[:32]),
            next_step=say("Kinds: {kinds}.", kinds=", ".join(rules.TYPES)),
        )
    asset = ""
    if server.strip().lower() not in {"", "-", "none"}:
        asset = SERVER.name(register.found(turn, incident, SERVER, server))
    derived = _pointed_at(turn, incident, pairs.get("from", ""))
    said = details.read(pairs)
    taken = bool(pairs.get("tool") or pairs.get("method"))
    number = registers.highest_number(turn.session, EXHIBIT, incident.row) + 1
    fields: dict[str, Any] = {
        "exhibit_no": f"WR-{incident.ref}-{asset or 'GEN'}-E{number:02d}",
        "server": asset, "type": wanted, "custodian": who.user_id, "derived_from": derived,
        "corrects": _pointed_at(turn, incident, pairs.get("corrects", "")), **said,
    }  # fmt: skip
    if taken:
        fields |= {"state": "collected", "collected_by": who.user_id, "collected_at": turn.now}
        fields["collected_witnesses"] = ",".join(_witnesses(turn, "", pairs))
    row: Exhibit
    [row] = register.add(turn, incident, EXHIBIT, [fields])
    return row


def _pointed_at(turn: Turn, incident: Incident, name: str) -> str:
    return EXHIBIT.name(register.found(turn, incident, EXHIBIT, name)) if name.strip() else ""


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> Exhibit:
    """Do a verb on one exhibit; *text* holds `key=value` pairs and free words."""
    row: Exhibit
    row, who = register.begin(turn, incident, EXHIBIT, name, verb)
    read = lines.options(text, keys=KEYS)
    source = read.pairs.get("source", "")
    together(
        partial(details.read, read.pairs),
        partial(_digests, verb, read.pairs),
        *([partial(rules.digest, "sha256", source, "source")] if source else []),
    )
    given = details.changed(row, details.read(read.pairs))
    details.check_kept(row, EXHIBIT.name(row), given)
    if verb in SIGNED:
        if given:
            register.correct(turn, incident, EXHIBIT, row, given)
        return _sign(turn, incident, row, verb, read.rest)
    written = [row.exhibit_no, details.listed(row, given)]
    for column, value in given.items():
        setattr(row, column, value)
    if source:
        row.source_sha256 = rules.digest("sha256", source, "source")
    tried = _attempt(turn, incident, row, who, verb, read)
    comes_back = verb == "store" and is_away(row)
    told = "; ".join(filter(None, (*written, *_written(verb, tried))))
    register.transition(turn, incident, EXHIBIT, row, verb, tried, text=told)
    _settle(turn, row, verb, tried)
    if comes_back:
        _compare(turn, incident, row, tried)
    return row


def _written(verb: str, tried: Attempt) -> list[str]:
    """Return what the record says beside the state: digests, seal, place, order, witnesses."""
    people = ",".join(f"<@{user}>" for user in tried.witnesses)
    said = {
        **(tried.digests if verb == "hash" else {}),
        "source": tried.row.source_sha256 if verb == "hash" else "",
        "seal": tried.seal_no, "photo": tried.photo, "witnesses": people,
        "place": tried.place, "seal read": tried.seal_read if verb == "store" else "",
        "sha256 read": tried.sha256_read if verb == "store" else "", "order": tried.order_no,
    }  # fmt: skip
    return [f"{key}={value}" for key, value in said.items() if value]


def change(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Exhibit:
    """Write down what became known of an exhibit; its state is changed by verbs."""
    row: Exhibit
    row, _ = register.begin(turn, incident, EXHIBIT, name, "correct")
    given = details.changed(row, details.read(pairs))
    if not given:
        raise Mistyped(
            say("What is to be changed?"),
            next_step=say(
                "Type `/evidence set {name} fir=312/2022 parcel=3 keys=…`.", name=EXHIBIT.name(row)
            ),
        )
    details.check_kept(row, EXHIBIT.name(row), given)
    register.correct(turn, incident, EXHIBIT, row, given)
    return row


def _compare(turn: Turn, incident: Incident, row: Exhibit, tried: Attempt) -> None:
    """Break what came back other than it left: the shelf has it all the same (rule 12)."""
    left = Left(tried.name, row.seal_no or "", row.sha256)
    [back] = arrivals([left], [tried.seal_read], [tried.sha256_read])
    if back.wrong:
        break_(turn, incident, row, f"back from outside: {'; '.join(back.wrong)}")


def _attempt(
    turn: Turn, incident: Incident, row: Exhibit, who: Standing, verb: str, read: lines.Options
) -> Attempt:
    words, digests = read.rest, _digests(verb, read.pairs)
    seal_no = _seal(words, read.pairs) if verb == "seal" else ""
    seen = verb in {"seal", "collected"}
    witnesses = _witnesses(turn, words if verb == "seal" else "", read.pairs) if seen else ()
    taken = custody.seal_used_on(turn.session, incident.row, seal_no) if seal_no else None
    matter = f"broken:{EXHIBIT.name(row)}"
    return Attempt(
        name=EXHIBIT.name(row), state=row.state, row=row, reason=words, user_id=who.user_id,
        seal_no=seal_no, seal_taken=EXHIBIT.name(taken) if taken else "", witnesses=witnesses,
        photo=read.pairs.get("photo", ""), digests=digests,
        place=(read.pairs.get("place") or words).strip() if verb == "store" else "",
        order_no=read.pairs.get("order", "").strip(),
        seal_read=read.pairs.get("seal", "").strip(),
        sha256_read=read.pairs.get("sha256", "").strip(), roles=who.roles,
        keepers=roles.holders(turn.session, incident).get(KEEPER, ()),
        excepted=row.broken
        and signatures.is_signed(turn, incident, matter, rules.EXCEPTION_BY),
    )  # fmt: skip


def _digests(verb: str, pairs: Mapping[str, str]) -> dict[str, str]:
    """Return the digests that were given, by algorithm; raise Mistyped for what is none."""
    # What comes back is read as a custody slip shows it: by the first digits.
    given = [] if verb == "store" else [each for each in rules.LENGTHS if each in pairs]
    together(*(partial(rules.digest, each, pairs[each]) for each in given))
    return {each: rules.digest(each, pairs[each]) for each in given}


def _seal(words: str, pairs: Mapping[str, str]) -> str:
    """Return the seal's number: of `S-117 witness @a @b` the first word that is nobody."""
    first = next((word for word in words.split() if not word.startswith(("<@", "@"))), "")
    number = pairs.get("seal") or ("" if first.lower() == "witness" else first)
    return within("seal", number.strip().upper(), 64)


def _witnesses(turn: Turn, words: str, pairs: Mapping[str, str]) -> tuple[str, ...]:
    """Return who looked on, each once: `witness @a @b`, `witness=@a,@b`, or a window's two."""
    given = (words, *(pairs.get(key, "") for key in ("witness", "witness_a", "witness_b")))
    return people.named_in(turn, " ".join(given))


def _settle(turn: Turn, row: Exhibit, verb: str, tried: Attempt) -> None:
    """Set what else a verb says of an exhibit."""
    who, now = tried.user_id, turn.now
    second = next((each for each in tried.digests if each != "sha256"), "")
    said: dict[str, dict[str, Any]] = {
        "collected": {
            "collected_by": who, "collected_at": now,
            "collected_witnesses": within("witness", ",".join(tried.witnesses), 200),
        },
        "hash": {
            "sha256": tried.digests.get("sha256", ""), "second_algorithm": second,
            "second_digest": tried.digests.get(second, ""), "hashed_at": now,
        },
        "seal": {
            "seal_no": tried.seal_no or None, "sealed_by": who, "sealed_at": now,
            "seal_witnesses": within("witness", ",".join(tried.witnesses), 200),
            "seal_photo": tried.photo,
        },
        "store": {"place": tried.place, "custodian": who, "external": False},
        "failed": {"reason": tried.reason},
        "retain": {"reason": tried.reason},
        "release": {"release_order": within("order", tried.order_no, 128)},
    }  # fmt: skip
    for column, value in said.get(verb, {}).items():
        if not (verb == "store" and column == "custodian" and not row.external):
            setattr(row, column, value)
    turn.session.add(row)
    turn.session.flush()


def _sign(turn: Turn, incident: Incident, row: Exhibit, verb: str, reason: str) -> Exhibit:
    """Sign, as one of two, that something cannot be had, or what was found where it is broken."""
    name = EXHIBIT.name(row)
    tried = Attempt(name, row.state, row, reason)
    if not reason.strip():
        raise Mistyped(
            say("That needs a reason."),
            next_step=say("Type `/evidence {verb} {name} <why>`.", verb=verb, name=name),
        )
    if verb == "except":
        if not row.broken:
            raise Refused(
                say("{name} is not broken, so there is nothing to except.", name=name),
                rule="12, receipt",
                next_step=say("`/evidence show {name}` shows it.", name=name),
            )
        signatures.sign(
            turn,
            incident,
            f"broken:{name}",
            rules.EXCEPTION_BY,
            asker="",
            what=lambda: say("{name}, broken", name=name),
            reason=reason,
        )
        return row
    EXHIBIT.machine.step("unobtainable", tried)
    complete = signatures.sign(
        turn, incident, f"unobtainable:{name}", rules.UNOBTAINABLE_BY, asker="",
        what=lambda: say("{name} is unobtainable", name=name), reason=reason,
    )  # fmt: skip
    if complete:
        row.reason = reason
        register.transition(turn, incident, EXHIBIT, row, "unobtainable", tried)
    return row


def verify(turn: Turn, incident: Incident, name: str, typed: str) -> tuple[Exhibit, bool]:
    """Compare a digest that was read with the one that is kept; a difference breaks it."""
    row: Exhibit
    row, _ = register.begin(turn, incident, EXHIBIT, name, "verify")
    if not row.sha256:
        raise Refused(
            say("{name} has no digest yet.", name=EXHIBIT.name(row)), rule="9, hash",
            who=say("whoever collected it"), next_step=say(rules.MACHINE.way_out["collected"],
                d=EXHIBIT.name(row)
            ),
        )  # fmt: skip
    same = rules.digest("sha256", typed) == row.sha256
    turn.record(
        incident, "exhibit.verified" if same else "exhibit.differs", subject=EXHIBIT.name(row),
        text=row.exhibit_no, after="the same SHA-256" if same else "another SHA-256",
    )  # fmt: skip
    if not same:
        break_(turn, incident, row, "its SHA-256 is another one now")
    return row, same


def break_(turn: Turn, incident: Incident, row: Exhibit, why: str) -> None:
    """Mark an exhibit as broken for ever, and open a critical task about it (rule 12).

    What two people signed was about a former break; of this one they have seen nothing.
    """
    name = EXHIBIT.name(row)
    signatures.withdraw(turn, incident, f"broken:{name}")
    before = row.broken_reason
    row.broken, row.broken_reason = True, f"{before}; {why}" if before else why
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, "exhibit.broken", subject=name, text=row.exhibit_no, before=before or None,
        after=why,
    )  # fmt: skip
    task_moves.open_critical(
        turn, incident, f"{name} is broken: {why}. Find out what happened.",
        role="forensics-lead", noun=EXHIBIT.noun, subject=name,
    )  # fmt: skip
