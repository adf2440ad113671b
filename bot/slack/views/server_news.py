"""What is said of servers beside their cards: the question to clinical engineering. Pure."""

from collections.abc import Sequence

from bot.domain.models import Server
from bot.domain.servers import SERVER
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph


def life_support(row: Server, ref: str, people: Sequence[str]) -> Said:
    """Return the question whether something that supports life may be cut off."""
    name = SERVER.name(row)
    who = kit.mentions(people) if people else "Nobody is biomed-lead: `/incident role biomed-lead`."
    text = (
        f"*{name}* {kit.one_line(row.hostname, 100)} in {ref} supports life and is to be isolated. "
        f"Is the substitute at the bedside? Clinical engineering decides: {who}"
    )
    value = f"{ref} {name}"
    return paragraph(
        text,
        kit.button(
            "Isolate", "server.isolate", value, style="danger",
            confirm=kit.confirm(
                "Cut it off?", f"{name} supports life. Is its substitute at the bedside?", "Isolate"
            ),
        ),
        kit.button("Details", "server.show", value),
    )  # fmt: skip
