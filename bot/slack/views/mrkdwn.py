"""Text for Slack: what people typed made harmless, mentions, dates, cutting. Pure.

Blocks are made in `kit`, which shows everything here under its own name.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from bot.language import dates
from bot.language.catalogue import say

ELLIPSIS = "…"
BLANK = "–"

# Characters that nobody types on purpose: controls, bidi overrides, zero-width space, fillers.
# Zero-width joiners stay, Indian scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    "\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]"
)
_IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
_MARKS = re.compile(r"[*_~`]")
_LOOKALIKE = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_QUOTE = re.compile(r"(?m)^([ \t]*)&gt;")
_REFERENCE = re.compile(
    r"<(?:@[UW][A-Z0-9]{1,31}(?:\|[^<>|\n]*)?"
    r"|#[CDG][A-Z0-9]{1,31}(?:\|[^<>|\n]*)?"
    r"|!date\^-?\d{1,12}\^[^<>|\n]+\|[^<>|\n]+"
    r"|(?:https?://|mailto:)[^<>|\s]{1,3000}(?:\|[^<>|\n]*)?)>"
)
_SCHEME = re.compile(r"^(?:https?://|mailto:)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^<>|\s]{1,3000}")
_STRAY = re.compile(r"&(?!(?:amp|lt|gt);)")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
# People and channels, or an address: `<reason>` is none, and stays as it was written.
_SAID_OUT = re.compile(r"<([@#!]|(?=[a-z][a-z+.-]*:))([^<>|\n]*)(?:\|([^<>\n]*))?>", re.IGNORECASE)
# More combining marks than any script stacks are a prank that paints over the neighbours.
_STACK = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def seen(text: str) -> str:
    """Return *text* without what no eye sees: controls, bidi marks, lone surrogates, fillers."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return _STACK.sub(r"\1", _UNSEEN.sub("", text)).strip()


