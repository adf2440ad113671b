"""What is said of servers beside their cards: the question to clinical engineering. Pure."""

from collections.abc import Sequence

from bot.domain.models import Server
from bot.domain.servers import SERVER
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph


def life_support(row: Server, ref: str, people: Sequence[str]) -> Said:
    """Return the question whether something that supports life may be cut off."""
    name = SERVER.name(row)
    who = (
        kit.mentions(people)
        if people
        else say("Nobody is biomed-lead: `/incident role biomed-lead`.")
    )
    text = say(
        "*{name}* {hostname} in {ref} supports life and is to be isolated. Is the substitute at "
        "the bedside? Clinical engineering decides: {who}",
        name=name,
        hostname=kit.one_line(row.hostname, 100),
        ref=ref,
        who=who,
    )
    value = f"{ref} {name}"
    return paragraph(
        text,
        kit.button(
            say("Isolate"),
            "server.isolate",
            value,
            style="danger",
            confirm=kit.confirm(
                say("Cut it off?"),
                say("{name} supports life. Is its substitute at the bedside?", name=name),
                say("Isolate"),
            ),
        ),
        kit.button(say("Details"), "server.show", value),
    )
