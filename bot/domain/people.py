"""Who may do what. Pure: a person's standing goes in, a refusal or silence comes out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Refused
from bot.language.catalogue import say

COMMANDER = "incident-commander"
DEPUTY = "deputy-ic"
COMMAND = frozenset({COMMANDER, DEPUTY})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is in the workspace and in one incident; `taken` are their roles in order."""

    user_id: str
    is_member: bool = True
    is_guest: bool = False
    is_responder: bool = True
    is_manager: bool = False
    is_admin: bool = False
    taken: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """The roles that the person holds in the incident."""
        return frozenset(self.taken)

    @property
    def is_person(self) -> bool:
        """Whether it is a person, of ours or a guest, and not an app or somebody who left."""
        return self.is_member or self.is_guest

    @property
    def commands(self) -> bool:
        """Whether the person is the incident commander or the deputy."""
        return bool(self.roles & COMMAND)


@dataclass(frozen=True, slots=True)
class Command:
    """Who commands an incident now."""

    commander: str | None
    deputies: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The people to ask, as Slack mentions."""
        people = ([self.commander] if self.commander else []) + list(self.deputies)
        return f" {say('or')} ".join(f"<@{user_id}>" for user_id in people)


def check_insider(who: Standing, what: str) -> None:
    """Raise Refused for guests and people of other workspaces: they act where they were invited."""
    if who.is_member:
        return
    raise Refused(
        say(
            "Guests and people from other workspaces work in the incidents to which they "
            "were invited, and do not {what}.",
            what=what,
        ),
        rule="guests",
        who=say("any member of this workspace"),
        next_step=say("Tell a member at once, by phone if need be."),
    )


def check_responder(who: Standing, what: str) -> None:
    """Raise Refused unless the person works incidents here."""
    if who.is_responder or who.is_admin or who.roles:
        return
    raise Refused(
        say("You are not among the responders, and only they {what}.", what=what),
        rule="responders",
        who=say("a responder, or the incident commander, who can give you a role"),
        next_step=say("Ask the incident commander for a role: `/incident role <role> @you`."),
    )


def check_command(who: Standing, command: Command, what: str) -> None:
    """Raise Refused unless the person commands, or nobody does and the person is a responder."""
    if who.commands or who.is_admin:
        return
    if command.commander is None and who.is_responder:
        return
    if command.commander is None:
        raise Refused(
            say(
                "Nobody commands this incident, and only a responder may {what} meanwhile.",
                what=what,
            ),
            rule="command",
            who=say("any responder"),
            next_step=say("A responder takes command with `/incident lead @responder`."),
        )
    raise Refused(
        say("Only the incident commander or a deputy may {what}.", what=what),
        rule="command",
        who=command.said,
        next_step=say("Ask {who}.", who=command.said),
    )


def whom_to_ask(role: str, people: Sequence[str]) -> str:
    """Say whom to ask as the next step, or how somebody gets a role that nobody holds."""
    if people:
        return say("Ask {who}.", who=", ".join(f"<@{user}>" for user in people))
    return say(
        "Nobody holds that role: `/incident role {role} @who` gives it, then they type this.",
        role=role,
    )


def check_holder(who: Standing, number: int, holder: str | None, what: str) -> None:
    """Raise Refused when the task is in another person's hands and who asks does not command."""
    if holder is None or holder == who.user_id or who.commands or who.is_admin:
        return
    raise Refused(
        say(
            "Task #{number} is held by <@{holder}>, so you cannot {what} it.",
            number=number,
            holder=holder,
            what=what,
        ),
        rule="one holder",
        who=say("<@{holder}>, the incident commander or a deputy", holder=holder),
        next_step=say(
            "Ask <@{holder}>, or let the commander type `/task assign #{number} @you`.",
            holder=holder,
            number=number,
        ),
    )
