"""The announcement of a new incident in the hospital's announcement channel. Pure."""

from datetime import tzinfo

from bot.domain.models import Incident
from bot.domain.stages import SAID
from bot.domain.words import ENDED
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.alerts import claims
from bot.slack.views.incidents import marks, severity
from bot.slack.views.said import Said
from bot.slack.views.words import said_kind


def announcement(
    incident: Incident, zone: tzinfo, *, commander: str | None, channel_id: str | None
) -> Said:
    """Return who declared what, how bad it is, who commands, and where the response meets."""
    title = f"{incident.ref}{marks(incident)} {' '.join(incident.title.split())}"
    text = (
        f"*{incident.ref}*{marks(incident)} {kit.one_line(incident.title, 200)}\n"
        + say(
            "*{severity}*, {kind}. Declared by {who}, {at}.",
            severity=severity(incident.severity),
            kind=kit.escape(said_kind(incident.kind)),
            who=kit.mention(incident.declared_by),
            at=kit.said_date(incident.declared_at, zone),
        )
        + f"\n{_stands(incident, commander, kit.channel_ref(channel_id))}"
    )
    blocks = (kit.header(title), kit.section(text.partition("\n")[2]))
    status = kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref)
    wanted = commander is None and incident.stage not in ENDED
    return Said(text, blocks).with_buttons(*(claims(incident) if wanted else [status]))


def _stands(incident: Incident, commander: str | None, channel: str) -> str:
    """Return who commands and where one helps; of what is over, that it is, and where it stands."""
    if incident.stage in ENDED:
        return say(
            "*It is over:* {stage}. What was done stands in {channel}.",
            stage=say(SAID[incident.stage]), channel=channel,
        )  # fmt: skip
    return f"{_led(commander)} " + say("The response meets in {channel}.", channel=channel)


def _led(commander: str | None) -> str:
    if commander is None:
        return say("*Nobody commands it yet.*")
    return say("{who} commands it.", who=kit.mention(commander))
