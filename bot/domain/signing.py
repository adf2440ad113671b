"""Who may sign, and when two people have signed (rule 30). Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import Refused
from bot.language.catalogue import say
from bot.playbook.roles import say_role


@dataclass(frozen=True, slots=True)
class Pen:
    """Somebody about to sign: who asked for it, who signed already and in which role."""

    what: str
    user_id: str
    roles: frozenset[str]
    asker: str
    signed: Sequence[tuple[str, str]] = ()
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a matter needs: how many signatures, from which roles, one in `one_of`, one in `and_of`.

    Empty `roles` means any role of the incident.
    """

    roles: frozenset[str] = frozenset()
    needed: int = 2
    one_of: frozenset[str] = frozenset()
    and_of: frozenset[str] = frozenset()

    def lacks(self, signed: Collection[str]) -> list[frozenset[str]]:
        """Return the sets of roles of which none has signed yet, though one must."""
        return [each for each in (self.one_of, self.and_of) if each and not each & set(signed)]


def seat(pen: Pen, wanted: Wanted) -> str:
    """Return the role in which the person signs, or raise Refused saying who can."""
    if pen.user_id == pen.asker:
        raise Refused(
            say("You asked for {what} yourself, so others must sign.", what=pen.what),
            rule="30, two people",
            who=_who(pen, wanted),
            next_step=say("Ask {who}.", who=_who(pen, wanted)),
        )
    if any(user_id == pen.user_id for user_id, _ in pen.signed):
        raise Refused(
            say(
                "You signed {what} already; the next signature is another person's.", what=pen.what
            ),
            rule="30, two people",
            who=_who(pen, wanted),
            next_step=say("Ask {who}.", who=_who(pen, wanted)),
        )
    free = _best_first(pen, wanted)
    if not free:
        raise Refused(
            say("You cannot sign {what}: it takes {who}.", what=pen.what, who=_who(pen, wanted)),
            rule="30, two people",
            who=_who(pen, wanted),
            next_step=say("Ask {who}.", who=_who(pen, wanted)),
        )
    return free[0]


def _best_first(pen: Pen, wanted: Wanted) -> list[str]:
    """Return the roles in which the person may sign now, the best first.

    Better is one after which others can still sign the rest, then one whose signature must be
    there: who is director and scribe signs as director, unless the only other one is director too.
    """
    taken = {role for _, role in pen.signed}
    must = frozenset[str]().union(*wanted.lacks(taken))
    gone = {pen.user_id, pen.asker, *(user_id for user_id, _ in pen.signed)}

    def leaves_a_way(role: str) -> bool:
        after = taken | {role}
        lacking = [*wanted.lacks(after)]
        rest = wanted.needed - len(after) - len(lacking)
        any_role = wanted.roles or frozenset(pen.holders)
        return can_be_filled([*lacking, *[any_role] * rest], pen.holders, gone, after)

    free = [role for role in _open_seats(pen, wanted) if role in pen.roles]
    return sorted(free, key=lambda role: (not leaves_a_way(role), role not in must, role))


def can_be_filled(
    seats: Sequence[Collection[str]], holders: Mapping[str, Collection[str]],
    gone: Collection[str], taken: Collection[str] = (),
) -> bool:  # fmt: skip
    """Tell whether other people can take these seats, each person one and each in another role.

    A seat is the roles that fit it; whoever is *gone* and roles that are *taken* do not count.
    """
    if not seats:
        return True
    first, *rest = seats
    return any(
        can_be_filled(rest, holders, {*gone, user_id}, {*taken, role})
        for role in sorted(first)
        if role not in taken
        for user_id in holders.get(role, ())
        if user_id not in gone
    )


def _open_seats(pen: Pen, wanted: Wanted) -> list[str]:
    """Return the roles whose signature would count now; a role signs once."""
    taken = {role for _, role in pen.signed}
    roles = sorted(wanted.roles or pen.roles or frozenset(pen.holders))
    left = wanted.needed - len(pen.signed)
    lacking = wanted.lacks(taken)
    must = frozenset[str]().union(*lacking) if left <= len(lacking) else frozenset(roles)
    return [role for role in roles if role not in taken and (not lacking or role in must)]


def _who(pen: Pen, wanted: Wanted) -> str:
    """Say who else can sign now: the roles that must first, nobody who asked or signed already."""
    gone = {pen.user_id, pen.asker, *(user_id for user_id, _ in pen.signed)}
    held = {
        role: [each for each in users if each not in gone] for role, users in pen.holders.items()
    }
    seats = _open_seats(Pen(pen.what, "", frozenset(held), "", pen.signed, pen.holders), wanted)
    must = frozenset[str]().union(*wanted.lacks({role for _, role in pen.signed}))
    free = [role for role in seats if held.get(role) or role in must or wanted.roles]
    free.sort(key=lambda role: (role not in must, role))
    named = [f"{say_role(role)} ({_held(held.get(role, ()))})" for role in free[:6]]
    return f" {say('or')} ".join(named) or say("somebody in another role")


def _held(users: Collection[str]) -> str:
    return ", ".join(f"<@{user}>" for user in users) or say("vacant")


def is_complete(signed: Sequence[tuple[str, str]], wanted: Wanted) -> bool:
    """Tell whether the signatures, given as (user, role), are all that is needed."""
    roles = {role for _, role in signed}
    people = {user_id for user_id, _ in signed}
    enough = len(roles) >= wanted.needed and len(people) >= wanted.needed
    return enough and not wanted.lacks(roles)
