"""Entering figures; nothing entered is ever overwritten. Says nothing in Slack.

Promised dates are `etas`, what is said in public is `statements`.
"""

from datetime import datetime

from bot.domain import facts as rules
from bot.domain import ransom_words
from bot.domain.models import Fact, Incident
from bot.domain.public_words import check_words
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say
from bot.operations import moments
from bot.operations.register import check_may_work
from bot.operations.turn import Turn
from bot.storage import facts, suspensions


def enter(  # noqa: PLR0913 - what a fact is made of, each by name.
    turn: Turn,
    incident: Incident,
    key: str,
    value: str,
    *,
    of: str = "",
    status: str = "",
    source: str = "",
    public: bool = False,
    as_of: datetime | None = None,
) -> tuple[Fact, Fact | None]:
    """Enter a value of a figure; return it and the one before, which stays in the history.

    Without a value it is the one that stands, in another standing.
    """
    check_may_work(turn, incident, say("enter facts"))
    name, said, of = rules.key_of(key), rules.as_kept(value.strip()), rules.as_kept(of.strip())
    before = facts.newest(turn.session, incident.row, name)
    if not said and before is not None:
        said, of = before.value, before.of
        status, source = status or before.status, source.strip() or before.source
    _check_value(name, said)
    _check_moment(turn, as_of)
    _check_ransom(incident, name, f"{said} {of}", source)
    if value.strip():
        rules.check_part(said, of)
    if public:
        _check_not_secret(name)
    row = Fact(
        incident_id=incident.row, key=name, value=said, of=of[:64],
        status=rules.standing(before, status, source), source=source.strip(),
        audience=rules.PUBLIC if public else _audience(before), as_of=as_of or turn.now,
        said_by=turn.actor.user_id, recorded_at=turn.now,
    )  # fmt: skip
    if row.audience == rules.PUBLIC:
        check_words(f"{row.value} {row.of}", suspensions.names(turn.session))
    _keep(turn, incident, row, before)
    return row, before


def _keep(turn: Turn, incident: Incident, row: Fact, before: Fact | None) -> None:
    turn.session.add(row)
    turn.session.flush()
    show = withheld if rules.is_secret(row.key) and not incident.private else told
    turn.record(
        incident, "fact", subject=row.key, text=f"{row.key}: {show(row)}",
        before=show(before) if before else None, after=show(row), reason=row.source or None,
        happened_at=row.as_of,
    )  # fmt: skip
    moments.heard(turn, incident, f"{row.key} {row.value} {row.source}")


def _check_not_secret(name: str) -> None:
    if rules.is_secret(name):
        raise Refused(
            say("`{name}` is about the ransom and is never public.", name=name),
            rule="27, ransom",
            who=say("nobody"),
            next_step=say("Leave `public` out; it stays with command, legal and forensics."),
        )


def _check_ransom(incident: Incident, name: str, said: str, source: str) -> None:
    """Raise RansomRefused unless what is said of a ransom stands under a key that is kept apart."""
    bare = source if rules.is_secret(name) else f"{name} {said} {source}"
    ransom_words.check(bare, private=incident.private)


def _check_moment(turn: Turn, as_of: datetime | None) -> None:
    if as_of is not None and as_of > turn.now:
        raise Refused(
            say("A fact is as of now or earlier."), rule="facts",
            next_step=say("Give the time at which it was so, or leave it out."),
        )  # fmt: skip


def _check_value(name: str, said: str) -> None:
    """Raise Mistyped unless there is a value of a length that can be read."""
    if not said or len(said) > rules.LONGEST_VALUE:
        raise Mistyped(
            say("What is the value of `{name}`?", name=name)
            if not said
            else say(
                "A value has at most {longest_value} characters.", longest_value=rules.LONGEST_VALUE
            ),
            next_step=say(
                "Type `/incident fact {name} 5/100 reported source switch logs`.", name=name
            ),
        )


def _audience(before: Fact | None) -> str:
    return before.audience if before is not None else "internal"


def told(row: Fact) -> str:
    """Return a fact's value as it is written down: `5/100 (confirmed)`."""
    of = f"/{row.of}" if row.of else ""
    return f"{row.value}{of} ({row.status})"


def withheld(row: Fact) -> str:
    """Return what is written down where everybody may read it: how sure it is, not what it is."""
    return f"kept with command and legal ({row.status})"
