"""Help and menus, made from the registry's rows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit, lists
from bot.slack.views.said import Said


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One verb as help shows it."""

    typed: str
    summary: str
    example: str = ""
    synonyms: tuple[str, ...] = ()


def noun_help(noun: str, about: str, verbs: Sequence[HelpLine]) -> Said:
    """Return every verb of a noun, one line each."""
    head = f"*/{noun}* {kit.escape(say(about))}"
    lines = [f"{kit.typed(verb.typed)} {kit.escape(say(verb.summary))}" for verb in verbs]
    text = "\n".join([head, *lines])
    small = say(
        "More on one: `/{noun} help <verb>`. The same works as `@wardroom {noun} <verb> …`.",
        noun=noun,
    )
    return Said(text, (*kit.paragraphs(text), kit.context(small))).with_buttons(*_first(noun))


def _first(noun: str) -> list[kit.Block]:
    """Return the button that whoever reads a noun's help most likely needs next."""
    declare = kit.button(say("Declare an incident"), ids.INCIDENT_DECLARE, style="danger")
    return [*([declare] if noun == "incident" else []), *lists.of(noun)]


def verb_help(verb: HelpLine) -> Said:
    """Return one verb: how it is typed, what it does, an example, other words for it."""
    lines = [f"{kit.typed(verb.typed, 300)}", kit.escape(say(verb.summary))]
    if verb.example:
        lines.append(say("Example: {line}", line=kit.typed(verb.example, 300)))
    if verb.synonyms:
        words = ", ".join(kit.typed(each) for each in verb.synonyms)
        lines.append(say("Also: {words}", words=words))
    text = "\n".join(lines)
    noun = verb.typed.removeprefix("/").partition(" ")[0]
    return Said(text, (kit.section(text),)).with_buttons(*_first(noun))


def needs_window(noun: str, raw: str) -> Said:
    """Return the button that opens the window which only a press can open."""
    line = f"/{noun} {raw}".rstrip()
    text = say("There is more to say than fits here. Press the button and fill it in.")
    fits = len(line) <= kit.VALUE
    button = kit.button(say("Fill it in"), ids.LINE_RUN, line, style="primary") if fits else {}
    return Said(text, (kit.section(text),)).with_buttons(button)


def picker(choices: Sequence[tuple[str, str, str]], typed: str) -> Said:
    """Return the question which incident is meant; each button sends the line with one's name.

    Each choice is (reference, title, line to send).
    """
    text = (
        say("Several incidents are open. Which one do you mean?")
        + "\n"
        + kit.code(typed, 1500)
        + "\n"
        + say("Press one, or put its reference into the line.")
    )
    rows = [
        kit.section(
            f"*{ref}* {kit.one_line(title, 150)}",
            accessory=kit.button(
                ref,
                ids.LINE_RUN,
                line,
                accessibility_label=say("Send it for {ref}: {title}", ref=ref, title=title),
            )
            if len(line) <= kit.VALUE
            else None,
        )
        for ref, title, line in choices[:20]
    ]
    told = ", ".join(f"{ref} {kit.one_line(title, 60)}" for ref, title, _ in choices[:20])
    said = say(
        "Several incidents are open: {told}. Which one? You typed: {line}",
        told=told,
        line=kit.typed(typed, 1000),
    )
    return Said(said, (kit.section(text), *rows)).with_buttons(
        kit.button(say("All open incidents"), ids.INCIDENT_LIST)
    )
