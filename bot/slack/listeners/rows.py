"""The rows of the table: what is typed, what it does, an example, and who answers it."""

from functools import partial

from bot.language.catalogue import later
from bot.slack.listeners import (
    declaring,
    demo,
    digests,
    facts,
    handing,
    incident,
    noting,
    people,
    playbook,
    rhythm,
    speaking,
    steering,
    suspending,
    task,
    task_lists,
    taskwork,
)
from bot.slack.registry import Verb

_incident = partial(Verb, "incident")
_playbook = partial(Verb, "playbook")
_task = partial(Verb, "task")

INCIDENT = (
    _incident(
        "declare", declaring.declare, "[sev1] [kind=…] [private] [drill] <title>",
        later("opens an incident: its channel, its board, its playbooks' tasks"),
        "sev1 kind=ransomware e-Hospital servers encrypted",
        ("new", "open", "create", "start", "raise", "report"), needs_incident=False,
    ),
    _incident(
        "list", incident.list_, "[mine|ended|all]",
        later("shows the open incidents, yours, those that are over, or all"), "all",
        ("ls", "incidents"), writes=False, needs_incident=False,
    ),
    _incident(
        "status", incident.status, "", later("shows where the response stands"), "",
        ("board", "show", "info"), writes=False,
    ),
    _incident(
        "update", incident.update, "<text> [next 45m]",
        later("tells everybody what is known, and promises the next update"),
        "40 of 100 servers isolated next 45m", ("up",),
    ),
    _incident(
        "snooze", rhythm.snooze, "[<t>] [reason]",
        later("puts the promised update off, 15 minutes unless you say until when"),
        "30m waiting for NIC", ("postpone", "defer"),
    ),
    _incident(
        "sev", steering.severity, "N <reason>", later("changes the severity, 1 (worst) to 4"),
        "1 emergency department is down too", ("severity",),
    ),
    _incident(
        "kind", steering.kind, "<kind> [reason]",
        later("says that it is of another kind: ransomware, intrusion, data_leak, outage, insider "
              "or other"),
        "ransomware a note demands payment", ("type",),
    ),
    _incident(
        "title", steering.title, "<text>",
        later("calls the incident something else; the former title stays in the timeline"),
        "Laboratory servers encrypted", ("rename", "retitle"),
    ),
    _incident(
        "stage", steering.stage, "<stage> [reason]",
        later("moves the response on: triage, active, contained, eradication, recovery, "
              "monitoring, review, closed"),
        "contained all suspect servers are off the network", ("phase",),
    ),
    _incident(
        "role", people.role, "<role> @who|off", later("gives somebody a role, or takes it back"),
        "it-lead @asha", ("assign", "appoint"),
    ),
    _incident(
        "lead", people.lead, "@who", later("makes somebody the incident commander"), "@asha",
        ("ic", "commander", "command"),
    ),
    _incident(
        "claim", people.claim, "", later("takes command of an incident that nobody commands"), "",
        ("take",),
    ),
    _incident(
        "roles", people.roles_, "", later("shows who holds which role, and which are vacant"), "",
        ("who", "people"), writes=False,
    ),
    _incident(
        "handover", people.handover, "@who [what they should know]",
        later("hands command to somebody with a brief to acknowledge; you stay as deputy"),
        "@asha police come at 10:00, ask for the FIR number", ("hand-over",),
    ),
    _incident(
        "acknowledge", people.acknowledge, "",
        later("says that you have read the brief of a handover"), "", ("ack", "accept", "read"),
    ),
    _incident(
        "note", noting.note, "<text> [at <time>]",
        later("writes what happened into the timeline"), "guard posted at the server room at 09:40",
        ("log", "remark"),
    ),
    _incident(
        "timeline", noting.timeline_, "[n] [@who] [kind]",
        later("shows the newest entries of the timeline: of a person, or of a kind like notes "
              "or tasks"),
        "20 tasks",
        ("history", "events"), writes=False,
    ),
    _incident(
        "fact", facts.fact,
        "<key> <value>[/<of>] [reported|confirmed|disputed|denied] [public] [source …]",
        later("enters a figure with its standing and source; without a value shows its history"),
        "servers.infiltrated 5/100 confirmed public source MoHFW", ("facts", "figure"),
        keeps_apart=True,
    ),
    _incident(
        "eta", facts.eta, "<what> <time> [because …]",
        later("says when something will be back; what was said before is kept"),
        "OPD registration 5 dec 09:00", ("etas", "expected"),
    ),
    _incident(
        "statement", facts.statement,
        "draft <text> next <time>|list|show S|approve S|publish S|withdraw S <reason>",
        later("writes a public text from confirmed facts; two others sign before it goes out"),
        "draft Emergency is open. OPD sees {opd.seen} patients a day. next 18:00",
        ("statements", "press"),
    ),
    _incident(
        "suspend", suspending.suspend, "@who order=<no> authority=<who> [deputy=@who]",
        later("takes somebody's roles, private channels, approvals and custody by written order"),
        'order=HR/2022/117 authority="Medical Superintendent" @ravi deputy=@asha',
    ),
    _incident(
        "unsuspend", suspending.unsuspend, "@who order=<no>",
        later("gives somebody's access back by written order"), "@ravi order=HR/2023/9",
        ("restoreaccess",),
    ),
    _incident(
        "summary", rhythm.summary, "now|preview|every <t>|off",
        later("posts a status summary, or sets how often they come"), "every 2h", ("summarise",),
    ),
    _incident(
        "digest", digests.digest,
        "now|last|preview [cut] [of INC-…]|at <t> [zone <zone>]|on|off|subscribe [at <t>] "
        "[zone <zone>] [cut <cut>] [lang <lang>] [of INC-…]|unsubscribe|subscriptions",
        later("posts or plans the managers' daily digest, or brings you one of your own"),
        "subscribe at 08:00 zone Asia/Kolkata cut clinical", ("daily",), needs_incident=False,
        ahead=digests.ahead,
    ),
    _incident(
        "language", speaking.language, "[en|hi|auto]",
        later("shows or sets in which language you read answers, windows, digests and reminders"),
        "hi",
        ("lang", "speak"), needs_incident=False,
    ),
    _incident(
        "export", incident.export, "",
        later("sends you the whole record as a file that can be verified offline"), "",
        ("record", "download"),
    ),
    _incident(
        "close", steering.close, "<reason>", later("closes the incident after its review"),
        "review approved, actions have owners", ("end", "resolve"),
    ),
    _incident(
        "reopen", steering.reopen, "<reason>", later("opens an ended incident again"),
        "same hosts beacon again",
    ),
    _incident(
        "demo", demo.demo, "",
        later("fills the Room's demo incident: a hospital of 100 servers, five of them encrypted"),
        "",
        needs_incident=False,
    ),
    _incident(
        "standdown", steering.standdown, "<reason>", later("ends what was no incident"),
        "planned maintenance, no attack", ("stand-down", "cancel"),
    ),
)  # fmt: skip

