"""`/incident note timeline`, and "Add to timeline": what is written down, and reading it again.

When a note says that it happened is `noted_at`.
"""

from datetime import datetime

from bot.domain import ransom_words
from bot.domain.happenings import KINDS, kind_of
from bot.domain.models import Incident
from bot.domain.withholding import NOBODY
from bot.errors import Mistyped
from bot.grammar import lines, patient, refs
from bot.grammar import text as texts
from bot.grammar.suggest import nearest
from bot.language.catalogue import say
from bot.operations import incidents as operations
from bot.operations import noting
from bot.slack import ids, parts
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.finding import by_ref, none_open
from bot.slack.inbound import Quoted, Submission
from bot.slack.listeners import noted_at
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit
from bot.slack.views import noting as views
from bot.slack.views.said import Said, paragraph
from bot.storage import incidents, suspensions, timeline

MOST_ENTRIES, ENTRIES, MOST_CHOICES = 50, 10, 100
# `last 5` and `5 entries` are five.
BESIDE = frozenset({"last", "latest", "newest", "recent", "entries", "of", "by", "from"})
# What people type in a thread of its message above them.
THIS = frozenset({"this", "this message", "that", "it", "above", "the above", "message"})


def note(ask: Ask) -> Answer:
    """Write what happened into the timeline: `<text> [at 09:40]`; in a thread `this` message."""
    if ask.text.strip(" .!").lower() in THIS:
        return _message_above(ask)
    said = noted_at.read(ask)
    incident = operations.note(ask.turn, ask.incident, said.text, happened_at=said.at)
    announce(ask, lambda: _notes(ask, said.text, said.at), incident)
    return _noted(ask, incident, said.at, said.beside)


def _message_above(ask: Ask) -> Answer:
    """Have the message on top of the thread fetched and put into the timeline, as a pin does."""
    message, ref = ask.quoted, ask.incident.ref
    if message is None:
        raise Mistyped(
            say("`{words}` says nothing to whoever reads it later.", words=ask.text.strip()),
            next_step=say(
                "Say in a line what happened. A message gets into the timeline by :pushpin: on "
                "it, or by `@wardroom note this` in its thread."
            ),
        )
    text = say("The message on top of this thread goes into the timeline of {ref}.", ref=ref)
    if not noting.ask_for(ask.turn, ask.incident, message.channel_id, message.ts):
        text = say("This message is in the timeline of {ref} already.", ref=ref)
    return answered(paragraph(text, kit.button(say("Timeline"), ids.INCIDENT_TIMELINE, ref)))


def _notes(ask: Ask, text: str, at: datetime | None) -> Said:
    words = kit.clip(kit.spoken(text), 2500)
    if at is None:
        return paragraph(say("{who} notes: {words}", who=kit.mention(ask.user_id), words=words))
    return paragraph(
        say(
            "{who} notes (at {at}): {words}",
            who=kit.mention(ask.user_id),
            at=ask.said(at),
            words=words,
        )
    )


def _noted(ask: Ask, incident: Incident, at: datetime | None, beside: str = "") -> Answer:
    text = say("Noted in the timeline of {ref}.", ref=incident.ref)
    if at:
        text = say("Noted in the timeline of {ref} (at {at}).", ref=incident.ref, at=ask.said(at))
    button = kit.button(say("Timeline"), ids.INCIDENT_TIMELINE, incident.ref)
    return answered(paragraph(f"{text} {beside}".rstrip(), button))


def words_of(message: Quoted) -> noting.Words:
    """Return a message as the timeline keeps it."""
    return noting.Words(
        message.channel_id, message.ts, message.author, texts.tidy(message.text),
        message.thread_ts, message.files, message.link,
    )  # fmt: skip


def window(ask: Ask) -> Answer:
    """Return the window that puts a message, or a note, into a timeline."""
    here = incidents.by_channel(ask.turn.session, ask.origin.channel_id)
    seen = incidents.seen_by(
        ask.turn.session, incidents.open_incidents(ask.turn.session), ask.user_id,
        guest=ask.standing.is_guest,
    )  # fmt: skip
    first = ask.found or here
    others = [each for each in seen if first is None or each.id != first.id]
    choices = [each for each in (first, *others) if each is not None][:MOST_CHOICES]
    if not choices:
        raise none_open()
    named = [(each.ref, " ".join(each.title.split())) for each in choices]
    return Answer(modal=views.window(_filled(ask, named)))


