"""Roles: who commands, who holds what, and what a person's standing is.

The rules are `bot.domain.people`; here they meet the database.
"""

import json
from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from bot.domain.models import Incident, Person, Setting
from bot.domain.people import COMMANDER, DEPUTY, Command, Standing, check_command
from bot.errors import Mistyped, NotFound, Refused
from bot.grammar import refs
from bot.grammar.suggest import nearest
from bot.grammar.text import quoted
from bot.language.catalogue import say
from bot.operations import rooms
from bot.operations.turn import SYSTEM, Turn
from bot.playbook.roles import ROLES, say_role, spelt
from bot.storage import incidents, people, roles, tasks

TOLD = 5
ONE_HOLDER = frozenset({COMMANDER})


def group_key(group_id: str) -> str:
    """Return the setting under which a user group's members are kept."""
    return f"group:{group_id}"


def members_of(session: Session, listed: frozenset[str]) -> frozenset[str]:
    """Return the people whom user and user-group ids in a setting mean."""
    meant = {each for each in listed if not each.startswith("S")}
    keys = [group_key(each) for each in listed if each.startswith("S")]
    if keys:
        for kept in session.exec(select(Setting).where(col(Setting.key).in_(keys))):
            meant.update(json.loads(kept.value))
    return frozenset(meant)


def _responders(session: Session, listed: frozenset[str]) -> frozenset[str] | None:
    """Return who works incidents; None means every full member.

    Groups that Slack never told us of count as not set: else nobody at all could work.
    """
    found = members_of(session, listed)
    if found or not listed:
        return found or None
    keys = [group_key(each) for each in listed]
    known = session.exec(select(Setting.key).where(col(Setting.key).in_(keys))).first()
    return None if known is None else found


def keepers(turn: Turn) -> list[str]:
    """Return who may know of everything here: the admins, or the managers where there are none."""
    session, house = turn.session, turn.house
    return sorted(members_of(session, house.admins) or members_of(session, house.managers))


def regroup(turn: Turn, group_id: str, added: Collection[str], removed: Collection[str]) -> None:
    """Follow a change of a user group, if it is one of those that the settings name."""
    kept = turn.session.get(Setting, group_key(group_id), with_for_update=True)
    if kept is None:
        return
    members = (set(json.loads(kept.value)) | set(added)) - set(removed)
    kept.value = json.dumps(sorted(members))
    turn.session.add(kept)


def planners(turn: Turn) -> list[str]:
    """Return some of the managers and admins: who is told when their page cannot be posted."""
    house = turn.house
    return sorted(members_of(turn.session, house.managers | house.admins))[:TOLD]


def standing(turn: Turn, incident: Incident | None = None) -> Standing:
    """Return what the acting person is, here and in *incident*."""
    return standing_of(turn, turn.actor.user_id, incident)


def standing_of(turn: Turn, user_id: str, incident: Incident | None = None) -> Standing:
    """Return what any person is, here and in *incident*."""
    house, session = turn.house, turn.session
    known = people.known(session, user_id, incident.id if incident else None)
    shut_out = known.is_suspended
    foreign = turn.actor.foreign and user_id == turn.actor.user_id
    outside = shut_out or foreign or known.is_guest or known.is_bot or known.is_gone
    responders = _responders(session, house.responders)
    admins = members_of(session, house.admins)
    return Standing(
        user_id=user_id,
        is_member=not outside,
        is_guest=foreign or known.is_guest,
        is_responder=not outside if responders is None else user_id in responders and not shut_out,
        is_manager=not shut_out
        and (user_id in members_of(session, house.managers) or user_id in admins),
        is_admin=not shut_out and (user_id in admins or user_id == SYSTEM),
        taken=known.roles,
    )


def command_of(turn: Turn, incident: Incident) -> Command:
    """Return who commands the incident now."""
    held = roles.holders(turn.session, incident)
    commander = held.get(COMMANDER, ())
    return Command(commander[0] if commander else None, held.get(DEPUTY, ()))


def known_roles(turn: Turn, incident: Incident) -> dict[str, str]:
    """Return the roles of the house and of the incident's playbooks, with their titles."""
    return roles_of(turn, [slug for slug, *_ in tasks.run_names(turn.session, incident.row)])


def roles_of(turn: Turn, slugs: Iterable[str]) -> dict[str, str]:
    """Return the roles of the house and of the playbooks *slugs*, with their titles."""
    known = {role.slug: role.title for role in ROLES.values()}
    for slug in slugs:
        playbook = turn.house.library.playbooks.get(slug)
        known.update({role.slug: role.title for role in (playbook.roles if playbook else ())})
    return known


def check_role(turn: Turn, incident: Incident, role: str) -> str:
    """Return the slug of *role* as typed or by its title, or raise Mistyped with the nearest."""
    slug = "-".join(role.lower().replace("_", " ").replace("-", " ").split())
    if not slug:
        raise Mistyped(
            say("The role has no name."),
            next_step=say("`/incident roles` lists them."),
        )
    known = known_roles(turn, incident)
    meant = spelt(known)
    if slug in meant:
        return meant[slug]
    # Words behind a role: `it-lead now`, a surname behind a mention.
    begun = next((each for each in known if slug.startswith(f"{each}-")), None)
    close = begun or meant.get(nearest(slug, meant) or "")
    raise Mistyped(
        say("There is no role {slug}.", slug=quoted(slug)),
        instead=(role.strip(), close) if close else None,
        next_step=say("Did you mean `{close}`?", close=close)
        if close
        else say(
            "The roles are {roles}; `/incident roles` shows who holds which.",
            roles=", ".join(f"`{each}`" for each in sorted(known)),
        ),
    )


