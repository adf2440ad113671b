"""`/incident language`: in which language a person is spoken to. Who decides is `languages`."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.language.catalogue import later, say, speaking
from bot.operations import languages
from bot.operations.spoken import Spoken, Why
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.views import kit
from bot.slack.views.said import paragraph

WHY: Mapping[Why, str] = MappingProxyType(
    {
        Why.CHOSEN: later("as you chose"),
        Why.SLACK: later("as your Slack is set"),
        Why.HOUSE: later("as this hospital set it: Slack named no language that is spoken here"),
    }
)


def language(ask: Ask) -> Answer:
    """Show or set in which language the asker is spoken to."""
    turn, text = ask.turn, ask.text.strip()
    if text:
        spoken = languages.choose(turn, text)
    else:
        spoken = languages.spoken_to(turn.session, turn.actor.user_id, turn.house)
    # Who changed it reads so at once.
    with speaking(spoken.language):
        said = paragraph(
            _sentence(spoken), kit.button(say("My digests"), ids.INCIDENT_DIGEST, "subscriptions")
        )
    return Answer(said.text, said.blocks, alone=True)


def _sentence(spoken: Spoken) -> str:
    return say(
        "What you read comes in {language}, {why}: answers, windows, digests, previews and "
        "reminders. A digest for which you named a language keeps it. `/incident language en`, "
        "`hi` or `auto` changes it; a channel reads the language of this hospital.",
        language=say(spoken.language.called),
        why=say(WHY[spoken.why]),
    )