def _filled(ask: Ask, choices: list[tuple[str, str]]) -> views.Noting:
    message = ask.quoted
    if message is None:
        return views.Noting(choices, metadata={"channel": ask.origin.channel_id})
    words = words_of(message)
    files = [f"File: {name} {link}" for name, link in message.files]
    text = "\n".join([texts.plain(words.text), *files]).strip()
    return views.Noting(
        choices,
        # What must not be kept is not even proposed.
        text="" if patient.found(text) else text,
        at=views.said_at(words.at, ask.turn.house.zone),
        metadata={
            "channel": message.channel_id, "message": message.ts, "author": message.author,
            "thread": message.thread_ts, "link": message.link,
        },
    )  # fmt: skip


def submitted(ask: Ask, submission: Submission, text: str, at: str) -> Answer:
    """Put what was entered into the chosen incident's timeline."""
    incident = by_ref(ask.turn, submission.text(ids.SCOPE))
    ransom_words.check(text, private=incident.private)
    message, moment = _message(submission, text), moment_of(ask, submission, at)
    if message is None:
        operations.note(ask.turn, incident, text, happened_at=moment)
        announce(ask, lambda: _notes(ask, text, moment), incident)
        return _noted(ask, incident, moment)
    seq = noting.note(ask.turn, incident, message, happened_at=moment)
    announce(ask, lambda: _put(ask, message.link, seq), incident)
    return _noted(ask, incident, moment)


def moment_of(ask: Ask, submission: Submission, at: str) -> datetime | None:
    """Return when it happened, None for now or for when the message was written."""
    message = _message(submission, "")
    said = views.said_at(message.at, ask.turn.house.zone) if message is not None else ""
    return ask.moment(at, "past").at if at and at != said else None


def _put(ask: Ask, address: str, seq: int) -> Said:
    message = kit.link(address, say("message")) if address else say("message")
    return paragraph(
        say(
            "{who} put a {message} into the timeline, entry {seq}.",
            who=kit.mention(ask.user_id), message=message, seq=seq,
        )
    )  # fmt: skip


def _message(submission: Submission, text: str) -> noting.Words | None:
    """Return the message that the window is about, with the words as they were entered."""
    metadata = submission.metadata
    channel = parts.optional(metadata.get("channel"), parts.CHANNEL)
    ts = parts.optional(metadata.get("message"), parts.STAMP)
    if not channel or not ts:
        return None
    link = metadata.get("link", "")
    return noting.Words(
        channel, ts, parts.optional(metadata.get("author"), parts.USER), text,
        parts.optional(metadata.get("thread"), parts.STAMP),
        link=link if parts.LINK.fullmatch(link) else "",
    )  # fmt: skip


def timeline_(ask: Ask) -> Answer:
    """Show entries of the timeline: `[n] [@who] [kind]`; older and newer ones by button."""
    read = lines.options(ask.text, keys={"before", "after"})
    limit, who, kinds, words = _wanted(ask, read.rest)
    wanted = timeline.Wanted(
        actor=who, beginnings=tuple(each for kind in kinds for each in KINDS[kind]),
        before_seq=_number(read.pairs.get("before")), after_seq=_number(read.pairs.get("after")),
    )  # fmt: skip
    found = timeline.page(ask.turn.session, ask.incident.row, wanted, limit=limit)
    sheet = views.Sheet(
        found.entries, found.total, limit, words, older=found.older, newer=found.newer,
        withheld=NOBODY
        if ask.incident.private
        else suspensions.withheld(ask.turn.session, lifted=True),
    )  # fmt: skip
    return answered(views.timeline(ask.incident, sheet, ask.turn.house.zone))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - more than any timeline has.


def _wanted(ask: Ask, text: str) -> tuple[int, str | None, list[str], str]:
    """Return how many entries, of whom, of which kinds; and the filter as it is typed again."""
    named = refs.users(text)
    who = ask.known(named[0]) if named else None
    limit, kinds = ENTRIES, list[str]()
    for word in refs.without(text, *named).split():
        if word.lower() in BESIDE:
            continue
        kind = kind_of(word)
        if word.isdecimal():
            limit = min(max(int(word[:6]), 1), MOST_ENTRIES)
        elif word.lower() in {"me", "mine", "my"}:
            who = ask.user_id
        elif kind is not None:
            kinds.append(kind)
        else:
            raise _no_kind(ask, word)
    typed = [f"<@{who}>" if who else "", *kinds]
    return limit, who, kinds, " ".join(each for each in typed if each)


def _no_kind(ask: Ask, word: str) -> Mistyped:
    close = nearest(word.lower(), KINDS)
    listed = ", ".join(f"`{kind}`" for kind in KINDS)
    what = say("There is no kind of entry called {word}.", word=texts.quoted(word, 40))
    kinds = say("The kinds are {listed}; or name a person, with an @.", listed=listed)
    if close is None:
        return ask.nobody_named(what, kinds)
    meant = say("Did you mean `{close}`?", close=close)
    return Mistyped(what, instead=(word, close), next_step=f"{meant} {kinds}")
