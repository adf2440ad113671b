import pytest

from bot.slack.views.dues import again, before, unknown


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("3600@small/seal", "due 1 h after small/seal"),
        ("-86400@small/live", "due 1 d before small/live is"),
        ("-5400@small/a<b>", "due 1 h 30 min before small/a&lt;b&gt; is"),
        ("soon@x", "due 0 s after x"),
    ],
)
def test_what_an_unknown_moment_is_counted_from(kept: str, words: str) -> None:
    assert unknown(kept) == words


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ("4h", "every 4h"),
        ("2h<1669253820 6h", "every 2h → 6h"),
        (">4h,20h", "again 4 h and 1 d later"),
        (">30m", "again 30 min later"),
    ],
)
def test_when_a_task_comes_again(every: str, words: str) -> None:
    assert again(every) == words


def test_what_is_due_before_another() -> None:
    assert before(()) == ""
    assert before((4, 9)) == " Due before it: #4 and #9."
    assert before(range(1, 9)) == " Due before it: #1, #2, #3, #4, #5 and 3 more."
