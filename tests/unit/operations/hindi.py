"""Lets operations run for somebody who reads Hindi, and looks at what they read and what is kept."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, SQLModel

from bot.errors import WardroomError
from bot.language.catalogue import HINDI, speaking
from bot.slack.views import errors as views
from tests.hindi import DEVANAGARI

# What is sent and answered is for its reader; all else is kept in English.
SENT = frozenset({"inbox", "post"})


def told(error: WardroomError) -> str:
    """Return everything that the asker reads, but for the line that was typed."""
    said = views.explained(error)
    context = [
        element["text"]
        for block in said.blocks
        if block["type"] == "context"
        for element in block["elements"]
    ]
    return " ".join([said.text, *context])


def in_hindi(act: Callable[..., Any]) -> Callable[..., Any]:
    """Return what is done as done for somebody who reads Hindi."""

    def done(*given: Any) -> Any:
        # The database has a thread of its own, which does not know what its caller speaks.
        with speaking(HINDI):
            return act(*given)

    return done


def kept_hindi(session: Session) -> list[str]:
    """Return what stands in Hindi in a table that is kept."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        if table.name in SENT or table.name.startswith("room_"):
            continue
        for row in session.connection().execute(table.select()):
            found += [f"{table.name}: {each}" for each in row if DEVANAGARI.search(str(each))]
    return found
