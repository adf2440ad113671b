"""`wardroom doctor`: looks at everything that a running bot needs; one line each, with the cure."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
import typer
from sqlmodel import Session

from bot.cli import room_checks
from bot.cli.setting import settings as read_settings
from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.words import Door
from bot.errors import NotFound, WardroomError
from bot.obligations.library import load
from bot.outbox.dead import CURES
from bot.outbox.mail import trouble
from bot.playbook.library import Library, LibraryError
from bot.slack.failures import SlackFailure
from bot.slack.features import SCOPES, reduced
from bot.slack.identity import Introspection
from bot.slack.outbound import Slack
from bot.slack.views.words import counted
from bot.storage import migrations, outbox, probe, tables
from bot.storage.database import Database, journal_mode

SKEW_ALLOWED_S, SHORTEST_TOKEN = 60.0, 20


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: `ok`, what was looked at, what was found, and the cure if it is bad."""

    ok: bool
    what: str
    found: str
    cure: str = ""

    def __str__(self) -> str:
        """Return it as people read it."""
        cure = f" → {self.cure}" if self.cure and not self.ok else ""
        return f"{'✓' if self.ok else '✗'} {self.what}: {self.found}{cure}"


def _settings_lines(settings: Settings) -> Iterable[Line]:
    door = {"socket": "Slack by Socket Mode", "http": "Slack by HTTP", "room": "the Room"}
    yield Line(True, "door", door[settings.door])
    local = SystemClock().now().astimezone(settings.zone)
    yield Line(True, "time zone", f"{settings.timezone}, now {local:%d %b %Y %H:%M %Z}")


def _playbook_lines(settings: Settings) -> Iterable[Line]:
    try:
        library = Library.load(settings.playbooks)
    except LibraryError as error:
        yield Line(False, "playbooks", str(error), "set WARDROOM_PLAYBOOKS to a readable folder")
        return
    errors = [finding for finding in library.findings if finding.severity == "error"]
    wrong = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
    found = f"{len(library.playbooks)} loaded, {wrong}"
    yield Line(not errors, "playbooks", found, "`wardroom playbooks lint` names each line")


def _profile_lines(settings: Settings) -> Iterable[Line]:
    profile, findings = load(settings.profile)
    if profile is not None:
        hard = sum(item.hard for item in profile.items.values())
        duties = counted(len(profile.items), "duty")
        found = f"{profile.name} {profile.version}".strip() + f", {duties}, {hard} hard"
        yield Line(True, "legal deadlines", found)
    for finding in findings:
        warns = finding.severity == "warning"
        yield Line(warns, "legal deadlines", str(finding), "correct the file of WARDROOM_PROFILE")


def _api_lines(settings: Settings) -> Iterable[Line]:
    token = settings.intake_token
    if token is None:
        yield Line(True, "API for alerts", "WARDROOM_INTAKE_TOKEN is not set, so it is off")
        return
    length = len(token.get_secret_value())
    cure = "make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    found = f"on, with a token of {length} characters"
    yield Line(length >= SHORTEST_TOKEN, "API for alerts", found, cure)


def _database_lines(settings: Settings) -> Iterable[Line]:
    try:
        migrations.check_ready(settings.database_url)
    except WardroomError as error:
        yield Line(False, "database", error.message, error.next_step)
        return
    database = Database(settings.database_url)
    try:
        journal = f", journal {journal_mode()[0]}" if database.is_sqlite else ""
        yield _writing_line(database, f"{database.url.get_backend_name()} answers{journal}")
        yield _migrations_line(settings)
        yield _outbox_line(database)
        yield _tables_line(settings, database)
    finally:
        database.close()


def _writing_line(database: Database, answers: str) -> Line:
    try:
        database.write_now(probe.write)
    except sa.exc.DBAPIError as error:
        cure = "make room on its disk, and let Wardroom write in its folder"
        return Line(False, "database", f"{answers}, but takes no writes: {probe.why(error)}", cure)
    return Line(True, "database", answers)


def _migrations_line(settings: Settings) -> Line:
    found = migrations.differences(settings.database_url)
    if not found:
        return Line(True, "migrations", f"at {migrations.head()}, the newest")
    cure = "somebody changed the database by hand: restore a backup, or ask who did"
    return Line(False, "migrations", f"{len(found)} differences: {found[0][:200]}", cure)


def _outbox_line(database: Database) -> Line:
    dead = database.read_now(outbox.dead_letters)
    if not dead:
        return Line(True, "outbox", "no dead letters")
    named = ", ".join(f"{post.key} ({post.error})" for post in dead[:5])
    cures = {CURES.get(post.error or "", "Slack's reference explains the reason.") for post in dead}
    again = f"Then `wardroom doctor --resend {dead[0].key}` for each that is still wanted."
    cure = " ".join((*sorted(cures), again))
    return Line(False, "outbox", f"{len(dead)} dead letters: {named}", cure)


def _tables_line(settings: Settings, database: Database) -> Line:
    if not settings.tables:
        return Line(True, "tables", "WARDROOM_TABLES is not set, so boards list their playbooks")
    door = Door.ROOM if settings.door == "room" else Door.SLACK
    refused = database.read_now(lambda session: tables.refusal(session, door))
    if not refused:
        return Line(True, "tables", "shown on boards; none was refused since the start")
    cure = "nothing is lost by it; unset WARDROOM_TABLES, or start again to try once more"
    return Line(False, "tables", f"Slack refused one ({refused}): boards list instead", cure)


