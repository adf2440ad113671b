"""The stages of a response and the steps allowed between them. Who may take them: `people`."""

from bot.domain.models import Incident
from bot.domain.words import ENDED, Stage
from bot.errors import Refused
from bot.language.catalogue import later, say

ALLOWED: dict[Stage, tuple[Stage, ...]] = {
    Stage.REPORTED: (Stage.TRIAGE, Stage.STOOD_DOWN),
    Stage.TRIAGE: (Stage.ACTIVE, Stage.STOOD_DOWN),
    # A false alarm that was declared in one line is stood down from where it stands.
    Stage.ACTIVE: (Stage.CONTAINED, Stage.STOOD_DOWN),
    Stage.CONTAINED: (Stage.ERADICATION, Stage.ACTIVE),
    Stage.ERADICATION: (Stage.RECOVERY, Stage.ACTIVE),
    Stage.RECOVERY: (Stage.MONITORING, Stage.ACTIVE),
    Stage.MONITORING: (Stage.REVIEW, Stage.ACTIVE),
    Stage.REVIEW: (Stage.CLOSED, Stage.MONITORING),
    Stage.CLOSED: (Stage.ACTIVE,),
    Stage.STOOD_DOWN: (Stage.TRIAGE,),
}

FORWARD = (
    Stage.REPORTED, Stage.TRIAGE, Stage.ACTIVE, Stage.CONTAINED, Stage.ERADICATION,
    Stage.RECOVERY, Stage.MONITORING, Stage.REVIEW, Stage.CLOSED,
)  # fmt: skip

SAID = {stage: stage.value.replace("_", " ") for stage in Stage}
# As it stands behind "is": an incident is contained, and is in triage.
STANDS = {
    **SAID,
    Stage.TRIAGE: later("in triage"), Stage.ERADICATION: later("in eradication"),
    Stage.RECOVERY: later("in recovery"), Stage.MONITORING: later("in monitoring"),
    Stage.REVIEW: later("in review"),
}  # fmt: skip


def check_step(now: Stage, wanted: Stage) -> None:
    """Raise Refused unless the response may go from *now* to *wanted*."""
    if wanted in ALLOWED[now]:
        return
    following = f" {say('or')} ".join(f"`{SAID[stage]}`" for stage in ALLOWED[now])
    if wanted is now:
        raise Refused(
            say("The incident is already {state}.", state=say(STANDS[now])),
            rule="stages",
            next_step=say("From here it goes to {following}.", following=following),
        )
    raise Refused(
        say(
            "An incident that is {state} does not go to {wanted} in one step.",
            state=say(STANDS[now]),
            wanted=say(SAID[wanted]),
        ),
        rule="stages",
        next_step=say(
            "From here it goes to {following}. The order is {order}.",
            following=following,
            order=" → ".join(say(SAID[stage]) for stage in FORWARD),
        ),
    )


def needs_reason(now: Stage, wanted: Stage) -> bool:
    """Tell whether the step goes back or ends the response, and so must be explained."""
    if wanted in {Stage.CLOSED, Stage.STOOD_DOWN} or now in {Stage.CLOSED, Stage.STOOD_DOWN}:
        return True
    return FORWARD.index(wanted) < FORWARD.index(now)


def check_open(incident: Incident, what: str) -> None:
    """Raise Refused when the incident has ended."""
    if incident.stage in ENDED:
        raise Refused(
            say(
                "{ref} is {stage}, so nobody can {what}.",
                ref=incident.ref,
                stage=say(SAID[incident.stage]),
                what=what,
            ),
            rule="stages",
            next_step=say("`/incident reopen <reason>` opens it again."),
        )
