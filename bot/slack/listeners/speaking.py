"""`/incident language`: in which language a person is spoken to. Who decides is `languages`."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.language.catalogue import speaking
from bot.operations import languages
from bot.operations.spoken import Spoken, Why
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.views import kit
from bot.slack.views.said import paragraph

WHY: Mapping[Why, str] = MappingProxyType(
    {
        Why.CHOSEN: "as you chose",
        Why.SLACK: "as your Slack is set",
        Why.HOUSE: "as this hospital set it: Slack named no language that is spoken here",
    }
)


def language(ask: Ask) -> Answer:
    """Show or set in which language the asker's own reports come."""
    turn, text = ask.turn, ask.text.strip()
    if text:
        spoken = languages.choose(turn, text)
    else:
        spoken = languages.spoken_to(turn.session, turn.actor.user_id, turn.house)
    # Who changed it reads so at once.
    with speaking(spoken.language):
        said = paragraph(
            _sentence(spoken), kit.button("My digests", ids.INCIDENT_DIGEST, "subscriptions")
        )
    return Answer(said.text, said.blocks, alone=True)


def _sentence(spoken: Spoken) -> str:
    return (
        f"Your digests, previews and reminders come in {spoken.language.name.capitalize()}, "
        f"{WHY[spoken.why]}. A digest for which you named a language keeps it. "
        "`/incident language en`, `hi` or `auto` changes it; "
        "answers, cards and windows are in English so far."
    )
