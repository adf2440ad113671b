"""The error tree. Every message is written for a person in Slack: what happened, why, what next.

WardroomError
├── Refused            a rule of the response says no; names the rule, what is missing, who can
│   ├── AlreadyTaken   somebody else was first
│   └── PatientDataRefused   what was typed is not repeated either; RansomRefused is one
├── Mistyped           the words could not be understood; the answer repeats them
├── NotFound           no such incident, task, playbook or person, or none that the asker may see
└── BadStart           the program cannot start; one line with the cure
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """A button that leads on: its label, the command `noun.verb` that it sends, and with what."""

    label: str
    action: str
    value: str = ""


class WardroomError(Exception):
    """A sentence for the person who asked, with the next step.

    `instead` is the word that was typed and the one that was probably meant; `nearest` is the
    whole corrected line, ready to send. `ways` lead on; the desk that knows the request adds them.
    `about` names the field that it is about, `besides` are the mistakes in further fields.
    """

    ways: tuple[Way, ...] = ()
    besides: tuple["WardroomError", ...] = ()

    def __init__(
        self,
        message: str,
        *,
        next_step: str = "",
        instead: tuple[str, str] | None = None,
        nearest: str = "",
        about: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.instead = instead
        self.nearest = nearest
        self.about = about

    def __str__(self) -> str:
        """Return what happened and the next step as one paragraph."""
        return f"{self.message} {self.next_step}".strip()


class Refused(WardroomError):
    """A rule says no. `rule` is the rule's name or number, `who` says who may do it instead."""

    def __init__(
        self,
        message: str,
        *,
        rule: str = "",
        who: str = "",
        next_step: str = "",
        instead: tuple[str, str] | None = None,
        about: str = "",
    ) -> None:
        super().__init__(message, next_step=next_step, instead=instead, about=about)
        self.rule = rule
        self.who = who


class AlreadyTaken(Refused):
    """Somebody else was first; `holder` is that person's Slack user id."""

    def __init__(self, message: str, *, holder: str, next_step: str = "") -> None:
        super().__init__(message, rule="one holder", next_step=next_step)
        self.holder = holder


class PatientDataRefused(Refused):
    """What was typed must not be repeated, stored or logged."""


class RansomRefused(PatientDataRefused):
    """What was typed about a ransom must not be repeated either."""


class Mistyped(WardroomError):
    """The words could not be understood."""


class NotFound(WardroomError):
    """There is no such thing, or none that the asker may see."""


class BadStart(WardroomError):
    """The program cannot start; the message names the setting and the cure."""


def together(*checks: Callable[[], object]) -> None:
    """Run every check and raise what is wrong with all fields at once, the first one first.

    What is about no field ends it: whatever is checked behind it may not make sense any more.
    """
    wrong: list[WardroomError] = []
    for check in checks:
        try:
            check()
        except WardroomError as error:
            if not error.about and not wrong:
                raise
            if not error.about:
                break
            wrong += [error, *error.besides]
    raise_first(wrong)


def raise_first(wrong: Sequence[WardroomError]) -> None:
    """Raise the first of these with the others besides it; nothing when there is none."""
    if wrong:
        wrong[0].besides = tuple(wrong[1:])
        raise wrong[0]
