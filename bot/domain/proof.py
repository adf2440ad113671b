"""What counts as proof of a finished task, kind by kind. Stores nothing, asks nobody."""

import re
from collections.abc import Callable, Sequence

from bot.domain.words import Proof
from bot.errors import Refused
from bot.language.catalogue import later, say

LONGEST = 3000
LONGEST_REFERENCE = 200
NUMBER = re.compile(r"[-+]?\d[\d,  ]*(?:\.\d+)?")
LINK = re.compile(r"https?://[^\s<>|]{3,}", re.IGNORECASE)
SLACK_FILE = re.compile(r"\bF[A-Z0-9]{5,}\b")

ASKED = {
    Proof.NONE: later("nothing"),
    Proof.TEXT: later("a sentence that says what was done"),
    Proof.NUMBER: later("a number, zero included"),
    Proof.REFERENCE: later("the reference number that somebody else gave you"),
    Proof.PHOTO: later("a photo (a link to it, or a file in Slack)"),
    Proof.FILE: later("a file (a link to it, or a file in Slack)"),
    Proof.CHECKLIST: later("every line of its checklist ticked"),
}

EXAMPLE = {
    Proof.TEXT: "switch ports 1-24 shut at 07:52",
    Proof.NUMBER: "42",
    Proof.REFERENCE: "FIR 0123/2022",
    Proof.PHOTO: "https://files.example/photo.jpg",
    Proof.FILE: "https://files.example/config.txt",
    Proof.CHECKLIST: "all",
}


def _text(proof: str, _lines: Sequence[str]) -> str | None:
    return proof if any(letter.isalnum() for letter in proof) else None


def _number(proof: str, _lines: Sequence[str]) -> str | None:
    found = NUMBER.match(proof.strip())
    return proof if found else None


def _reference(proof: str, _lines: Sequence[str]) -> str | None:
    fits = len(proof) <= LONGEST_REFERENCE and any(letter.isalnum() for letter in proof)
    return proof if fits else None


def _file(proof: str, _lines: Sequence[str]) -> str | None:
    return proof if LINK.search(proof) or SLACK_FILE.search(proof) else None


def _ticked(proof: str, lines: Sequence[str]) -> set[int]:
    """Return which lines *proof* ticks: `all`, or their numbers `1,2,4-6`."""
    if proof.strip().casefold() in {"all", "yes", "complete"}:
        return set(range(1, len(lines) + 1))
    ticked: set[int] = set()
    for first, last in re.findall(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?", proof):
        ticked.update(range(int(first), int(last or first) + 1))
    return ticked


def missing_lines(proof: str, lines: Sequence[str]) -> list[str]:
    """Return the checklist lines that *proof* does not tick, with their numbers."""
    ticked = _ticked(proof, lines)
    return [f"{at}. {line}" for at, line in enumerate(lines, start=1) if at not in ticked]


def _checklist(proof: str, lines: Sequence[str]) -> str | None:
    if not lines:
        return _text(proof, lines)
    if missing_lines(proof, lines):
        return None
    return f"all {len(lines)} lines ticked"


KINDS: dict[Proof, Callable[[str, Sequence[str]], str | None]] = {
    Proof.TEXT: _text,
    Proof.NUMBER: _number,
    Proof.REFERENCE: _reference,
    Proof.PHOTO: _file,
    Proof.FILE: _file,
    Proof.CHECKLIST: _checklist,
}


def accepted(
    number: int, kind: Proof, proof: str | None, checklist: Sequence[str] = ()
) -> str | None:
    """Return the proof to keep for task *number*, or raise Refused saying what is asked."""
    given = (proof or "").strip()
    if len(given) > LONGEST:
        raise Refused(
            say(
                "The proof of task #{number} has {given} characters; {longest} are the most.",
                number=number,
                given=len(given),
                longest=LONGEST,
            ),
            rule="proof",
            next_step=say("Put the long text into a file and give its link."),
        )
    if kind is Proof.NONE:
        return given or None
    if kind is Proof.CHECKLIST and checklist:
        _check_lines(number, given, checklist)
    kept = KINDS[kind](given, checklist) if given else None
    if kept is not None:
        return kept
    raise Refused(
        say("Task #{number} needs proof: {asked}.", number=number, asked=say(ASKED[kind])),
        rule="proof",
        next_step=say(
            "Type `/task done #{number} {example}` or press Done.",
            number=number,
            example=EXAMPLE[kind],
        )
        + _open_lines(given, checklist, kind),
    )


def _check_lines(number: int, given: str, checklist: Sequence[str]) -> None:
    """Raise Refused when a line is ticked that the checklist does not have."""
    beyond = sorted(_ticked(given, checklist) - set(range(1, len(checklist) + 1)))
    if beyond:
        raise Refused(
            say(
                "The checklist of task #{number} has {checklist} lines; there is no line {beyond}.",
                number=number,
                checklist=len(checklist),
                beyond=beyond[0],
            ),
            rule="proof",
            next_step=say(
                "Type `/task done #{number} all`, or press Done and tick them.", number=number
            ),
        )


def _open_lines(given: str, checklist: Sequence[str], kind: Proof) -> str:
    if kind is not Proof.CHECKLIST or not checklist:
        return ""
    lines = "; ".join(missing_lines(given, checklist))
    return " " + say("Not ticked: {lines}.", lines=lines)
