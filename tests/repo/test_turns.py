"""Which tests run on which engine, and which are begun first."""

import pytest

from tests import turns


def chosen(request: pytest.FixtureRequest) -> list[object]:
    return turns.engines(request.node, postgres=True)


@pytest.mark.both_engines
def test_what_is_marked_runs_on_both(request: pytest.FixtureRequest) -> None:
    assert chosen(request) == list(turns.ENGINES)


def test_a_story_runs_on_one_and_on_none_that_is_not_there(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(chosen(request)) == 1
    monkeypatch.setenv("WARDROOM_TEST_REQUIRE", "")
    assert turns.engines(request.node, postgres=False) == ["sqlite"]


def test_what_takes_long_is_begun_first(request: pytest.FixtureRequest) -> None:
    tests: list[pytest.Item] = request.session.items
    ranks = [turns.rank(each) for each in tests]
    assert ranks == sorted(ranks)
    assert turns.rank(request.node) == max(ranks)
