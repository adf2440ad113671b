"""The names by which Slack gives our buttons, menus, modals and fields back to us.

An action is `noun.verb`: pressing it means typing that command, with the button's value behind
it. What a button or a modal then does is in `listeners`.
"""

from typing import Final

TASK_CLAIM: Final = "task.claim"
TASK_START: Final = "task.start"
TASK_DONE: Final = "task.done"
TASK_BLOCK: Final = "task.block"
TASK_UNBLOCK: Final = "task.unblock"
TASK_SKIP: Final = "task.skip"
TASK_REOPEN: Final = "task.reopen"
TASK_ASSIGN: Final = "task.assign"
TASK_SHOW: Final = "task.show"
TASK_APPROVE: Final = "task.approve"
TASK_REFUSE: Final = "task.refuse"
TASK_LIST: Final = "task.list"
TASK_MINE: Final = "task.mine"
TASK_ADD: Final = "task.add"
INCIDENT_DECLARE: Final = "incident.declare"
INCIDENT_LIST: Final = "incident.list"
INCIDENT_STATUS: Final = "incident.status"
INCIDENT_UPDATE: Final = "incident.update"
INCIDENT_SNOOZE: Final = "incident.snooze"
INCIDENT_ROLE: Final = "incident.role"
INCIDENT_ROLES: Final = "incident.roles"
INCIDENT_TIMELINE: Final = "incident.timeline"
INCIDENT_SUMMARY: Final = "incident.summary"
INCIDENT_DIGEST: Final = "incident.digest"
INCIDENT_REOPEN: Final = "incident.reopen"
INCIDENT_NOTE: Final = "incident.note"
INCIDENT_ACKNOWLEDGE: Final = "incident.acknowledge"
INCIDENT_CLAIM: Final = "incident.claim"
INCIDENT_STANDDOWN: Final = "incident.standdown"
INCIDENT_CLOSE: Final = "incident.close"
INCIDENT_STAGE: Final = "incident.stage"
INCIDENT_LEAD: Final = "incident.lead"
INCIDENT_FACT: Final = "incident.fact"
INCIDENT_ETA: Final = "incident.eta"
INCIDENT_STATEMENT: Final = "incident.statement"
INCIDENT_DEMO: Final = "incident.demo"
INCIDENT_HELP: Final = "incident.help"
TASK_HELP: Final = "task.help"
PLAYBOOK_HELP: Final = "playbook.help"
PLAYBOOK_LIST: Final = "playbook.list"
PLAYBOOK_SHOW: Final = "playbook.show"
PLAYBOOK_RUN: Final = "playbook.run"
DEADLINE_LIST: Final = "deadline.list"
DEADLINE_SHOW: Final = "deadline.show"
DEADLINE_DRAFT: Final = "deadline.draft"
DEADLINE_APPROVE: Final = "deadline.approve"
DEADLINE_SENDBACK: Final = "deadline.sendback"
DEADLINE_MET: Final = "deadline.met"
DEADLINE_ACK: Final = "deadline.ack"
DEADLINE_CLOSE: Final = "deadline.close"
DEADLINE_EXTEND: Final = "deadline.extend"
DEADLINE_APPLIES: Final = "deadline.applies"
DEADLINE_NA: Final = "deadline.na"
DEADLINE_ANCHOR: Final = "deadline.anchor"
DEADLINE_HELP: Final = "deadline.help"

SERVER_IMPORT: Final = "server.import"
SERVER_IMPORTED: Final = "server.imported"
SERVER_LIST: Final = "server.list"
SERVER_ENDPOINTS: Final = "server.endpoints"
SERVER_SEGMENT: Final = "server.segment"
SERVER_SHOW: Final = "server.show"

EVIDENCE_ADD: Final = "evidence.add"
EVIDENCE_OFFER: Final = "evidence.offer"

# Severity or kind was changed in the declaring window: other playbooks fit.
DECLARE_REFIT: Final = "declare.refit"
# Turns a page of a list in App Home; the value says of which, and to which.
HOME_TURN: Final = "home.turn"
# Sends the line in the button's value as if it had been typed again.
LINE_RUN: Final = "line.run"
# A link that Slack also reports as a press; nothing is to be done.
LINK_OPEN: Final = "link.open"

SHORTCUT_DECLARE: Final = "declare"
SHORTCUT_DECLARE_FROM: Final = "declare_from_message"
SHORTCUT_NOTE: Final = "add_to_timeline"

# Fields of modals: the block's id, under which a mistake is shown.
TITLE: Final = "title"
SEVERITY: Final = "severity"
KIND: Final = "kind"
NOTICED: Final = "noticed"
OPTIONS: Final = "options"
PLAYBOOKS: Final = "playbooks"
PROOF: Final = "proof"
REASON: Final = "reason"
PERSON: Final = "person"
ROLE: Final = "role"
TEXT: Final = "text"
NEXT: Final = "next"
DUE: Final = "due"
CHECKS: Final = "checks"
AT: Final = "at"
ZONE: Final = "zone"
CUT: Final = "cut"
LANG: Final = "lang"
SCOPE: Final = "scope"
RECEIPT: Final = "receipt"
CHANNEL: Final = "channel"
FILE: Final = "file"
DRY: Final = "dry"
FIELD: Final = "value"


# Behind an action: the button stands in a row of a list, which stays when it is pressed.
ROW: Final = "~row"
# Behind a row's value: its list, as a button to it would carry it. It is drawn anew by a change.
IN_LIST: Final = "\n"


def told_apart(action_id: str) -> str:
    """Return the action without the `~2` that tells two like buttons of one row apart."""
    return action_id.partition("~")[0]
