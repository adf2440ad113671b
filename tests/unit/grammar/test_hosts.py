import pytest

from bot.grammar.errors import ReferenceRefused
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
