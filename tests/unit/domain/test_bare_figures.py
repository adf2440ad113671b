"""Which figures the ministry's cut prints: numbers under plain words, and nothing that names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.bare_figures import WORDS, is_bare_figure
from bot.domain.models import Fact

DOCS = Path(__file__).parents[3] / "docs/digests.md"


def _fact(key: str, value: str = "5", of: str = "") -> Fact:
    now = datetime(2022, 11, 23, tzinfo=UTC)
    return Fact(
        incident_id=1, key=key, value=value, of=of, status="confirmed", as_of=now, said_by="U1",
        recorded_at=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    "key",
    ["host.hims-db-prod.encrypted", "analyst.ravi-kumar.suspended", "servers.hims-db-prod.encrypted",
     "servers.hims_db", "ransom.total", "servers2"],
)  # fmt: skip
def test_a_key_that_names_something_is_not_printed(key: str) -> None:
    assert not is_bare_figure(_fact(key))


@pytest.mark.parametrize("key", ["servers.infiltrated", "opd.seen", "beds", "endpoints.total"])
def test_a_number_under_plain_words_is_printed(key: str) -> None:
    assert is_bare_figure(_fact(key, of="100"))
    assert not is_bare_figure(_fact(key, value="five of web-01"))


def test_the_words_are_listed_for_whoever_enters_figures() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [word for word in sorted(WORDS) if f"`{word}`" not in text] == []
