import re

import pytest

from bot.grammar.errors import ReferenceRefused
from bot.grammar.hosts import Overlooked, leading, overlooked
from bot.grammar.refs import Hosts, hosts

KNOWN = ("lis-1", "LIS-2", "SRV-001", "SRV-002", "SRV-003", "web", "a[1]", "x" * 300)


@pytest.mark.parametrize(
    ("text", "found", "unknown"),
    [
        ("web", ["web"], []),
        ("WEB, lis-2", ["web", "LIS-2"], []),
        ("web web nope nope", ["web"], ["nope"]),
        ("lis-*", ["lis-1", "LIS-2"], []),
        ("LIS-?", ["lis-1", "LIS-2"], []),
        ("a[*", ["a[1]"], []),
        ("zz*", [], ["zz*"]),
        ("SRV-001..SRV-003", ["SRV-001", "SRV-002", "SRV-003"], []),
        ("srv-001..002", ["SRV-001", "SRV-002"], []),
        ("srv-001…srv-002", ["SRV-001", "SRV-002"], []),
        ("SRV-002..SRV-004", ["SRV-002", "SRV-003"], ["SRV-004"]),
        ("<http://web|web>", ["web"], []),
        ("<http://web>", ["web"], []),
        ("<@U1>", [], ["<@U1>"]),
        ("", [], []),
    ],
)
def test_hosts(text: str, found: list[str], unknown: list[str]) -> None:
    assert hosts(text, known=KNOWN) == Hosts(tuple(found), tuple(unknown))


@pytest.mark.parametrize(
    ("text", "cap", "reason"),
    [
        ("SRV-3..SRV-1", 9, "`SRV-3..SRV-1` is no range: it runs backwards"),
        ("SRV-1..WEB-3", 9, "its two ends have different names"),
        ("SRV-1..SRV-99999", 9, "names more than 9 hosts"),
        ("*", 2, "names more than 2 hosts"),
        ("a b c", 2, "names more than 2 hosts"),
        ("z" * 256, 9, "a name has at most 255 letters"),
    ],
)
def test_hosts_refused(text: str, cap: int, reason: str) -> None:
    with pytest.raises(ReferenceRefused, match=reason):
        hosts(text, known=KNOWN, cap=cap)


NAMED = re.compile(r"(?i:SRV-?\d+)")


@pytest.mark.parametrize(
    ("text", "front", "rest"),
    [
        ("web lis-1 odd logins", "web lis-1", "odd logins"),
        ("lis-1 and LIS-2", "lis-1 LIS-2", ""),
        ("lis-1 and lis-2 ransom note", "lis-1 lis-2", "ransom note"),
        ("lis-1, and lis-2 & web + SRV-009 / lis-*", "lis-1, lis-2 web SRV-009 lis-*", ""),
        ("web और lis-1 बंद", "web lis-1", "बंद"),
        ("SRV-001 to SRV-003", "SRV-001..SRV-003", ""),
        ("SRV-001 – SRV-003, web beacons", "SRV-001..SRV-003, web", "beacons"),
        ("lis-1 to stop the spread", "lis-1", "to stop the spread"),
        ("lis-1 to lis-9", "lis-1", "to lis-9"),
        ("web to lis-1", "web", "to lis-1"),
        ("lis-1 and power is off", "lis-1", "and power is off"),
        ("lis-1, and power is off", "lis-1,", "and power is off"),
        ("lis-1 and *all* of it", "lis-1", "and *all* of it"),
        ("lis-1 - 5 left", "lis-1", "- 5 left"),
        ("lis-1 and", "lis-1", "and"),
        ("and lis-1", "and lis-1", ""),
        ("lis-1 <http://web.x|web> slow", "lis-1 web", "slow"),
        ("", "", ""),
    ],
)
def test_the_names_at_the_front(text: str, front: str, rest: str) -> None:
    assert leading(text, known=KNOWN, named=NAMED) == (front, rest)


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("; web why", Overlooked("web", "web", "why")),
        ("to lis-1.", Overlooked("lis-1", "lis-1", "")),
        ("(SRV-004)", Overlooked("SRV-004", "SRV-004", "")),
        ("lis-11", Overlooked("lis-11", "lis-1", "")),
        ("and sl-1i", None),
        ("lsi-1", Overlooked("lsi-1", "lis-1", "")),
        ("and lis-11 odd logins", Overlooked("lis-11", "lis-1", "odd logins")),
        ("lis-11 odd logins", None),
        ("the web is down", None),
        ("wet", None),
        ("and power is off", None),
        ('"web" is down', None),
        ("to=web", None),
        ("and", None),
        ("", None),
    ],
)
def test_a_name_that_a_reason_begins_with(rest: str, found: Overlooked | None) -> None:
    assert overlooked(rest, known=KNOWN, named=NAMED) == found