def appoint(turn: Turn, incident: Incident, role: str, user_id: str) -> str:
    """Give *role* to a person; one who held a role of one holder gives it up. Return the slug."""
    incidents.lock(turn.session, incident)
    slug = check_role(turn, incident, role)
    check_command(
        standing(turn, incident),
        command_of(turn, incident),
        say("give the role {role}", role=say_role(slug)),
    )
    check_person(turn, user_id)
    before = roles.holders(turn.session, incident).get(slug, ())
    if user_id in before:
        raise Refused(
            say("<@{user_id}> is {role} already.", user_id=user_id, role=say_role(slug)),
            rule="roles",
            next_step=say(
                "Name another person, or take it back: `/incident role {slug} off`.", slug=slug
            ),
        )
    if slug == DEPUTY and command_of(turn, incident).commander == user_id:
        raise Refused(
            say(
                "<@{user_id}> is the incident commander, and nobody is their own deputy.",
                user_id=user_id,
            ),
            rule="roles",
            next_step=say("Name another person: `/incident role {slug} @who`.", slug=slug),
        )
    if slug in ONE_HOLDER:
        roles.release(turn.session, incident, slug, now=turn.now)
    if slug == COMMANDER:
        end_deputy(turn, incident, user_id)
    take(turn, incident, slug, user_id)
    turn.record(
        incident, "role.taken", subject=slug, text=f"{slug}: {user_id}",
        before=",".join(before) or None, after=user_id,
    )  # fmt: skip
    return slug


def take_command(turn: Turn, incident: Incident, user_id: str) -> None:
    """Make a person the commander of an incident that has none yet; for its declaration."""
    take(turn, incident, COMMANDER, user_id)
    turn.record(
        incident, "role.taken", subject=COMMANDER, text=f"{COMMANDER}: {user_id}", after=user_id
    )


def take(turn: Turn, incident: Incident, slug: str, user_id: str) -> None:
    """Begin a holding of a role; whoever has it is brought into the channel."""
    roles.take(turn.session, incident, slug, user_id, now=turn.now)
    bring_in(turn, incident, user_id)


def end_deputy(turn: Turn, incident: Incident, user_id: str) -> None:
    """Let a deputy who takes command be deputy no more: nobody stands in for themselves."""
    if roles.release(turn.session, incident, DEPUTY, now=turn.now, user_id=user_id):
        turn.record(incident, "role.left", subject=DEPUTY, text=DEPUTY, before=user_id)


def bring_in(turn: Turn, incident: Incident, user_id: str) -> None:
    """Bring whoever is given work into the channel, also when it does not exist yet."""
    if incidents.is_in_channel(turn.session, incident, user_id):
        return
    incidents.joined(turn.session, incident, user_id, now=turn.now)
    if user_id != incident.declared_by:
        rooms.invite(turn, incident, [user_id])


def relieve(turn: Turn, incident: Incident, role: str, user_id: str | None = None) -> str:
    """Take *role* from a person, or from everybody who holds it. Return the slug."""
    incidents.lock(turn.session, incident)
    slug = check_role(turn, incident, role)
    check_command(
        standing(turn, incident),
        command_of(turn, incident),
        say("take the role {role}", role=say_role(slug)),
    )
    gone = roles.release(turn.session, incident, slug, now=turn.now, user_id=user_id)
    if not gone:
        raise Refused(
            say("<@{user_id}> does not hold {role}.", user_id=user_id, role=say_role(slug))
            if user_id
            else say("Nobody holds {role}.", role=say_role(slug)),
            rule="roles",
            next_step=say(
                "`/incident role {slug} @who` gives it; `/incident roles` shows all.", slug=slug
            ),
        )
    turn.record(incident, "role.left", subject=slug, text=slug, before=",".join(gone))
    return slug


def check_person(turn: Turn, user_id: str) -> None:
    """Raise Refused unless roles and tasks can be put into this person's hands."""
    known = people.known(turn.session, user_id, None)
    if known.is_suspended:
        raise Refused(
            say(
                "That person's access is taken by written order, so they hold no role and no task."
            ),
            rule="26, suspension",
            next_step=say("Choose somebody else."),
        )
    if known.is_bot or known.is_gone:
        raise Refused(
            say("<@{user_id}> is an app.", user_id=user_id)
            if known.is_bot
            else say("<@{user_id}> is no longer a member here.", user_id=user_id),
            rule="roles",
            next_step=say("Choose a person who is a member of this workspace."),
        )


def member(session: Session, said: str) -> str:
    """Return the user id of the member who goes by this id or name, or raise NotFound."""
    person = session.get(Person, said.strip().upper())
    if person is None or person.is_gone:
        return person_named(session, said.strip())
    return person.user_id


def person_named(session: Session, name: str) -> str:
    """Return the user id of the member called *name*, or raise NotFound."""
    wanted = select(Person).where(
        col(Person.name) == name.lstrip("@").lower(), col(Person.is_gone).is_(False)
    )
    person = session.exec(wanted).first()
    if person is None:
        raise NotFound(
            say("There is nobody called @{name} here.", name=name.lstrip("@")[:60]),
            next_step=say("Pick the person from the list that Slack offers when you type @."),
        )
    return person.user_id


def named_in(turn: Turn, text: str) -> tuple[str, ...]:
    """Return the user ids of everybody named in a text, each once; raise NotFound for a stranger.

    Whoever is named by `@name` counts as the person that they are: nobody is two people.
    """
    found = []
    for ref in refs.users(text):
        name = ref.name or ""
        mine = turn.actor.user_id if name.lower() == "me" else ""
        found.append(ref.user_id or mine or person_named(turn.session, name))
    return tuple(dict.fromkeys(found))
