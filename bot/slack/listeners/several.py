"""One verb for many tasks: each stands for itself, the channel is told once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.models import Task
from bot.domain.words import FINISHED, Proof
from bot.errors import WardroomError
from bot.grammar.text import fold
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit, taskcard
from bot.slack.views.said import Said, paragraph
from bot.slack.views.words import counted, stop
from bot.storage import tasks

SHOWN, REFUSALS, TYPED = 30, 20, 300
MOST_READ = 5
_BARE = re.compile("[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Past:
    """What is said of tasks once something was done with them: the sentence, and its heading."""

    said: str
    head: str

    def sentence(self, ask: Ask, tasks: str, **values: str) -> str:
        """Return who did it with which tasks, without an end."""
        return say(self.said, who=kit.mention(ask.user_id), tasks=tasks, **values)


def each(
    ask: Ask, numbers: tuple[int, ...], work: Callable[[int], Task]
) -> tuple[list[Task], list[tuple[str, str]]]:
    """Do *work* for every number; a refusal of one undoes that one alone and is listed."""
    done, refused = [], []
    there, beyond = known(ask, numbers)
    for number in there:
        point = ask.turn.session.begin_nested()
        try:
            done.append(work(number))
            point.commit()
        except WardroomError as error:
            point.rollback()
            refused.append((f"#{number}", error.message))
    return done, refused + beyond


def known(ask: Ask, numbers: tuple[int, ...]) -> tuple[list[int], list[tuple[str, str]]]:
    """Return which of these tasks there are, and in one refusal those that there are not."""
    highest = tasks.highest_number(ask.turn.session, ask.incident.row)
    there = [each for each in numbers if each <= highest]
    return there, _beyond(ask, [each for each in numbers if each > highest], highest)


def not_done(refused: Sequence[tuple[str, str]]) -> list[str]:
    """Return for each refusal what it was that was not done, and why."""
    return [say("Not done: {name}. {why}", name=name, why=why) for name, why in refused]


def taken_for_proof(ask: Ask, done: Sequence[Task], proof: str) -> str:
    """Return that a bare number was read as the proof where it names a task that is still open.

    Of what asks for a number, or for lines of a checklist by theirs, nothing is said.
    """
    words = fold(proof).replace(",", " ").split()
    if not done or {each.proof_required for each in done} & {Proof.NUMBER, Proof.CHECKLIST}:
        return ""
    if not all(_BARE.fullmatch(each) for each in words):
        return ""
    session, row = ask.turn.session, ask.incident.row
    named = [tasks.by_number(session, row, int(each)) for each in words[:MOST_READ]]
    still = ",".join(f"#{each.number}" for each in named if each and each.status not in FINISHED)
    if not still:
        return ""
    return say(
        "{words} was read as the proof of #{n} and not as a task: `/task done {still}` finishes "
        "{still} as well.",
        words=kit.typed(proof, 40), n=done[0].number, still=still,
    )  # fmt: skip


def _beyond(ask: Ask, numbers: list[int], highest: int) -> list[tuple[str, str]]:
    """Return in one refusal that there are no tasks of these numbers."""
    if not numbers:
        return []
    ref, first, last = ask.incident.ref, min(numbers), max(numbers)
    is_range = len(numbers) > 1 and last - first == len(numbers) - 1
    name = f"#{first}-#{last}" if is_range else ", ".join(f"#{each}" for each in numbers[:SHOWN])
    why = (
        say("The tasks of {ref} go from #1 to #{highest}.", ref=ref, highest=highest)
        if highest
        else say("{ref} has no tasks yet.", ref=ref)
    )
    return [(name, why)]


def several(
    ask: Ask,
    done: list[Task],
    refused: list[tuple[str, str]],
    past: Past,
    *,
    beside: str = "",
    **values: str,
) -> Answer:
    """Tell the channel once what became of many tasks, and the asker what did not happen.

    *beside* is what the asker is told besides.
    """
    lines_ = not_done(refused[:REFUSALS])
    if (left := len(refused) - REFUSALS) > 0:
        lines_.append(say("… and {left} more", left=left))
    ref = ask.incident.ref
    if done:
        announce(
            ask,
            lambda: paragraph(
                stop(
                    past.sentence(
                        ask,
                        f"{counted(len(done), 'task')}: {_names(done)}",
                        **values,
                    )
                ),
                *_lists(ref),
            ),
        )
        head = say(past.head, **values)
        lines_.insert(0, stop(f"{head}: {_names(done)}"))
    else:
        lines_.append(say("You typed: {line}", line=kit.typed(ask.in_words(ask.line.typed), TYPED)))
    text = "\n".join([*lines_, *([beside] if beside else ())])
    return answered(Said(text, tuple(kit.paragraphs(text))).with_buttons(*_lists(ref)))


def _names(done: list[Task]) -> str:
    shown, left = ", ".join(taskcard.named(task) for task in done[:SHOWN]), len(done) - SHOWN
    return say("{names} and {left} more", names=shown, left=left) if left > 0 else shown


def _lists(ref: str) -> list[kit.Block]:
    return [
        kit.button(say("My tasks"), ids.TASK_MINE, ref),
        kit.button(say("Open tasks"), ids.TASK_LIST, f"{ref} open"),
    ]
