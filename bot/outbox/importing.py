"""A list of servers that was given as a file: fetched, read, and laid down to be entered.

How it is read is `bot.domain.server_csv`, what becomes of the rows `bot.operations.server_import`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain import csv_files, server_csv
from bot.domain.models import Incident, Post, ServerImport
from bot.errors import Mistyped, WardroomError
from bot.grammar import patient
from bot.operations import jobs, server_import
from bot.outbox.job import Job, Sent
from bot.slack import failures, files
from bot.slack.outbound import Slack
from bot.storage import estate, incidents

# What Slack may refuse, as the person who gave the file is told.
PROBLEMS: Mapping[str, str] = {
    "missing_scope": "The app may not read files here (scope `files:read`).",
    "file_not_found": "Slack does not show the file to the app.",
    "file_deleted": "The file was deleted.",
    "file_outside_slack": "The file does not lie in Slack itself.",
    "file_too_large": f"The file has more than {csv_files.MOST_BYTES >> 20} MB.",
}
UNREADABLE = "Slack did not hand the file over."


async def fetch(job: Job, slack: Slack) -> Sent:
    """Return the file's name and text, or the problem that no second try would mend."""
    try:
        found = await files.info(slack, str(job.payload["file"]))
        csv_files.check_size(int(found.get("size") or 0), each="server")
        # What lies outside has an address there, which `files` refuses.
        url = str(found.get("url_private_download") or found.get("url_private") or "")
        data = await files.download(slack, url, most=csv_files.MOST_BYTES)
        text = csv_files.text_of(data, each="server")
        return Sent({"ok": True, "name": str(found.get("name")), "text": text})
    except (failures.Permanent, failures.Missing) as failure:
        return Sent({"ok": True, "problem": PROBLEMS.get(failure.code, UNREADABLE)})
    except Mistyped as error:
        return Sent({"ok": True, "problem": str(error)})


def fetched(session: Session, post: Post, answer: Mapping[str, Any], now: datetime) -> None:
    """Lay down the rows of the file, or say why there are none."""
    job = estate.import_by_id(session, int(json.loads(post.payload)["import"]))
    incident = incidents.by_id(session, job.incident_id) if job else None
    if job is None or incident is None or job.state != estate.WAITING:
        return
    incident = incidents.lock(session, incident)
    try:
        _lay(session, incident, job, answer)
    except WardroomError as error:
        jobs.fail(session, job, str(error), now)
    jobs.show_progress(session, incident, job, now)


def _lay(
    session: Session, incident: Incident, job: ServerImport, answer: Mapping[str, Any]
) -> None:
    problem = str(answer.get("problem") or "")
    if problem:
        raise Mistyped(problem, next_step="Choose the file again, or paste its rows.")
    name = str(answer.get("name") or "file")
    job.name = "file" if patient.found(name) else name[:255]
    server_import.begin(session, incident, job, server_csv.table(str(answer["text"])))
