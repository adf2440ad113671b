"""`/incident fact`, `eta` and `statement`: what is said, how sure it is, and who signs for it."""

import re
from collections import defaultdict

from bot.domain.facts import MAY_READ_SECRETS, STATUSES, is_secret
from bot.domain.models import Eta, Fact, Statement
from bot.domain.statements import STATEMENT
from bot.errors import Mistyped
from bot.grammar import lines
from bot.grammar.promised import promised
from bot.grammar.times import looks_like_time
from bot.language.catalogue import later, say
from bot.operations import etas, register, statements
from bot.operations import facts as operations
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.expecting import expected
from bot.slack.listeners.registers import page_of
from bot.slack.listeners.saying import announce, answered, status_button
from bot.slack.views import facts as views
from bot.slack.views import kit
from bot.slack.views.lists import Leaf, leaf
from bot.slack.views.said import paragraph
from bot.slack.views.words import stop
from bot.storage import facts, registers, signatures

# `5/100`, `about 40 / 100`; a date and a file's number, `23/11/2022` and `FIR 117/2022`, are none.
_NUMBER = r"\d(?:[\d,. ]*\d)?"
_ABOUT = (
    r"(?:(?:about|around|approx\.?|nearly|almost|over|under|up to|at (?:least|most)"
    r"|(?:more|less|fewer) than)\s+|[~≈<>≤≥]\s*)?"
)
_PART = re.compile(rf"(?P<value>{_ABOUT}{_NUMBER})\s*/\s*(?P<of>{_NUMBER})", re.IGNORECASE)
_KEYED = re.compile(r"(?P<key>[^\s=]+)(?:\s*=\s*|\s+)")
_AROUND_STATUS = "()[].,;:"
_SOURCE = re.compile(r"(?:^|\s)source(?:[\s:=]+(?P<source>.+)|[\s:=]*)$", re.IGNORECASE | re.DOTALL)
FACTS = frozenset({"", "list", "all", "ls"})


def fact(ask: Ask) -> Answer:
    """Enter a fact, `<key> <value>[/<of>] [status] [public] [source …]`, or show them all.

    Without a value the status, audience or source is that of the value that stands.
    """
    number, words = ask.page()
    if words.lower() in FACTS:
        return _facts(ask, number)
    # Behind a key alone a page is one of its history; in a value `page=2` is part of it.
    key, rest = _key(words if len(words.split()) == 1 else ask.text.strip())
    found = _SOURCE.search(rest)
    source = _source(found["source"] or "") if found else ""
    typed, status, public = _value(rest[: found.start()] if found else rest)
    value = lines.unquote(typed)
    if not value and not (status or source or public):
        return _history(ask, key, number)
    part = _PART.fullmatch(typed)  # Between quotes it is no part of a whole.
    row, before = operations.enter(
        ask.turn, ask.incident, key, part["value"] if part else value,
        of=part["of"] if part else "", status=status, source=source, public=public,
    )  # fmt: skip
    open_ = ask.incident.private or not is_secret(row.key)
    # Who settles a figure without typing it need not be among those who may read it.
    mine = bool(value) or open_ or _may_read(ask)
    page = page_of(ask)
    announce(
        ask, lambda: views.entered(row, before, ask.user_id, page, ask.incident.ref, open_=open_)
    )
    return answered(
        paragraph(
            say("Entered: {fact}", fact=views.line(row, before, page, open_=mine)),
            status_button(ask.incident),
        )
    )


def _key(text: str) -> tuple[str, str]:
    """Return the key and what stands behind it: `servers.isolated=40/100` has one too."""
    found = _KEYED.match(text)
    return (found["key"], text[found.end() :]) if found else (text, "")


def _source(typed: str) -> str:
    """Return who says so; a bare `source` would make a denied fact a reported one of that value."""
    source = lines.unquote(typed.strip()).strip()
    if not source:
        raise Mistyped(
            say("Behind `{word}` stands nothing.", word="source"),
            next_step=say(
                "Write who says so, `source switch logs`, or leave it out; a value that ends with "
                "that word stands between quotes."
            ),
        )
    return source


def _value(text: str) -> tuple[str, str, bool]:
    """Return the value as typed, and the status and audience that stand behind it."""
    words = text.strip().split()
    status, public = "", False
    while words and (word := words[-1].lower().strip(_AROUND_STATUS)) in {*STATUSES, "public"}:
        words.pop()
        public = public or word == "public"
        status = status if word == "public" else word
    return " ".join(words), status, public


def _may_read(ask: Ask) -> bool:
    standing = ask.standing
    return ask.incident.private or standing.is_admin or bool(standing.roles & MAY_READ_SECRETS)


def _listed(ask: Ask, found: Leaf[views.Valued]) -> Answer:
    """Answer with facts; what only the asker may read is for no thread."""
    open_ = _may_read(ask)
    said = views.listing(found, ask.incident.ref, page_of(ask), open_=open_)
    secret = any(is_secret(row.key) for row, _ in found.rows)
    return Answer(said.text, said.blocks, alone=open_ and secret and not ask.incident.private)


