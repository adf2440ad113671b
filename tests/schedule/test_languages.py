"""A person is reminded in their own language; the channel reads what everybody can."""

import json

from bot.domain.models import Person
from bot.operations import languages
from bot.operations.turn import Turn
from tests.schedule.conftest import ANA, BOSS, NET, Ward
from tests.schedule.tables import Given, T, begin


def _in_hindi(turn: Turn) -> None:
    turn.session.merge(Person(user_id=ANA, name="ana", locale="hi-IN", seen_at=turn.now))
    languages.choose(turn, "hi")


def test_a_reminder_comes_in_its_reader_s_language(ward: Ward) -> None:
    begin(ward, Given([T(due="09:07", held=ANA, role="network-lead")], {"network-lead": NET}))
    ward.desk(BOSS, _in_hindi)
    told: dict[str, str] = {}
    ward.ticks(every=30, times=10)
    for post in ward.posts("reminder"):
        told.setdefault(post.target, str(json.loads(post.payload)["text"]))
    assert told[f"user:{ANA}"].startswith("जल्द करना है: *#1*")
    assert "समय 23 नव॰ 2022, 09:07 IST" in told[f"user:{ANA}"]
    assert told[f"user:{BOSS}"].startswith("समय बीत चुका है, अब मामला आपके पास है: *#1*")
    assert told[f"user:{NET}"].startswith("Overdue, and you stand in: *#1*")
    assert any(text.startswith("Overdue: *#1*") for text in told.values())
