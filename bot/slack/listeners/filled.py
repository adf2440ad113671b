"""A window that was sent, read field by field, so that every mistake is said at once.

What is done with what was entered is `submissions`; the shape of the payload is `inbound`'s.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bot.domain import ransom_words
from bot.domain.models import Incident
from bot.errors import Mistyped, WardroomError, raise_first
from bot.grammar import text as texts
from bot.grammar.errors import GrammarError
from bot.slack import ids
from bot.slack.inbound import Submission
from bot.slack.listeners import kept_out

T = TypeVar("T")


class Filled:
    """What was entered, and what is wrong with it by field; `check` raises all of it together."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self._wrong: dict[str, WardroomError] = {}

    def chosen(self, block_id: str) -> str:
        """Return what was chosen in a field, or nothing."""
        return self.submission.text(block_id)

    def text(self, block_id: str) -> str:
        """Return a text field as if it had been typed into a command; of files their names.

        Fields bring bare text: nothing in them is a reference of Slack's, whatever it looks like.
        """
        named = " ".join(self.submission.names.get(block_id, ()))
        return _typed(named or self.submission.text(block_id))

    def files(self, block_id: str) -> list[tuple[str, str]]:
        """Return id and name of the files that were given in a field."""
        form = self.submission
        given = zip(form.fields.get(block_id, ()), form.names.get(block_id, ()), strict=False)
        return [(file_id, _typed(name)) for file_id, name in given]

    def read(self, block_id: str, reader: Callable[[str], T], otherwise: T) -> T:
        """Return what *reader* makes of a field; what it raises is kept, then it is *otherwise*."""
        try:
            return reader(self.text(block_id))
        except GrammarError as error:
            self._keep(block_id, Mistyped(str(error)))
        except WardroomError as error:
            self._keep(block_id, error)
        return otherwise

    def _keep(self, block_id: str, error: WardroomError) -> None:
        error.about = block_id
        # What must not be kept is said before anything else about the same field.
        self._wrong.setdefault(block_id, error)

    def keep_out(self, incident: Incident | None) -> None:
        """Find in every field what is not to be kept in this incident."""
        for block_id in self.submission.fields:
            # A register's field is what is typed as `seal=…`, and says as much of its number.
            label = f"{block_id}=" if "row" in self.submission.metadata else ""
            if block_id != ids.RECEIPT or not kept_out.is_receipt(self.text(block_id)):
                self.read(block_id, partial(_check_text, label), None)
            if incident is not None:
                private = incident.private
                self.read(block_id, partial(ransom_words.check, private=private), None)

    def check(self) -> None:
        """Raise what is wrong, if anything is."""
        raise_first([*self._wrong.values()])


def _check_text(label: str, text: str) -> None:
    kept_out.check_text(f"{label}{text}")


def _typed(bare: str) -> str:
    return texts.tidy(escaped(bare)).strip()


def escaped(bare: str) -> str:
    """Return bare text in Slack's wire form."""
    return bare.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
