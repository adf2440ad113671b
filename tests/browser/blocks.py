"""One message with every kind of block and element that a bot sends, filled with bad manners."""

from typing import Any

Json = dict[str, Any]
ATTACK = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'
ESCAPED = ATTACK.replace("<", "&lt;").replace(">", "&gt;")
NO_MENTION = "&lt;!channel&gt; &lt;@U0KABIR&gt; @here #general"


def plain(text: str) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """Return a verbatim mrkdwn object."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(text: str) -> Json:
    """Return an option whose value is its text."""
    return {"text": plain(text), "value": text}


OPTIONS = [option("One"), option(ATTACK[:70])]
ACCESSORIES: list[Json] = [
    {"type": "static_select", "placeholder": plain("Pick one"), "options": OPTIONS},
    {
        "type": "multi_static_select",
        "placeholder": plain("Pick several"),
        "option_groups": [{"label": plain("Group"), "options": OPTIONS}],
    },
    {"type": "users_select", "placeholder": plain("Pick a person"), "initial_user": "U0RAVI"},
    {"type": "conversations_select", "placeholder": plain("Pick a place")},
    {"type": "channels_select", "placeholder": plain("Pick a channel")},
    {"type": "overflow", "options": OPTIONS},
    {"type": "datepicker", "initial_date": "2022-11-23"},
    {"type": "timepicker", "initial_time": "18:30"},
    {"type": "checkboxes", "options": OPTIONS},
    {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[0]},
    {"type": "image", "image_url": "https://evil.example/seen.png", "alt_text": "Far away"},
]


def _sections() -> list[Json]:
    return [
        {
            "type": "section",
            "block_id": f"section-{number}",
            "text": mrkdwn(f"With {accessory['type']}"),
            "accessory": accessory
            if accessory["type"] == "image"
            else {**accessory, "action_id": f"do-{number}"},
        }
        for number, accessory in enumerate(ACCESSORIES)
    ]


def _rich_text() -> Json:
    leaves: list[Json] = [
        {"type": "text", "text": f"{ATTACK} <!channel>", "style": {"bold": True}},
        {"type": "user", "user_id": "U0KABIR"},
        {"type": "channel", "channel_id": "C0GENERAL"},
        {"type": "emoji", "name": "hospital"},
        {"type": "link", "url": "https://hospital.example/a", "text": "Rich link"},
        {"type": "date", "timestamp": 1669166820, "format": "{date_num} {time}", "fallback": "-"},
    ]
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "An item"}]}
    return {
        "type": "rich_text",
        "block_id": "rich",
        "elements": [
            {"type": "rich_text_section", "elements": leaves},
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [item]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "A quote"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": ATTACK}]},
        ],
    }


def _table() -> Json:
    words = [[ATTACK, "Due"], ["Cut the cable", "18:40"]]
    rows = [[{"type": "raw_text", "text": text} for text in row] for row in words]
    return {"type": "table", "column_settings": [{"is_wrapped": True}], "rows": rows}


def _actions() -> Json:
    sure = {
        "title": plain("Sure?"),
        "text": plain("It cannot be undone."),
        "confirm": plain("Do it"),
        "deny": plain("Keep"),
    }
    words = {"type": "button", "action_id": "go", "value": "7", "style": "primary"}
    return {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {**words, "text": plain("Go on"), "accessibility_label": "Go on with task 7"},
            {"type": "button", "action_id": "stop", "style": "danger", "text": plain("Stop"), "confirm": sure},
            {"type": "button", "action_id": "far", "text": plain("Far"), "url": "https://hospital.example/b"},
            {"type": "datetimepicker", "action_id": "moment", "initial_date_time": 1669166820},
        ],
    }  # fmt: skip


def every_kind() -> list[Json]:
    """Return blocks that Slack accepts, one of every kind and more."""
    return [
        {"type": "header", "text": plain(ATTACK)},
        {"type": "section", "text": mrkdwn(f"{ESCAPED} {NO_MENTION} *bold* <!date^1669166820^{{time}}|no>")},
        {"type": "section", "fields": [mrkdwn("*A*\nfield"), plain(ATTACK)]},
        {"type": "divider"},
        *_sections(),
        _rich_text(),
        _table(),
        {"type": "image", "image_url": "http://evil.example/seen.gif", "alt_text": "Also far"},
        {"type": "context", "elements": [mrkdwn(ESCAPED), plain("Plain context")]},
        _actions(),
    ]  # fmt: skip


BROKEN: list[Any] = [
    {"type": "hologram", "block_id": "b1"},
    {"type": "header", "block_id": "b2"},
    {"type": "section", "block_id": "b3", "accessory": {"type": "lever", "action_id": "x"}},
    {"type": "rich_text", "block_id": "b4", "elements": [{"type": "rich_text_song"}]},
    {"type": "table", "block_id": "b5", "rows": [[None]]},
    None,
    {"type": "markdown", "block_id": "b6", "text": f"# Head\n{ATTACK}\n[bad](javascript:window.ran=1)\n- **b**"},
    {"type": "section", "block_id": "b7", "text": {"type": "mrkdwn", "text": "<javascript:window.ran=1|bad> The end"}},
]  # fmt: skip
