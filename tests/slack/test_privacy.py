"""A private incident shows nowhere to who does not belong: every surface is crawled.

The crawl walks the very tables that answer, so a new command, window or shortcut is in it at once.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from bot.domain.models import Incident, Person, Post, Task
from bot.outbox import dead
from bot.schedule.tick import tick
from bot.slack.listeners.commands import COMMANDS
from bot.slack.listeners.happened import REACTIONS
from bot.slack.listeners.shortcuts import SHORTCUTS
from bot.slack.listeners.submissions import SUBMISSIONS
from bot.web import metrics
from tests.factories import make_house
from tests.slack.counter import ASHA, BOT, MEERA, RAVI, TEAM, Counter, Json, on_either_engine
from tests.slack.test_declaring import direct, mention, reaction, shortcut

TITLE, CHANNEL, NAME, WORK = "Zanzibar", "C7SECRET", "inc-2022-002-zanzibar", "Pemba"
REF, NOBODYS = "INC-2022-002", "INC-2022-999"
SECRETS = (TITLE.lower(), CHANNEL.lower(), NAME, WORK.lower())
MESSAGE_TS = "1669167300.000100"
OUTSIDERS = (MEERA, RAVI)


@pytest.fixture
async def secret(counter: Counter) -> Counter:
    """A public incident, and a private one in which much has happened; Asha alone is in it."""
    folder = counter.runtime.house.library.folder
    counter.runtime.house = make_house(folder, managers=frozenset({MEERA}))
    counter.database.write_now(
        lambda session: session.add(
            Person(user_id=RAVI, name="ravi", is_guest=True, seen_at=counter.clock.now())
        )
    )
    await counter.types("/incident declare sev3 kind=outage printers are slow", by=MEERA)
    body = shortcut(counter, "declare_from_message", f"{TITLE} sold records")
    await counter.send(body)
    view = counter.slack_side.of("views.open")[-1]["view"]
    await counter.submits(view, {"title": f"{TITLE} sold records", "severity": "1",
                                 "kind": "ransomware", "options": ["private"]})  # fmt: skip
    counter.database.write_now(_stands)
    for line in (
        f"/incident note {TITLE} left by the back door", f"/task add Follow {WORK} home",
        f"/incident update {TITLE} is still here next 45m", "/task claim #1",
        f"/incident role it-lead <@{ASHA}>", f"/task block #2 waits for {WORK}",
        f"/server add {WORK.lower()}-db-01 kind=physical", "/incident summary now",
        f"/dept add lab name={WORK}", "/task mispelt #1", f"/waiver ask 1 SRV-001 {WORK}",
    ):  # fmt: skip
        await counter.types(line, channel=CHANNEL)
    return counter


def _stands(session: Session) -> None:
    incident = session.exec(select(Incident).where(Incident.ref == REF)).one()
    incident.channel_id, incident.channel_name = CHANNEL, NAME
    session.add(incident)


def leaks(shown: Any) -> list[str]:
    """Return which secrets stand in what was shown."""
    text = json.dumps(shown, ensure_ascii=False, default=str).lower()
    return [each for each in SECRETS if each in text]


def shown_so_far(counter: Counter) -> list[Any]:
    """Return everything that left by calls and late answers since the last look."""
    side = counter.slack_side
    found = [*side.calls, *side.responses]
    side.calls.clear()
    side.responses.clear()
    return found


async def acknowledged(counter: Counter, body: Json) -> list[Any]:
    """Send a payload and return all that its sender is shown for it, at once and later."""
    _, ack = await counter.send(body)
    await counter.app.settle()
    return [ack, *shown_so_far(counter)]


@on_either_engine
async def test_no_command_shows_it_and_naming_it_is_naming_nothing(secret: Counter) -> None:
    shown_so_far(secret)
    for verb in COMMANDS.rows():
        for who in OUTSIDERS:
            found = await acknowledged(secret, secret.command(verb.shown, by=who))
            assert (verb.shown, who, leaks(found)) == (verb.shown, who, [])
            assert REF not in str(found), verb.shown
        if verb.noun == "incident" and verb.name in {"declare", "note"}:
            continue  # A title and a note may name whatever people like.
        line = f"/{verb.noun} {verb.name} REF {verb.example}"
        named = [
            str(await acknowledged(secret, secret.command(line.replace("REF", ref), by=MEERA)))
            for ref in (REF, NOBODYS)
        ]
        assert named[0].replace(REF, NOBODYS) == named[1], f"{line} tells that it exists"


@on_either_engine
async def test_no_button_and_no_window_shows_it(secret: Counter) -> None:
    shown_so_far(secret)
    for verb in COMMANDS.rows():
        for who in OUTSIDERS:
            pressed = secret.click(f"{verb.noun}.{verb.name}", f"{REF} #1", by=who)
            found = await acknowledged(secret, pressed)
            assert (verb.noun, verb.name, leaks(found)) == (verb.noun, verb.name, [])
    for callback in SUBMISSIONS:
        forged = {
            "type": "modal", "callback_id": callback, "blocks": [
                {"type": "input", "block_id": name, "element": {"type": "plain_text_input",
                                                                "action_id": "value"}}
                for name in ("title", "scope", "text", "reason", "proof", "person")
            ],
            "private_metadata": json.dumps({"incident": REF, "task": "1", "deadline": "D1",
                                            "channel": CHANNEL, "row": "SRV-001"}),
        }  # fmt: skip
        entered = {"title": "x", "scope": REF, "text": "x", "reason": "x", "person": MEERA}
        for who in OUTSIDERS:
            shown = await secret.submits(forged, entered, by=who)
            await secret.app.settle()
            found = [shown, *shown_so_far(secret)]
            assert (callback, leaks(found)) == (callback, [])


@on_either_engine
async def test_no_shortcut_reaction_mention_talk_menu_or_home_shows_it(secret: Counter) -> None:
    shown_so_far(secret)
    found: list[Any] = []
    for who in OUTSIDERS:
        for callback in SHORTCUTS:
            for text in (None, "hello"):
                body = shortcut(secret, callback, text)
                person = {"id": who, "team_id": TEAM}
                found += await acknowledged(secret, {**body, "user": person})
        for name in REACTIONS:
            found += await acknowledged(secret, secret.event(reaction(name, who, MESSAGE_TS)))
        for number, text in enumerate(("status", "list all", "task list", "", f"status {REF}")):
            ts = f"16691675{number:02d}.{OUTSIDERS.index(who)}00000"
            said = mention(f"<@{BOT}> {text}", user=who, ts=ts)
            found += await acknowledged(secret, secret.event(said))
            found += await acknowledged(secret, secret.event(direct(text, user=who, ts=f"{ts}1")))
        for noun in COMMANDS.nouns:
            found += await acknowledged(secret, secret.command(f"/{noun}", by=who))
        home = {"type": "app_home_opened", "user": who, "channel": "D1", "tab": "home"}
        found += await acknowledged(secret, secret.event(home))
    assert leaks(found) == []
    assert leaks(secret.posts("answer")) == [], "Answers in threads and talks."


@on_either_engine
async def test_who_belongs_is_answered_alone_where_others_read(secret: Counter) -> None:
    """A mention is answered in its thread; what the asker alone may see stays with the asker."""
    lines = [f"{verb.noun} {verb.name}" for verb in COMMANDS.rows() if not verb.writes]
    lines += ["list", "list all", "list mine", "status", *(f"{line} {REF}" for line in lines)]
    before, found = len(secret.posts("answer")), []
    for number, text in enumerate(lines):
        said = mention(f"<@{BOT}> {text}", user=ASHA, ts=f"1669168{number:03d}.000100")
        found += await acknowledged(secret, secret.event(said))
    assert leaks(found), "Asha reads it."
    answers = secret.posts("answer")
    assert len(answers) > before, "Others read what is public."
    assert leaks(answers) == []


@on_either_engine
async def test_no_error_names_its_channel(secret: Counter) -> None:
    shown_so_far(secret)
    for line in (f"/incident nonsense <#{CHANNEL}|>", f"/task assign #1 <#{CHANNEL}>"):
        found = await acknowledged(secret, secret.command(line, by=MEERA))
        assert NAME not in str(found).lower()
    member = await acknowledged(secret, secret.command(f"/incident nonsense <#{CHANNEL}|>"))
    assert NAME in str(member), "Who belongs reads the name."


def _posted(counter: Counter) -> list[Post]:
    return counter.query(lambda session: list(session.exec(select(Post).order_by(col(Post.id)))))


@on_either_engine
async def test_nothing_is_posted_to_who_does_not_belong_day_and_night(secret: Counter) -> None:
    """Summaries, reminders, alarms, digests and what is refused for good: only inside, or none."""
    secret.runtime.house = make_house(
        secret.runtime.house.library.folder, managers=frozenset({MEERA}),
        admins=frozenset({MEERA}),
    )  # fmt: skip
    await secret.types("/incident digest subscribe at 08:00", by=MEERA)
    await secret.types("/incident digest now", by=MEERA)
    start = secret.clock.now()
    for hours in range(0, 60, 3):
        now = start + timedelta(hours=hours)
        tick(secret.database, secret.runtime.house, now)

    def refuse(session: Session) -> None:
        for post in session.exec(select(Post).where(Post.kind != "alert")):
            dead.bury(session, post, "channel_not_found", now=datetime(2022, 11, 26, tzinfo=UTC))

    secret.database.write_now(refuse)
    number = secret.query(_row)
    inside = {f"incident:{number}", f"user:{ASHA}"}
    posts = _posted(secret)
    kinds = {post.kind for post in posts}
    assert {"digest", "summary", "reminder", "subscription", "announce", "alert"} <= kinds
    told = [post for post in posts if leaks(post.payload) or REF in post.payload]
    # The call that makes the channel, and the topic, are for Slack.
    where = {(post.target or post.method) for post in told}
    assert where <= inside | {"conversations.create"}, where - inside
    # Asking Slack for the address of the message it came from tells nobody anything.
    drawn = {
        post.target
        for post in posts
        if post.incident_id == number and post.method != "chat.getPermalink"
    }
    assert drawn <= inside | {""}, drawn - inside


def _row(session: Session) -> int:
    return session.exec(select(Incident).where(Incident.ref == REF)).one().row


@on_either_engine
async def test_no_log_and_no_metric_names_it(secret: Counter) -> None:
    with capture_logs() as logs:
        for line in ("/task mispelt #1", f"/incident note {TITLE}", "/incident sev 9 x"):
            await secret.types(line, channel=CHANNEL)
        for line in (f"/incident status {REF}", "/incident list all"):
            await secret.types(line, by=MEERA)
        tick(secret.database, secret.runtime.house, secret.clock.now() + timedelta(hours=9))
    assert [each["event"] for each in logs].count("request.refused") >= 3
    assert leaks(logs) == []
    assert REF not in str(logs)
    counted = generate_latest(metrics.registry(secret.database, secret.clock)).decode()
    assert leaks(counted) == []
    assert REF not in counted


@on_either_engine
async def test_who_is_brought_in_sees_it_and_who_leaves_does_not(secret: Counter) -> None:
    joined = {"type": "member_joined_channel", "user": RAVI, "channel": CHANNEL}
    await secret.send(secret.event(joined))
    assert TITLE in (await secret.types(f"/incident status {REF}", by=RAVI))["text"]
    await secret.send(secret.event({**joined, "type": "member_left_channel"}))
    assert TITLE not in (await secret.types(f"/incident status {REF}", by=RAVI))["text"]
    tasks = secret.query(lambda session: list(session.exec(select(Task))))
    assert len(tasks) > 4
