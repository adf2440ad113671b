import pytest

from bot.grammar.lines import (
    Clauses,
    Line,
    Options,
    Word,
    clauses,
    options,
    read,
    read_mention,
    split,
    unquote,
)
from bot.grammar.refs import names_tasks
from bot.grammar.suggest import vocabulary
from bot.grammar.times import looks_like_time

VERBS = vocabulary(
    {"declare": ["new", "open", "create"], "done": ["check", "resolve"], "help": "?"}
)


@pytest.mark.parametrize(
    ("raw", "verb", "rest", "incident_ref"),
    [
        ("", "", "", None),
        (" \u00a0 ", "", "", None),
        ("declare Disk full", "declare", "Disk full", None),
        ("Declare Disk full", "declare", "Disk full", None),
        ("DECLARE: Disk full", "declare", "Disk full", None),
        ("ｄｅｃｌａｒｅ　Disk", "declare", "Disk", None),
        ("new Disk full", "declare", "Disk full", None),
        ("“declare” Disk", "declare", "Disk", None),
        ("?", "help", "", None),
        ("!!", "!!", "", None),
        ("frobnicate now", "frobnicate", "now", None),
        ("done\n#3\nfixed", "done", "#3\nfixed", None),
        ("done INC-2022-001 #3 fixed", "done", "#3 fixed", "INC-2022-001"),
        ("done #3 inc-2022-001 fixed", "done", "#3 fixed", "INC-2022-001"),
        ("INC-2022-001 done #3", "done", "#3", "INC-2022-001"),
        ("done #3 (ＩＮＣ－２０２２－１２３４).", "done", "#3", "INC-2022-1234"),
        ("INC-2022-001", "", "", "INC-2022-001"),
        ("done #3 INC-2022-001 like INC-2022-002", "done", "#3 like INC-2022-002", "INC-2022-001"),
        ("done #3 “INC-2022-001”", "done", "#3 “INC-2022-001”", None),
        ("done #3 inc-2022-1", "done", "#3", "INC-2022-001"),
        ("done #3 INC-2022-00012", "done", "#3", "INC-2022-012"),
        ("done #3 INC-22-001", "done", "#3 INC-22-001", None),
        ("done #3 XINC-2022-001", "done", "#3 XINC-2022-001", None),
        ("done <https://x.in/INC-2022-001>", "done", "<https://x.in/INC-2022-001>", None),
        ("done #3 a\nINC-2022-001\nb", "done", "#3 a\n\nb", "INC-2022-001"),
        ("done ask <@U1> &amp; wait", "done", "ask <@U1> & wait", None),
        ("done مرحبا \u202eabc", "done", "مرحبا abc", None),
        ("done 🎉", "done", "🎉", None),
    ],
)
def test_a_line_is_verb_and_rest(raw: str, verb: str, rest: str, incident_ref: str | None) -> None:
    line = read("incident", raw, verbs=VERBS)
    assert (line.verb, line.rest, line.incident_ref) == (verb, rest, incident_ref)


def test_a_line_keeps_everything_that_was_typed() -> None:
    line = read("/Task", " done  #3 &amp; INC-2022-001 x ")
    assert line == Line(
        noun="task",
        raw="done  #3 & INC-2022-001 x",
        verb="done",
        words=split("#3 & x"),
        rest="#3 & x",
        incident_ref="INC-2022-001",
        rest_with_ref="#3 & INC-2022-001 x",
    )
    assert line.typed == "/task done  #3 & INC-2022-001 x"
    assert read("task", "").typed == "/task"


def test_long_text_arrives_whole() -> None:
    assert read("incident", "declare " + "x" * 40_001).rest == "x" * 40_001


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a  b\nc", ["a", "b", "c"]),
        ('"a b" c', ["a b", "c"]),
        ("“a b” «c d» 'e f'", ["a b", "c d", "e f"]),
        ("it's the ward's", ["it's", "the", "ward's"]),
        ("'tis open", ["'tis", "open"]),
        ('5" disk', ['5"', "disk"]),
        ('"never closed', ['"never', "closed"]),
        ('"a"b', ["a", "b"]),
        ("see <https://x.in|my label>, ok", ["see", "<https://x.in|my label>,", "ok"]),
        ("<@U1>and<@U2>", ["<@U1>and<@U2>"]),
        ("a < b", ["a", "<", "b"]),
        ("kind=ransomware", ["kind=ransomware"]),
        ('role="network lead" x', ["role=network lead", "x"]),
        ('""', [""]),
        ("=x x= =", ["=x", "x=", "="]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [word.text for word in split(text)] == words


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("kind=ransomware", "kind", "ransomware"),
        ("Kind=Ransomware", "kind", "Ransomware"),
        ("kind＝ransomware", "kind", "ransomware"),
        ("role=network-lead", "role", "network-lead"),
        ('role="network lead"', "role", "network lead"),
        ("role=“network lead”", "role", "network lead"),
        ('"reason=disk is full"', "reason", "disk is full"),
        ("to=<@U1>", "to", "<@U1>"),
        ("p1=400", "p1", "400"),
        ("a=b=c", "a", "b=c"),
        ("kind=", "kind", ""),
        ("https://x.in/?a=b", None, None),
        ("1=2", None, None),
        ("=x", None, None),
        ("plain", None, None),
    ],
)
def test_pairs(text: str, key: str | None, value: str | None) -> None:
    (word,) = split(text)
    assert (word.key, word.value) == (key, value)


