"""What a handler is given: the turn, what was typed, from where, and about which incident.

Only reading what was typed is here; what may be done is decided by the operations.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Incident
from bot.domain.people import Standing
from bot.errors import Mistyped
from bot.grammar import lines, refs, times
from bot.grammar import text as texts
from bot.grammar.errors import ReferenceRefused
from bot.grammar.lines import Line
from bot.grammar.tasks import TASK_CAP, leading_tasks, names_tasks, task_numbers
from bot.grammar.times import Direction
from bot.language.catalogue import say
from bot.operations import calling, people
from bot.operations.turn import Turn
from bot.playbook.library import Library
from bot.slack.inbound import Origin, Quoted
from bot.storage.people import handles

# What people type when they mean themselves.
ME = frozenset({"me", "@me", "myself"})
_MORE_TASKS = re.compile(r"[#№][0-9]")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request on its way to its handler. `clicked`: a button was pressed.

    `quoted` is the message that it is about, if it came from one. `gathered` is what the verb
    read before the transaction.
    """

    turn: Turn
    line: Line
    origin: Origin
    found: Incident | None = None
    clicked: bool = False
    reload: Callable[[], Library] | None = None
    quoted: Quoted | None = None
    gathered: object = None

    @property
    def incident(self) -> Incident:
        """The incident that this is about; the dispatcher made sure that there is one."""
        if self.found is None:
            raise ValueError("this command was registered as one that needs no incident")
        return self.found

    @property
    def user_id(self) -> str:
        """Who asks."""
        return self.turn.actor.user_id

    @property
    def standing(self) -> Standing:
        """What the asker is, here and in the incident; asked anew each time."""
        return people.standing(self.turn, self.found)

    @property
    def text(self) -> str:
        """What was typed behind the verb."""
        return self.line.rest

    @property
    def in_its_channel(self) -> bool:
        """Whether this is asked in the incident's own channel."""
        return self.found is not None and self.found.channel_id == self.origin.channel_id

    def tasks(self, usage: str, *, most: int = TASK_CAP) -> tuple[tuple[int, ...], str]:
        """Return the tasks named at the front and the text behind them, or raise Mistyped."""
        if not self.text:
            raise Mistyped(
                say("Which task?"),
                next_step=say("Type `{usage}`; `/task list` shows them.", usage=usage),
            )
        try:
            read = leading_tasks(self.text, cap=most)
        except ReferenceRefused as error:
            raise self._by_title(error) or error from error
        return read.numbers, read.rest

    def _by_title(self, error: ReferenceRefused) -> Mistyped | None:
        """Return the error with the tasks whose titles were typed in place of their numbers."""
        found, rest = calling.tasks_meant(self.turn.session, self.incident, self.text)
        if not found:
            return None
        number, ref = next(iter(found)), self.line.incident_ref
        words = (f"/{self.line.noun}", self.line.verb, ref, f"#{number}", texts.wire(rest))
        line = " ".join(word for word in words if word)
        names = [f"#{number} {texts.quoted(title, 60)}" for number, title in found.items()]
        return Mistyped(
            str(error),
            nearest=line if len(found) == 1 else "",
            next_step=say("Did you mean {tasks}?", tasks=", ".join(names)),
        )

    def only_tasks(self, usage: str, *, most: int = TASK_CAP) -> tuple[tuple[int, ...], str]:
        """Return the tasks of a line that is to name nothing else, and what it says beside them.

        `3 4 5` are three of them. A person, or tasks that were not read, are Mistyped: half of
        the line would be done, or done for another.
        """
        numbers, rest = self.tasks(usage, most=most)
        if rest and names_tasks(self.text):
            return task_numbers(self.text, cap=most), ""
        if refs.users(rest) or _MORE_TASKS.search(rest):
            raise Mistyped(
                say(
                    "What stands behind the tasks was not read: {words}.", words=texts.quoted(rest)
                ),
                next_step=say(
                    "Several tasks stand with commas between: `#3,#5-9`. Into somebody's hands "
                    "puts `/task assign #{number} @who`.",
                    number=numbers[0],
                ),
            )
        return numbers, "" if rest.lower() in ME else rest

    def task(self, usage: str) -> tuple[int, str]:
        """Return the one task named at the front and the text behind it, or raise Mistyped."""
        numbers, rest = self.tasks(usage)
        if len(numbers) > 1:
            raise Mistyped(
                say("That takes one task at a time."),
                next_step=say("Type `{usage}` with one number.", usage=usage),
            )
        return numbers[0], rest

    def person(self, text: str) -> str:
        """Return the user id of the one person named in *text*."""
        if text.strip().lower() in ME:
            return self.user_id
        try:
            named = refs.user(text)
        except ReferenceRefused as error:
            if refs.users(text):
                raise
            raise self.nobody_named(str(error)) from error
        return self.known(named)

    def nobody_named(self, message: str, next_step: str = "") -> Mistyped:
        """Return the error that nobody is named, with who is called so without an @."""
        return calling.nobody_named(self.turn.session, self.text, message, next_step)

    def known(self, ref: refs.UserRef) -> str:
        """Return the user id that a reference means."""
        if ref.user_id:
            return ref.user_id
        if (ref.name or "").lower() == "me":
            return self.user_id
        return people.person_named(self.turn.session, ref.name or "")

    def in_words(self, text: str) -> str:
        """Return a title with people called by name: it stands where no mention is drawn, too."""
        pointed = texts.pointed_at(text)
        known = handles(self.turn.session, pointed, self.user_id) if pointed else {}
        return texts.typeable(text, known)

    def moment(self, text: str, direction: Direction = "future") -> times.Moment:
        """Return the moment that *text* says on the hospital's clock."""
        return times.moment(text, now=self.turn.now, zone=self.turn.house.zone, direction=direction)

    def said(self, at: datetime) -> str:
        """Return a moment as it is echoed: with its date, the zone, and how far off it is."""
        return times.say_moment(at, self.turn.house.zone, self.turn.now)

    def page(self) -> tuple[int, str]:
        """Return the page asked for by `page=2` (from 1) and the text without it."""
        return lines.page(self.text)
