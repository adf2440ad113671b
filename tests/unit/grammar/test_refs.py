import pytest

from bot.grammar.errors import ReferenceRefused
from bot.grammar.refs import ChannelRef, Link, UserRef, channels, links, user, users, without

BOB = UserRef("U123", None)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("<@U123>", [BOB]),
        ("<@W123>", [UserRef("W123", None)]),
        ("<@U123|bob>", [UserRef("U123", "bob")]),
        ("@bob", [UserRef(None, "bob")]),
        ("＠bob", [UserRef(None, "bob")]),
        ("@bob.k-r, (@asha)", [UserRef(None, "bob.k-r"), UserRef(None, "asha")]),
        ("ask @bob!", [UserRef(None, "bob")]),
        ("@रमेश", [UserRef(None, "रमेश")]),
        ("<@U123> and <@U123>", [BOB]),
        ("bob@x.in", []),
        ("https://x.in/@bob", []),
        ("<https://x.in/@bob|@bob>", []),
        ("@here @channel @Everyone", []),
        ("@ @.", []),
        ("bob", []),
        ("", []),
    ],
)
def test_users(text: str, people: list[UserRef]) -> None:
    assert users(text) == tuple(people)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Nobody was named: this needs a person; type @"),
        ("bob", "`bob` names nobody: a person is named with an @"),
        ("@channel", "`@channel` names nobody"),
        ("@a @b", "`@a @b` names 2 people: this takes one"),
    ],
)
def test_one_person(text: str, reason: str) -> None:
    assert user("to <@U123> please") == BOB
    with pytest.raises(ReferenceRefused, match=reason):
        user(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<#C123|ops>", [ChannelRef("C123", "ops")]),
        ("<#G123|>", [ChannelRef("G123", None)]),
        ("#ops, #inc-2022-001", [ChannelRef(None, "ops"), ChannelRef(None, "inc-2022-001")]),
        ("#12", []),
        ("# a#b", []),
    ],
)
def test_channels(text: str, found: list[ChannelRef]) -> None:
    assert channels(text) == tuple(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<https://x.in/a?b=1&amp;c=2|the log>", [Link("https://x.in/a?b=1&c=2", "the log")]),
        ("<http://x.in>", [Link("http://x.in")]),
        ("see https://x.in/a.", [Link("https://x.in/a")]),
        ("(https://x.in/a).", [Link("https://x.in/a")]),
        ("https://x.in/a_(b)", [Link("https://x.in/a_(b)")]),
        ("http://a.in http://a.in", [Link("http://a.in")]),
        ("<mailto:a@x.in|a@x.in> ftp://x.in javascript:alert(1)", []),
    ],
)
def test_links(text: str, found: list[Link]) -> None:
    assert links(text) == tuple(found)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<@U123> is ill", "is ill"),
        ("ask <@U123> today", "ask today"),
        ("ill: <@U123>", "ill:"),
        ("<@U123> and @bob", "and @bob"),
        ("nobody", "nobody"),
    ],
)
def test_without(text: str, rest: str) -> None:
    assert without(text, BOB) == rest
