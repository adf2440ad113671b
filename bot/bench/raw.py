"""The rows of one command, written by bare driver statements: what a commit costs without us."""

import itertools
import queue
import sqlite3
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from bot.bench.load import PERSON
from bot.storage.database import BUSY_TIMEOUT_MS, engine_url, journal_mode

POOL = 12
AT = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
# As long as what a finished task says in its channel, and what its doer is answered.
SAID, ANSWERED = "s" * 900, "a" * 1500

INCIDENT = "SELECT id, ref, stage, head_seq, head_hash FROM incident WHERE channel_id = ?"
TASK = "SELECT id, status, title, assignee FROM task WHERE incident_id = ? AND number = ?"
FINISH = (
    "UPDATE task SET status = 'done', done_at = ?, done_by = ?, assignee = ?, proof_round = 1 "
    "WHERE id = ?"
)
RECEIVE = "INSERT INTO inbox (key, body_sha256, received_at, answer) VALUES (?, ?, ?, '')"
RECORD = (
    "INSERT INTO timeline_entry (incident_id, seq, happened_at, recorded_at, actor, role, door, "
    "action, subject, text, before, after, prev_hash, hash) "
    "VALUES (?, ?, ?, ?, ?, 'incident-commander', 'slack', 'task.done', ?, ?, 'todo', 'done', ?, ?)"
)
HEAD = "UPDATE incident SET head_seq = ?, head_hash = ? WHERE id = ?"
SAY = (
    "INSERT INTO post (key, kind, method, lane, priority, incident_id, target, payload, state, "
    "attempts, created_at, not_before) "
    "VALUES (?, 'event', 'chat.postMessage', ?, 5, ?, ?, ?, 'sent', 0, ?, NULL)"
)
KEEP = "UPDATE inbox SET answer = ? WHERE key = ?"


class RawRows:
    """Writes the rows of one command after the other, each with its own commit."""

    def __init__(self, url: str) -> None:
        self._url = engine_url(url)
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        size = 1 if self._is_sqlite else POOL
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="raw")
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._lock, self._count = threading.Lock(), itertools.count(1)
        for _ in range(size):
            self._free.put(self._connect())

    def _connect(self) -> Any:
        if not self._is_sqlite:
            import psycopg

            address = self._url.set(drivername="postgresql")
            return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
        connection = sqlite3.connect(
            str(self._url.database), isolation_level=None, check_same_thread=False
        )
        journal, synchronous = journal_mode()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}", f"journal_mode={journal}",
            f"synchronous={synchronous}", "foreign_keys=ON", "recursive_triggers=ON",
            "temp_store=MEMORY", "cache_size=-8192",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def write(self, key: str, words: str) -> "Future[None]":
        """Write the rows of a command in *words*, `channel` or `channel number`; committed."""
        channel, _, number = words.partition(" ")
        return self._threads.submit(self._write, key, channel, int(number or 0))

    def _write(self, key: str, channel: str, number: int) -> None:
        connection = self._free.get()
        try:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE" if self._is_sqlite else "BEGIN")
            _rows(self._run(cursor), key, channel, number, next(self._count))
            cursor.execute("COMMIT")
        finally:
            self._free.put(connection)

    def _run(self, cursor: Any) -> Any:
        def run(sql: str, *given: Any) -> Any:
            if not self._is_sqlite:
                # Two commands about one incident must not both write its next entry.
                sql += " FOR UPDATE" if sql is INCIDENT else ""
                sql = sql.replace("?", "%s")
            cursor.execute(sql, given)
            return cursor.fetchone() if sql.startswith("SELECT") else None

        return run

    def close(self) -> None:
        """Finish and close the connections."""
        self._threads.shutdown()
        while not self._free.empty():
            self._free.get().close()


def _rows(run: Any, key: str, channel: str, number: int, count: int) -> None:
    at = AT.strftime("%Y-%m-%d %H:%M:%S.%f+00:00")
    run(RECEIVE, key, "5" * 64, at)
    incident_id, ref, _stage, seq, head = run(INCIDENT, channel)
    if number:
        task_id, *_ = run(TASK, incident_id, number)
        run(FINISH, at, PERSON, PERSON, task_id)
    run(RECORD, incident_id, seq + 1, at, at, PERSON, f"#{number}", SAID[:60], head, "6" * 64)
    run(HEAD, seq + 1, "6" * 64, incident_id)
    lane = f"incident:{incident_id}"
    run(SAY, f"said:{ref}:{seq + 1}:{count}", lane, incident_id, lane, SAID, at)
    run(KEEP, ANSWERED, key)