def _facts(ask: Ask, number: int) -> Answer:
    newest: dict[str, views.Valued] = {}
    for row in facts.history(ask.turn.session, ask.incident.row):
        newest[row.key] = (row, newest[row.key][0] if row.key in newest else None)
    return _listed(ask, leaf([newest[key] for key in sorted(newest)], number))


def _history(ask: Ask, key: str, number: int) -> Answer:
    rows = facts.history(ask.turn.session, ask.incident.row, key.lower())
    if not rows:
        raise Mistyped(
            say("What is the value?"),
            next_step=say(
                "Type `/incident fact {key} 5/100 reported source switch logs`.", key=key
            ),
        )
    before: list[Fact | None] = [None, *rows]
    valued = list(zip(reversed(rows), reversed(before[:-1]), strict=True))
    return _listed(ask, leaf(valued, number, key))


def eta(ask: Ask) -> Answer:
    """Promise a date: `<what> <time> [because …]`; without words, show all with their history."""
    number, words = ask.page()
    if words.lower() in FACTS:
        history: defaultdict[str, list[Eta]] = defaultdict(list)
        for each in facts.etas(ask.turn.session, [ask.incident.row]):
            history[each.what].append(each)
        promised = leaf(list(history.values()), number)
        return answered(views.etas(promised, ask.incident.ref, page_of(ask)))
    head, because, why = ask.text.partition(" because ")
    what, when = _split(head)
    at, basis = expected(ask, f"{when}{because}{why}", f"/incident eta {what}")
    row, before = etas.promise(ask.turn, ask.incident, what, at.at, basis)

    def said() -> str:
        return views.eta(row, before, page_of(ask))

    announce(ask, lambda: paragraph(f"{kit.mention(ask.user_id)}: {said()}"))
    note = f" ({kit.escape(at.note)})" if at.note else ""
    text = f"{said()}{note}"
    return answered(paragraph(text, status_button(ask.incident)))


def _split(text: str) -> tuple[str, str]:
    """Return what comes back and the time at the end: the longest end that is a time."""
    words = lines.split(text)
    for at in range(1, len(words)):
        when = text[words[at].start :].strip()
        if looks_like_time(when):
            return lines.unquote(text[: words[at].start].strip()), when
    raise Mistyped(
        say("When will it be back?"),
        next_step=say("Type `/incident eta OPD registration 5 dec 09:00`."),
    )


def statement(ask: Ask) -> Answer:
    """Work public texts: `draft <text> next <time>`, `show|approve|publish|withdraw S`, `list`."""
    number, words = ask.page()
    if words.lower() in FACTS:
        rows = registers.rows(ask.turn.session, STATEMENT, ask.incident.row)
        found = leaf(rows[::-1], number)
        return answered(views.statements(found, ask.incident.ref, page_of(ask)))
    verb, _, rest = ask.text.strip().partition(" ")
    word = verb.lower()
    if word == "draft":
        return _draft(ask, rest)
    name, _, text = rest.strip().partition(" ")
    if word not in {"show", "approve", "publish", "withdraw"} or not name:
        raise Mistyped(
            say("What is to be done with which statement?"),
            next_step=say(
                "`/incident statement draft <text> next 18:00` writes one; `show`, `approve`, "
                "`publish` and `withdraw` take its number: `STM-001`."
            ),
        )
    if word == "show":
        return _shown(ask, register.found(ask.turn, ask.incident, STATEMENT, name))
    return _act(ask, word, name, text)


def _draft(ask: Ask, text: str) -> Answer:
    told = promised(text)
    row = statements.draft(
        ask.turn, ask.incident, lines.unquote(told.text),
        next_update_at=ask.moment(told.at).at if told.at else None,
    )  # fmt: skip
    name = STATEMENT.name(row)
    announce(
        ask,
        lambda: paragraph(
            say(
                "{who} drafted the public text *{name}*; two others sign it.",
                who=kit.mention(ask.user_id),
                name=name,
            ),
            kit.button(say("Show"), ids.INCIDENT_STATEMENT, f"{ask.incident.ref} show {name}"),
        ),
    )
    return _shown(ask, row)


def _shown(ask: Ask, row: Statement) -> Answer:
    matter = statements.matter(row)
    signed = [
        (each.user_id, each.role)
        for each in signatures.agreed(ask.turn.session, ask.incident.row, matter)
    ]
    text = statements.rendered(ask.turn, ask.incident, row)
    return answered(views.statement(row, text, signed, ask.incident.ref, page_of(ask)))


PAST = {
    "approve": later("{who} signed the public text *{name}*"),
    "publish": later("{who} published the public text *{name}*"),
    "withdraw": later("{who} withdrew the public text *{name}*"),
}


def _act(ask: Ask, verb: str, name: str, text: str) -> Answer:
    row = statements.perform(ask.turn, ask.incident, name, verb, text)
    announce(ask, lambda: paragraph(_acted(ask, verb, row)))
    return _shown(ask, row)


def _acted(ask: Ask, verb: str, row: Statement) -> str:
    sentence = say(PAST[verb], who=kit.mention(ask.user_id), name=STATEMENT.name(row))
    if verb != "publish":
        return stop(sentence)
    return f"{sentence}:\n{kit.escape(statements.rendered(ask.turn, ask.incident, row))}"
