"""How far each playbook is, as the board shows it: in lines, or in a table. Pure."""

from bot.domain.overview import BoardData, Progress
from bot.language.catalogue import say
from bot.slack.views import kit, tables

MOST_PLAYBOOKS, MOST_ROWS = 12, 40


def lines(data: BoardData) -> str:
    """Return one line for each playbook, with its bar."""
    if not data.progress:
        return say("*Tasks:* none yet. Start a playbook or add one: `/task add <text>`.")
    shown = [_playbook(each) for each in data.progress[:MOST_PLAYBOOKS]]
    more = len(data.progress) - MOST_PLAYBOOKS
    return "\n".join(
        [
            say("*Tasks*"),
            *shown,
            *([say("… and {more} more playbooks", more=more)] if more > 0 else []),
        ]
    )


def table(data: BoardData) -> list[kit.Block]:
    """Return the same as a table, which has room for more of them."""
    head = (say("Playbook"), say("Finished"), say("Overdue"), say("Blocked"))
    rows = [
        (
            _name(each),
            f"{each.done}/{each.total}",
            str(each.overdue or kit.BLANK),
            str(each.blocked or kit.BLANK),
        )
        for each in data.progress[:MOST_ROWS]
    ]
    more = len(data.progress) - MOST_ROWS
    left = [kit.context(say("… and {more} more playbooks", more=more))] if more > 0 else []
    return [tables.table(head, rows), *left]


def _playbook(each: Progress) -> str:
    trouble = [say("{overdue} overdue", overdue=each.overdue)] if each.overdue else []
    trouble += [say("{blocked} blocked", blocked=each.blocked)] if each.blocked else []
    said = f" ({', '.join(trouble)})" if trouble else ""
    return f"{kit.bar(each.done, each.total)} {kit.one_line(_name(each), 100)}{said}"


def _name(each: Progress) -> str:
    return " ".join(each.title.split()) or say("Own tasks")
