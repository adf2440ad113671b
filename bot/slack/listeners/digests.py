"""`/incident digest`: the managers' daily page, and the one that a person has for themselves.

When they are due and what they say is not decided here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.models import Incident
from bot.domain.words import DigestCut
from bot.errors import Mistyped
from bot.grammar.keyed import keyed
from bot.language.catalogue import say
from bot.operations import digests, people, subscriptions
from bot.operations.reports import Report
from bot.operations.subscriptions import Wish
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.finding import by_ref
from bot.slack.listeners.saying import answered
from bot.slack.views import kit
from bot.slack.views import subscriptions as views
from bot.slack.views.said import Said, paragraph
from bot.storage import incidents

PARTS = {"at": "at", "zone": "zone", "tz": "zone", "in": "zone", "cut": "cut", "of": "of",
         "for": "of", "about": "of", "lang": "lang", "language": "lang"}  # fmt: skip
ZONE = {word: part for word, part in PARTS.items() if part == "zone"}
HERE, OPEN = frozenset({"here", "this"}), frozenset({"", "open", "all"})
# So many incidents fit into a menu beside the choice of all.
OFFERED = 99
EVERYTHING = frozenset({"all", "everything"})


def digest(ask: Ask) -> Answer:
    """Show, post or plan the managers' daily digest, or one's own."""
    if isinstance(ask.gathered, Answer):
        return ask.gathered
    verb, _, rest = ask.text.partition(" ")
    run = VERBS.get(verb.lower())
    if run is None:
        raise Mistyped(
            say("What is to happen with the digest?"),
            next_step=say(
                "Type `/incident digest now`, `preview`, `at 07:30`, `on` or `off`; or "
                "`subscribe at 08:00` for one of your own."
            ),
        )
    return run(ask, rest.strip())


def ahead(ask: Ask) -> Answer | Report | None:
    """Read the whole hospital before the transaction, so that nobody's writing waits for it."""
    verb, _, rest = ask.text.partition(" ")
    read = LONG.get(verb.lower())
    return read(ask, rest.strip()) if read is not None else None


def _planned(ask: Ask, _rest: str) -> Answer:
    return _house(digests.digest_plan(ask.turn).sentence)


def _preview(ask: Ask, rest: str) -> Answer:
    read = keyed(rest, PARTS)
    named = read.found.get("cut") or read.before
    cut = subscriptions.cut_meant(named) if named else DigestCut.COMMAND
    message = digests.preview(ask.turn, _incident(ask, read.found.get("of", "")), cut)
    return Answer(str(message["text"]), tuple(message["blocks"]), alone=True)


def _last(ask: Ask, _rest: str) -> Answer:
    message = digests.shown_again(ask.turn)
    return Answer(message["text"], tuple(message["blocks"]), alone=True)


def _made(ask: Ask, _rest: str) -> Report:
    return digests.digest_made(ask.turn)


def _now(ask: Ask, _rest: str) -> Answer:
    made = ask.gathered if isinstance(ask.gathered, Report) else None
    return _house(digests.digest_now(ask.turn, made))


def _at(ask: Ask, rest: str) -> Answer:
    read = keyed(rest, ZONE)
    zone = read.found.get("zone", "")
    if read.found and not zone:
        raise _nothing_behind("zone", say("Type `/incident digest at 07:30 zone Asia/Kolkata`."))
    return _house(digests.digest_at(ask.turn, read.before, zone).sentence)


def _nothing_behind(part: str, next_step: str) -> Mistyped:
    return Mistyped(say("Nothing stands behind `{part}`.", part=part), next_step=next_step)


def _off(ask: Ask, _rest: str) -> Answer:
    return _house(digests.digest_off(ask.turn).sentence)


def _on(ask: Ask, _rest: str) -> Answer:
    return _house(digests.digest_on(ask.turn).sentence)


def _house(sentence: str) -> Answer:
    return answered(
        paragraph(
            sentence,
            kit.button(say("Preview"), ids.INCIDENT_DIGEST, "preview"),
            kit.button(say("Post now"), ids.INCIDENT_DIGEST, "now"),
            kit.button(say("My digests"), ids.INCIDENT_DIGEST, "subscriptions"),
        )
    )


def _alone(said: Said) -> Answer:
    return Answer(said.text, said.blocks, alone=True)


