"""`kill -9` again and again while four people work: what was acknowledged is kept, and said once.

The workspace outlives the bot, which comes back each time on the same database.
"""

import itertools
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.export.document import document
from bot.storage import incidents
from bot.storage.database import Database
from tests.e2e.crowd import PEOPLE, Crowd, Order, orders
from tests.e2e.product import Product, wardroom
from tests.e2e.records import change, rows
from tests.e2e.response import Response, declared
from tests.e2e.slackside import SlackSide
from tests.workspace import eventually

Json = dict[str, Any]
# A longer run for those who look for rare faults: WARDROOM_KILLS=40.
KILLS = int(os.environ.get("WARDROOM_KILLS", "3"))
COMMANDS, PLACES = 200, 9
SETTLED = ("sent", "superseded", "dead")


@pytest.mark.long
@pytest.mark.both_engines
@pytest.mark.timeout(400 + 30 * KILLS)
def test_what_was_acknowledged_survives_every_kill_and_is_said_once(
    slack: SlackSide, database_url: str, tmp_path: Path
) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    env = slack.environment(database_url)
    crowd = _killed(seed, env, slack, database_url, tmp_path)
    print(f"seed {seed}: {len(crowd.kept)} of {crowd.tried} acknowledged")  # noqa: T201 - shown if it fails.
    assert len(crowd.kept) > COMMANDS // 2
    _judge_records(crowd, database_url)
    _judge_slack(crowd, slack, database_url)
    verdict = wardroom("audit", "verify", env=env, folder=tmp_path)
    assert (verdict.code, "✗" in verdict.out) == (0, False)


def _killed(seed: int, env: dict[str, str], slack: SlackSide, url: str, folder: Path) -> Crowd:
    """Let people work while the bot is killed and comes back; return once all is sent."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret.
    bot = _started(folder, env)
    try:
        crowd = Crowd(
            [_begun(slack, each) for each in range(PLACES)], orders(seed, PLACES), COMMANDS
        )
        crowd.begin()
        for moment in sorted(chance.sample(range(5, COMMANDS - 5), KILLS)):
            eventually(lambda: crowd.tried >= moment, within=60)  # noqa: B023 - asked at once.
            bot.kill()
            crowd.up.clear()
            _let_leases_pass(url)
            bot = _started(folder, env)
            crowd.up.set()
        crowd.end()
        eventually(lambda: not _unsettled(url), within=60)
    finally:
        bot.stop()
    return crowd


def _started(folder: Path, env: dict[str, str]) -> Product:
    bot = Product(folder / "bot", env)
    eventually(lambda: bot.ready, within=30)
    return bot


def _begun(slack: SlackSide, number: int) -> Response:
    line = f"sev1 kind=ransomware Room {number}"
    return declared(slack.workspace, line, joined=PEOPLE[1:])


def _let_leases_pass(url: str) -> None:
    """Do to the dead bot's leases what half a minute would do."""
    change(url, "UPDATE lane SET lease_until = NULL")


def _unsettled(url: str) -> list[Any]:
    found = rows(url, "SELECT key, state, error FROM post")
    return [row for row in found if row[1] not in SETTLED]


def _judge_records(crowd: Crowd, url: str) -> None:
    """Every acknowledged command's effect is in the export, once."""

    def exports(session: Session) -> list[Json]:
        found = [incidents.by_ref(session, each.ref) for each in crowd.responses]
        return [
            json.loads(json.dumps(document(session, each), default=str)) for each in found if each
        ]

    database = Database(url)
    kept = database.read_now(exports)
    database.close()
    assert len(kept) == PLACES
    titles = Counter(row[0] for row in rows(url, "SELECT title FROM incident"))
    for order in crowd.kept:
        found = (
            titles[order.mark] if order.kind == "declare" else _effects(kept[order.place], order)
        )
        assert found == 1, order


def _effects(kept: Json, order: Order) -> int:
    tasks, timeline = kept["tasks"], kept["timeline"]
    found = {
        "claim": [each for each in timeline if each["action"] == "task.claimed" and each["subject"] == order.mark],
        "add": [each for each in tasks if order.mark in each["title"]],
        "block": [each for each in tasks if order.mark in (each["reason"] or "")],
        "note": [each for each in timeline if each["action"] == "note" and order.mark in each["text"]],
        "update": [each for each in timeline if each["action"] == "incident.update" and order.mark in each["text"]],
    }  # fmt: skip
    return len(found[order.kind])


def _judge_slack(crowd: Crowd, slack: SlackSide, url: str) -> None:
    """Slack shows each thing once, in the order in which it was written down."""
    messages = slack.messages()
    assert [each["text"] for each in messages if not each.get("metadata")] == []
    keys = Counter(json.dumps(each["metadata"], sort_keys=True) for each in messages)
    assert [key for key, count in keys.items() if count > 1] == []
    # Not for a moment either: a copy that was taken away again would have been seen by people.
    calls = slack.room.room.calls.of("chat.postMessage")
    taken = Counter(json.dumps(call.args["metadata"]) for call in calls if not call.error)
    assert len(taken) >= len(keys)
    assert [key for key, count in taken.items() if count > 1] == []
    names = [each.name for each in slack.room.room.hub.state.channels.values()]
    told = [_told(each, slack) for each in crowd.responses]
    for order in crowd.kept:
        words = f"claimed task *{order.mark}*" if order.kind == "claim" else order.mark
        found = names if order.kind == "declare" else told[order.place]
        assert len([each for each in found if words in each]) == 1, order
    dead = rows(url, "SELECT key, error FROM post WHERE state = 'dead'")
    assert all(row[1] for row in dead), dead
    query = "SELECT channel_id, slack_ts FROM post WHERE kind = 'event' AND state = 'sent' ORDER BY channel_id, id"
    for channel, sent in itertools.groupby(rows(url, query), lambda row: row[0]):
        stamps = [row[1] for row in sent]
        assert stamps == sorted(stamps), channel


def _told(response: Response, slack: SlackSide) -> list[str]:
    """Return what the incident's channel was told; its board says some of it too."""
    board = response.board.ts
    return [each["text"] for each in slack.messages(response.channel) if each["ts"] != board]
