"""The rich_text block: sections, lists, quotes and what stands inside them.

Shape: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from bot.room.schema import Check, anything, boolean, integer, items, one_of, shape, string, typed

STYLE = shape(
    {},
    dict.fromkeys(
        (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ),
        boolean,
    ),
)
ID = string(255, 1)


def _inline(kind: str, need: dict[str, Check], may: dict[str, Check] | None = None) -> Check:
    return shape({"type": one_of(kind), **need}, {"style": STYLE, **(may or {})})


INLINE: dict[str, Check] = {
    "text": _inline("text", {"text": string(40_000, 1)}),
    "user": _inline("user", {"user_id": ID}),
    "channel": _inline("channel", {"channel_id": ID}),
    "usergroup": _inline("usergroup", {"usergroup_id": ID}),
    "team": _inline("team", {"team_id": ID}),
    "broadcast": _inline("broadcast", {"range": one_of("here", "channel", "everyone")}),
    "emoji": _inline(
        "emoji", {"name": string(255, 1)}, {"unicode": string(255), "skin_tone": integer(1, 6)}
    ),
    "link": _inline("link", {"url": string(3000, 1)}, {"text": string(40_000), "unsafe": boolean}),
    "date": _inline(
        "date",
        {"timestamp": integer(0, 99_999_999_999), "format": string(255, 1)},
        {"url": string(3000), "fallback": string(3000)},
    ),
    "color": _inline("color", {"value": string(9, 1)}),
}
MOST = 10_000
INDENT = integer(0, 8)
SECTION = shape({"type": one_of("rich_text_section"), "elements": items(typed(INLINE), 0, MOST)})
PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        {
            "type": one_of("rich_text_list"),
            "style": one_of("bullet", "ordered"),
            "elements": items(typed({"rich_text_section": SECTION}), 0, MOST),
        },
        {"indent": INDENT, "offset": integer(0, 100_000), "border": integer(0, 1)},
    ),
    "rich_text_quote": shape(
        {"type": one_of("rich_text_quote"), "elements": items(typed(INLINE), 0, MOST)},
        {"border": integer(0, 1)},
    ),
    "rich_text_preformatted": shape(
        {"type": one_of("rich_text_preformatted"), "elements": items(typed(INLINE), 0, MOST)},
        {"border": integer(0, 1), "language": string(64)},
    ),
}
RICH_TEXT = shape(
    {"type": one_of("rich_text"), "elements": items(typed(PARTS), 0, MOST)},
    {"block_id": string(255, 1), "expand": anything},
)
