"""Which of many changes a report tells first."""

from datetime import UTC, datetime

from bot.domain.report import Change, Happened
from bot.slack.views import news

NIGHT = datetime(2022, 11, 24, 2, 0, tzinfo=UTC)


def rows(*changes: Change) -> list[Happened]:
    """Return the changes as the timeline's rows, numbered from 0."""
    return [
        Happened(at, each.action, each.subject, each.actor, each.before, each.after, len(changes))
        for at, each in enumerate(changes)
    ]


def handed(before: str, after: str) -> Change:
    """Return one hand-over of command."""
    return Change(NIGHT, before, "command.handed_over", "incident-commander", "", before, after)


def test_of_several_hand_overs_the_last_comes_first() -> None:
    """It says who commands now, and stands also where there is room for little."""
    blocked = Change(NIGHT, "U1", "task.blocked", "#1", "Cut the edge", "todo", "blocked")
    night = rows(handed("U1", "U2"), handed("U2", "U3"), handed("U3", "U1"), blocked)
    picks, lines = news.picked(night)
    assert ([pick.ids[0] for pick in picks], lines) == ([2, 3, 0, 1], 4)
    assert [pick.ids[0] for pick in news.picked(night, limit=1)[0]] == [2]


def moved(action: str, subject: str = "#7") -> Change:
    """Return one move of a task."""
    return Change(NIGHT, "U1", f"task.{action}", subject, "Call the vendor", "", "")


def test_what_a_later_move_of_the_same_task_has_overtaken_comes_last() -> None:
    """Nobody reads that a task is blocked and skipped which was done in the same hour."""
    noted = Change(NIGHT, "U1", "note", "INC-2022-001", "wards are dark", "", "")
    night = rows(moved("blocked"), moved("skipped"), moved("reopened"), noted, moved("done"))
    assert [pick.ids[0] for pick in news.picked(night)[0]] == [4, 3, 0, 1, 2]
    stuck = rows(moved("skipped"), moved("reopened"), moved("blocked"), moved("blocked", "#8"))
    assert [pick.ids[0] for pick in news.picked(stuck)[0]] == [2, 3, 0, 1]
