"""Facts with their standing and history, promised dates, public texts. Pure."""

from collections.abc import Sequence

from bot.domain.facts import DISPUTED, is_secret
from bot.domain.models import Eta, Fact, Statement
from bot.domain.statements import STATEMENT
from bot.language.catalogue import later, say
from bot.playbook.roles import say_role
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.lists import Leaf, told
from bot.slack.views.page import Page
from bot.slack.views.said import Said, paragraph
from bot.slack.views.words import stop

WITHHELD = later("kept with command and legal")


def figure(row: Fact, *, open_: bool = True) -> str:
    """Return a value as it is said: `5 of 100`; a secret one only where it may be read."""
    if not open_ and is_secret(row.key):
        return f"_{say(WITHHELD)}_"
    value = kit.one_line(row.value, 200)
    return say("{part} of {whole}", part=value, whole=kit.one_line(row.of, 40)) if row.of else value


def line(row: Fact, before: Fact | None, page: Page, *, open_: bool = True) -> str:
    """Return a fact in one line: key, value, standing, as of when, source, what it was before."""
    sure = f"*{say(row.status)}*" if row.status == DISPUTED else say(row.status)
    parts = [
        f"`{row.key}` {figure(row, open_=open_)} ({sure})",
        say("as of {at}", at=page.hour(row.as_of)),
    ]
    if row.source:
        parts.append(say("source {source}", source=kit.one_line(row.source, 100)))
    if before is not None and (before.value, before.of) != (row.value, row.of):
        was = figure(before, open_=open_)
        # That a confirmed figure gave way to a reported one is to be seen.
        other = before.status != row.status
        parts.append(say("was {figure}", figure=f"{was} ({say(before.status)})" if other else was))
    return " · ".join(parts)


# A value with the one before it.
Valued = tuple[Fact, Fact | None]


def listing(found: Leaf[Valued], ref: str, page: Page, *, open_: bool) -> Said:
    """Return a page of facts, one line each."""
    if not found.rows:
        text = say(
            "No facts in {ref} yet. `/incident fact servers.infiltrated 5/100 reported source "
            "switch logs` enters one.",
            ref=ref,
        )
        return paragraph(text, _status(ref))

    def said(each: Valued) -> str:
        return f"• {line(*each, page, open_=open_)}"

    head = say("*Facts* of {ref}", ref=ref)
    return told(head, found, said, ids.INCIDENT_FACT, ref, _status(ref))


def entered(row: Fact, before: Fact | None, who: str, page: Page, ref: str, *, open_: bool) -> Said:
    """Return what the channel is told of a fact."""
    return paragraph(
        say(
            "{who} entered {fact}", who=kit.mention(who), fact=line(row, before, page, open_=open_)
        ),
        _status(ref),
    )


def _status(ref: str) -> kit.Block:
    return kit.button(say("Status"), ids.INCIDENT_STATUS, ref)


def eta(row: Eta, before: Eta | None, page: Page) -> str:
    """Return a promise with the one that it replaces."""
    said = say(
        "*{what}* is expected {at}",
        what=kit.one_line(row.what, 96),
        at=kit.said_date(row.at, page.zone),
    )
    if row.basis:
        said += f" ({kit.one_line(row.basis, 200)})"
    if before is not None:
        said += "; " + say("before it was {at}", at=kit.said_date(before.at, page.zone))
    return stop(said)


def etas(found: Leaf[list[Eta]], ref: str, page: Page) -> Said:
    """Return a page of what was promised, each thing with its whole history."""
    if not found.rows:
        text = say("Nothing was promised in {ref} yet: `/incident eta OPD 5 dec 09:00`.", ref=ref)
        return paragraph(text, _status(ref))

    def said(promised: list[Eta]) -> str:
        return f"• {history(promised[0].what, promised, page)}"

    head = say("*Expected* in {ref}", ref=ref)
    return told(head, found, said, ids.INCIDENT_ETA, ref, _status(ref))


def history(what: str, said: Sequence[Eta], page: Page) -> str:
    """Return what was promised of one thing, newest first."""
    dates = [
        say(
            "{at} (said {said_at} by {who})",
            at=page.hour(each.at), said_at=page.hour(each.said_at), who=page.who(each.said_by),
        )
        for each in reversed(said)
    ]  # fmt: skip
    before = f"; {say('before')}: "
    return f"*{kit.one_line(what, 96)}*: {before.join(dates[:6])}"


def statement(
    row: Statement, text: str, signed: Sequence[tuple[str, str]], ref: str, page: Page
) -> Said:
    """Return a statement as it would go out, who signed it, and what can be done with it."""
    name = STATEMENT.name(row)
    signers = ", ".join(
        say("{who} as {role}", who=kit.mention(user), role=say_role(role)) for user, role in signed
    )
    due = row.next_update_at
    lines = [
        say(
            "*{name}* in {ref}: {state}, by {who}",
            name=name,
            ref=ref,
            state=say(STATEMENT.machine.word(row.state)),
            who=kit.mention(row.author),
        ),
        say("*Signed:* {people}", people=signers)
        if signers
        else say("*Signed:* by nobody yet; it takes pio, and director or legal-lead"),
        *([say("*Next update:* {at}", at=kit.said_date(due, page.zone))] if due else []),
    ]
    head = "\n".join(lines)
    blocks = [kit.section(head), *kit.paragraphs(kit.escape(text))]
    labels = {"approve": say("Approve"), "publish": say("Publish"), "withdraw": say("Withdraw")}
    buttons = [
        kit.button(labels[verb], ids.INCIDENT_STATEMENT, f"{ref} {verb} {name}")
        for verb in STATEMENT.machine.verbs(row.state)
        if verb != "publish" or row.state == "approved"
    ]
    return Said(f"{head}\n{kit.escape(text)}", tuple(blocks)).with_buttons(*buttons)


def statements(found: Leaf[Statement], ref: str, page: Page) -> Said:
    """Return a page of the statements, newest first."""
    if not found.rows:
        return paragraph(
            say(
                "No statement in {ref} yet: `/incident statement draft <text> next 18:00`.", ref=ref
            ),
            _status(ref),
        )

    def said(row: Statement) -> str:
        state = say(STATEMENT.machine.word(row.state))
        return (
            f"• *{STATEMENT.name(row)}* {state} · {page.hour(row.created_at)} · "
            f"{kit.one_line(row.text, 120)}"
        )

    buttons = [
        kit.button(say("Show {name}", name=STATEMENT.name(row)), ids.INCIDENT_STATEMENT,
                   f"{ref} show {STATEMENT.name(row)}")
        for row in found.rows[:3]
    ]  # fmt: skip
    head = say("*Statements* of {ref}", ref=ref)
    return told(head, found, said, ids.INCIDENT_STATEMENT, ref, *buttons)
