"""Numbers by CLDR: thousands in English, lakh and crore in Hindi and in the English of India."""

import pytest

from bot.domain.words import Language
from bot.language.catalogue import INDIAN_ENGLISH, say, speaking
from bot.language.dates import day, moment
from bot.language.numbers import grouped
from bot.operations.languages import meant
from bot.operations.spoken import of_locale
from tests.conftest import NIGHT


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "12,345,678"), ("en-IN", "1,23,45,678"), ("hi", "1,23,45,678")],
)
def test_groups(language: str, shown: str) -> None:
    with speaking(language):
        assert grouped(12_345_678) == shown
        assert [grouped(value) for value in (0, 999, 5_000, -1_200)] == [
            "0",
            "999",
            "5,000",
            "-1,200",
        ]


def test_the_english_of_india_is_english_but_for_its_numbers() -> None:
    with speaking(INDIAN_ENGLISH):
        assert say("Your next step") == "Your next step"
        assert moment(day(NIGHT.date()), "07:07 IST") == "23 Nov 2022 07:07 IST"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en-IN", Language.INDIAN_ENGLISH), ("en_in", Language.INDIAN_ENGLISH),
        ("en-US", Language.ENGLISH), ("en", Language.ENGLISH), ("hi-IN", Language.HINDI),
        ("fr-FR", None), ("", None),
    ],
)  # fmt: skip
def test_the_locale_that_slack_names(locale: str, language: Language | None) -> None:
    assert of_locale(locale) is language


@pytest.mark.parametrize("typed", ["en-IN", "en-in", "English (India)"])
def test_it_is_chosen_by_code_or_name(typed: str) -> None:
    assert meant(typed, next_step="") is Language.INDIAN_ENGLISH
