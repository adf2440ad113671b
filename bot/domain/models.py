"""Every table, under one name: importing this declares them all. A new one is listed here."""

from bot.domain.alert_tables import Alert
from bot.domain.columns import words
from bot.domain.delivery_tables import (
    DigestFigures,
    Inbox,
    Lane,
    Occurrence,
    Person,
    Post,
    Schedule,
    Setting,
)
from bot.domain.department_tables import (
    BackEntry,
    Backlog,
    Department,
    DepartmentReturn,
    TempIdBlock,
)
from bot.domain.evidence_tables import Exhibit, Transfer, TransferExhibit
from bot.domain.fact_tables import Eta, Fact, Statement
from bot.domain.handover_tables import Handover
from bot.domain.import_tables import ServerImport, ServerImportRow
from bot.domain.incident_tables import (
    Approval,
    Incident,
    IncidentMember,
    PlaybookRun,
    RoleHolder,
    Task,
    TaskAfter,
    TimelineEntry,
)
from bot.domain.noted_tables import NotedMessage
from bot.domain.obligation_tables import Deadline
from bot.domain.place_tables import IncidentPlace
from bot.domain.reminder_tables import Reminder
from bot.domain.restore_tables import System
from bot.domain.server_tables import EndpointBatch, EndpointCount, Segment, Server
from bot.domain.signature_tables import Signature, Suspension, Waiver

__all__ = [
    "Alert",
    "Approval",
    "BackEntry",
    "Backlog",
    "Deadline",
    "Department",
    "DepartmentReturn",
    "DigestFigures",
    "EndpointBatch",
    "EndpointCount",
    "Eta",
    "Exhibit",
    "Fact",
    "Handover",
    "Inbox",
    "Incident",
    "IncidentMember",
    "IncidentPlace",
    "Lane",
    "NotedMessage",
    "Occurrence",
    "Person",
    "PlaybookRun",
    "Post",
    "Reminder",
    "RoleHolder",
    "Schedule",
    "Segment",
    "Server",
    "ServerImport",
    "ServerImportRow",
    "Setting",
    "Signature",
    "Statement",
    "Suspension",
    "System",
    "Task",
    "TaskAfter",
    "TempIdBlock",
    "TimelineEntry",
    "Transfer",
    "TransferExhibit",
    "Waiver",
    "words",
]
