"""The order of the reports' sections, as their readers were promised it."""

import pytest

from bot.operations.contents import SECTIONS
from bot.operations.sections import Cut, standing

ORDER: dict[Cut, list[str]] = {
    "summary": [
        "What changed", "Patients and departments", "Servers and network", "Restore", "Expected",
        "Evidence and agencies", "Legal deadlines", "Tasks by playbook", "Overdue and blocked",
        "Decisions wanted", "Vacant roles", "Waivers", "Facts in dispute",
    ],
    "digest": [
        "What changed", "Asked of you", "Waivers in force and asked for",
        "Patients and departments", "Servers and network", "Restore",
        "Expected, with what was said", "Evidence and agencies", "Legal deadlines",
        "Overdue and blocked", "Next 24 hours", "Tasks by owner", "Facts in dispute",
    ],
    "clinical": [
        "Asked of you", "Patients and departments", "Restore", "Expected",
        "Overdue and blocked in care", "Next 24 hours in care",
    ],
    "ministry": ["Course", "Legal deadlines", "Confirmed figures"],
}  # fmt: skip


@pytest.mark.parametrize("cut", ORDER)
def test_the_order_of_a_report(cut: Cut) -> None:
    titles = [section.cuts[cut].title for section in standing(SECTIONS, cut)]
    assert list(dict.fromkeys(titles)) == ORDER[cut]


def test_no_two_sections_share_a_place() -> None:
    for cut in ORDER:
        places = [section.cuts[cut].order for section in standing(SECTIONS, cut)]
        assert len(places) == len(set(places)), cut
