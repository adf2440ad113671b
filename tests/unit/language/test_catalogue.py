"""Every sentence that is said has a translation, and the translation keeps its names."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.language.catalogue import HINDI, catalogue, say, say_many, speaking, spoken

BOT = Path(__file__).resolve().parents[3] / "bot"
NAMES = re.compile(r"\{(\w+)\}")
# What says, and how many sentences each is given.
SAYING = {"say": 1, "say_many": 2, "later": 1}


def _keys(source: str) -> Iterator[tuple[str, ...]]:
    """Yield the sentences that a module says; anything but a literal is a mistake."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        wanted = SAYING.get(node.func.id)
        if wanted is None:
            continue
        given = node.args[:wanted]
        if all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in given):
            yield tuple(str(each.value) for each in given if isinstance(each, ast.Constant))


@cache
def _said() -> list[tuple[str, ...]]:
    found = {
        key
        for path in sorted(BOT.rglob("*.py"))
        if "bot.language" in (source := path.read_text(encoding="utf-8"))
        and any(f"{word}(" in source for word in SAYING)
        for key in _keys(source)
    }
    return sorted(found)


def test_every_sentence_that_is_said_is_translated() -> None:
    hindi = catalogue(HINDI)
    said = _said()
    assert len(said) > 2
    missing = [key for key in said if (got := hindi.get(key[0])) is None or not got.string]
    assert missing == []


def _names(*texts: str) -> set[str]:
    return {name for text in texts for name in NAMES.findall(text)}


def test_a_translation_keeps_the_names_that_are_filled() -> None:
    hindi = catalogue(HINDI)
    wrong = []
    for key in _said():
        found = hindi.get(key[0])
        given = found.string if found is not None else ""
        forms = tuple(given) if isinstance(given, tuple | list) else (given,)
        if _names(*map(str, forms)) != _names(*key):
            wrong.append((key, forms))
    assert wrong == []


def test_nothing_is_translated_that_nobody_says() -> None:
    said = {key[0] for key in _said()}
    kept = {str(each.id if isinstance(each.id, str) else each.id[0]) for each in catalogue(HINDI)}
    assert kept - {""} - said == set()


def test_no_sentence_is_translated_twice() -> None:
    """Two translations of one sentence are a merge's: only one of them would ever be read."""
    source = (BOT / "language" / f"{HINDI}.po").read_text(encoding="utf-8")
    found = Counter(re.findall(r'^msgid "(.+)"$', source, re.MULTILINE))
    assert len(found) > 1000
    assert [key for key, times in found.items() if times > 1] == []


def test_a_language_is_spoken_inside_and_english_outside() -> None:
    assert say("Daily digest") == "Daily digest"
    with speaking("hi"):
        assert say("Daily digest") == "दैनिक सार"
        with speaking("xx"):
            assert say("Daily digest") == "Daily digest"
        assert say("No such sentence {n}", n=3) == "No such sentence 3"
    assert spoken() == "en"


def test_one_and_many() -> None:
    assert say_many("{count} thing", "{count} things", 1) == "1 thing"
    assert say_many("{count} thing", "{count} things", 2) == "2 things"
