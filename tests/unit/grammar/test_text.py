import pytest

from bot.grammar.text import clean, clip, fold, plain, quoted, tidy, wire

FAMILY = "👨\u200d👩\u200d👧"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
KSHA = "क्ष"  # One letter on paper, three characters here.


@pytest.mark.parametrize(
    ("raw", "typed"),
    [
        ("servers &amp; printers", "servers & printers"),
        ("a &lt; b &gt; c", "a < b > c"),
        ("&amp;lt; is how one writes it", "&lt; is how one writes it"),
        ("&quot; &#39; stay", "&quot; &#39; stay"),
        ("ask <@U123> or <@U123|bob>", "ask <@U123> or <@U123|bob>"),
        ("in <#C123|ops> and <#C9|>", "in <#C123|ops> and <#C9|>"),
        (
            "see <https://x.in/a?b=1&amp;c=2|the log>",
            "see <https://x.in/a?b=1&amp;c=2|the log>",
        ),
        ("&lt;@U123&gt;", "‹@U123›"),
        ("&lt;!channel&gt;", "‹!channel›"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
        ("&lt;https://evil.in|https://hospital.in&gt;", "‹https://evil.in|https://hospital.in›"),
        ("<!channel> come", "@channel come"),
        ("<!here|free cake>", "@here"),
        ("<!everyone>", "@everyone"),
        ("<!subteam^S1|@oncall> and <!subteam^S2>", "@oncall and @subteam"),
        ("<!date^1669281600^{date_short}|24 Nov>", "24 Nov"),
        ("<<!subteam^S1|@U1>>", "‹@U1›"),
        ("<javascript:alert(1)|x>", "‹javascript:alert(1)|x›"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<@u1> <@ U1> <#general>", "‹@u1› ‹@ U1› ‹#general›"),
        ("two\r\nlines\rmore\u2028end", "two\nlines\nmore\nend"),
        ("NUL\x00 ESC\x1b[31m BEL\x07 DEL\x7f", "NUL ESC[31m BEL DEL"),
        ("right\u202eto\u2066left\u200f", "righttoleft"),
        ("SRV\u200b-\ufeff001", "SRV-001"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("no\u00a0break\u3000wide\tthin\u2009", "no break wide thin "),
        ("\u3164\u2800", "  "),
        (FAMILY + " क्\u200dष می\u200cخواهم", FAMILY + " क्\u200dष می\u200cخواهم"),
        ("e" + "\u0301" * 10_000, "e" + "\u0301" * 8),
        ("a\u200d" + "\u0301\u200d" * 20, "a\u200d" + "\u0301\u200d" * 8),
        ("hidden\U000e0041\U000e0042 text", "hidden text"),
        (f"{ENGLAND} plays", f"{ENGLAND} plays"),
        ("“smart” ‘quotes’ ＡＢ１２ — stay", "“smart” ‘quotes’ ＡＢ１２ — stay"),
    ],
)
def test_tidy_gives_back_what_was_typed(raw: str, typed: str) -> None:
    assert tidy(raw) == typed


@pytest.mark.parametrize(
    "raw",
    [
        "<@U1> said a &lt; b &amp;amp; c <https://x.in?a&amp;b|l>",
        "&lt;@U1&gt; <!channel> &amp;lt;",
    ],
)
def test_wire_is_the_way_back(raw: str) -> None:
    typed = tidy(raw)
    assert tidy(wire(typed)) == typed


def test_wire_keeps_references_alive_and_escapes_the_rest() -> None:
    assert wire("<@U1> a < b & c") == "<@U1> a &lt; b &amp; c"


@pytest.mark.parametrize(
    ("tidied", "spelled"),
    [
        ("ask <@U1>", "ask @U1"),
        ("ask <@U1|bob>", "ask @bob"),
        ("in <#C1|ops> or <#C2|>", "in #ops or #C2"),
        ("<https://x.in/a?b&amp;c>", "https://x.in/a?b&c"),
        ("<http://x.in|x.in>", "http://x.in"),
        ("<https://evil.in|https://hospital.in>", "https://hospital.in (https://evil.in)"),
        ("<mailto:a@x.in|a@x.in>", "a@x.in"),
        ("<tel:+911126588500>", "+911126588500"),
        ("<https://x.in|&lt;@U1&gt;>", "‹@U1› (https://x.in)"),
        ("nothing & nobody", "nothing & nobody"),
    ],
)
def test_plain_spells_references_out(tidied: str, spelled: str) -> None:
    assert plain(tidied) == spelled


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Done #12", "Done #12"),
        ("ＤＯＮＥ　＃１２", "DONE #12"),
        ("१२:३० ٣ ৭", "12:30 3 7"),
        ("“a” ‘b’ «c»", '"a" \'b\' "c"'),
        ("SRV‑001 – x — y −3", "SRV-001 - x - y -3"),
        ("SRV-001…SRV-020", "SRV-001...SRV-020"),
        ("1\ufe0f\u20e3", "1"),
        ("लै\u200dब", "लैब"),
        ("日本", "日本"),
    ],
)
def test_fold_makes_command_words_plain(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("short", 5, "short"),
        ("shorter", 5, "shor…"),
        ("a b c", 4, "a b…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
        ("anything", -3, ""),
        ("ab&amp;cd", 5, "ab…"),
        ("ab&amp;cd", 8, "ab&amp;…"),
        ("a & b and c", 5, "a &…"),
        ("hi <@U123> there", 8, "hi…"),
        ("hi <https://x.in|a label> there", 20, "hi…"),
        ("1 < 2 and 3", 6, "1 < 2…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        (FAMILY + FAMILY, 8, FAMILY + "…"),
        (FAMILY + FAMILY, 4, "…"),
        ("👍🏽👍🏽", 2, "…"),
        ("🇮🇳🇮🇳🇮🇳", 4, "🇮🇳…"),
        ("🇮🇳🇮🇳🇮🇳", 5, "🇮🇳🇮🇳…"),
        (KSHA + KSHA, 3, "…"),
        (KSHA + KSHA, 5, KSHA + "…"),
        ("ab&amp;\u0301cd", 8, "ab…"),
    ],
)
def test_clip_cuts_between_what_people_see(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped


def test_quoted_is_one_line_of_code() -> None:
    assert quoted("a `b`\n c") == "`a 'b' c`"
    assert quoted("x" * 100, 5) == "`xxxx…`"


def test_clean_leaves_plain_text_alone() -> None:
    assert clean("Disk full on SRV-001.\nSee log & mail <root>.") == (
        "Disk full on SRV-001.\nSee log & mail <root>."
    )
