"""What people do with servers: one verb, one transaction. Says nothing in Slack but one question.

What the guards ask is looked up in `server_facts`; reading files is `server_import`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import server_fields
from bot.domain.models import Incident, Server
from bot.domain.people import Standing
from bot.domain.server_decisions import decided
from bot.domain.server_entry import check_new, check_said
from bot.domain.server_guards import BAD, VERDICTS, is_evidence
from bot.domain.servers import CLEAN_AGAIN, NOT_REBUILT, SERVER, VERDICT_OF
from bot.errors import Mistyped, Refused
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import each, register, server_facts, signatures
from bot.operations.turn import Turn
from bot.slack.views import server_news
from bot.storage import estate, posts, roles

KEYS = frozenset(server_fields.BY_NAME) | {"noc", "to"}


def add(
    turn: Turn, incident: Incident, fields: Sequence[Mapping[str, Any]], *, text: str = ""
) -> list[Server]:
    """Enter servers whose columns were read by `server_fields`; names are unique."""
    register.check_may_work(turn, incident, say("enter servers"))
    wanted = [str(given.get("hostname", "")) for given in fields]
    there = {row.hostname.lower() for row in estate.called(turn.session, incident.row, wanted)}
    for given, name in zip(fields, wanted, strict=True):
        if not name:
            raise Mistyped(
                say("A server needs its hostname."), next_step="`/server add lis-db-01 …`."
            )
        check_new(given)
        if name.lower() in there:
            raise Refused(
                say("`{name}` is registered already.", name=name),
                rule="one row for a host",
                next_step=say(
                    "`/server show {name}` shows it; `/server set {name} …` corrects it.", name=name
                ),
            )
        there.add(name.lower())
    entered = [
        {**given, "verdict_basis": given["triage"]} if given.get("verdict") == "cleared" else given
        for given in fields
    ]
    return register.add(turn, incident, SERVER, entered, text=text)


def change(turn: Turn, incident: Incident, name: str, given: Mapping[str, str]) -> Server:
    """Correct what is said of a server; its state and verdict are changed by verbs."""
    row: Server
    row, who = register.begin(turn, incident, SERVER, name, "correct")
    read = server_fields.read(given)
    if not read:
        raise Mistyped(
            say("What is to be changed?"),
            next_step=say(
                'Type `/server set {name} segment=OPD triage="nothing found"`.',
                name=SERVER.name(row),
            ),
        )
    check_said(server_facts.said(turn, incident, row, who), read)
    register.correct(turn, incident, SERVER, row, read)
    each.appear(turn, incident, SERVER, [row])
    if read.get("flagged"):
        _hold(turn, incident, row)
    return row


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> Server:
    """Do a verb on one server; *text* holds `key=value` pairs and a reason."""
    row: Server
    row, who = register.begin(turn, incident, SERVER, name, verb)
    read = lines.options(text, keys=KEYS)
    _write(turn, incident, row, who, read.pairs)
    if _is_for_engineering(row, verb, who):
        return _ask_engineering(turn, incident, row)
    signed = verb == "release" and _sign_release(
        turn, incident, row, who, read.pairs.get("noc", "")
    )
    tried = server_facts.attempt(turn, incident, row, who, read.rest, noc=read.pairs.get("noc", ""))
    if signed and not tried.released_by and not tried.unsafe:
        # One of the two has signed; the server goes with the other signature.
        return row
    worse = VERDICTS.index(VERDICT_OF.get(verb, "unassessed")) > VERDICTS.index(row.verdict)
    register.transition(turn, incident, SERVER, row, verb, tried)
    _settle(turn, row, verb, tried.released_by, read)
    turn.session.add(row)
    turn.session.flush()
    if verb in VERDICT_OF:
        each.appear(turn, incident, SERVER, [row])
    if verb == "hold":
        _unrelease(turn, incident, row)
    if verb == "isolate" or worse:
        _hold(turn, incident, row)
    return row


def _write(
    turn: Turn, incident: Incident, row: Server, who: Standing, pairs: Mapping[str, str]
) -> None:
    """Write what is said of a server with a verb."""
    said = {key: value for key, value in pairs.items() if key not in {"noc", "to"}}
    fields = server_fields.read(said)
    if fields:
        check_said(server_facts.said(turn, incident, row, who), fields)
    changed = {key: value for key, value in fields.items() if getattr(row, key) != value}
    if changed:
        register.correct(turn, incident, SERVER, row, changed)


def _is_for_engineering(row: Server, verb: str, who: Standing) -> bool:
    """Tell whether clinical engineering is asked instead (rule 6)."""
    cuts_off = verb == "isolate" and "isolate" in SERVER.machine.verbs(row.state)
    return cuts_off and row.life_support and "biomed-lead" not in who.roles


def _ask_engineering(turn: Turn, incident: Incident, row: Server) -> Server:
    """Ask clinical engineering for one press before something that supports life is cut off."""
    name = SERVER.name(row)
    people = roles.holders(turn.session, incident).get("biomed-lead", ())
    turn.record(
        incident, "server.isolation_asked", subject=name, text=row.hostname,
        reason="it supports life",
    )  # fmt: skip

    def said() -> dict[str, Any]:
        return server_news.life_support(row, incident.ref, people).message

    for target in (posts.incident_target(incident), *(f"user:{user}" for user in people)):
        turn.call(
            posts.Call(
                key=f"life:{incident.ref}:{name}:{incident.head_seq}:{target}", kind="alert",
                target=target, incident_id=incident.id, priority=posts.ALERT, said=said,
            )
        )  # fmt: skip
    return row


def _sign_release(turn: Turn, incident: Incident, row: Server, who: Standing, noc: str) -> bool:
    """Sign a release as custodian or forensics lead; return whether that was done.

    A written no-objection needs no signature of ours.
    """
    if noc.strip() or row.state == "held" or not is_evidence(row):
        return False
    if not who.roles & server_facts.RELEASED_BY.roles:
        return False
    name = SERVER.name(row)
    signatures.sign(
        turn, incident, server_facts.matter(name), server_facts.RELEASED_BY, asker="",
        what=lambda: say("the release of {name}", name=name),
    )  # fmt: skip
    return True


def _settle(turn: Turn, row: Server, verb: str, released_by: str, read: lines.Options) -> None:
    """Set what else a verb says of a server."""
    user_id = turn.actor.user_id
    if verb in VERDICT_OF:
        row.verdict, row.verdict_basis = VERDICT_OF[verb], read.rest.strip()
        return
    if verb == "decide":
        row.decision, row.decision_basis = decided(read.rest)
        return
    said: dict[str, dict[str, Any]] = {
        "isolate": {
            "network": _cut_off(row, read.pairs.get("to", "")),
            "precaution": row.verdict not in BAD,
        },
        "custody": {"original_seized": True},
        "release": {"release_basis": released_by or "waiver"},
        "sanitised": {"sanitised_by": user_id, "last_scan_at": turn.now},
        "verify": {"verified_by": user_id},
        "reconnect": {"network": "connected"},
        "patch": {"entry_patched": True},
    }
    for column, value in said.get(verb, {}).items():
        setattr(row, column, value)


def _cut_off(row: Server, to: str) -> str:
    """Return how an isolated server hangs on the net."""
    if to.lower().startswith("vlan"):
        return "vlan_quarantine"
    return row.network if row.network == "powered_off" else "unplugged"


def _hold(turn: Turn, incident: Incident, row: Server) -> None:
    """Hold what is evidence and off the net; what was clean again is isolated first (rule 7)."""
    if not is_evidence(row):
        return
    who = Standing(turn.actor.user_id, taken=("biomed-lead",))
    for verb, states in (("isolate", CLEAN_AGAIN), ("hold", NOT_REBUILT)):
        if row.state in states:
            tried = server_facts.attempt(turn, incident, row, who, "evidence is wanted")
            register.transition(turn, incident, SERVER, row, verb, tried)
            row.network = "unplugged" if row.network == "connected" else row.network
    _unrelease(turn, incident, row)


def _unrelease(turn: Turn, incident: Incident, row: Server) -> None:
    """Ask for both signatures anew: a release was of what the server held then (rule 1)."""
    row.release_basis = ""
    turn.session.add(row)
    signatures.withdraw(turn, incident, server_facts.matter(SERVER.name(row)))
