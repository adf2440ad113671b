"""The reference incident from the first call to the review, on both engines (see `replaying`).

On SQLite the hospital's words are English, on PostgreSQL Hindi: what people do and read is the same.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from bot.domain.models import Inbox
from bot.domain.words import Language
from bot.export import verify
from tests.hindi import DEVANAGARI
from tests.slack import replay_first_days as first
from tests.slack import replay_return as later
from tests.slack.counter import Counter, on_both_engines
from tests.slack.replaying import LAB, RESPONDERS, Story, hospital
from tests.slack.tongues import posts, reads, rows

CHAPTERS = (
    first.a_technician_reports_and_a_responder_takes_over,
    first.five_are_held_and_the_others_cut_off,
    first.departments_go_on_paper,
    first.evidence_is_sealed_and_handed_over,
    first.two_analysts_are_suspended,
    first.the_ransom_is_disputed_and_never_public,
    later.the_data_is_back_and_the_service_is_not,
    later.the_digest_of_day_seven_says_it,
    later.a_block_comes_back,
    later.the_laboratory_works_both_ways,
    later.the_originals_go_to_the_laboratory_of_the_state,
    later.paper_is_keyed_in_and_read_by_another,
    later.the_response_goes_into_review,
)


# Three weeks with all playbooks: hundreds of commands.
@pytest.mark.timeout(300)
@on_both_engines
async def test_the_reference_incident_from_report_to_review(
    counter: Counter, tmp_path: Path
) -> None:
    counter.runtime.house = hospital(tmp_path / "house")
    hindi = counter.database.engine.dialect.name == "postgresql"
    if hindi:
        counter.runtime.house = replace(counter.runtime.house, language=Language.HINDI)
        reads(counter, RESPONDERS | {LAB}, "en")
    story = Story(counter)
    for chapter in CHAPTERS:
        await chapter(story)
    verdict = counter.query(lambda session: verify.in_database(session, story.incident))
    assert verdict.broken is None, "the chain holds after all that"
    if hindi:
        _who_reads_english_was_answered_so(counter)


def _who_reads_english_was_answered_so(counter: Counter) -> None:
    """Look for words of Hindi in what was answered and kept; the boards are drawn in them."""
    answers = counter.query(lambda session: session.exec(select(Inbox.answer)).all())
    assert len(answers) > 200
    assert [each for each in answers if DEVANAGARI.search(each or "")] == []
    assert [each for found in rows(counter).values() for each in found
            if DEVANAGARI.search(each)] == []  # fmt: skip
    boards = [each for each in posts(counter, to="channel") if each.kind == "board"]
    assert boards
    assert any(DEVANAGARI.search(each.payload) for each in boards)
