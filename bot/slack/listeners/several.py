"""One verb for many tasks: each stands for itself, the channel is told once."""

from collections.abc import Callable

from bot.domain.models import Task
from bot.errors import WardroomError
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit, taskcard
from bot.slack.views.said import Said, paragraph

SHOWN = 30


def each(
    ask: Ask, numbers: tuple[int, ...], work: Callable[[int], Task]
) -> tuple[list[Task], list[tuple[int, str]]]:
    """Do *work* for every number; a refusal of one undoes that one alone and is listed."""
    done, refused = [], []
    for number in numbers:
        point = ask.turn.session.begin_nested()
        try:
            done.append(work(number))
            point.commit()
        except WardroomError as error:
            point.rollback()
            refused.append((number, error.message))
    return done, refused


def several(ask: Ask, done: list[Task], refused: list[tuple[int, str]], verb: str) -> Answer:
    """Tell the channel once what became of many tasks, and the asker what did not happen."""
    words = ", ".join(taskcard.named(task) for task in done[:SHOWN])
    more = f" and {len(done) - SHOWN} more" if len(done) > SHOWN else ""
    lines_ = [f"Not done: #{number}. {why}" for number, why in refused[:20]]
    ref = ask.incident.ref
    if done:
        announce(
            ask,
            lambda: paragraph(
                f"{kit.mention(ask.user_id)} {verb} {len(done)} tasks: {words}{more}.",
                *_lists(ref),
            ),
        )
        lines_.insert(0, f"{verb.capitalize()}: {words}{more}.")
    text = "\n".join(lines_)
    return answered(Said(text, tuple(kit.paragraphs(text))).with_buttons(*_lists(ref)))


def _lists(ref: str) -> list[kit.Block]:
    return [
        kit.button("My tasks", ids.TASK_MINE, ref),
        kit.button("Open tasks", ids.TASK_LIST, f"{ref} open"),
    ]
