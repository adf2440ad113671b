"""What a report tells of the changes since the last one: which, in which words, how many together."""

from collections.abc import Iterable

from bot.domain.report import (
    Change,
)
from bot.language.catalogue import HINDI, speaking
from bot.slack.views import news
from tests.unit.schedule.test_looks import NIGHT, NOW, PAGE, happened, told


def test_of_a_long_night_only_what_is_told_is_read() -> None:
    def night(action: str, subjects: Iterable[str]) -> list[Change]:
        return [Change(NOW, "U1", action, each, "x") for each in subjects]

    done = night("task.done", (f"#{number % 40}" for number in range(200)))
    updates = night("incident.update", [""] * 5)
    blocked = night("task.blocked", (f"#{number}" for number in range(20)))
    rows = [happened(at, each, 900) for at, each in enumerate([*done, *updates, *blocked])]
    picks, lines = news.picked(rows)
    assert [pick.ids for pick in picks] == [(203,), (204,), *((at,) for at in range(205, 211))]
    assert lines == 1 + 5 + 20
    assert news.picked(rows[:200]) == ([news.Pick((160, 161, 162, 163), 40)], 1)
    assert news.picked([]) == ([], 0)


def acquired(number: int, actor: str = "U1ANA") -> Change:
    return Change(NOW, actor, "server.acquired", f"SRV-00{number}", "R&D", reason="by night")


def test_what_is_rare_is_told_as_the_timeline_tells_it() -> None:
    moved = Change(
        NOW, "U2BO", "suspension.served", "SUS-001", "order 7", before="U1ANA", after="U2BO"
    )
    rows = [acquired(1), moved]
    assert news.changes(told(rows), NIGHT) == (
        "07:30 Ana acquired memory and disk of SRV-001 R&amp;D (by night)",
        "07:30 Bo took the access of Ana by order 7, SUS-001; Bo stands in",
    )
    with speaking(HINDI):
        assert news.changes(told(rows[:1]), NIGHT) == (
            "07:30 Ana ने SRV-001 R&amp;D की मेमरी और डिस्क ली (by night)",
        )


def test_what_is_rare_and_comes_often_is_told_once_by_whoever_did_it() -> None:
    rows = [acquired(number) for number in range(1, 7)] + [acquired(7, "U2BO")]
    four = " · ".join(f"SRV-00{number} R&amp;D" for number in range(1, 5))
    assert news.changes(told(rows), NIGHT) == (
        f"Ana acquired memory and disk of {four} · and 2 more",
        "07:30 Bo acquired memory and disk of SRV-007 R&amp;D (by night)",
    )
    sent = [
        Change(NOW, "system", "post.dead", f"key-{number}", f"Message {number}.")
        for number in range(3)
    ]
    assert news.changes(told(sent), NIGHT) == (
        "Wardroom could not say something: Message 0. · Message 1. · Message 2.",
    )
    given = [
        Change(NOW, "U1ANA", "exhibit.custody", f"EXH-00{number}", "X", before="U1ANA", after=after)
        for number, after in enumerate(("U2BO", "U2BO", "U1ANA"))
    ]
    assert len(news.changes(told(given), NIGHT)) == 2


def test_a_return_is_told_with_its_counts_and_many_are_counted() -> None:
    def reported(slug: str, after: str) -> Change:
        return Change(NOW, "U1", "department.return", slug, slug.upper(), after=after)

    lab = reported("lab", "seen=120 incidents=2 evil=<!here> seen_by=x")
    assert news.changes(told([lab]), PAGE) == (
        "07:30 LAB reported: 120 seen, 2 incidents and near misses",
    )
    assert news.changes(told([reported("lab", "")]), PAGE) == ("07:30 LAB reported",)
    several = [lab, reported("opd", "seen=1"), reported("icu", "seen=2")]
    assert news.changes(told(several), PAGE) == (
        "3 returns of departments: lab LAB · opd OPD · icu ICU",
    )


def test_what_registers_did_is_told_in_words_of_people() -> None:
    rows = [
        Change(NOW, "U1", action, f"SRV-00{at}", f"lis-db-0{at}")
        for at, action in enumerate(("server.isolate", "server.isolate", "server.encrypted"))
    ]
    assert news.changes(told(rows), PAGE) == (
        "1 found encrypted: SRV-002 lis-db-02",
        "2 isolated: SRV-000 lis-db-00 · SRV-001 lis-db-01",
    )
