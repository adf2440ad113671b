"""The kinds of entries by which a timeline is filtered, in the words people use. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

# By the word that is typed: the beginnings of the actions that are meant. An action is `noun.verb`.
KINDS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "notes": ("note", "message.", "task.noted", "source."),
        "messages": ("message.", "source."),
        "tasks": ("task.", "sign"),
        "playbooks": ("playbook.",),
        "roles": ("role.", "command."),
        "course": ("incident.", "command.", "fact", "eta"),
        "facts": ("fact", "eta", "incident.update"),
        "deadlines": ("deadline.", "statement."),
        "servers": ("server.", "batch.", "segment."),
        "evidence": ("exhibit.", "transfer."),
        "departments": ("department.",),
        "restores": ("system.", "interface."),
        "waivers": ("waiver.", "suspension.", "sign"),
        "alerts": ("alert.",),
        "reports": ("summary.", "digest.", "reminder."),
        "slack": ("channel.", "invite.", "post."),
    }
)


def kind_of(word: str) -> str | None:
    """Return the kind that a word means, in the singular or the plural, or None."""
    folded = word.strip().lower()
    for known in (folded, f"{folded}s"):
        if known in KINDS:
            return known
    return None