def test_a_word_knows_its_place_and_its_plain_form() -> None:
    assert split("go “ＳＲＶ–１”")[1] == Word("ＳＲＶ–１", start=3, end=10, quoted=True)
    assert split("ＳＲＶ–１")[0].folded == "srv-1"


@pytest.mark.parametrize(
    ("text", "flags", "pairs", "rest"),
    [
        ("private drill Disk full", {"private", "drill"}, {}, "Disk full"),
        ("Private --drill Disk full", {"private", "drill"}, {}, "Disk full"),
        ("kind=outage private Disk full", {"private"}, {"kind": "outage"}, "Disk full"),
        ("Disk full kind=outage now", set(), {"kind": "outage"}, "Disk full now"),
        ("Printers in private ward", set(), {}, "Printers in private ward"),
        ("“private” ward flooded", set(), {}, "“private” ward flooded"),
        ("Disk sev=1 full", set(), {}, "Disk sev=1 full"),
        ("kind=a x kind=b", set(), {"kind": "b"}, "x"),
        ("kind= x", set(), {"kind": ""}, "x"),
        ("a\nkind=b\nc", set(), {"kind": "b"}, "a\n\nc"),
        ("", set(), {}, ""),
    ],
)
def test_options(text: str, flags: set[str], pairs: dict[str, str], rest: str) -> None:
    taken = options(text, flags={"private", "drill"}, keys={"kind"})
    assert taken == Options(frozenset(flags), pairs, rest)


@pytest.mark.parametrize(
    ("text", "head", "found"),
    [
        ("Check the rent due 2h", "Check the rent", {"due": "2h"}),
        (
            "Check UPS due tomorrow 9am after #3, #4",
            "Check UPS",
            {"due": "tomorrow 9am", "after": "#3, #4"},
        ),
        ("Check UPS After #3 DUE 2h", "Check UPS", {"due": "2h", "after": "#3"}),
        ("Ask what is due from the vendor", "Ask what is due from the vendor", {}),
        ("Met them after lunch", "Met them after lunch", {}),
        ("Pay what is due due 25:61", "Pay what is due", {"due": "25:61"}),
        ("Pay due 1h due 2h", "Pay due 1h", {"due": "2h"}),
        ("Say “due” 2h", "Say “due” 2h", {}),
        ("due 2h", "", {"due": "2h"}),
        ("Check UPS due: 18:00 after: #3", "Check UPS", {"due": "18:00", "after": "#3"}),
        ("What is due: the rent", "What is due: the rent", {}),
        ("due", "due", {}),
        ("x due " + "2h " * 100, ("x due " + "2h " * 100).strip(), {}),
    ],
)
def test_clauses(text: str, head: str, found: dict[str, str]) -> None:
    accepts = {"due": looks_like_time, "after": names_tasks}
    assert clauses(text, accepts) == Clauses(head, found)


@pytest.mark.parametrize(
    ("raw", "noun", "verb", "rest"),
    [
        ("<@UBOT> task done #3", "task", "done", "#3"),
        ("<@UBOT> /Task done #3", "task", "done", "#3"),
        ("<@UBOT|wardroom>: task done #3", "task", "done", "#3"),
        ("hey <@UBOT> task done &amp;amp;", "task", "done", "&amp;"),
        ("<@UBOT> new Disk full", "incident", "declare", "Disk full"),
        ("task done #3 <@UBOT>", "task", "done", "#3"),
        ("task done #3", "task", "done", "#3"),
        ("<@UBOT>", "incident", "", ""),
        ("<@UBOT> <@UBOT> task list", "task", "list", ""),
        ("<@UOTHER> x", "incident", "<@uother>", "x"),
        ("", "incident", "", ""),
    ],
)
def test_a_mention_is_a_line(raw: str, noun: str, verb: str, rest: str) -> None:
    line = read_mention(
        raw, bot_user_id="UBOT", nouns={"incident", "task"}, verbs={"incident": VERBS}
    )
    assert (line.noun, line.verb, line.rest) == (noun, verb, rest)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“private ward flooded”", "private ward flooded"),
        ("“private” ward", "“private” ward"),
        ("ward", "ward"),
        ("", ""),
    ],
)
def test_unquote(text: str, words: str) -> None:
    assert unquote(text) == words
