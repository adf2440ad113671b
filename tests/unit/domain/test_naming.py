"""Channel names are what Slack takes, whatever the title."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.naming import channel_name, numbered, topic

REF = "INC-2022-001"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("e-Hospital servers encrypted", "inc-2022-001-e-hospital-servers-encrypted"),
        ("  LIS & PACS: down!  ", "inc-2022-001-lis-pacs-down"),
        ("सर्वर बंद", "inc-2022-001"),
        ("ई-Hospital बंद", "inc-2022-001-hospital"),
        ("Système d’été", "inc-2022-001-systeme-dete"),
        ("🔥🔥", "inc-2022-001"),
        ("<!channel> @here #ops", "inc-2022-001-channel-here-ops"),
        ("", "inc-2022-001"),
    ],
)
def test_titles_become_names(title: str, name: str) -> None:
    assert channel_name(REF, title) == name


def test_a_long_title_is_cut_between_words_and_never_in_its_number() -> None:
    name = channel_name(REF, "patient registration " * 20)
    assert name.endswith("-patient-registration")
    assert len(name) <= 80
    assert channel_name(REF, "x" * 200, 12) == "inc-2022-001-" + "x" * 64 + "-12"


def test_attempts_are_numbered_from_the_second() -> None:
    assert [numbered("inc-1-a", attempt) for attempt in (1, 2, 3)] == [
        "inc-1-a", "inc-1-a-2", "inc-1-a-3",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="counted from 1"):
        numbered("inc-1-a", 0)


@given(st.text(max_size=300), st.integers(1, 99))
def test_every_name_is_one_that_slack_takes(title: str, attempt: int) -> None:
    name = channel_name(REF, title, attempt)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?", name)
    assert name.startswith("inc-2022-001")


def test_a_topic_spells_links_and_names_out() -> None:
    title = "See <https://x.example|the portal>, ask <@U0ASHA> in <#C1|desk> & <http://y.example>"
    assert topic("INC-2022-001", title, 1) == (
        "SEV1 · INC-2022-001 · See the portal (https://x.example), ask @U0ASHA in #desk & "
        "http://y.example"
    )
    assert len(topic("INC-2022-001", "x" * 300, 1)) == 250
    assert topic("INC-2022-001", "No LIS", 2, drill=True) == "DRILL · SEV2 · INC-2022-001 · No LIS"
