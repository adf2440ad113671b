"""`/incident role lead roles handover`: who does what in an incident."""

from bot.domain.people import COMMANDER
from bot.domain.words import Stage
from bot.errors import Mistyped
from bot.grammar import refs
from bot.grammar import text as texts
from bot.grammar.tasks import names_tasks
from bot.language.catalogue import say
from bot.operations import command, people
from bot.operations.known_roles import known_roles
from bot.playbook.roles import say_role
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import handover as handover_views
from bot.slack.views import incidents as views
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.said import Said, paragraph
from bot.storage import board, posts, roles

OFF = frozenset({"off", "none", "nobody", "vacant", "remove"})
# What people type beside a role and a person, and what says nothing.
BESIDE = frozenset({"to", "me", "@me", "as", "is", "=", "the", "now", "please", "pls", "plz"})


def role(ask: Ask) -> Answer:
    """Give a role: `it-lead @who`; or take it back: `it-lead off [@who]`."""
    named = refs.users(ask.text)
    words = refs.without(ask.text, *named).lower().split()
    if len(named) > 1:
        raise Mistyped(
            say("A role is given to one person at a time."),
            next_step=say("Name one, then send the line again for the next."),
        )
    off = next((word for word in words if word in OFF), None)
    slug = " ".join(word for word in words if word not in OFF | BESIDE)
    if not slug or not (named or off or set(words) & {"me", "@me"}):
        raise ask.nobody_named(
            say("Which role, and who is to have it?"),
            say("Type `/incident role it-lead @who`; `/incident roles` lists them."),
        )
    if names_tasks(slug):
        raise Mistyped(
            say("There is no role {slug}.", slug=texts.quoted(slug)),
            nearest=f"/task assign {texts.wire(ask.line.rest_with_ref)}",
            next_step=say("Did you mean `{close}`?", close="/task assign"),
        )
    if off:
        return _relieve(ask, slug, ask.known(named[0]) if named else None)
    return appoint(ask, slug, ask.known(named[0]) if named else ask.user_id)


def lead(ask: Ask) -> Answer:
    """Give command of the incident to a person, or take it: `@who` or `me`."""
    if not ask.text:
        raise Mistyped(
            say("Who is to command?"), next_step=say("Type `/incident lead @who`, or `me`.")
        )
    return appoint(ask, COMMANDER, ask.person(ask.text))


def appoint(ask: Ask, slug: str, user_id: str) -> Answer:
    """Give a person a role and say it, and who holds or held it besides."""
    before = roles.holders(ask.turn.session, ask.incident)
    held = people.appoint(ask.turn, ask.incident, slug, user_id)
    whom, had = kit.mention(user_id), before.get(held, ())

    def besides() -> str:
        if not had:
            return ""
        others = kit.mentions(had)
        if held in people.ONE_HOLDER:
            return " " + say("Until now: {others}.", others=others)
        return " " + say("Held by {others} as well.", others=others)

    def sentence() -> str:
        who = kit.mention(ask.user_id)
        said = say(
            "{who} gave the role *{role}* to {whom}.", who=who, role=say_role(held), whom=whom
        )
        return said + besides()

    announce(ask, lambda: paragraph(sentence(), _roles(ask)))
    said = say("{whom} is {role} of {ref}.", whom=whom, role=say_role(held), ref=ask.incident.ref)
    return answered(paragraph(said + besides(), _roles(ask)))


