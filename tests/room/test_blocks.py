"""Slack's limits on blocks and views, each at its edge: what just fits, and what does not."""

from typing import Any

import pytest

from bot.room.blocks import block_problems, check_view
from bot.room.errors import SlackError

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **over: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **over}


def button(text: str = "x", **over: Any) -> Json:
    return {"type": "button", "text": plain(text), **over}


def actions(*elements: Json, **over: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **over}


def option(text: str = "x", value: str = "v", **over: Any) -> Json:
    return {"text": plain(text), "value": value, **over}


def select(options: list[Json], **over: Any) -> Json:
    return {"type": "static_select", "options": options, **over}


def field(element: Json, **over: Any) -> Json:
    return {"type": "input", "label": plain("L"), "element": element, **over}


def entry(**over: Any) -> Json:
    return {"type": "plain_text_input", **over}


def confirm(**over: str) -> Json:
    words = {"title": "t", "text": "t", "confirm": "y", "deny": "n"} | over
    return {name: plain(text) for name, text in words.items()}


def boxes(count: int, kind: str = "checkboxes") -> Json:
    return {"type": kind, "options": [option(value=str(n)) for n in range(count)]}


def rows(count: int, width: int) -> Json:
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "table", "rows": [[cell] * width] * count}


EDGES: list[tuple[str, Json, Json]] = [
    ("section text", section("x" * 3000), section("x" * 3001)),
    ("section empty", section("x"), section("")),
    (
        "section fields",
        {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
        {"type": "section", "fields": [mrkdwn("x")] * 11},
    ),
    (
        "section field length",
        {"type": "section", "fields": [mrkdwn("x" * 2000)]},
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
    ),
    ("section needs words", section(), {"type": "section"}),
    (
        "header",
        {"type": "header", "text": plain("x" * 150)},
        {"type": "header", "text": plain("x" * 151)},
    ),
    (
        "header is plain",
        {"type": "header", "text": plain("x")},
        {"type": "header", "text": mrkdwn("x")},
    ),
    (
        "context",
        {"type": "context", "elements": [mrkdwn("x")] * 10},
        {"type": "context", "elements": [mrkdwn("x")] * 11},
    ),
    (
        "actions",
        actions(*[button(action_id=str(n)) for n in range(25)]),
        actions(*[button(action_id=str(n)) for n in range(26)]),
    ),
    ("button text", actions(button("x" * 75)), actions(button("x" * 76))),
    ("button value", actions(button(value="x" * 2000)), actions(button(value="x" * 2001))),
    (
        "button url",
        actions(button(url="https://x.example")),
        actions(button(url="javascript:alert(1)")),
    ),
    ("button style", actions(button(style="danger")), actions(button(style="loud"))),
    ("action_id", actions(button(action_id="x" * 255)), actions(button(action_id="x" * 256))),
    ("block_id", section(block_id="x" * 255), section(block_id="x" * 256)),
    (
        "confirm title",
        actions(button(confirm=confirm(title="x" * 100))),
        actions(button(confirm=confirm(title="x" * 101))),
    ),
    (
        "confirm text",
        actions(button(confirm=confirm(text="x" * 300))),
        actions(button(confirm=confirm(text="x" * 301))),
    ),
    (
        "confirm deny",
        actions(button(confirm=confirm(deny="x" * 30))),
        actions(button(confirm=confirm(deny="x" * 31))),
    ),
    ("options", actions(select([option()] * 100)), actions(select([option()] * 101))),
    ("no options", actions(select([option()])), actions(select([]))),
    (
        "option value",
        actions(select([option(value="x" * 150)])),
        actions(select([option(value="x" * 151)])),
    ),
    ("option text", actions(select([option("x" * 75)])), actions(select([option("x" * 76)]))),
    (
        "options or groups",
        actions(select([option()])),
        actions(select([option()], option_groups=[{"label": plain("g"), "options": [option()]}])),
    ),
    (
        "placeholder",
        actions(select([option()], placeholder=plain("x" * 150))),
        actions(select([option()], placeholder=plain("x" * 151))),
    ),
    (
        "overflow",
        actions({"type": "overflow", "options": [option()] * 5}),
        actions({"type": "overflow", "options": [option()] * 6}),
    ),
    ("checkboxes", actions(boxes(10)), actions(boxes(11))),
    ("radio", actions(boxes(10, "radio_buttons")), actions(boxes(11, "radio_buttons"))),
    (
        "input label",
        field(entry(), label=plain("x" * 2000)),
        field(entry(), label=plain("x" * 2001)),
    ),
    ("input hint", field(entry(), hint=plain("x" * 2000)), field(entry(), hint=plain("x" * 2001))),
    ("input element", field(entry()), field(button())),
    (
        "input lengths",
        field(entry(min_length=2, max_length=3)),
        field(entry(min_length=4, max_length=3)),
    ),
    ("input most", field(entry(max_length=3000)), field(entry(max_length=3001))),
    (
        "date",
        actions({"type": "datepicker", "initial_date": "2022-11-23"}),
        actions({"type": "datepicker", "initial_date": "23.11.2022"}),
    ),
    (
        "time",
        actions({"type": "timepicker", "initial_time": "23:59"}),
        actions({"type": "timepicker", "initial_time": "24:00"}),
    ),
    (
        "image",
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"},
        {"type": "image", "image_url": "https://x.example/a.png"},
    ),
    ("accessory", section(accessory=button()), section(accessory=entry())),
    (
        "markdown",
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "markdown", "text": "x" * 12_001},
    ),
    ("table", rows(100, 20), rows(101, 20)),
    ("table width", rows(2, 20), rows(2, 21)),
    ("known", {"type": "divider"}, {"type": "dividers"}),
    ("extras", {"type": "divider"}, {"type": "divider", "colour": "red"}),
    (
        "rich text",
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "indent": 8,
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
                    ],
                }
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": []}
            ],
        },
    ),
]


