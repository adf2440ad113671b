"""What can be typed: nouns, their verbs, synonyms, and how each is used. Knows no handler by name.

The listeners, help, the manifest, the Room's completion and the README's table are made from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.grammar.suggest import Vocabulary, vocabulary
from bot.slack.answer import Answer
from bot.slack.ask import Ask

Run = Callable[[Ask], Answer]

HELP = "help"
HELP_WORDS = ("?", "usage", "-h", "--help", "-help")


@dataclass(frozen=True, slots=True)
class Verb:
    """One row: what is typed, what it does, what an example looks like, and who answers it."""

    noun: str
    name: str
    run: Run
    usage: str
    summary: str
    example: str = ""
    synonyms: tuple[str, ...] = ()
    writes: bool = True
    needs_incident: bool = True
    free_text: bool = True
    # The operation itself keeps what is said of a ransom apart, and refuses what it cannot.
    keeps_apart: bool = False
    # What takes long to read, gathered before the transaction that writes: nobody waits for it.
    ahead: Callable[[Ask], object] | None = None

    @property
    def typed(self) -> str:
        """How it is typed: `/task done #n [proof]`."""
        return f"/{self.noun} {self.name} {self.usage}".rstrip()

    @property
    def shown(self) -> str:
        """An example, ready to send."""
        return f"/{self.noun} {self.name} {self.example or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Noun:
    """One slash command and what it is about."""

    name: str
    summary: str


class Registry:
    """Every noun with its verbs, in the order in which help shows them."""

    def __init__(self, nouns: Iterable[Noun], verbs: Iterable[Verb]) -> None:
        self.nouns: Mapping[str, Noun] = {noun.name: noun for noun in nouns}
        self._verbs: dict[str, dict[str, Verb]] = {name: {} for name in self.nouns}
        for verb in verbs:
            if verb.name in self._verbs[verb.noun]:
                raise ValueError(f"/{verb.noun} {verb.name} is there twice")
            self._verbs[verb.noun][verb.name] = verb

    @cached_property
    def words(self) -> Mapping[str, Vocabulary]:
        """Each noun's vocabulary: canonical verbs, and what people type for them."""
        return {
            noun: vocabulary(
                {**{verb.name: verb.synonyms for verb in verbs.values()}, HELP: HELP_WORDS}
            )
            for noun, verbs in self._verbs.items()
        }

    def verbs(self, noun: str) -> tuple[Verb, ...]:
        """Return the verbs of *noun* in order."""
        return tuple(self._verbs.get(noun, {}).values())

    def find(self, noun: str, verb: str) -> Verb | None:
        """Return the row of a canonical verb, or None."""
        return self._verbs.get(noun, {}).get(verb)

    def usage_hint(self, noun: str) -> str:
        """Return what Slack shows behind the slash command while it is typed."""
        names = " | ".join(verb.name for verb in self.verbs(noun))
        return f"{names} | {HELP}"[:1000]

    def rows(self) -> tuple[Verb, ...]:
        """Return every verb of every noun in order."""
        return tuple(verb for noun in self.nouns for verb in self.verbs(noun))

    def completion(self) -> list[dict[str, Any]]:
        """Return what a composer can complete: every verb of every noun, help included."""
        rows = [
            {
                "noun": verb.noun,
                "verb": verb.name,
                "usage": verb.usage,
                "summary": verb.summary,
                "example": verb.example,
                "synonyms": list(verb.synonyms),
            }
            for verb in self.rows()
        ]
        return rows + [
            {
                "noun": noun, "verb": HELP, "usage": "[verb]", "summary": "lists the verbs",
                "example": "", "synonyms": [],
            }
            for noun in self.nouns
        ]  # fmt: skip

    def table(self) -> str:
        """Return every command as a markdown table, for the README."""
        lines = ["| command | does |", "|---|---|"]
        for verb in self.rows():
            typed = verb.typed.replace("|", "\\|")
            lines.append(f"| `{typed}` | {verb.summary} |")
        return "\n".join(lines)