async def _slack_lines(settings: Settings) -> list[Line]:
    token = settings.slack_bot_token
    if token is None:
        return [Line(True, "token", "no Slack tokens are set, so the Room opens")]
    slack = Slack(token.get_secret_value(), settings.slack_api_url)
    try:
        told = await slack.introspect()
        lines = [
            Line(True, "token", f"team {told.identity.team_id}, bot {told.identity.user_id}"),
            *_scopes_lines(told),
            _skew_line(told.server_time),
        ]
        return lines + [await line for line in _channel_lines(settings, slack)]
    except SlackFailure as failure:
        cure = "check SLACK_BOT_TOKEN, the network and SLACK_API_URL"
        return [Line(False, "token", f"Slack does not accept us ({failure})", cure)]
    finally:
        await slack.close()


def _scopes_lines(told: Introspection) -> list[Line]:
    """Return one line when all is granted, else one for each feature that is reduced."""
    if not told.scopes:
        return [Line(True, "scopes", "Slack did not say which are granted")]
    cure = "put `wardroom manifest` into the app's settings and reinstall the app"
    found = [
        Line(False, "scopes", f"{', '.join(missing)} missing: {each.name}: {each.without}", cure)
        for each, missing in reduced(told.scopes)
    ]
    return found or [Line(True, "scopes", f"all {len(SCOPES)} granted")]


def _skew_line(server_time: datetime | None) -> Line:
    if server_time is None:
        return Line(True, "clock", "Slack did not tell its time")
    skew = (SystemClock().now() - server_time).total_seconds()
    cure = "set this machine's clock by NTP; Slack refuses requests more than 5 minutes off"
    return Line(abs(skew) <= SKEW_ALLOWED_S, "clock", f"{skew:+.0f} s against Slack", cure)


def _channel_lines(settings: Settings, slack: Slack) -> Iterable[Awaitable[Line]]:
    named: dict[str, str] = {
        "WARDROOM_ANNOUNCE_CHANNEL": settings.announce_channel,
        "WARDROOM_MANAGERS_CHANNEL": settings.managers_channel,
    }
    for variable, channel_id in named.items():
        yield _channel_line(variable, channel_id, slack)


async def _channel_line(variable: str, channel_id: str, slack: Slack) -> Line:
    if not channel_id:
        return Line(True, "channel", f"{variable} is not set")
    try:
        found = (await slack.call("conversations.info", channel=channel_id)).get("channel", {})
    except SlackFailure as failure:
        return Line(False, "channel", f"{variable}: {failure}", "give the id of a channel")
    inside = bool(found.get("is_member"))
    cure = f"type /invite @wardroom in <#{channel_id}>"
    return Line(inside, "channel", f"{variable}: the bot is {'' if inside else 'not '}in it", cure)


def _mail_lines(settings: Settings) -> Iterable[Line]:
    if settings.postbox is None:
        yield Line(True, "mail", "WARDROOM_SMTP_URL is not set, so nothing is mailed")
        return
    why = asyncio.run(trouble(settings.postbox))
    count = f"{len(settings.digest_emails)} addresses"
    found = f"the account answers, {count}" if not why else f"the account does not answer: {why}"
    yield Line(not why, "mail", found, "check WARDROOM_SMTP_URL; smtp:// must offer STARTTLS")


def _room_lines(settings: Settings) -> Iterable[Line]:
    for each in room_checks.findings(settings):
        yield Line(each.ok, each.what, each.found, each.cure)


CHECKS: tuple[Callable[[Settings], Iterable[Line]], ...] = (
    _settings_lines,
    _database_lines,
    _playbook_lines,
    _profile_lines,
    lambda settings: asyncio.run(_slack_lines(settings)),
    _mail_lines,
    _api_lines,
    _room_lines,
)


def _resend(settings: Settings, keys: list[str]) -> None:
    """Put dead letters back into their lanes, all of them or, if one is none, nothing."""

    def revive(session: Session) -> None:
        for key in keys:
            post = outbox.by_key(session, key)
            if post is None or not outbox.retry_dead(session, post.id or 0):
                raise NotFound(f"There is no dead letter {key!r}.", next_step="Look without it.")

    migrations.check_ready(settings.database_url)
    database = Database(settings.database_url)
    try:
        database.write_now(revive)
    finally:
        database.close()


def doctor(
    as_json: bool = typer.Option(False, "--json", help="For programs."),
    resend: list[str] = typer.Option(
        [], "--resend", metavar="KEY",
        help="Try a dead letter again, once its cause is cured; repeat for several.",
    ),
) -> None:  # fmt: skip
    """Look at token, scopes, clock, database, channels and playbooks; exit 1 if one is ill."""
    settings = read_settings()
    if resend:
        _resend(settings, resend)
    lines = [line for check in CHECKS for line in check(settings)]
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
    else:
        for line in lines:
            typer.echo(str(line))
    raise typer.Exit(0 if all(line.ok for line in lines) else 1)
