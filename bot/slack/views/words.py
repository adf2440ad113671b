"""Small words that many views need: numbers with their nouns, lists, roles by titles. Pure."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bot.domain import conditional
from bot.grammar.text import unescape
from bot.language.catalogue import later, say, say_many
from bot.playbook.model import ANY_ROLE
from bot.playbook.roles import ROLES
from bot.slack.views.mrkdwn import escape

AND, OR = later("and"), later("or")


# The nouns that are counted somewhere, each whole: languages have forms of their own.
COUNTED: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "deadline": lambda n: say_many("{count} deadline", "{count} deadlines", n),
        "department": lambda n: say_many("{count} department", "{count} departments", n),
        "duty": lambda n: say_many("{count} duty", "{count} duties", n),
        "error": lambda n: say_many("{count} error", "{count} errors", n),
        "finding": lambda n: say_many("{count} finding", "{count} findings", n),
        "exhibit": lambda n: say_many("{count} exhibit", "{count} exhibits", n),
        "gap": lambda n: say_many("{count} gap", "{count} gaps", n),
        "hand-over": lambda n: say_many("{count} hand-over", "{count} hand-overs", n),
        "incident": lambda n: say_many("{count} incident", "{count} incidents", n),
        "legal deadline": lambda n: say_many(
            "{count} legal deadline", "{count} legal deadlines", n
        ),
        "line": lambda n: say_many("{count} line", "{count} lines", n),
        "open task": lambda n: say_many("{count} open task", "{count} open tasks", n),
        "playbook": lambda n: say_many("{count} playbook", "{count} playbooks", n),
        "private channel": lambda n: say_many(
            "{count} private channel", "{count} private channels", n
        ),
        "proof": lambda n: say_many("{count} proof", "{count} proofs", n),
        "role": lambda n: say_many("{count} role", "{count} roles", n),
        "task": lambda n: say_many("{count} task", "{count} tasks", n),
        "warning": lambda n: say_many("{count} warning", "{count} warnings", n),
    }
)


def said_kind(kind: str) -> str:
    """Return a kind of incident in words: `data leak`."""
    return say(kind.replace("_", " "))


def counted(number: int, noun: str) -> str:
    """Return a number with one of the nouns that are counted: `1 task`, `3 tasks`."""
    return COUNTED[noun](number)


def listed(parts: Sequence[str], last: str = AND) -> str:
    """Return words as a list: `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no joining word.
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {say(last)} {parts[-1]}"


def sentence(words: str) -> str:
    """Return words that somebody typed with an end, so that what follows stands apart."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def stop(words: str) -> str:
    """Return words as a sentence that ends as its language ends one, or as a title ends it."""
    return words if words.endswith((".", "!", "?", "…", "।")) else say("{words}.", words=words)


def capital(words: str) -> str:
    """Return words with a capital at their front, and the rest as it is."""
    return words[:1].upper() + words[1:]


def noted(note: str | None) -> str:
    """Return what was taken for granted about a time as a sentence behind others, if anything."""
    return f" {stop(escape(capital(note)))}" if note else ""


def role(slug: str) -> str:
    """Return a role's title, or its slug where only a playbook knows it, escaped."""
    known = ROLES.get(slug)
    return say(known.title) if known else escape(slug)


def signers(approve: str) -> str:
    """Return the roles that an approval, as a task keeps it, asks for, as a list."""
    return listed(
        [
            say("any other responder") if each == ANY_ROLE else role(each)
            for each in conditional.roles_of(approve)
        ]
    )


def role_in_print(slug: str) -> str:
    """Return the same where nothing is escaped: on paper, in a report."""
    return unescape(role(slug))
