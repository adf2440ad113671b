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
from bot.playbook.roles import ROLES, spelt
from bot.storage import playbook_runs


def known_roles(turn: Turn, incident: Incident) -> dict[str, str]:
    """Return the roles of the house and of the incident's playbooks, with their titles."""
    slugs = [slug for slug, *_ in playbook_runs.names(turn.session, incident.row)]
    known = roles_of(turn, slugs)
    # A playbook whose file is not used any more runs on with the text that it keeps.
    for slug in {*slugs} - turn.house.library.playbooks.keys():
        known |= _added(parse_kept(playbook_runs.source(turn.session, incident, slug), slug)[0])
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
