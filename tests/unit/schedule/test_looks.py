"""Summaries, digests and reminders in their longest and most hostile form still fit Slack."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cadence import Catch
from bot.domain.models import Task
from bot.domain.reminders import Notice, Rung
from bot.domain.report import (
    Change,
    Counts,
    Happened,
    Listing,
    Load,
    Mark,
    Progress,
    Signer,
    Subject,
    Told,
    Vacancy,
    Wanted,
    Work,
)
from bot.domain.words import TaskStatus
from bot.slack.views import digest, news, promises, reminders, sections, summary
from bot.slack.views.page import Page, Part, cut, delta, fitted, lateness, merged
from tests.hostile import HOSTILE
from tests.limits import problems

DELHI = ZoneInfo("Asia/Kolkata")
NOW = datetime(2022, 11, 24, 2, 0, tzinfo=UTC)
CATCH = Catch(NOW - timedelta(hours=9), 8, late=True, next_due_at=NOW + timedelta(hours=2))
PAGE = Page(NOW, DELHI, {"U1": "Ana", "U2": "<!channel> *Bo*"})
NIGHT = Page(NOW, DELHI, {"U1ANA": "Ana", "U2BO": "Bo"})


def subject(number: int = 1, **over: Any) -> Subject:
    fields: dict[str, Any] = {
        "id": number, "ref": f"INC-2022-{number:03d}", "title": "Servers encrypted",
        "severity": 1, "stage": "active", "drill": False, "private": False,
        "declared_at": NOW - timedelta(days=1), "channel_id": f"C{number}INC",
        "last_update_at": None, "next_update_due": None, "head_seq": 9,
    }  # fmt: skip
    return Subject(**{**fields, **over})


def listing(rows: Sequence[Any], total: int | None = None) -> Listing[Any]:
    return Listing(tuple(rows), len(rows) if total is None else total)


def happened(number: int, change: Change, of: int) -> Happened:
    return Happened(
        number, change.action, change.subject, change.actor, change.before, change.after, of
    )


def told(changes: Sequence[Change], more: int = 0) -> Listing[Told]:
    """Return what a report tells of these changes, and of so many before them."""
    of = len(changes) + more
    picks, lines = news.picked([happened(at, each, of) for at, each in enumerate(changes)])
    rows = [Told(tuple(changes[at] for at in pick.ids), pick.of) for pick in picks]
    return listing(rows, lines + more)


def parts(words: str, page: Page = PAGE) -> list[Part]:
    """Return every section there is, each at its fullest, with *words* wherever words can be."""
    late = NOW - timedelta(hours=1)
    change = [
        Change(late, "U1", action, words, words, words, words, words) for action in news.WORDING
    ] * 3
    work = Work(7, words, TaskStatus.BLOCKED, critical=True, role=words, owner="U2", due_at=late,
                reason=words)  # fmt: skip
    listed = {
        "changes": news.changes(told(change, 9_000), page),
        "progress": sections.progress(listing([Progress(words, 3, 9)] * 8, 900), page),
        "troubled": sections.troubled(listing([work] * 8, 900), page),
        "decisions": sections.decisions(
            listing([Wanted(7, words, "U1", (Signer(words, "U2"), Signer("any")))] * 8, 900), page
        ),
        "vacancies": sections.vacancies(listing([Vacancy(words, 3)] * 8, 900), page),
        "criticals": sections.criticals(listing([work] * 8, 900), page),
        "loads": sections.loads(listing([Load("U2", 9, 3), Load(None, 9, 0)] * 4, 900), page),
    }
    return [Part(name, lines) for name, lines in listed.items()]


def head(words: str, number: int = 1) -> summary.Headline:
    return summary.Headline(
        subject(number, title=words, drill=True, next_update_due=NOW - timedelta(hours=1)),
        Counts(900, 300, 3, 40, 50, 60), Mark(1, 800, 290, 70, 50),
        since=NOW - timedelta(hours=2), next_due_at=NOW + timedelta(hours=2), catch=CATCH,
    )  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_summary(words: str) -> None:
    message = summary.summary(head(words), parts(words), PAGE)
    assert problems(message) == []
    assert problems(summary.quiet(head(words), PAGE)) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_digest(words: str) -> None:
    told = parts(words)
    chapters = [digest.Chapter(head(words, number), told) for number in range(8)]
    others = [head(words, number) for number in range(20)]
    overview = digest.Overview(
        1_000, Counts(90_000, 30_000, 3, 40, 50, 60), Mark(), NOW - timedelta(days=1),
        ended=[(f"INC-2022-{number:03d}", "closed") for number in range(100)], catch=CATCH,
        next_due_at=NOW,
    )  # fmt: skip
    message = digest.digest(overview, chapters, others, PAGE)
    assert problems(message) == []
    assert len(message["blocks"]) <= 50
    shown = str(message["blocks"])
    assert "and 973 more: `/incident list`" in shown
    assert "Next digest: 24 Nov 2022 07:30 IST." in shown


@cache
def task(words: str, number: int = 7) -> Task:
    """Return the task of that number; whoever looks at it changes nothing."""
    return Task(
        id=number, incident_id=1, number=number, title=words, role="network-lead",
        status=TaskStatus.TODO, due_at=NOW - timedelta(hours=3), critical=True, approve="dpo+any",
        created_at=NOW - timedelta(days=1),
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize("rung", list(Rung))
def test_hostile_reminders(count: int, rung: Rung) -> None:
    for words in HOSTILE:
        _reminded(words, count, rung)


def _reminded(words: str, count: int, rung: Rung) -> None:
    many = tuple(range(40))
    items = [
        reminders.Item(
            task(words, number), reminders.Place(f"INC-2022-{number % 3:03d}", "C1INC"), rung,
            NOW - timedelta(hours=3), ("U1",), ("U2",), ("U1", "U2"), many, many,
        )
        for number in range(count)
    ]  # fmt: skip
    late = reminders.late_since(NOW, PAGE)
    message = reminders.to_person("U1", items, PAGE, late=late)
    assert problems(message) == []
    message = reminders.to_channel(items, PAGE, late=late)
    assert problems(message) == []
    if count > 1:
        assert "and 50 more: `/task list overdue`" in str(message["blocks"])
        # Some of them may be long past their time.
        assert f"{count} tasks are due or overdue:" in str(message["blocks"])


@pytest.mark.parametrize("rung", [Rung.DUE, Rung.STAND_IN, Rung.COMMANDER])
def test_a_promise(rung: Rung) -> None:
    place = reminders.Place("INC-2022-001", "C1INC")
    notice = Notice(rung, NOW, ("U1",), told_before=("U2",))
    message = promises.broken(place, NOW, notice, PAGE, late=True)
    assert "promised for 24 Nov 2022 07:30 IST (now)" in message["text"]
    assert "Late: this should have been said" in message["text"]
    assert problems(message) == []


def test_an_empty_digest_fits_too() -> None:
    message = digest.digest(digest.Overview(), [], [], PAGE)
    assert problems(message) == []
    assert "No incident is open." in message["text"]


def test_a_long_text_counts_what_it_leaves_out() -> None:
    chapters = [digest.Chapter(head("x" * 200, number), parts("y" * 200)) for number in range(8)]
    overview = digest.Overview(8, Counts(90, 30), Mark(), NOW)
    text = digest.digest(overview, chapters, [], PAGE)["text"]
    assert len(text) < 3900
    assert "lines more" in text


def test_what_has_no_room_on_the_page_is_counted_and_the_way_to_it_named() -> None:
    chapters = [digest.Chapter(head("Title", number), parts("y" * 200)) for number in range(8)]
    overview = digest.Overview(8, Counts(90, 30), Mark(), NOW)
    full = digest.digest(overview, chapters, [], PAGE)
    assert problems(full) == []
    shown = [block["text"]["text"] for block in full["blocks"] if "text" in block]
    ways = [text for text in shown if "All of it: `/incident digest preview of INC-" in text]
    assert len(ways) == 8
    assert all("lines more" in text for text in ways)
    alone = digest.digest(overview, chapters[:1], [], PAGE)
    assert "All of it" not in str(alone["blocks"])


def test_a_bar_is_not_read_aloud() -> None:
    message = summary.summary(head("Title"), parts("Words"), PAGE)
    assert "▓" in str(message["blocks"])
    assert "▓" not in message["text"]


def test_people_are_named_not_called() -> None:
    assert PAGE.who("U1") == "Ana"
    assert PAGE.who("U2") == "&lt;!channel&gt; ∗Bo∗"
    assert PAGE.who("U3ABC") == "<@U3ABC>"
    assert PAGE.who(None) == "nobody"


def test_two_bare_signatures_are_of_two_people() -> None:
    found = listing([Wanted(7, "Look", "U1", (Signer("any"), Signer("any")))], 1)
    assert "approval of 2 other people" in sections.decisions(found, PAGE)[0]


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(hours=1), "06:30 IST"),
        (timedelta(hours=8), "23 Nov 23:30 IST"),
        (timedelta(days=400), "20 Oct 2021 07:30 IST"),
    ],
)
def test_moments_are_as_short_as_the_day_allows(back: timedelta, said: str) -> None:
    assert PAGE.hour(NOW - back) == said


@pytest.mark.parametrize(
    ("now", "before", "known", "said"),
    [
        (34, 22, True, "34 (+12)"),
        (5, 6, True, "5 (−1)"),
        (5, 5, True, "5"),
        (5, 0, False, "5"),
    ],
)
def test_deltas(now: int, before: int, said: str, *, known: bool) -> None:
    assert delta(now, before, known=known) == said


@pytest.mark.parametrize(
    ("catch", "said"),
    [
        (None, ""),
        (Catch(NOW, 0, late=False, next_due_at=NOW), ""),
        (Catch(NOW, 0, late=True, next_due_at=NOW), "Late: it was due 24 Nov 2022 07:30 IST."),
        (
            Catch(NOW, 1, late=False, next_due_at=NOW),
            "It also stands for one before it that fell due while Wardroom was not running.",
        ),
    ],
)
def test_lateness(catch: Catch | None, said: str) -> None:
    assert lateness(catch, DELHI) == said


@pytest.mark.parametrize(
    ("lines", "of", "want"),
    [
        (["a", "b"], 0, ["a", "b"]),
        (["a", "b", "c"], 0, ["a", "b", "c"]),
        (["a", "b", "c", "d"], 0, ["a", "b", "… and 2 more"]),
        (["a", "b", "c"], 9, ["a", "b", "… and 7 more"]),
        (["a"], 9, ["a", "… and 8 more"]),
        ([], 0, []),
    ],
)
def test_cutting_lists(lines: list[str], of: int, want: list[str]) -> None:
    assert cut(lines, limit=3, of=of) == want


def test_fitting_lines() -> None:
    assert fitted(["abc", "de"], limit=60) == "abc\nde"
    assert fitted(["x" * 20] * 10, limit=100) == "\n".join([*["x" * 20] * 3, "… and 7 lines more"])


def test_neighbours_under_one_heading() -> None:
    given = [Part("a", ("1",)), Part("b", ()), Part("a", ("2",)), Part("c", ("3",))]
    assert merged(given) == [Part("a", ("1", "2")), Part("c", ("3",))]
