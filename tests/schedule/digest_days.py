"""A ward's daily digests by their keys, for the tests of when they come."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.schedule.conftest import Ward

KEY = "digest:daily"


def keys(ward: Ward) -> list[str]:
    return [post.key for post in ward.posts("digest")]


def in_zone(ward: Ward, zone: str, at: str, now: datetime) -> None:
    ward.house = replace(ward.house, zone=ZoneInfo(zone), digest_at=at)
    ward.clock.step_wall(seconds=(now - ward.clock.now()).total_seconds())
    ward.start()
