import pickle

import pytest

from bot.grammar.errors import GrammarError, ReferenceRefused, TimeRefused


@pytest.mark.parametrize("kind", [GrammarError, TimeRefused, ReferenceRefused])
def test_an_error_is_one_sentence(kind: type[GrammarError]) -> None:
    error = kind("`25:61` is not a time", "hours go from 0 to 23", "type `18:00`")
    assert str(error) == "`25:61` is not a time: hours go from 0 to 23; type `18:00`."
    assert (error.what, error.why, error.next_step) == error.args
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - Our own bytes.
