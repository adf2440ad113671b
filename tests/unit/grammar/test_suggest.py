import pytest

from bot.grammar.suggest import nearest, vocabulary

VERBS = ("declare", "list", "status", "done", "due", "block", "unblock", "reopen", "sev", "close")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("donne", "done"),
        ("dnoe", "done"),
        ("Doen", "done"),
        ("declre", "declare"),
        ("delcare", "declare"),
        ("unblok", "unblock"),
        ("reopne", "reopen"),
        ("stat", "status"),
        ("ｌｉｓｔ", "list"),
        ("dec", "declare"),
        ("x", None),
        ("de", "due"),
        ("frobnicate", None),
        ("", None),
        ("d" * 41, None),
        ("закрыть", None),
    ],
)
def test_nearest(word: str, meant: str | None) -> None:
    assert nearest(word, VERBS) == meant


def test_a_vocabulary_resolves_capitals_and_synonyms() -> None:
    words = vocabulary({"declare": ["new", "Open"], "done": []})
    assert [words.resolve(word) for word in ("Declare", "OPEN", "ｎｅｗ ", "shut")] == [
        *("declare", "declare", "declare"),
        None,
    ]


def test_a_vocabulary_suggests_the_canonical_word() -> None:
    words = vocabulary({"declare": ["create"], "done": ["resolve"]})
    assert [words.suggest(word) for word in ("craete", "resolv", "zebra")] == [
        *("declare", "done"),
        None,
    ]


def test_a_word_means_one_thing() -> None:
    with pytest.raises(ValueError, match="'close' means both 'done' and 'shut'"):
        vocabulary({"done": ["close"], "shut": ["close"]})
    assert vocabulary({"done": ["done"]}).resolve("done") == "done"


def test_the_start_of_a_word_goes_before_a_slip() -> None:
    assert nearest("stat", ("start", "status")) == "status"
    assert nearest("strat", ("start", "status")) == "start"