def _subscribe(ask: Ask, rest: str) -> Answer:
    read = keyed(rest, PARTS)
    at, cut = read.found.get("at", ""), read.found.get("cut", "")
    for word in read.before.split():
        # `subscribe clinical 08:00` needs no keywords.
        if word.lower() in set(DigestCut) and not cut:
            cut = word
        else:
            at = f"{at} {word}".strip()
    given = read.found
    parts = {"at": at, "zone": given.get("zone"), "cut": cut, "lang": given.get("lang")}
    for part, value in parts.items():
        if part in given and not value:
            raise _nothing_behind(part, say(views.EXAMPLE))
    incident = _incident(ask, given.get("of", ""))
    wish = Wish(at, given.get("zone", ""), cut, given.get("lang", ""), incident)
    return _alone(views.begun(subscriptions.subscribe(ask.turn, wish), ask.turn.now))


def _incident(ask: Ask, of: str) -> Incident | None:
    """Return the incident that the digest is to be about, or None for all that are open."""
    if ask.line.incident_ref and not of:
        return by_ref(ask.turn, ask.line.incident_ref)
    if of.lower() in HERE:
        return _of_this_channel(ask)
    if of.lower() not in OPEN:
        raise Mistyped(
            say("A digest is about one incident or about all that are open."),
            next_step=say("Type `of INC-2022-001`, `of here` or `of open`."),
        )
    return None


def _of_this_channel(ask: Ask) -> Incident:
    here = incidents.by_channel(ask.turn.session, ask.origin.channel_id)
    who = people.standing(ask.turn)
    if here is None or not incidents.may_see(
        ask.turn.session, here, who.user_id, guest=who.is_guest
    ):
        raise Mistyped(
            say("This is not the channel of an incident."),
            next_step=say("Name it: `of INC-2022-001`."),
        )
    return here


def _unsubscribe(ask: Ask, rest: str) -> Answer:
    read = keyed(rest, PARTS)
    everything = read.before.lower() in EVERYTHING
    ref: str | None = ask.line.incident_ref
    if "of" in read.found and ref is None:
        incident = _incident(ask, read.found["of"])
        ref = incident.ref if incident is not None else ""
    if read.before and not everything:
        raise Mistyped(
            say("Which digest is to end?"),
            next_step=say("Type `/incident digest unsubscribe of INC-…`, `of open` or `all`."),
        )
    return _alone(views.ended(subscriptions.unsubscribe(ask.turn, ref=ref, everything=everything)))


def _mine(ask: Ask, _rest: str) -> Answer:
    return _alone(views.listed(subscriptions.mine(ask.turn), ask.turn.now))


def choices(ask: Ask) -> views.Choices:
    """Return what the window offers to whoever opens it; guests are refused before they see it."""
    turn, session = ask.turn, ask.turn.session
    subscriptions.check_may(turn)
    found = incidents.seen_by(session, incidents.open_incidents(session), ask.user_id)
    return views.Choices(
        at=turn.house.digest_at,
        zones=subscriptions.zones_offered(turn),
        incidents=[(each.ref, each.title) for each in found[:OFFERED]],
    )


def submitted(ask: Ask, fields: Mapping[str, str]) -> Answer:
    """Subscribe as the window says."""
    scope = fields[ids.SCOPE]
    incident = by_ref(ask.turn, scope) if scope != "open" else None
    wish = Wish(
        fields[ids.AT], fields[ids.ZONE], fields[ids.CUT], fields.get(ids.LANG, ""), incident
    )
    said = views.begun(subscriptions.subscribe(ask.turn, wish), ask.turn.now)
    return Answer(said.text, said.blocks, update=views.saved(said))


LONG: Mapping[str, Callable[[Ask, str], Answer | Report]] = MappingProxyType(
    {"preview": _preview, "show": _preview, "now": _made, "post": _made}
)
VERBS: Mapping[str, Callable[[Ask, str], Answer]] = MappingProxyType(
    {
        "": _planned,
        "preview": _preview,
        "show": _preview,
        "last": _last,
        "now": _now,
        "post": _now,
        "at": _at,
        "off": _off,
        "stop": _off,
        "on": _on,
        "subscribe": _subscribe,
        "sub": _subscribe,
        "unsubscribe": _unsubscribe,
        "unsub": _unsubscribe,
        "subscriptions": _mine,
        "mine": _mine,
    }
)