def _defuse(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    before = text[at - 1 : at]
    after = text[at + 1 : at + 2]
    inside_word = bool(before) and bool(after) and _wordy(before) and _wordy(after)
    mark = match.group()
    # Slack formats at the edges of words only: `db_server_01` can stay as it was typed.
    return mark if inside_word and mark != "`" else _LOOKALIKE[mark]


def _wordy(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _plainly(text: str) -> str:
    # To look for a sign costs a hundredth of a search for its pattern, and most texts have none.
    if any(mark in text for mark in _LOOKALIKE):
        text = _MARKS.sub(_defuse, text)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _QUOTE.sub(r"\1›", escaped) if ">" in text else escaped


def escape(text: str) -> str:
    """Return what somebody typed as mrkdwn that shows it and does nothing: no mention, no bold."""
    return _plainly(seen(text))


def inner(text: str) -> str:
    """Like `escape` for a part of a text that was `seen` as a whole: blanks at its ends stay."""
    return _plainly(text)


def coded(text: str) -> str:
    """Like `inner` for what stands in code, where nothing but Slack's three signs is escaped."""
    shown = text.replace("```", "ˋˋˋ")
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def spoken(text: str) -> str:
    """Like `escape`, but references that the grammar left in wire form (`<@U1>`) stay alive.

    A link never says another address than it leads to: what it was called stands before it.
    """
    text = seen(text)
    parts: list[str] = []
    last = 0
    for found in _REFERENCE.finditer(text):
        parts += (_plainly(text[last : found.start()]), _honest(_whole(found.group())))
        last = found.end()
    parts.append(_plainly(text[last:]))
    return "".join(parts)


def _whole(text: str) -> str:
    """Return text with every `&` escaped: inside of a reference Slack takes no bare one either."""
    return _STRAY.sub("&amp;", text) if "&" in text else text


def _honest(reference: str) -> str:
    """Return a link that was called something else with its name beside it, others as they are."""
    target, _, label = reference[1:-1].partition("|")
    address = _SCHEME.sub("", target)
    if target[0] in "@#!" or not label or _SCHEME.sub("", label) == address:
        return reference
    return f"{_plainly(_entities(label))} (<{target}>)"


def _entities(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def sound(text: str) -> str:
    """Return mrkdwn that Slack can parse: every stray `&` and `<` escaped, no group mention."""
    text = seen(text)
    parts: list[str] = []
    last = 0
    for found in _REFERENCE.finditer(text):
        parts += (_loose(text[last : found.start()]), _whole(found.group()))
        last = found.end()
    parts.append(_loose(text[last:]))
    return "".join(parts)


def _loose(text: str) -> str:
    text = _whole(text)
    return text.replace("<", "&lt;").replace(">", "&gt;") if "<" in text else text


def clip(text: str, limit: int) -> str:
    """Shorten escaped text to *limit* characters, `…` included, never inside `&lt;` or `<…>`."""
    if len(text) <= limit:
        return text
    cut = max(limit - len(ELLIPSIS), 0)
    # Neither holds its own first sign again, so the last one before the cut is all that matters.
    for sign, pattern in (("<", _REFERENCE), ("&", _ENTITY)):
        begun = text.rfind(sign, 0, cut)
        found = pattern.match(text, begun) if begun >= 0 else None
        if found and found.end() > cut:
            cut = begun
    while cut > 0 and (unicodedata.combining(text[cut : cut + 1] or " ") or text[cut] == "\u200d"):
        cut -= 1
    return text[:cut].rstrip() + ELLIPSIS if limit else ""


@lru_cache(maxsize=1024)
def plainly(text: str, limit: int) -> str:
    """Return text for a plain_text object: references spelled out, cut, never empty.

    What is to be typed stands in quotes: the backticks around it would be shown.
    """
    said = _SAID_OUT.sub(_say_out, text) if "<" in text else text
    said = _IN_BACKTICKS.sub(r"“\1”", said) if "`" in said else said
    return clip(seen(said), limit) or BLANK


def _say_out(match: re.Match[str]) -> str:
    sign, target, label = match.groups()
    if sign == "!":
        return label or "@" + target
    return label or sign + target


def ended(text: str) -> str:
    """Return a text that another sentence follows: with a full stop, unless it ends with one."""
    return text if text.endswith((".", "!", "?", "…", "।")) else f"{text}."


# A list shows the same titles and names again and again, to each person who asks for it.
@lru_cache(maxsize=1024)
def one_line(text: str, limit: int = 150) -> str:
    """Return what somebody typed on one line, escaped, shortened to about *limit* characters."""
    return clip(spoken(" ".join(seen(text).split())), limit) or BLANK


def code(text: str, limit: int = 2800) -> str:
    """Return what somebody typed in a code block, ready to copy; it cannot break out of it."""
    return f"```{clip(coded(seen(text)), limit) or BLANK}```"


def codes(text: str, limit: int = 2800, most: int = 5) -> list[str]:
    """Return what somebody typed, however long, as code blocks that each fit into one section."""
    found: list[str] = []
    rest = coded(seen(text))
    while len(rest) > limit and len(found) < most - 1:
        cut = limit
        begun = rest.rfind("&", cut - len("&amp"), cut)
        if begun >= 0 and ";" not in rest[begun:cut]:
            cut = begun
        found.append(rest[:cut])
        rest = rest[cut:]
    return [f"```{piece}```" for piece in (*found, clip(rest, limit) or BLANK)]


def typed(text: str, limit: int = 120) -> str:
    """Return a short piece of what was typed between backticks, on one line."""
    shown = " ".join(seen(text).split()).replace("`", "ˋ")
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"`{clip(shown, limit) or BLANK}`"


def mention(user_id: str | None) -> str:
    """Return a mention by id; what is no id is shown as plain words, nobody as "nobody"."""
    if not user_id:
        return say("nobody")
    if re.fullmatch(r"[UW][A-Z0-9]{1,31}", user_id):
        return f"<@{user_id}>"
    return escape(user_id)


def mentions(user_ids: Iterable[str]) -> str:
    """Return mentions with commas between them."""
    return ", ".join(mention(user_id) for user_id in user_ids) or say("nobody")


def channel_ref(channel_id: str | None) -> str:
    """Return a link to a channel by id; "the channel is coming" while there is none."""
    if not channel_id:
        return say("(the channel is coming)")
    if re.fullmatch(r"[CDG][A-Z0-9]{1,31}", channel_id):
        return f"<#{channel_id}>"
    return escape(channel_id)


def link(url: str, label: str) -> str:
    """Return a link; an address that is not http(s) is shown as text."""
    if _ADDRESS.fullmatch(url):
        return f"<{url}|{escape(label).replace('|', '¦') or BLANK}>"
    return escape(f"{label} ({url})")


def linked(text: str, limit: int) -> str:
    """Return what somebody typed, cut; where the whole of it is one address, as a link.

    It says the address itself, so that who presses it knows where it leads.
    """
    address = seen(text)
    if _ADDRESS.fullmatch(address) and len(address) + len("<>") <= limit:
        return f"<{address}>"
    return clip(spoken(address), limit)


def said_date(at: datetime, zone: tzinfo) -> str:
    """Return a moment as `24 Nov 2022 18:00 IST`."""
    return dates.moment(said_day(at, zone), said_hour(at, zone))


def said_day(at: datetime, zone: tzinfo, *, year: bool = True) -> str:
    """Return the day of a moment as `24 Nov 2022`, without its year `24 Nov`."""
    return dates.day(at.astimezone(zone).date(), year=year)


def said_hour(at: datetime, zone: tzinfo) -> str:
    """Return the hour of a moment as `18:00 IST`."""
    local = at.astimezone(zone)
    name = local.strftime("%Z")
    if not name or name[0] in "+-":
        name = "UTC" + local.strftime("%z")
    return f"{local:%H:%M} {name}"


def date(at: datetime, zone: tzinfo) -> str:
    """Return a moment that each reader's Slack shows in his own zone; the fallback names ours."""
    unix = int(at.astimezone(UTC).timestamp())
    return f"<!date^{unix}^{{date_short_pretty}} {{time}}|{said_date(at, zone)}>"


def bar(done: int, total: int, width: int = 10) -> str:
    """Return a small bar of text: `▓▓▓░░░░░░░ 3/10`."""
    share = round(width * done / total) if total else 0
    if 0 < done < total:
        share = min(max(share, 1), width - 1)
    return f"{'▓' * share}{'░' * (width - share)} {done}/{total}"
