"""Cleans what people type before anything reads, keeps or shows it.

Cutting and quoting are here too; how a message looks in Slack belongs to the views.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

# A reference that Slack resolved. Labels may hold spaces, and inside it Slack still escapes.
REFERENCE: Final = re.compile(
    r"<(?:(?P<sign>[@#])(?P<id>(?<=@)[UWB][A-Z0-9]+|(?<=#)[CGD][A-Z0-9]+)"
    r"|(?P<address>(?:https?|mailto|tel):[^<>|\s]+))(?:\|(?P<label>[^<>\n]*))?>"
)
_LOOKS_LIKE_REFERENCE = re.compile(r"<(?:[@#!]|[A-Za-z][A-Za-z0-9+.-]*:)[^<>\n]*>")
# Only a date or a user group brings words of its own; `<!here|free cake>` still says `@here`.
_BROADCAST = re.compile(r"<!(?P<name>[a-z]+)(?:\^[^<>|\n]*(?:\|(?P<label>[^<>\n]+))?|\|[^<>\n]*)?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_TO_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

_LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# The fillers (Hangul, Braille) draw nothing: a title of them alone would look empty.
_ODD_SPACE = re.compile(
    "[\t\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]"
)
# Control characters, lone surrogates, bidi controls and what is invisible. U+200C and U+200D
# stay: Indian scripts and emoji are written with them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# Tag letters hide text from people; only behind a black flag do they draw something.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)|[\U000e0000-\U000e007f]")
_MOST_MARKS = 8  # The longest honest stack (Vedic Sanskrit, pointed Hebrew) is shorter.
_JOINERS = "\u200c\u200d"

_FOLDED = (
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛′", "'")
    | dict.fromkeys("‐‑‒–—―−﹣", "-")
    | {"…": "...", "\u3000": " ", "\ufe0f": "", "\u20e3": ""}
)
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_OFFSET = 0xFEE0


def clean(text: str) -> str:
    """Drop what no person types on purpose and make odd spaces plain; idempotent.

    Every line end becomes a plain one, joiners of scripts and emoji stay, and endless accents
    are cut short.
    """
    text = _UNWANTED.sub("", _ODD_SPACE.sub(" ", _LINE_END.sub("\n", text)))
    if text.isascii():
        return text
    return _fewer_marks(_TAGS.sub(r"\1", text))


def tidy(raw: str) -> str:
    """Turn Slack's wire text into what the person typed, references left in wire form.

    `&amp; &lt; &gt;` are undone once, outside references. What then only looks like a reference
    (`&lt;@U1&gt;` on the wire) gets `‹ ›` instead of `< >`, so nothing typed becomes a mention;
    `<!channel>` and its kin become the plain words `@channel`. Call it once, at the door.
    """
    typed: list[str] = []
    pending = ""
    end = 0
    text = clean(raw)
    for match in _LOOKS_LIKE_REFERENCE.finditer(text):
        pending += text[end : match.start()]
        end = match.end()
        if REFERENCE.fullmatch(match[0]):
            typed += (_typed(pending), match[0])
            pending = ""
        else:
            pending += _BROADCAST.sub(_spell_broadcast, match[0])
    return "".join((*typed, _typed(pending + text[end:])))


def wire(tidied: str) -> str:
    """Escape tidied text for Slack, its references left alive: the inverse of `tidy`."""
    escaped: list[str] = []
    end = 0
    for match in REFERENCE.finditer(tidied):
        escaped += (tidied[end : match.start()].translate(_TO_ENTITIES), match[0])
        end = match.end()
    return "".join((*escaped, tidied[end:].translate(_TO_ENTITIES)))


def plain(tidied: str) -> str:
    """Spell references out, for titles and exports: `@U1`, `#name`, `label (https://x)`."""
    return _disarm(REFERENCE.sub(_spell_reference, tidied))


def typeable(tidied: str, names: Mapping[str, str]) -> str:
    """Spell references as they are typed, ready to correct: `@asha`, `#desk`, `https://x`.

    *names* are by Slack's id, for references that bring none.
    """

    def spell(match: re.Match[str]) -> str:
        if match["sign"]:
            label = unescape(match["label"] or "")
            return match["sign"] + (label or names.get(match["id"], match["id"]))
        # The label of an address that Slack itself found is the address as it was typed.
        return _spell_reference(match)

    return _disarm(REFERENCE.sub(spell, tidied))


def pointed_at(tidied: str) -> frozenset[str]:
    """Return the ids of the people and channels that a text names without saying their names."""
    found = REFERENCE.finditer(tidied)
    return frozenset(match["id"] for match in found if match["sign"] and not match["label"])


def unescape(text: str) -> str:
    """Undo Slack's three entities, once."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)