@pytest.mark.parametrize(
    ("fits", "not_"), [row[1:] for row in EDGES], ids=[row[0] for row in EDGES]
)
def test_limits(fits: Json, not_: Json) -> None:
    assert block_problems([fits], "message") == []
    assert block_problems([not_], "message") != []


def test_ids_are_unique() -> None:
    same = actions(button(action_id="a"), button(action_id="a"))
    assert "action_id already exists: a" in block_problems([same], "message")[0]
    twice = [section(block_id="b"), section(block_id="b")]
    assert block_problems(twice, "message") == [
        "block_id already exists: b [json-pointer:/blocks/1/block_id]"
    ]


def test_surfaces() -> None:
    """Alerts are for modals, markdown for messages; fifty blocks there, a hundred here."""
    markdown, alert = {"type": "markdown", "text": "x"}, {"type": "alert", "text": plain("x")}
    verdicts = {
        (kind, surface): not block_problems([block], surface)
        for kind, block in (("markdown", markdown), ("alert", alert))
        for surface in ("message", "modal", "home")
    }
    assert {key for key, fine in verdicts.items() if fine} == {
        ("markdown", "message"),
        ("alert", "modal"),
    }
    many = [{"type": "divider"}] * 51
    assert [bool(block_problems(many, where)) for where in ("message", "modal")] == [True, False]
    assert "one table" in block_problems([rows(1, 1)] * 2, "message")[0]
    halves = [{"type": "markdown", "text": "x" * 6001}] * 2
    assert "in all" in block_problems(halves, "message")[0]


@pytest.mark.parametrize("junk", [None, "x", 1, {}, [None], [[]], [{"type": None}], [{"type": []}]])
def test_junk_is_refused_not_crashed_on(junk: Any) -> None:
    assert block_problems(junk, "message")


def modal(**over: Any) -> Json:
    return {"type": "modal", "title": plain("T"), "blocks": [], **over}


VIEWS: list[tuple[str, Json]] = [
    ("title", {"title": plain("x" * 25)}),
    ("title", {"title": None}),
    ("title", {"title": mrkdwn("x")}),
    ("submit", {"submit": plain("x" * 25)}),
    ("submit", {"blocks": [field(entry())]}),
    ("close", {"close": plain("x" * 25)}),
    ("callback_id", {"callback_id": "x" * 256}),
    ("private_metadata", {"private_metadata": "x" * 3001}),
    ("external_id", {"external_id": "x" * 256}),
    ("blocks", {"blocks": [{"type": "divider"}] * 101}),
    ("blocks", {"blocks": None}),
    ("type", {"type": "home"}),
    ("colour", {"colour": "red"}),
]


@pytest.mark.parametrize(("name", "over"), VIEWS)
def test_views_are_refused(name: str, over: Json) -> None:
    with pytest.raises(SlackError) as refused:
        check_view(modal(**over), "modal")
    assert refused.value.code == "invalid_arguments"
    assert any(name in text for text in refused.value.messages)


def test_a_view_at_its_limits_is_taken() -> None:
    view = modal(
        title=plain("x" * 24),
        submit=plain("x" * 24),
        private_metadata="x" * 3000,
        blocks=[field(entry())] + [{"type": "divider"}] * 99,
    )
    assert len(check_view(view, "modal")["blocks"]) == 100
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(modal(blocks=[section("x" * 2900)] * 90), "modal")
