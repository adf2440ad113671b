"""Who alone lets an exhibit go or takes it back, and what is read then (rules 11, 12). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.custody import KEEPER
from bot.domain.models import Exhibit
from bot.domain.people import whom_to_ask
from bot.domain.receipt import is_digest
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say
from bot.playbook.roles import say_role


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried on an exhibit, with everything that a guard may look at."""

    name: str
    state: str
    row: Exhibit
    reason: str = ""
    user_id: str = ""
    seal_no: str = ""
    seal_taken: str = ""
    witnesses: tuple[str, ...] = ()
    photo: str = ""
    place: str = ""
    order_no: str = ""
    excepted: bool = False
    seal_read: str = ""
    sha256_read: str = ""
    roles: frozenset[str] = frozenset()
    keepers: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


def is_away(row: Exhibit) -> bool:
    """Tell whether somebody outside has it, whatever is to become of it later."""
    return row.external or row.state == "with_authority"


def is_its_keeper(tried: Attempt) -> None:
    """Raise Refused unless who keeps the exhibit, or the evidence custodian, lets it go."""
    if tried.user_id != tried.row.custodian and KEEPER not in tried.roles:
        raise _not_yours(
            tried,
            say("Only who keeps {name} or the evidence custodian lets it go.", name=tried.name),
            "11, custody",
        )


def comes_back_whole(tried: Attempt) -> None:
    """Raise unless the evidence custodian takes it back and reads its seal and digest (rule 12)."""
    row = tried.row
    if not is_away(row):
        return
    if KEEPER not in tried.roles:
        raise _not_yours(
            tried,
            say("What comes back from outside is taken by the evidence custodian."),
            "12, receipt",
        )
    lacks_digest = bool(row.sha256) and not is_digest(tried.sha256_read)
    if (row.seal_no and not tried.seal_read) or lacks_digest:
        raise Mistyped(
            say(
                "{name} comes back: its seal is read, and the SHA-256 of what is digital, of eight "
                "digits or more.",
                name=tried.name,
            ),
            next_step=say(
                "Type `/evidence store {name} safe 2 seal=S-1 sha256=9f86d081`.", name=tried.name
            ),
            about="sha256" if lacks_digest else "seal",
        )


def _not_yours(tried: Attempt, message: str, rule: str) -> Refused:
    who = ", ".join(f"<@{user}>" for user in tried.keepers) or say_role(KEEPER)
    return Refused(message, rule=rule, who=who, next_step=whom_to_ask(KEEPER, tried.keepers))
