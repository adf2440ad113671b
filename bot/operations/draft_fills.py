"""How the lines of a report are filled from what an incident knows. Pure: facts in, words out.

What is asked for is `bot.obligations.fields`; what is not filled here is a gap, or a
fact that people enter.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from bot.domain import counting
from bot.domain.stages import SAID
from bot.domain.words import ENDED, SEVERITY_MEANING, Kind, Stage
from bot.grammar import text as texts
from bot.operations.draft_facts import Known
from bot.playbook.roles import ROLES
from bot.slack.views import mrkdwn
from bot.slack.views.words import counted

MOST_ACTIONS, MOST_NAMED = 40, 40
LONGEST, LONGEST_LIST = 600, 3000
Answers = str | Mapping[str, str]

# How the annex to CERT-In's Directions words what our kinds of incident mean.
TYPES = MappingProxyType(
    {
        Kind.RANSOMWARE: (
            "Attack by malicious code (ransomware)", "Compromise of critical systems",
            "Attack on servers and applications",
        ),
        Kind.INTRUSION: (
            "Unauthorised access to systems or data",
            "Compromise of critical systems",
        ),
        Kind.DATA_LEAK: ("Data breach", "Data leak"),
        Kind.INSIDER: ("Unauthorised access to systems or data",),
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Return what somebody typed as one line of plain words, shortened."""
    return mrkdwn.plainly(" ".join(text.split()), LONGEST) if text.strip() else ""


def _listed(words: Iterable[str]) -> str:
    """Return different words as one line, and how many are left out."""
    found = list(dict.fromkeys(plain(word) for word in words if word.strip()))
    left = len(found) - MOST_NAMED
    named = texts.clip(", ".join(found[:MOST_NAMED]), LONGEST_LIST)
    return f"{named} and {left} more" if left > 0 else named


def _reporter(facts: Known) -> Answers:
    role = ROLES.get(facts.row.owner)
    return {
        "Name": plain(facts.reporter),
        "Role": role.title if role else facts.row.owner,
        "Sector": "Health care",
    }


def _types(facts: Known) -> Answers:
    return "\n".join(f"- {each}" for each in TYPES.get(facts.incident.kind, ()))


def _in_progress(facts: Known) -> Answers:
    stage = facts.incident.stage
    over = stage in ENDED or stage in {Stage.MONITORING, Stage.REVIEW}
    return f"{'no' if over else 'yes'} (the response is at the stage “{SAID[stage]}”)"


def _how_noticed(facts: Known) -> Answers:
    by = f" by {plain(facts.declarer)}" if facts.declarer else ""
    return f"Reported{by}: {plain(facts.incident.title)}"


def _severity(facts: Known) -> str:
    level = facts.incident.severity
    return f"severity {level}: {SEVERITY_MEANING[level]}"


def _systems(facts: Known) -> Answers:
    worst = facts.incident.severity <= 2  # noqa: PLR2004 - patients are touched from here on.
    hit = facts.servers
    return {
        "Hostnames": _listed(each.hostname for each in hit),
        "IP addresses or URLs": _listed(ip for each in hit for ip in each.ip.split(",")),
        "Operating system and patch state": _listed(
            f"{each.os}{' (no longer maintained)' if each.eol else ''}" for each in hit if each.os
        ),
        "Applications": _listed(app for each in hit for app in each.apps.split(",")),
        "Location": _listed(each.location for each in hit),
        "Critical to the mission": f"yes, {_severity(facts)}" if worst else "",
        "Number affected": _number(facts),
        "Volume of data": _listed(
            f"{each.hostname} {each.data_volume}" for each in hit if each.data_volume
        ),
    }


def _number(facts: Known) -> str:
    """Return how many servers are suspect or worse, of how many, by verdict."""
    if not facts.servers:
        return ""
    counts = Counter(each.verdict for each in facts.servers)
    by_verdict = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    return f"{len(facts.servers)} of {facts.kept} servers on record ({by_verdict})"


def _symptoms(facts: Known) -> Answers:
    notes = [f"{facts.at(at)} {plain(text)}" for at, text in facts.notes]
    return {"What was seen": "; ".join([plain(facts.incident.title), *notes])}


def _logs(facts: Known) -> Answers:
    return {
        "Which are held": _listed(
            f"{each.exhibit_no} {each.description}".strip() for each in facts.exhibits
        )
    }


def _impact(facts: Known) -> Answers:
    modes = Counter(each.mode.replace("_", " ") for each in facts.departments)
    parts = [f"{counted(number, 'department')} {mode}" for mode, number in sorted(modes.items())]
    named = _listed(each.name for each in facts.departments)
    services = f"; {', '.join(parts)}: {named}" if parts else ""
    return {"Services": f"{_severity(facts)}{services}"}


def _actions(facts: Known) -> Answers:
    lines = [f"- {facts.at(at)}: {plain(title)}" for at, title in facts.done[:MOST_ACTIONS]]
    left = len(facts.done) - len(lines)
    return "\n".join([*lines, *([f"- and {left} more, see the timeline"] if left > 0 else [])])


def _handling(facts: Known) -> Answers:
    return {"Immediate steps": _listed(title for _, title in facts.done)}


def _agencies(facts: Known) -> Answers:
    told = ((each, facts.at(each.submitted_at)) for each in facts.told)
    return "\n".join(
        f"- {plain(each.regulator)}, {at}, receipt {plain(each.receipt_no or '')}"
        for each, at in told
    )


def _description(facts: Known) -> Answers:
    incident = facts.incident
    kind = incident.kind.value.replace("_", " ")
    parts = (
        f"{plain(incident.title)} ({kind}, {_severity(facts)})",
        plain(incident.last_update or ""),
    )
    return "\n".join(part for part in parts if part)


def _duration(facts: Known) -> Answers:
    incident = facts.incident
    return {"Start": facts.at(incident.occurred_at), "End": facts.at(incident.contained_at)}


def _lateness(facts: Known) -> Answers:
    if not counting.is_late(facts.row, facts.now):
        return "none: this report is in time"
    return plain(facts.row.late_reason or "")


FILLS: Mapping[str, Callable[[Known], Answers]] = MappingProxyType(
    {
        "reporter": _reporter,
        "contact": _reporter,
        "complainant": lambda facts: {"Name": plain(facts.reporter)},
        "types": _types,
        "occurred_at": lambda facts: facts.at(facts.incident.occurred_at),
        "noticed_at": lambda facts: facts.at(facts.incident.noticed_at),
        "how_noticed": _how_noticed,
        "in_progress": _in_progress,
        "systems": _systems,
        "symptoms": _symptoms,
        "logs": _logs,
        "impact": _impact,
        "actions": _actions,
        "measures": _actions,
        "handling": _handling,
        "agencies": _agencies,
        "description": _description,
        "duration": _duration,
        "lateness": _lateness,
    }
)
