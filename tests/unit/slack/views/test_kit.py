from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.views import inputs, kit
from tests.hostile import HOSTILE
from tests.limits import problems

ANY_TEXT = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(["<", ">", "&", "|", "@U1", "!", "*", "`", "\n", "é", "x"])).map(
        "".join
    ),
)


def everything(text: str) -> list[kit.Block]:
    """Return blocks of every kind with *text* wherever a text can stand."""
    pick = [kit.option(text, str(each), text) for each in range(120)]
    ask = kit.confirm(text, text, text, text)
    return [
        kit.header(text),
        kit.section(kit.escape(text), accessory=kit.button(text, "a.b", accessibility_label=text)),
        kit.section(text),
        kit.fields(*[kit.spoken(text)] * 12),
        kit.context(*[text] * 12),
        kit.actions(
            *[kit.button(text, "a.b", "1", style="danger", confirm=ask)] * 3,
            kit.select("a.c", text, pick, initial="3"), kit.overflow("a.d", pick),
        ),
        kit.section(kit.code(text)),
        kit.section(f"{kit.typed(text)} {kit.one_line(text)} {kit.mention(text)}"),
        kit.section(f"{kit.channel_ref(text)} {kit.link(text, text)} {kit.linked(text, 90)}"),
        kit.divider(),
        *kit.paragraphs(kit.escape(text)),
    ]  # fmt: skip


@given(ANY_TEXT)
def test_no_text_makes_a_message_that_slack_refuses(text: str) -> None:
    assert problems(kit.message(text, everything(text))) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_makes_a_message_or_a_modal_that_slack_refuses(text: str) -> None:
    assert problems(kit.message(text, everything(text))) == []
    assert problems(a_modal(text)) == []


def test_only_a_whole_address_becomes_a_link() -> None:
    address = "https://docs.aiims.example/_a_?b=1"
    assert kit.linked(f" {address}\n", 1500) == f"<{address}>"
    assert kit.linked(address, 20) == "https://docs.aiims.…"
    assert kit.linked("seen at 14:20", 1500) == "seen at 14:20"
    assert kit.linked("javascript:x|<!channel>", 1500) == "javascript:x|&lt;!channel&gt;"


@given(ANY_TEXT)
def test_no_text_makes_a_modal_that_slack_refuses(text: str) -> None:
    assert problems(a_modal(text)) == []


def a_modal(text: str) -> kit.Block:
    """Return a modal with *text* wherever a text can stand."""
    pick = [kit.option(text, str(each)) for each in range(120)]
    blocks = [
        inputs.field("one", text, inputs.line("x", value=text, placeholder=text), hint=text),
        inputs.field("two", text, inputs.choice("x", pick)),
        inputs.field("three", text, inputs.radio("x", pick, initial="0")),
        inputs.field("four", text, inputs.ticks("x", pick, initial=["0", "1"])),
        inputs.field("five", text, inputs.person("x", placeholder=text)),
        *everything(text),
    ]
    return kit.modal("a.b", text, blocks, submit=text or "x", metadata={"task": 1})


@given(ANY_TEXT)
def test_escaped_text_holds_no_live_reference(text: str) -> None:
    assert "<" not in kit.escape(text)
    assert ">" not in kit.escape(text)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("db_server_01 is *down*", "db_server_01 is ∗down∗"),
        ("5*3 and ~100", "5*3 and ∼100"),
        ("> said he", "› said he"),
        ("نمی‌دانم", "نمی‌دانم"),
        ("re\u202egnp\x00", "regnp"),
    ],
)
def test_escape(typed: str, shown: str) -> None:
    assert kit.escape(typed) == shown


def test_spoken_keeps_people_and_channels_alive_and_groups_dead() -> None:
    typed = "ask <@U1> in <#C1|x> not <!channel> or <!subteam^S1>"
    assert kit.spoken(typed) == ("ask <@U1> in <#C1|x> not &lt;!channel&gt; or &lt;!subteam^S1&gt;")


def test_a_sentence_ends_once() -> None:
    texts = ("done", "done.", "Really?", "cut…", "हो गया।")
    assert [kit.ended(text) for text in texts] == ["done.", "done.", "Really?", "cut…", "हो गया।"]


def test_a_plain_text_spells_references_out_and_leaves_brackets_alone() -> None:
    typed = (
        "Send /task block #1 <reason> & <@U1|asha> <#C1|desk> <https://x.in|here> <mailto:a@b.in>"
    )
    assert kit.plain(typed)["text"] == (
        "Send /task block #1 <reason> & asha desk here mailto:a@b.in"
    )


def test_a_plain_text_shows_no_backticks_around_what_is_to_be_typed() -> None:
    assert kit.plain("Type `/task done #6 …`, or `n/a`.")["text"] == (
        "Type “/task done #6 …”, or “n/a”."
    )
    assert kit.plain("5` wide\n6` high")["text"] == "5` wide\n6` high"
    hinted = inputs.field("one", "x", inputs.line("x"), hint="Keys: `p1=0`.")
    assert hinted["hint"]["text"] == "Keys: “p1=0”."


@pytest.mark.parametrize("limit", range(1, 30))
def test_a_cut_never_falls_inside_an_entity_or_a_reference(limit: int) -> None:
    cut = kit.clip("x &amp;&lt; <@U123|bob> and <https://a.example|b> more", limit)
    assert len(cut) <= limit
    assert problems(kit.message(cut or "x")) == []


def test_what_does_not_fit_is_counted_aloud() -> None:
    message = kit.message("x", [kit.section(str(each)) for each in range(70)])
    assert len(message["blocks"]) == 50
    assert "21 more" in message["blocks"][-1]["elements"][0]["text"]


def test_a_long_text_loses_nothing_in_paragraphs() -> None:
    text = "\n".join(f"line {each} &amp; more" for each in range(2_000))
    blocks = kit.paragraphs(text)
    assert "\n".join(block["text"]["text"] for block in blocks) == text


def test_the_same_action_twice_in_a_row_of_buttons_gets_its_own_id() -> None:
    block = kit.actions(kit.button("A", "task.claim", "1"), kit.button("B", "task.claim", "2"))
    assert [each["action_id"] for each in block["elements"]] == ["task.claim", "task.claim~2"]


def test_a_date_names_our_zone_for_those_who_see_no_slack_date() -> None:
    at = datetime(2022, 11, 24, 12, 30, tzinfo=UTC)
    assert kit.date(at, ZoneInfo("Asia/Kolkata")) == (
        "<!date^1669293000^{date_short_pretty} {time}|24 Nov 2022 18:00 IST>"
    )
    assert kit.said_date(at, ZoneInfo("America/Sao_Paulo")) == "24 Nov 2022 09:30 UTC-0300"


def test_a_button_refuses_to_carry_more_than_ids() -> None:
    with pytest.raises(ValueError, match="ids"):
        kit.button("x", "a.b", "v" * 2_001)
    with pytest.raises(ValueError, match="ids"):
        kit.modal("a.b", "x", [], metadata={"text": "v" * 3_000})


@pytest.mark.parametrize(("done", "total", "bar"), [
    (0, 0, "░░░░░░░░░░ 0/0"), (1, 100, "▓░░░░░░░░░ 1/100"), (99, 100, "▓▓▓▓▓▓▓▓▓░ 99/100"),
    (3, 3, "▓▓▓▓▓▓▓▓▓▓ 3/3"),
])  # fmt: skip
def test_a_bar_is_full_only_when_all_is_done(done: int, total: int, bar: str) -> None:
    assert kit.bar(done, total) == bar
