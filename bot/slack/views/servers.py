"""How servers look in lists and on cards. Pure."""

from collections.abc import Sequence

from bot.domain.models import Server
from bot.domain.server_guards import is_evidence
from bot.domain.servers import SERVER, VERDICT_OF
from bot.language.catalogue import later, say
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face


def _facts(row: Server, _page: Page) -> Sequence[str]:
    facts = [say(row.verdict), say(row.kind), say(row.network.replace("_", " "))]
    facts += [say("LIFE SUPPORT")] if row.life_support else []
    facts += [say("tier {tier}", tier=row.tier)] if row.tier is not None else []
    facts += [kit.one_line(row.department, 40)] if row.department else []
    return facts


def _details(row: Server, page: Page) -> Sequence[str]:
    told = [
        (say("Verdict"), f"{say(row.verdict)}{_basis(row)}"),
        (say("Decided"), _decision(row)),
        (say("Network"), say(row.network.replace("_", " "))),
        (say("Kind"), say(row.kind)),
        (say("IP"), row.ip.replace(",", ", ")),
        (say("MAC"), row.mac.replace(",", ", ")),
        (say("Serial"), row.serial),
        (say("Place"), row.location),
        (say("Hypervisor"), row.hypervisor),
        (say("System"), f"{row.os}{', ' + say('past its life') if row.eol else ''}"),
        (say("Applications"), row.apps),
        (say("Tier"), "" if row.tier is None else str(row.tier)),
        (say("Department"), row.department),
        (say("Segment"), row.segment),
        (say("Owner"), row.owner),
        (say("Triage"), row.triage),
        (say("Released by"), row.release_basis),
        (say("Replaces"), row.replaces),
        (say("Last scan"), kit.said_date(row.last_scan_at, page.zone) if row.last_scan_at else ""),
    ]
    lines = [f"*{label}:* {kit.one_line(value, 300)}" for label, value in told if value]
    if row.life_support:
        lines.insert(0, say("*Supports life:* clinical engineering isolates it, not IT."))
    if is_evidence(row):
        lines.insert(0, say("*Evidence is wanted:* nothing is wiped before it is safe."))
    return lines


def _basis(row: Server) -> str:
    return f" ({row.verdict_basis})" if row.verdict_basis else ""


_DECISIONS = {
    "seize": later("original seized"),
    "keep": later("imaged and kept"),
    "release": later("imaged and released"),
}


def _decision(row: Server) -> str:
    return f"{say(_DECISIONS[row.decision])} ({row.decision_basis})" if row.decision else ""


_RECORDED = {
    "clean": later("an antivirus clean"),
    "patch": later("a patch"),
    "reboot": later("a restart"),
    "restoreover": later("a restore over it"),
}


def outcome(row: Server, verb: str) -> str:
    """Return what came of a verb that moves no server by itself, and where it stands; else nothing.

    Whoever marks a server as hit must not take it for cut off.
    """
    name = SERVER.name(row)
    if verb in VERDICT_OF:
        told = say("{name} is marked as {verdict}", name=name, verdict=say(row.verdict))
    elif verb == "decide":
        told = say(
            "Decided for {name}: {decision}", name=name, decision=say(_DECISIONS[row.decision])
        )
    elif verb in _RECORDED:
        told = say("Recorded for {name}: {what}", name=name, what=say(_RECORDED[verb]))
    else:
        return ""
    where = {"state": FACE.state(row), "network": say(row.network.replace("_", " "))}
    if row.network == "connected":
        return say("{told}; it is still {state} and {network}.", told=told, **where)
    return say("{told}; it is {state} and {network}.", told=told, **where)


FACE = Face(
    register=SERVER,
    plural=later("servers"),
    facts=_facts,
    details=_details,
    filters=later(
        "A filter is a state, a verdict, a kind, a host's name or `key=value`: "
        "`/server list infiltrated kind=physical`."
    ),
    labels={
        "isolate": later("Isolate"),
        "infiltrated": later("Infiltrated"),
        "encrypted": later("Encrypted"),
        "acquired": later("Acquired"),
        "release": later("Release"),
        "rebuild": later("Rebuild"),
        "rebuilt": later("Rebuilt"),
        "sanitise": later("Sanitise"),
        "sanitised": later("Sanitised"),
        "verify": later("Verify"),
        "reconnect": later("Reconnect"),
    },
)
