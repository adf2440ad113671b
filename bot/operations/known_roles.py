"""Which roles there are in an incident: those of the house, and those that its playbooks add.

Who holds them, and giving them, is `people`.
"""

from collections.abc import Iterable

from bot.domain.models import Incident
from bot.errors import Mistyped
from bot.grammar.suggest import nearest
from bot.grammar.text import quoted
from bot.language.catalogue import say
from bot.operations.turn import Turn
from bot.playbook.model import Playbook
from bot.playbook.parse import parse_kept
from bot.playbook.roles import ROLES
from bot.storage import tasks


def known_roles(turn: Turn, incident: Incident) -> dict[str, str]:
    """Return the roles of the house and of the incident's playbooks, with their titles."""
    slugs = [slug for slug, *_ in tasks.run_names(turn.session, incident.row)]
    known = roles_of(turn, slugs)
    # A playbook whose file is not used any more runs on with the text that it keeps.
    for slug in {*slugs} - turn.house.library.playbooks.keys():
        known |= _added(parse_kept(tasks.source_of(turn.session, incident, slug), slug)[0])
    return known


def roles_of(turn: Turn, slugs: Iterable[str]) -> dict[str, str]:
    """Return the roles of the house and of the playbooks *slugs*, with their titles."""
    known = {role.slug: role.title for role in ROLES.values()}
    for slug in slugs:
        known |= _added(turn.house.library.playbooks.get(slug))
    return known


def _added(playbook: Playbook | None) -> dict[str, str]:
    return {role.slug: role.title for role in playbook.roles} if playbook is not None else {}


def check_role(turn: Turn, incident: Incident, role: str) -> str:
    """Return the slug of *role* as typed in any case, or raise Mistyped with the nearest."""
    slug = role.strip().lower().replace("_", "-").replace(" ", "-")
    if not slug:
        raise Mistyped(
            say("The role has no name."),
            next_step=say("`/incident roles` lists them."),
        )
    known = known_roles(turn, incident)
    if slug in known:
        return slug
    close = nearest(slug, known)
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