def fold(text: str) -> str:
    """Return the form for command words, numbers and times: plain quotes, digits and dashes.

    Full-width letters and the digits of every script become ASCII and invisible joiners go.
    Not for free text: a person's words stay as typed.
    """
    return text if text.isascii() else "".join(map(_folded, text))


def clip(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, `…` included.

    Never inside an accented letter, emoji, flag, entity or `<…>` reference.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    cut = _before_token(text, _before_cluster(text, limit - 1))
    return text[:cut].rstrip() + "…"


def quoted(text: str, limit: int = 60) -> str:
    """Put a person's words between backticks on one line, for a sentence that repeats them."""
    return f"`{clip(' '.join(text.replace('`', chr(39)).split()), limit)}`"


def _typed(escaped: str) -> str:
    return _disarm(unescape(escaped))


def _disarm(text: str) -> str:
    return _LOOKS_LIKE_REFERENCE.sub(lambda match: f"‹{match[0][1:-1]}›", text)


def _spell_broadcast(match: re.Match[str]) -> str:
    """Return `@channel` for `<!channel>`, and the fallback for a date or a user group."""
    return match["label"] or f"@{match['name']}"


def _spell_reference(match: re.Match[str]) -> str:
    label = unescape(match["label"] or "")
    if match["sign"]:
        return match["sign"] + (label or match["id"])
    address = unescape(match["address"]).removeprefix("mailto:").removeprefix("tel:")
    if not label or label in (address, address.split("://", 1)[-1]):
        return address
    return f"{label} ({address})"


def _fewer_marks(text: str) -> str:
    """Keep the first few combining marks on each letter: ten thousand of them hide a page."""
    kept: list[str] = []
    marks = 0
    for character in text:
        if character not in _JOINERS:
            marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _folded(character: str) -> str:
    if (known := _FOLDED.get(character)) is not None:
        return known
    if ord(character) in _FULL_WIDTH:
        return chr(ord(character) - _FULL_WIDTH_OFFSET)
    if unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _before_cluster(text: str, cut: int) -> int:
    """Move a cut back until it no longer parts what is drawn as one."""
    while cut > 0 and _belongs(text[cut - 1], text[cut]):
        cut -= 1
    flags = 0
    while flags < cut and _is_flag_letter(text[cut - 1 - flags]):
        flags += 1
    return cut - 1 if flags % 2 and _is_flag_letter(text[cut]) else cut


def _belongs(before: str, after: str) -> bool:
    """Tell whether two neighbours are drawn as one: marks, joiners, skin tones, conjuncts."""
    if after.isascii():
        return False
    return (
        after in _JOINERS
        or before in _JOINERS
        or unicodedata.category(after)[0] == "M"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or unicodedata.combining(before) == 9  # noqa: PLR2004 - Unicode's class of viramas.
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _before_token(text: str, cut: int) -> int:
    """Move a cut back out of an entity or a reference."""
    for opening, whole in (("&", _ENTITY), ("<", _LOOKS_LIKE_REFERENCE)):
        start = text.rfind(opening, 0, cut)
        match = whole.match(text, start) if start >= 0 else None
        if match and match.end() > cut:
            cut = start
    return cut
