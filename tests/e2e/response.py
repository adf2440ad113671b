"""An incident under way in the Room, as its people have it before them."""

import re
from dataclasses import dataclass
from typing import Any

from tests.screen import Said
from tests.workspace import Person, Place, Workspace, eventually

ASHA, KABIR, MEERA, IMRAN = "U0ASHA", "U0KABIR", "U0MEERA", "U0IMRAN"
LEELA, RAVI, NISHA, SURESH = "U0LEELA", "U0RAVI", "U0NISHA", "U0SURESH"
DESK, MANAGERS = "C0DESK", "C0MANAGERS"
REF = re.compile(r"INC-\d{4}-\d{3,}")


@dataclass(frozen=True, slots=True)
class Response:
    """One incident: its reference, its channel, and whoever works in it."""

    workspace: Workspace
    ref: str
    channel: str
    answer: Said

    def person(self, user_id: str = KABIR) -> Person:
        """Return one of the people."""
        return self.workspace.person(user_id)

    def place(self, user_id: str = KABIR) -> Place:
        """Return the incident's channel as that person sees it."""
        return Place(self.person(user_id), self.channel)

    def types(self, line: str, by: str = KABIR) -> Said:
        """Type a command in the incident's channel and return its answer."""
        return said(self.person(by), line, self.channel)

    def joins(self, *user_ids: str) -> None:
        """Let people come into the channel."""
        for user_id in user_ids:
            self.person(user_id).post("join", channel=self.channel)

    @property
    def board(self) -> Said:
        """Return the pinned board as it stands."""
        return self.place().pins[0]

    def task(self, number: int, by: str = KABIR) -> Said:
        """Return a task's card."""
        return self.types(f"/task show #{number}", by)

    def presses(self, button: str, *, on: Said, by: str = KABIR) -> Said:
        """Press a button and return what this person alone is shown next for it."""
        person = self.person(by)
        before = _shown(person)
        person.clicks(button, on=on)
        return eventually(lambda: _news(person, before))


def _shown(person: Person) -> dict[str, Any]:
    return {each.ts: each.fields for each in person.whispers}


def _news(person: Person, before: dict[str, Any]) -> Said:
    """Return the whisper that is new, or was changed in its place."""
    return next(each for each in person.whispers[::-1] if before.get(each.ts) != each.fields)


def said(person: Person, line: str, where: str = DESK) -> Said:
    """Type a command and return its answer, which only this person sees."""
    typed = person.types(line, in_=where)
    assert typed.ok, f"{line}: {typed.answer} {[each.text for each in person.whispers[-1:]]}"
    answer = typed.reply()
    assert answer.fields["ephemeral"], f"{line} was answered for everybody to see"
    return answer


def declared(
    workspace: Workspace, line: str, *, by: str = KABIR, joined: tuple[str, ...] = ()
) -> Response:
    """Declare an incident and wait until its channel stands with the board pinned."""
    person = workspace.person(by)
    answer = said(person, f"/incident declare {line}")
    ref = REF.findall(answer.text)[0]

    def channel() -> str:
        rows = person.get("boot")["channels"]
        return next(
            str(row["id"])
            for row in rows
            if row["name"].startswith(ref.lower()) and row["is_member"]
        )

    response = Response(workspace, ref, eventually(channel, within=20), answer)
    eventually(lambda: response.place(by).pins, within=20)
    response.joins(*joined)
    return response
