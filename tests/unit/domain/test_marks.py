"""What a digest keeps for the next one is one text for one state, so that two replicas agree."""

from bot.domain.report import Mark, Standing, read, written

MARKS = {
    "INC-2022-002": Mark(9, 4, 1, 0, 0, Standing(5, 40, 1200, 6, 12, 0)),
    "INC-2022-001": Mark(16, 6, 0, 4, 0),
}


def test_marks_read_back_as_they_were_kept() -> None:
    assert read(written(MARKS)) == MARKS


def test_marks_are_one_text_in_whichever_order_they_were_counted() -> None:
    assert written(dict(reversed(MARKS.items()))) == written(MARKS)


def test_marks_of_an_older_version_are_read_and_nonsense_is_nothing() -> None:
    assert read('{"INC-2022-001":[16,6,0,4,0]}') == {"INC-2022-001": Mark(16, 6, 0, 4, 0)}
    assert read('{"INC-2022-001":[16,6]}') == {}
    assert read("no JSON") == {}