def _relieve(ask: Ask, slug: str, user_id: str | None) -> Answer:
    before = roles.holders(ask.turn.session, ask.incident)
    left = people.relieve(ask.turn, ask.incident, slug, user_id)
    ref = ask.incident.ref
    gone = (user_id,) if user_id else before.get(left, ())
    still = [each for each in before.get(left, ()) if each not in gone]

    def ways() -> list[kit.Block]:
        if left != COMMANDER:
            return [_roles(ask)]
        claim = kit.button(say("Claim command"), ids.INCIDENT_CLAIM, ref, style="primary")
        return [claim, _roles(ask)]

    def held() -> str:
        if left == COMMANDER:
            return " " + say("Nobody commands {ref} now: `/incident claim` takes command.", ref=ref)
        if still:
            return " " + say("Still held by {others}.", others=kit.mentions(still))
        return " " + say("Nobody holds it now.")

    def sentence() -> str:
        who, whom = kit.mention(ask.user_id), kit.mentions(gone)
        role = say_role(left)
        return say("{who} took back the role *{role}* from {whom}.", who=who, role=role, whom=whom)

    announce(ask, lambda: paragraph(sentence() + held(), *ways()))
    said = say(
        "The role {role} of {ref} is taken back from {whom}.",
        role=say_role(left), ref=ref, whom=kit.mentions(gone),
    )  # fmt: skip
    return answered(paragraph(said + held(), *ways()))


def claim(ask: Ask) -> Answer:
    """Take command of an incident that nobody commands."""
    command.claim(ask.turn, ask.incident)
    who, incident = kit.mention(ask.user_id), ask.incident
    announce(
        ask,
        lambda: paragraph(
            say("{who} took command of {ref}.", who=who, ref=incident.ref), _roles(ask)
        ),
    )
    ways = [_roles(ask)]
    if incident.stage is Stage.TRIAGE:
        ways = [
            kit.button(say("It is real: active"), ids.INCIDENT_STAGE, f"{incident.ref} active"),
            kit.button(say("Stand down"), ids.INCIDENT_STANDDOWN, incident.ref),
            *ways,
        ]
    return answered(paragraph(say("You command {ref} now.", ref=incident.ref), *ways))


def handover(ask: Ask) -> Answer:
    """Hand command to another person with a brief: `@who [what they should know]`."""
    if not ask.text:
        raise Mistyped(say("To whom?"), next_step=say("Type `/incident handover @who`."))
    named = refs.users(ask.text)
    words = refs.without(ask.text, *named[:1]).strip()
    user_id = ask.known(named[0]) if named else ask.person(ask.text)
    row = command.hand_over(ask.turn, ask.incident, user_id, words)
    data = board.gather(ask.turn.session, ask.incident, now=ask.turn.now)

    def brief() -> Said:
        return handover_views.brief(data, row, Page(ask.turn.now, ask.turn.house.zone))

    announce(ask, brief)
    ask.turn.call(
        posts.Call(
            key=f"brief:{row.id}", kind="alert", target=f"user:{user_id}",
            incident_id=ask.incident.id, priority=posts.ALERT, said=lambda: brief().message,
        )
    )  # fmt: skip
    text = say(
        "You handed command of {ref} to {whom}, who is incident commander now. The brief is out; "
        "if it is not acknowledged in ten minutes you both hear.",
        ref=ask.incident.ref, whom=kit.mention(user_id),
    )  # fmt: skip
    return answered(paragraph(text, _roles(ask)))


def acknowledge(ask: Ask) -> Answer:
    """Say that the brief of a handover was read."""
    row = command.acknowledge(ask.turn, ask.incident)
    announce(ask, lambda: paragraph(handover_views.acknowledged(ask.incident, row), _roles(ask)))
    return answered(
        paragraph(say("You command {ref}, and have read the brief.", ref=ask.incident.ref))
    )


def roles_(ask: Ask) -> Answer:
    """Show who holds which role, and which are vacant."""
    titles = known_roles(ask.turn, ask.incident)
    held = views.held_lines(roles.holders(ask.turn.session, ask.incident), titles)
    data = board.gather(ask.turn.session, ask.incident, now=ask.turn.now)
    return answered(views.roles(ask.incident, held, data.vacant))


def _roles(ask: Ask) -> kit.Block:
    return kit.button(say("Roles"), ids.INCIDENT_ROLES, ask.incident.ref)
