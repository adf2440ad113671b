from bot.playbook.diff import Change, Difference, difference
from tests.unit.playbook.reading import good

OLD = "- [ ] Hold {#hold}\n- [ ] Seal {#seal role=it-lead}\n- [ ] Call the director\n"


def test_nothing_changes_when_a_line_moves() -> None:
    new = good("# Title\n\n" + OLD)
    same = difference(good(OLD), new)
    assert not same
    assert same.summary() == "No task was added, removed or changed."


def test_what_is_added_removed_and_changed_is_told_by_id() -> None:
    old = good(OLD)
    new = good(
        "- [ ] Hold on {#hold due=+1h}\n- [ ] Seal {#seal role=it-lead}\n- [ ] Police {#call}\n"
    )
    told = difference(old, new)
    hold, _, director = old.steps
    assert told == Difference(
        added=(new.steps[2],),
        removed=(director,),
        changed=(Change(hold, new.steps[0], ("title", "due")),),
    )
    assert told.summary() == (
        "+ call: Police\n- call-the-director: Call the director\n~ hold: Hold on (title, due)"
    )