PLAYBOOK = (
    _playbook(
        "list", playbook.list_, "", later("shows the playbooks and which of them run here"), "",
        ("ls",), writes=False, needs_incident=False,
    ),
    _playbook(
        "show", playbook.show, "<slug>",
        later("shows a playbook with its tasks"), "isolate-servers",
        ("view", "read", "info"), writes=False, needs_incident=False,
    ),
    _playbook(
        "run", playbook.run, "<slug>",
        later("starts a playbook here; after its file changed, adds what is new"),
        "restore-e-hospital",
        ("start", "launch"),
    ),
    _playbook(
        "reload", playbook.reload, "", later("reads the playbooks folder again"), "", ("refresh",),
        writes=False, needs_incident=False,
    ),
)  # fmt: skip

TASK = (
    _task(
        "list", task_lists.list_,
        "[mine] [open|overdue|blocked|done|all] [@who] [<role>] [<playbook>]",
        later("shows tasks, ten to a page"), "overdue", ("ls", "tasks"), writes=False,
    ),
    _task(
        "mine", task_lists.mine, "",
        later("shows what you hold, and what is free for your roles"), "", ("me", "my"),
        writes=False,
    ),
    _task(
        "show", task.show, "#n", later("shows a task in full"), "#12", ("view", "info", "details"),
        writes=False,
    ),
    _task(
        "add", task.add, "<text> [@who|role=r] [due t] [after #n]", later("adds a task"),
        "Call the UPS vendor @asha due 2h after #3", ("new", "create"),
    ),
    _task("claim", taskwork.claim, "#n",
        later("takes a task into your hands"), "#12", ("take", "grab")),
    _task(
        "assign", handing.assign, "#n @who|nobody",
        later("puts a task into somebody's hands, or gives it back"), "#12 @asha",
        ("give", "reassign"),
    ),
    _task("start", taskwork.start, "#n", later("begins a task"), "#12", ("begin",)),
    _task(
        "done", taskwork.done, "#n [proof]",
        later("finishes a task, with the proof that it asks for"),
        "#12 switch ports 1-24 shut at 07:52",
        ("check", "resolve", "close", "complete", "finish", "tick"),
    ),
    _task(
        "block", taskwork.block, "#n <reason>", later("says that a task cannot go on, and why"),
        "#12 waits for NIC", ("stuck",),
    ),
    _task("unblock", taskwork.unblock, "#n",
        later("lets a blocked task go on"), "#12", ("resume",)),
    _task(
        "skip", taskwork.skip, "#n <reason>",
        later("decides that a task will not be done, and why"),
        "#12 no such system here", ("drop", "cancel", "remove", "delete"),
    ),
    _task(
        "reopen", taskwork.reopen, "#n <reason>", later("brings a finished or skipped task back"),
        "#12 port 7 is up again", ("undo",),
    ),
    _task("due", task.due, "#n <t>",
        later("sets when a task is due"), "#12 tomorrow 9am", ("deadline",)),
    _task(
        "note", task.note, "#n <text>", later("writes a note about a task into the timeline"),
        "#12 vendor called back", ("comment",),
    ),
    _task(
        "approve", taskwork.approve, "#n", later("signs under a finished task's proof"), "#12",
        ("sign", "accept"),
    ),
    _task(
        "refuse", taskwork.refuse, "#n <reason>", later("sends a finished task back, and says why"),
        "#12 the photo is blank", ("reject",),
    ),
)  # fmt: skip
