"""Every look of a legal deadline, in each state, however full and hostile: within Slack's limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.models import Deadline
from bot.domain.overview import BoardData, Clocks
from bot.domain.report import Listing
from bot.domain.words import DeadlineState
from bot.obligations.fields import FIELDS
from bot.slack import ids
from bot.slack.views import (
    board,
    deadline_draft,
    deadline_lists,
    deadline_modals,
    deadline_news,
    deadlines,
)
from bot.slack.views.page import Page
from bot.slack.views.said import Said
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.unit.slack.views.drawn import make_board, make_incident

NOW = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
PAGE = Page(NOW, ZoneInfo("Asia/Kolkata"))
REF = "INC-2022-001"
MANY = {"legal-lead": tuple(f"U{n}LEGAL" for n in range(200))}


def make(text: str, number: int = 1, **over: Any) -> Deadline:
    """Return a deadline with *text* wherever a profile or people write."""
    fields: dict[str, Any] = {
        "id": number, "incident_id": 1, "number": number, "item": "in.certin.initial",
        "profile": text[:64], "profile_version": text[:64], "regulator": text, "title": text,
        "state": DeadlineState.RUNNING, "anchor": "noticed_at", "counted_from": "noticed_at",
        "anchor_at": NOW - timedelta(hours=8), "within": "PT6H", "event": text,
        "effective_from": "2027-05-13", "due_at": NOW - timedelta(hours=2), "owner": "legal-lead",
        "since_at": NOW - timedelta(hours=8), "extended_to": NOW, "extension_basis": text,
        "approvers": "legal-lead,director,dpo,pio,scribe,hr-lead",
        "fields": ",".join(FIELDS), "ask": text, "law": text, "send_to": text, "source": text,
        "drafted_by": "U1", "approved_by": "U2", "submitted_at": NOW, "submitted_by": "U1",
        "channel": text[:200], "receipt_no": text[:200], "late_reason": text,
        "acknowledged_at": NOW, "reason_na": text, "opened_at": NOW - timedelta(hours=8),
    }  # fmt: skip
    return Deadline(**{**fields, **over})


def every_message(text: str) -> list[Said]:
    rows = [make(text, number) for number in range(1, 61)]
    items = [deadline_news.Item(row, NOW - timedelta(days=3), MANY["legal-lead"], 136)
             for row in rows]  # fmt: skip
    people = deadlines.People(MANY)
    found = [
        deadline_lists.listing(deadline_lists.Listing(rows[:10], 60, 10, "all", 7), REF, PAGE),
        *(
            deadline_lists.listing(deadline_lists.Listing([], 0, 0, kind, over), REF, PAGE)
            for kind in deadline_lists.KINDS
            for over in (0, 7)
        ),
        deadline_news.opened(rows, REF, PAGE),
        deadline_news.warning(items, REF, "", PAGE),
        deadline_news.warning(items[:1], REF, f"{REF} <#C1>", PAGE),
        deadline_draft.draft(rows[0], deadline_draft.Text(text * 3, 3, "report.types"), REF, 1),
    ]
    for state in DeadlineState:
        row = make(text, state=state, advisory=state is DeadlineState.ARMED)
        found += [
            deadlines.card(row, REF, people, PAGE), deadlines.changed(text or "x", row, REF, PAGE),
        ]  # fmt: skip
    return found


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_message_stays_within_the_limits(text: str) -> None:
    for said in every_message(text):
        assert problems(said.message) == [], said.text[:200]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_window_stays_within_the_limits(text: str) -> None:
    incident, row = make_incident(text), make(text)
    views = [
        deadline_modals.met(incident, row, "C1", PAGE),
        deadline_modals.extend(incident, row, "C1", PAGE),
        *(
            deadline_modals.reason(action, incident, row, "C1", PAGE)
            for action in deadline_modals.REASONED
        ),
    ]
    for view in views:
        assert problems(view) == []


def test_a_full_board_still_fits() -> None:
    text = "x & <y>" * 40
    rows = tuple(make(text, number) for number in range(4))
    kept = make_board(text)
    data = BoardData(**{
        **{name: getattr(kept, name) for name in kept.__slots__}, "deadlines": Clocks(rows, 60),
    })  # fmt: skip
    said = board.board(data, PAGE.zone)
    assert problems(said.message) == []
    assert "Next legal deadlines: 60" in str(said.message)
    assert "56 more: `/deadline list`" in str(said.message)


def test_the_board_names_moments_which_stay_right_while_it_stands() -> None:
    kept = make_board("e-Hospital is down")
    held = {name: getattr(kept, name) for name in kept.__slots__}
    rows = tuple(make("A report", number) for number in range(4))
    early = BoardData(**{**held, "deadlines": Clocks(rows, 4)})
    later = replace(early, now=early.now + timedelta(minutes=90))
    drawn = [str(board.board(data, PAGE.zone).message) for data in (early, later)]
    told = [text.replace("08:37", "07:07").replace(" *overdue*", "") for text in drawn]
    assert told[0] == told[1]


def test_every_state_has_its_buttons_and_each_button_a_label() -> None:
    assert set(deadlines.BUTTONS) == set(DeadlineState)
    used = {action for actions in deadlines.BUTTONS.values() for action in actions}
    assert used | {ids.DEADLINE_SHOW} == set(deadlines.LABELS)


def test_a_report_lists_so_many_and_counts_the_rest() -> None:
    rows = tuple(deadline_news.Row(make("T", number, regulator="R")) for number in range(1, 9))
    lines = deadline_news.section(Listing(rows, 30), PAGE)
    assert lines[0] == "D1 R, T: due 05:07, 2 h late (running, *overdue*)"
    assert lines[-1].endswith("more: `/deadline list`")


def test_a_warning_says_due_now_overdue_and_how_much_is_left() -> None:
    def told(due_at: datetime, **over: Any) -> str:
        row = make("T", regulator="CERT-In", due_at=due_at, **over)
        return deadline_news.told(deadline_news.Item(row, NOW, ("U1CISO",)), PAGE)

    half = timedelta(minutes=30)
    assert told(NOW + half) == (
        "Due: *D1* CERT-In: T (hard), due 23 Nov 2022 07:37 IST, in 30 min; running. Owner: Legal "
        "lead (<@U1CISO>)."
    )
    assert told(NOW).startswith(
        "*Due now*: *D1* CERT-In: T (hard), due 23 Nov 2022 07:07 IST, now;"
    )
    assert told(NOW - half, hard=False).startswith(
        "*Overdue*: *D1* CERT-In: T (soft), due 23 Nov 2022 06:37 IST, 30 min late;"
    )


@pytest.mark.parametrize("length", [10, 9_000, 9_001, 50_000])
def test_no_word_of_a_draft_is_lost_between_its_pages(length: int) -> None:
    lines = [f"- line {n} " + "x" * 80 for n in range(length // 90)]
    text = "# Head\n\n" + "\n## One\n" + "\n".join(lines) + "\n## Two\nend\n"
    first = deadline_draft.draft(make("T"), deadline_draft.Text(text), REF, 1)
    assert problems(first.message) == []
    pages = deadline_draft._pages(text)
    assert "".join(pages) == text
    assert all(len(page) <= deadline_draft.PAGE for page in pages)
    assert len(pages) == max(1, -(-len(text) // deadline_draft.PAGE)) or length > 9_000
    last = deadline_draft.draft(make("T"), deadline_draft.Text(text), REF, 99)
    assert "## Two" in str(last.blocks)
