import pytest

from bot.grammar.errors import ReferenceRefused
from bot.grammar.refs import TaskList, leading_tasks, names_tasks, task_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("#12", [12]),
        ("12", [12]),
        ("T12", [12]),
        ("t12", [12]),
        ("＃１２", [12]),
        ("#१२", [12]),
        ("№12", [12]),
        ("task 12", [12]),
        ("task-12", [12]),
        ("<#C123|12>", [12]),
        ("#3,#5-9", [3, 5, 6, 7, 8, 9]),
        ("#3, #5 and #7", [3, 5, 7]),
        ("#3 & 5 + 7", [3, 5, 7]),
        ("#3 #5", [3, 5]),
        ("3 5 7", [3, 5, 7]),
        ("T3-T5", [3, 4, 5]),
        ("#5–9", [5, 6, 7, 8, 9]),
        ("#5 - #7", [5, 6, 7]),
        ("5..7", [5, 6, 7]),
        ("5…7", [5, 6, 7]),
        ("3 to 5", [3, 4, 5]),
        ("#7,#3,#7", [7, 3]),
        ("#3,", [3]),
        ("#3.", [3]),
        (" #3 ", [3]),
        ("#999999", [999_999]),
        ("#1-200", list(range(1, 201))),
    ],
)
def test_task_numbers(text: str, numbers: list[int]) -> None:
    assert task_numbers(text) == tuple(numbers)
    assert names_tasks(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "No task was named: a task goes by its number"),
        ("soon", "`soon` is not a task"),
        ("#", "`#` is not a task"),
        ("#3 fixed", "`fixed` is not a task"),
        ("#3,#x", "`#3,#x` is not a task"),
        ("#3-text", "`#3-text` is not a task"),
        ("-3", "`-3` is not a task"),
        ("1.5", "`1.5` is not a task"),
        ("12:30", "`12:30` is not a task"),
        ("T-shirt", "`T-shirt` is not a task"),
        ("#0", "`#0` is not a task: tasks are numbered from 1 to 999999"),
        ("#1000000", "tasks are numbered from 1 to 999999"),
        ("#3-1000000", "tasks are numbered from 1 to 999999"),
        ("#" + "9" * 5_000, "tasks are numbered from 1 to 999999"),
        ("#9-5", "`#9-5` runs backwards.*type `#5-9`"),
        ("#1-201", "With `#1-201` these are more than 200 tasks"),
        ("#1-150,#301-400", "With `#301-400` these are more than 200 tasks"),
    ],
)
def test_what_is_no_list_of_tasks(text: str, reason: str) -> None:
    with pytest.raises(ReferenceRefused, match=reason):
        task_numbers(text)


@pytest.mark.parametrize(
    ("text", "numbers", "rest"),
    [
        ("#3", [3], ""),
        ("#3 fixed", [3], "fixed"),
        ("3 fixed", [3], "fixed"),
        ("#3,#5-9 isolated", [3, 5, 6, 7, 8, 9], "isolated"),
        ("#3 #5 isolated", [3, 5], "isolated"),
        ("#3 and T5 isolated", [3, 5], "isolated"),
        ("3,5-6 isolated", [3, 5, 6], "isolated"),
        ("#3: isolated", [3], "isolated"),
        ("#3 400", [3], "400"),
        ("#3, 5 of 9 PCs", [3], "5 of 9 PCs"),
        ("#3 and 5 more", [3], "and 5 more"),
        ("#3 - 5 left", [3], "- 5 left"),
        ("#3 to 5 pm", [3], "to 5 pm"),
        ("#3 10:30 seen", [3], "10:30 seen"),
        ("#3 task force came", [3], "task force came"),
        ("#3 <https://x.in|log> kept", [3], "<https://x.in|log> kept"),
        ("<#C1|3> like <#C1|4>", [3], "like #4"),
        ("#3\nNext line #4", [3], "Next line #4"),
        ("#３ ＡＢ", [3], "ＡＢ"),
    ],
)
def test_leading_tasks(text: str, numbers: list[int], rest: str) -> None:
    assert leading_tasks(text) == TaskList(tuple(numbers), rest)


@pytest.mark.parametrize("text", ["", "done", "the #3", "#3-text"])
def test_no_task_leads(text: str) -> None:
    with pytest.raises(ReferenceRefused, match="type `#12`, or several as `#3,#5-9`"):
        leading_tasks(text)


@pytest.mark.parametrize(
    ("text", "means"),
    [("#9-5", True), ("#1-9999", True), ("#3 is done", False), ("lunch", False), ("", False)],
)
def test_names_tasks_right_or_wrong(text: str, *, means: bool) -> None:
    assert names_tasks(text) is means
