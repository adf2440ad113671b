"""COMMANDS: every row of every noun in one table; help and the menu are made from it."""

from bot.grammar.lines import Line
from bot.language.catalogue import later
from bot.operations.turn import Turn
from bot.slack.inbound import Origin
from bot.slack.listeners import menu as menus
from bot.slack.listeners.deadline_rows import DEADLINE
from bot.slack.listeners.dept_rows import DEPT
from bot.slack.listeners.evidence_rows import EVIDENCE
from bot.slack.listeners.restore_rows import RESTORE
from bot.slack.listeners.rows import INCIDENT, PLAYBOOK, TASK
from bot.slack.listeners.server_rows import SERVER
from bot.slack.listeners.waiver_rows import WAIVER
from bot.slack.registry import HELP, HELP_WORDS, Noun, Registry, Verb
from bot.slack.views import help as views
from bot.slack.views.said import Said

NOUNS = (
    Noun("incident", later("declares an incident, steers it and tells where it stands")),
    Noun("playbook", later("shows the playbooks and starts them")),
    Noun("task", later("shows the tasks of an incident and works them")),
    Noun("deadline", later("shows what the law wants until when, drafts it and records it")),
    Noun(
        "server",
        later("keeps account of every machine: what is known of it, what was done with it"),
    ),
    Noun("evidence", later("keeps every exhibit and who had it at every hour")),
    Noun("restore", later("brings systems and interfaces back, rung by rung")),
    Noun("waiver", later("asks for leave to break a rule, and keeps who gave it until when")),
    Noun("dept", later("shows in which mode each department works, and keeps what it reports")),
)

COMMANDS = Registry(
    NOUNS,
    (
        *INCIDENT,
        *PLAYBOOK,
        *TASK,
        *DEADLINE,
        *SERVER,
        *EVIDENCE,
        *DEPT,
        *RESTORE,
        *WAIVER,
    ),
)


def _line(verb: Verb) -> views.HelpLine:
    return views.HelpLine(
        verb.typed, verb.summary, verb.shown if verb.example else "", verb.synonyms
    )


def asks_for_help(line: Line) -> bool:
    """Tell whether nothing but `help` stands behind the verb; between quotes it is a word."""
    words = line.words
    return len(words) == 1 and not words[0].quoted and words[0].folded in {HELP, *HELP_WORDS}


def helped(line: Line, asked: Verb | None = None) -> Said:
    """Return help on the verb *asked*, on the one named behind `help`, or on the noun."""
    if asked is not None:
        return views.verb_help(_line(asked))
    wanted = next((word.folded for word in line.words), "")
    name = COMMANDS.words[line.noun].resolve(wanted) if wanted else None
    verb = COMMANDS.find(line.noun, name) if name else None
    if verb is not None:
        return views.verb_help(_line(verb))
    about = COMMANDS.nouns[line.noun].summary
    return views.noun_help(line.noun, about, [_line(each) for each in COMMANDS.verbs(line.noun)])


def menu(turn: Turn, line: Line, origin: Origin) -> Said:
    """Return what fits here and now, when nothing but an incident was typed behind the noun."""
    return menus.menu(turn, line.noun, origin.channel_id, line.incident_ref)
