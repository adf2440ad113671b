"""What a list of tasks is narrowed by, and the menus above it that narrow it further. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.language.catalogue import later, say
from bot.playbook.roles import say_role
from bot.slack import ids
from bot.slack.views import kit

# By the word that is typed.
STATES: Mapping[str, str] = MappingProxyType(
    {
        "open": later("Open tasks"),
        "all": later("All tasks"),
        "overdue": later("Overdue tasks"),
        "blocked": later("Blocked tasks"),
        "approval": later("Tasks waiting for approval"),
        "done": later("Finished tasks"),
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, each part once or not at all; all that are there must fit.

    `state` is a word of `STATES`, `person` a user id.
    """

    state: str = ""
    mine: bool = False
    person: str = ""
    role: str = ""
    playbook: str = ""

    @property
    def shown(self) -> str:
        """The state that is shown: of a playbook alone every task, else the open ones."""
        alone = self.playbook and not (self.mine or self.person or self.role)
        return self.state or ("all" if alone else "open")

    @property
    def words(self) -> str:
        """The same as it is typed."""
        who = f"<@{self.person}>" if self.person else ""
        mine = "mine" if self.mine else ""
        return " ".join(filter(None, (self.state, mine, who, self.role, self.playbook)))

    @property
    def title(self) -> str:
        """What the list is called, as mrkdwn."""
        if self == Asked(mine=True):
            return say("My tasks")
        if self == Asked(person=self.person) and self.person:
            return say("Open tasks of {who}", who=kit.mention(self.person))
        if self == Asked(role=self.role) and self.role:
            return say("Open tasks for {role}", role=kit.escape(say_role(self.role)))
        if self == Asked(playbook=self.playbook) and self.playbook:
            return say("Tasks of {name}", name=kit.escape(self.playbook))
        parts = [
            say(STATES[self.shown]),
            say("My tasks") if self.mine else "",
            kit.mention(self.person) if self.person else "",
            kit.escape(say_role(self.role)) if self.role else "",
            kit.escape(self.playbook),
        ]
        return " · ".join(filter(None, parts))


def menus(
    asked: Asked, ref: str, roles: Iterable[str], playbooks: Sequence[tuple[str, str]]
) -> kit.Block:
    """Return the menus of state, role and playbook; each keeps what the others say.

    *playbooks* are slugs with titles.
    """
    states = [(say(title), replace(asked, state=word)) for word, title in STATES.items()]
    of_roles = [(say("Any role"), replace(asked, role=""))]
    of_roles += [(say_role(slug), replace(asked, role=slug)) for slug in roles]
    of_books = [(say("Any playbook"), replace(asked, playbook=""))]
    of_books += [(title, replace(asked, playbook=slug)) for slug, title in playbooks]
    return kit.actions(
        _menu(say("State"), states, replace(asked, state=asked.shown), ref),
        _menu(say("Role"), of_roles, asked, ref),
        _menu(say("Playbook"), of_books, asked, ref) if playbooks else {},
    )


def _menu(
    placeholder: str, choices: Sequence[tuple[str, Asked]], asked: Asked, ref: str
) -> kit.Block:
    values = [(label, f"{ref} {each.words}".strip()) for label, each in choices]
    options = [
        kit.option(label, value) for label, value in values if len(value) <= kit.OPTION_VALUE
    ]
    now = f"{ref} {asked.words}".strip()
    return kit.select(ids.TASK_LIST, placeholder, options, initial=now)
