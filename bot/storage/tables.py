"""Whether a workspace refused the table in a message: kept until the next start, which tries anew.

For all processes alike, and for `wardroom doctor`, which is another one.
"""

from datetime import datetime

from sqlmodel import Session

from bot.domain.models import Setting


def refuse(session: Session, door: str, code: str, *, now: datetime) -> None:
    """Keep that the workspace refused a table, by its own word for it."""
    session.merge(Setting(key=_key(door), value=f"{code} {now:%d %b %Y %H:%M} UTC"))
    session.flush()


def refusal(session: Session, door: str) -> str:
    """Return how and when the workspace refused a table; "" when it did not."""
    kept = session.get(Setting, _key(door))
    return kept.value if kept is not None else ""


def forget(session: Session, door: str) -> None:
    """Try it once more."""
    kept = session.get(Setting, _key(door))
    if kept is not None:
        session.delete(kept)
        session.flush()


def _key(door: str) -> str:
    return f"tables_refused:{door}"
