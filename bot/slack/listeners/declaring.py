"""Declaring an incident: in one line, in a window, from a message, by shortcut or reaction."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain import ransom_words
from bot.domain.people import check_insider
from bot.domain.words import Kind, RunState
from bot.grammar import patient
from bot.grammar import text as texts
from bot.language.catalogue import later, say
from bot.operations import duplicates, moments, rooms
from bot.operations import incidents as operations
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.inbound import Quoted, Submission
from bot.slack.listeners import declaration
from bot.slack.listeners.declaration import Declaration, read_kind
from bot.slack.listeners.saying import offered
from bot.slack.views import declaring as windows
from bot.slack.views import incidents as views
from bot.storage import incidents, playbook_runs, tasks


def declare(ask: Ask) -> Answer:
    """Declare an incident; without a title, ask for it in a window."""
    said = declaration.read(ask)
    return declared(ask, said) if said.title else window(ask, said)


def window(ask: Ask, said: Declaration) -> Answer:
    """Return the window in which an incident is declared, filled with what is known already."""
    check_insider(ask.standing, say("declare one"))
    message = ask.quoted or said.message
    known = _declared_from(ask, message)
    if known is not None:
        return known
    given = windows.Declaring(
        title=_title(message), severity=said.severity, kind=said.kind, private=said.private,
        drill=said.drill, playbooks=_shelf(ask, said.kind, said.severity),
        place=windows.Place(
            ask.origin.channel_id or (message.channel_id if message else ""),
            message.ts if message else "", message.thread_ts if message else "",
        ),
        notes=said.notes,
    )  # fmt: skip
    return Answer(modal=windows.declare(given))


def _declared_from(ask: Ask, message: Quoted | None) -> Answer | None:
    """Return that an incident was declared from this message already, to who may see it."""
    if message is None:
        return None
    session = ask.turn.session
    known = incidents.declared_from(session, message.channel_id, message.ts)
    seen = incidents.seen_by(session, known, ask.user_id, guest=ask.standing.is_guest)
    if not seen:
        return None
    said = views.declared_before(seen[0])
    return Answer(said.text, said.blocks, alone=True)


def _title(message: Quoted | None) -> str:
    """Return the first line of a message, unless it holds what must not be kept."""
    words = texts.plain(texts.tidy(message.text)) if message is not None else ""
    return "" if patient.found(words) else next(iter(words.strip().splitlines()), "")


def _shelf(ask: Ask, kind: Kind, severity: int) -> tuple[windows.Choice, ...]:
    """Return the playbooks to choose from; who is no responder starts only what starts anyway."""
    if not (ask.standing.is_responder or ask.standing.is_admin):
        return ()
    library = ask.turn.house.library.playbooks
    fits = moments.starting(ask.turn, kind, severity)
    return tuple(
        windows.Choice(
            slug, library[slug].title, starts=slug in fits, private=library[slug].private
        )
        for slug in sorted(library)
    )


def refitted(ask: Ask, form: Submission) -> Answer:
    """Return the window anew after severity or kind were changed: other playbooks fit now."""
    level, kind = severity_of(form), read_kind(form.text(ids.KIND))
    boxes = form.fields.get(ids.OPTIONS, ())
    given = windows.Declaring(
        severity=level, kind=kind, private="private" in boxes, drill="drill" in boxes,
        playbooks=_shelf(ask, kind, level), place=windows.place(form.metadata),
    )  # fmt: skip
    return Answer(update=windows.declare(given))


def submitted(
    ask: Ask, submission: Submission, title: str, noticed_at: datetime | None, kind: Kind
) -> Answer:
    """Declare what was entered into the window."""
    boxes = submission.fields.get(ids.OPTIONS, ())
    level = severity_of(submission)
    place = windows.place(submission.metadata)
    said = Declaration(
        title=title, severity=level, kind=kind, private="private" in boxes, drill="drill" in boxes,
        noticed_at=noticed_at, playbooks=_chosen(submission, kind, level),
        message=Quoted(place.channel, place.ts, thread_ts=place.thread_ts) if place.ts else None,
    )  # fmt: skip
    answer = declared(ask, said)
    return Answer(answer.text, answer.blocks, update=windows.declared(answer.text))


def severity_of(form: Submission) -> int:
    """Return the severity that is chosen in a window, 2 when none is."""
    level = form.text(ids.SEVERITY)
    return int(level) if level in {"1", "2", "3", "4"} else 2


def _chosen(form: Submission, kind: Kind, severity: int) -> frozenset[str] | None:
    """Return the chosen playbooks; None when they were offered for another severity or kind."""
    chosen = form.fields.get(windows.playbooks_block(kind, severity))
    return None if chosen is None else frozenset(chosen)


def declared(ask: Ask, said: Declaration) -> Answer:
    """Open the incident, answer in the thread it came from, and say what began."""
    check_insider(ask.standing, say("declare one"))
    ransom_words.check(said.title, private=said.private)
    turn, message = ask.turn, said.message or ask.quoted
    incident = operations.declare(
        turn, title=ask.in_words(said.title), severity=said.severity, kind=said.kind,
        private=said.private, drill=said.drill, noticed_at=said.noticed_at,
        occurred_at=said.occurred_at, playbooks=_allowed(ask, said.playbooks),
        origin_channel_id=(message.channel_id if message else ask.origin.channel_id) or None,
        origin_ts=message.ts if message else None,
    )  # fmt: skip
    # A mention is answered in its thread anyhow.
    if message is not None and said.message is not None and not incident.private:
        thread_ts = message.thread_ts or message.ts
        rooms.tell_thread(turn, incident, thread_ts, lambda: views.declared_here(incident))
    runs = playbook_runs.names(turn.session, incident.row)
    started = [title for _, title, state in runs if state is RunState.RUNNING]
    count = tasks.highest_number(turn.session, incident.row)
    other = duplicates.declared_before(turn, incident, ask.user_id)
    shown = views.declared(
        incident,
        started,
        offered(ask, incident),
        tasks=count,
        notes=(*_moments(ask, said), *said.notes),
        other=other,
    )
    # Who was asked in public must not hear of it.
    private = incident.private or (other is not None and other.private)
    return Answer(shown.text, shown.blocks, alone=private)


def _moments(ask: Ask, said: Declaration) -> list[str]:
    """Return the moments that were given, as they were read: legal clocks count from them."""
    given = (later("Occurred: {at}."), said.occurred_at), (later("Noticed: {at}."), said.noticed_at)
    return [say(sentence, at=ask.said(at)) for sentence, at in given if at is not None]


def _allowed(ask: Ask, chosen: Iterable[str] | None) -> frozenset[str] | None:
    """Return the chosen playbooks, None for who may not choose."""
    if chosen is None or not (ask.standing.is_responder or ask.standing.is_admin):
        return None
    return frozenset(chosen)
