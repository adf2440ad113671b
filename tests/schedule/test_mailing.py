"""The daily digest as mail: one row per address and day, each in its cut; nothing private."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.mail import Recipient
from bot.domain.models import Post
from bot.domain.words import DigestCut, Kind
from bot.operations import digests
from tests.schedule.conftest import BOSS, Ward

DIRECTOR = Recipient("director@clean.example.org")
CELL = Recipient("cell@ministry.example.org", DigestCut.MINISTRY)


def mailing(ward: Ward, *recipients: Recipient, **over: Any) -> None:
    """Let the house mail its digest."""
    ward.house = replace(ward.house, mail_to=recipients, **over)
    ward.desk.house = ward.house
    ward.start()


def letters(ward: Ward) -> dict[str, dict[str, Any]]:
    """Return what is to be mailed, by address."""
    found = [json.loads(post.payload) for post in ward.posts("mail")]
    return {each["to"]: each for each in found}


def test_one_for_each_address_and_day_in_its_cut(ward: Ward) -> None:
    ward.declare("Servers <encrypted> & *gone*", kind=Kind.RANSOMWARE)
    ward.declare("Two analysts suspended", private=True)
    mailing(ward, DIRECTOR, CELL)
    ward.clock.advance(minutes=23)
    ward.tick()
    ward.tick()
    mine, theirs = letters(ward)[DIRECTOR.address], letters(ward)[CELL.address]
    assert mine["subject"] == "[Wardroom] Daily digest, 23 Nov 2022"
    assert theirs["subject"] == "[Wardroom] Ministry digest, 23 Nov 2022"
    assert "Servers <encrypted> & " in mine["text"]
    assert "Servers" not in theirs["text"]
    assert "analysts" not in json.dumps([mine, theirs])
    assert len(mine["picture"]["panels"]) == 2
    assert len(theirs["picture"]["panels"]) == 1
    assert "1 incident is open." in mine["text"]
    ward.clock.advance(days=1)
    ward.tick()
    assert len(ward.posts("mail")) == 4
    assert len({post.key for post in ward.posts("mail")}) == 4
    assert len({post.lane for post in ward.posts("mail")}) == 2


def test_without_a_channel_it_is_mailed_all_the_same(ward: Ward) -> None:
    mailing(ward, DIRECTOR, managers_channel="", managers=frozenset({BOSS}))
    ward.clock.advance(minutes=23)
    ward.tick()
    assert ward.posts("digest") == []
    (post,) = ward.posts("mail")
    assert json.loads(post.payload)["otherwise"]["targets"] == [f"user:{BOSS}"]


def test_what_could_not_be_mailed_is_said_without_the_address(sqlite_ward: Ward) -> None:
    mailing(sqlite_ward, DIRECTOR)
    sqlite_ward.clock.advance(minutes=23)
    sqlite_ward.tick()
    (post,) = sqlite_ward.posts("mail")
    said = json.loads(post.payload)["otherwise"]
    assert said["text"] == "The digest could not be mailed to d…@clean.example.org."
    assert said["targets"] == ["channel:C0MANAGERS"]
    assert said["thread_key"] == "digest:daily:2022-11-23T07:30"
    assert DIRECTOR.address not in post.key + post.lane + post.target


def test_only_the_clock_mails(sqlite_ward: Ward) -> None:
    """`now` is for the channel: whoever types it does not write to the ministry."""
    mailing(sqlite_ward, DIRECTOR)
    sqlite_ward.desk(BOSS, digests.digest_now)
    assert sqlite_ward.posts("mail") == []


def test_a_late_one_says_so(sqlite_ward: Ward) -> None:
    mailing(sqlite_ward, DIRECTOR)
    sqlite_ward.clock.advance(days=2, hours=1)
    sqlite_ward.tick()
    (post,) = sqlite_ward.posts("mail")
    assert "Late: it was due 25 Nov 2022 07:30 IST." in json.loads(post.payload)["text"]


@pytest.mark.parametrize("field", ["key", "lane", "kind", "method"])
def test_the_longest_address_fits_its_columns(sqlite_ward: Ward, field: str) -> None:
    mailing(sqlite_ward, Recipient(f"{'a' * 64}@{'b' * 60}.example.org"))
    sqlite_ward.clock.advance(minutes=23)
    sqlite_ward.tick()
    (post,) = sqlite_ward.posts("mail")
    assert len(getattr(post, field)) <= Post.__table__.columns[field].type.length  # type: ignore[attr-defined]  # SQLModel hides it from types.
