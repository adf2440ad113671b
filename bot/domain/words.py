"""The words of the response: kinds, severities, stages, task states, doors. No rules here."""

from enum import IntEnum, StrEnum

from bot.language.catalogue import later


class Kind(StrEnum):
    """What kind of incident it is."""

    RANSOMWARE = "ransomware"
    INTRUSION = "intrusion"
    DATA_LEAK = "data_leak"
    OUTAGE = "outage"
    INSIDER = "insider"
    OTHER = "other"


class Severity(IntEnum):
    """How bad it is for patients; 1 is worst."""

    SEV1 = 1
    SEV2 = 2
    SEV3 = 3
    SEV4 = 4


SEVERITY_MEANING = {
    1: later("patient-care systems down hospital-wide, or a danger to life"),
    2: later("one important application down or an intruder inside"),
    3: later("contained, care is not affected"),
    4: later("information only"),
}


class Stage(StrEnum):
    """Where the response stands as a whole; single systems may be ahead or behind."""

    REPORTED = "reported"
    TRIAGE = "triage"
    ACTIVE = "active"
    CONTAINED = "contained"
    ERADICATION = "eradication"
    RECOVERY = "recovery"
    MONITORING = "monitoring"
    REVIEW = "review"
    CLOSED = "closed"
    STOOD_DOWN = "stood_down"


ENDED = frozenset({Stage.CLOSED, Stage.STOOD_DOWN})


class TaskStatus(StrEnum):
    """Where a task stands."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    PROOF_REVIEW = "proof_review"
    BLOCKED = "blocked"
    DONE = "done"
    SKIPPED = "skipped"


FINISHED = frozenset({TaskStatus.DONE, TaskStatus.SKIPPED})


class Proof(StrEnum):
    """What shows that a task was done."""

    NONE = "none"
    TEXT = "text"
    FILE = "file"
    PHOTO = "photo"
    NUMBER = "number"
    REFERENCE = "reference"
    CHECKLIST = "checklist"


class Door(StrEnum):
    """Through which door a change came in."""

    SLACK = "slack"
    ROOM = "room"
    API = "api"
    CLI = "cli"
    SYSTEM = "system"


class PostState(StrEnum):
    """Where a call to Slack stands in the outbox."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    SUPERSEDED = "superseded"
    DEAD = "dead"


class RunState(StrEnum):
    """Whether a playbook was offered, runs, or was declined."""

    OFFERED = "offered"
    RUNNING = "running"


class Verdict(StrEnum):
    """What an approver said of a finished task's proof."""

    APPROVED = "approved"
    REFUSED = "refused"


class DeadlineState(StrEnum):
    """Where a legal deadline stands."""

    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"
    ARMED = "armed"
    RUNNING = "running"
    DRAFTING = "drafting"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    FOLLOWUP = "followup"
    CLOSED = "closed"


# Something is still owed; what is armed waits for an event that has not happened.
OWED = frozenset(
    {
        DeadlineState.NOT_ASSESSED,
        DeadlineState.RUNNING,
        DeadlineState.DRAFTING,
        DeadlineState.APPROVED,
        DeadlineState.FOLLOWUP,
    }
)


class AlertState(StrEnum):
    """Whether what a program reported goes on or is over, as far as the program says."""

    FIRING = "firing"
    RESOLVED = "resolved"


class Language(StrEnum):
    """In which Wardroom speaks; the English of India counts in lakh and crore."""

    ENGLISH = "en"
    INDIAN_ENGLISH = "en-IN"
    HINDI = "hi"

    @property
    def called(self) -> str:
        """Return its name, in English."""
        return {"en": "English", "en-IN": "English (India)", "hi": "Hindi"}[self.value]

    @property
    def locale(self) -> str:
        """Return the locale that whoever reads it has in Slack."""
        return {"en": "en-US", "en-IN": "en-IN", "hi": "hi-IN"}[self.value]


class DigestCut(StrEnum):
    """For whom a digest is cut: everything, care and decisions, or numbers without names."""

    COMMAND = "command"
    CLINICAL = "clinical"
    MINISTRY = "ministry"
