"""The announcement of a new incident in the hospital's announcement channel. Pure."""

from datetime import tzinfo

from bot.domain.models import Incident
from bot.domain.words import ENDED
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.alerts import claims
from bot.slack.views.incidents import marks, severity
from bot.slack.views.said import Said


def announcement(
    incident: Incident, zone: tzinfo, *, commander: str | None, channel_id: str | None
) -> Said:
    """Return who declared what, how bad it is, who commands, and where the response meets."""
    title = f"{incident.ref}{marks(incident)} {' '.join(incident.title.split())}"
    text = (
        f"*{incident.ref}*{marks(incident)} {kit.one_line(incident.title, 200)}\n"
        f"*{severity(incident.severity)}*, {kit.escape(incident.kind.replace('_', ' '))}. "
        f"Declared by {kit.mention(incident.declared_by)}, "
        f"{kit.said_date(incident.declared_at, zone)}.\n"
        f"{_led(commander)} The response meets in {kit.channel_ref(channel_id)}."
    )
    blocks = (kit.header(title), kit.section(text.partition("\n")[2]))
    status = kit.button("Status", ids.INCIDENT_STATUS, incident.ref)
    wanted = commander is None and incident.stage not in ENDED
    return Said(text, blocks).with_buttons(*(claims(incident) if wanted else [status]))


def _led(commander: str | None) -> str:
    if commander is None:
        return "*Nobody commands it yet.*"
    return f"{kit.mention(commander)} commands it."
