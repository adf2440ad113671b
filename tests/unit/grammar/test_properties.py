import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.grammar import lines, patient, refs, suggest, text, times
from bot.grammar.errors import GrammarError

EXAMPLES = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

NOW = datetime(2022, 11, 24, 9, 30, tzinfo=UTC)
DELHI = ZoneInfo("Asia/Kolkata")
ZONES = st.sampled_from(
    [
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "UTC",
        "America/New_York",
        "Europe/Dublin",
        "Pacific/Chatham",
    ]
).map(ZoneInfo)

# Pieces that mean something somewhere, so that arbitrary text comes near to every rule.
PIECES = st.sampled_from(
    (
        *(
            "<@U1>",
            "<#C1|12>",
            "<!channel>",
            "<https://x.in|a b>",
            "&lt;",
            "&amp;",
            "&gt;",
            "<",
            ">",
        ),
        *(
            "@bob",
            "#3",
            "T5",
            "#3-9",
            "INC-2022-001",
            "kind=",
            "“",
            '"',
            "'",
            "=",
            "|",
            "`",
            "..",
            "*",
        ),
        *("SRV-001..SRV-003", "sev1", "task", "due", "after", "at", "in", "ago", "tomorrow", "fri"),
        *("24 nov", "2022-11-24", "18:00", "9am", "2h", "25:61", "+05:30", "utc", "noon", "29 feb"),
        *(
            "98765",
            "43210",
            "UHID",
            "１２",
            "१२",
            "\u200d",
            "\u0301",
            "\u202e",
            "\ud83d",
            "\x00",
            "\n",
        ),
        *("👩", "🇮", "\U0001f3f4", "\U000e0067", "\u3164", "क", "्", " ", "  ", "-", ".", ","),
    )
)
ANYTHING = st.one_of(
    st.text(), st.lists(st.one_of(PIECES, st.characters()), max_size=12).map("".join)
)

READERS: dict[str, Callable[[str], object]] = {
    "tidy": text.tidy,
    "plain": lambda raw: text.plain(text.tidy(raw)),
    "quoted": text.quoted,
    "split": lines.split,
    "read": lambda raw: lines.read(raw, raw),
    "read_mention": lambda raw: lines.read_mention(raw, bot_user_id="U1", nouns={"task"}),
    "options": lambda raw: lines.options(raw, flags={"at"}, keys={"kind"}),
    "clauses": lambda raw: lines.clauses(raw, {"due": times.looks_like_time}),
    "nearest": lambda raw: suggest.nearest(raw, ("done", "due")),
    "found": patient.found,
    "task_numbers": refs.task_numbers,
    "leading_tasks": refs.leading_tasks,
    "names_tasks": refs.names_tasks,
    "user": refs.user,
    "channels": refs.channels,
    "links": refs.links,
    "hosts": lambda raw: refs.hosts(raw, known=("SRV-001", "lis-1")),
    "severity": refs.severity,
    "leading_severity": lambda raw: refs.leading_severity(raw, bare=True),
    "future": lambda raw: times.moment(raw, now=NOW, zone=DELHI),
    "past": lambda raw: times.moment(raw, now=NOW, zone=DELHI, direction="past"),
    "any": lambda raw: times.moment(raw, now=NOW, zone=DELHI, direction="any"),
    "clock": times.clock,
    "span": times.span,
    "looks_like_time": times.looks_like_time,
}


@settings(EXAMPLES, max_examples=200)
@given(raw=ANYTHING)
def test_nothing_typed_raises_anything_but_a_sentence(raw: str) -> None:
    """To make up a text takes longer than to read it, so every reader gets each."""
    for name, read in READERS.items():
        try:
            read(raw)
        except GrammarError as error:
            said = str(error)
            assert said.endswith("."), name
            assert "\n" not in said, name
        except Exception as error:
            error.add_note(f"by {name}")
            raise


@pytest.mark.parametrize(
    "raw",
    [
        *("[" * 40_000, "<" * 40_000, "“" * 40_000, "'a" * 20_000, "#1," * 13_000, "1-" * 20_000),
        *("a=" * 20_000, "<@U1>" * 8_000, "9" * 40_000, "98765 " * 7_000, "at " * 13_000),
        *(
            "e\u0301" * 20_000,
            "due 2h " * 6_000,
            "<https:" * 6_000,
            "UHID no " * 5_000,
            ".." * 20_000,
        ),
    ],
    ids=lambda raw: raw[:8],
)
@pytest.mark.timeout(20)
def test_long_text_is_read_in_no_time(raw: str) -> None:
    """The worst takes a fifth of a second here; one that steps back for ever hits the limit."""
    for read in READERS.values():
        with contextlib.suppress(GrammarError):
            read(raw)


@EXAMPLES
@given(raw=ANYTHING)
def test_clean_is_idempotent(raw: str) -> None:
    assert text.clean(text.clean(raw)) == text.clean(raw)


@EXAMPLES
@given(raw=ANYTHING)
def test_tidy_survives_the_round_trip_through_the_wire(raw: str) -> None:
    tidied = text.tidy(raw)
    assert text.tidy(text.wire(tidied)) == tidied


@EXAMPLES
@given(typed=ANYTHING)
def test_nothing_typed_becomes_a_reference(typed: str) -> None:
    """What a person types arrives escaped; however it is built, it mentions nobody."""
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert not text.REFERENCE.search(text.tidy(escaped))
    assert not text.REFERENCE.search(text.plain(text.tidy(typed)))


@EXAMPLES
@given(raw=ANYTHING, limit=st.integers(-1, 60))
def test_clip_keeps_to_its_limit(raw: str, limit: int) -> None:
    tidied = text.tidy(raw)
    clipped = text.clip(tidied, limit)
    assert len(clipped) <= max(limit, 0)
    assert clipped == tidied or clipped in ("", "…") or tidied.startswith(clipped[:-1])


@EXAMPLES
@given(raw=ANYTHING)
def test_a_line_loses_no_word(raw: str) -> None:
    line = lines.read("task", raw)
    typed = [word for word in lines.split(line.raw) if word.folded]
    kept = [word for word in line.words if word.folded]
    assert len(typed) == len(kept) + bool(line.verb) + bool(line.incident_ref)


@EXAMPLES
@given(zone=ZONES, minutes=st.integers(-390 * 1_440, 390 * 1_440))
def test_what_is_said_is_read_back(zone: ZoneInfo, minutes: int) -> None:
    at = (NOW + timedelta(minutes=minutes)).replace(second=0)
    said = times.say_moment(at, zone)
    assert times.moment(said, now=NOW, zone=zone, direction="any").at == at


@EXAMPLES
@given(minutes=st.integers(1, 7 * 1_440))
def test_a_length_said_is_read_back(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    read = times.span(times.say_span(length))
    assert abs(read - length) <= timedelta(minutes=30)
    assert read == length or length > timedelta(days=1)


@EXAMPLES
@given(numbers=st.lists(st.integers(1, 999_999), min_size=1, max_size=20, unique=True))
def test_tasks_said_are_read_back(numbers: list[int]) -> None:
    assert refs.task_numbers(",".join(f"#{number}" for number in numbers)) == tuple(numbers)
