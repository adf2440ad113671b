"""People who chose a language, and what is then said to whom and kept."""

import json

from sqlmodel import Session, SQLModel, col, select

from bot.domain.models import Post, Setting
from bot.slack.renderers import renderers
from tests.slack.counter import Counter

# Answers are kept for a second delivery, in the asker's language as they were given.
ANSWERS = frozenset({"inbox"})


def reads(counter: Counter, people: frozenset[str], language: str) -> None:
    """Let these people have chosen a language."""

    def write(session: Session) -> None:
        for each in people:
            session.merge(Setting(key=f"language:{each}", value=language))

    counter.database.write_now(write)


def posts(counter: Counter, *, to: str) -> list[Post]:
    """Return what is said in channels or to persons, drawn as it is drawn when it is sent."""
    draw = renderers(lambda: counter.runtime.house, counter.clock)

    def read(session: Session) -> list[Post]:
        found = list(session.exec(select(Post).order_by(col(Post.id))))
        wanted = [each for each in found if each.target.startswith("user:") == (to == "person")]
        for post in wanted:
            kept = json.loads(post.payload)
            if kept.get("render") in draw:
                post.payload = json.dumps(draw[kept["render"]](session, post), ensure_ascii=False)
        session.expunge_all()
        return wanted

    return counter.query(read)


def rows(counter: Counter) -> dict[str, list[str]]:
    """Return every row of every table that is kept, as text."""
    tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in ANSWERS | {"post"}]

    def read(session: Session) -> dict[str, list[str]]:
        return {
            table.name: [str(tuple(row)) for row in session.execute(table.select())]
            for table in tables
        }

    return counter.query(read)
