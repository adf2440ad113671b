"""The settings, read from the environment by the composition root and never at import.

A wrong value stops the start with one line that names the variable.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import secret_files
from bot.domain import mail
from bot.domain.quiet import checked_hours
from bot.domain.words import Language
from bot.errors import BadStart
from bot.grammar.zones import is_known
from bot.setting_words import DEFAULT_CADENCE, cadence, ids
from bot.storage.database import engine_url

SECRETS = (
    "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "WARDROOM_INTAKE_TOKEN",
    "WARDROOM_SMTP_URL",
)  # fmt: skip
TOKENS = (("a bot", "xoxb-"), ("an app", "xapp-"))
SLACK_API = "https://slack.com/api/"
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")


People = Annotated[frozenset[str], NoDecode, BeforeValidator(ids)]


class Settings(BaseSettings):
    """Every setting, one field each; the field's alias is the environment variable."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True,
        env_ignore_empty=True, hide_input_in_errors=True,
    )  # fmt: skip

    slack_bot_token: SecretStr | None = Field(
        None, alias="SLACK_BOT_TOKEN", description="Bot token (xoxb-…) of the Slack app."
    )
    slack_app_token: SecretStr | None = Field(
        None, alias="SLACK_APP_TOKEN", description="App token (xapp-…): opens the Socket Mode door."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, alias="SLACK_SIGNING_SECRET", description="Signing secret: opens the HTTP door."
    )
    slack_api_url: str = Field(
        SLACK_API, alias="SLACK_API_URL", description="Base URL of the Web API, ending in /api/."
    )
    database_url: str = Field(
        "sqlite:///wardroom.db", alias="DATABASE_URL",
        description="sqlite:///file or postgresql://user@host/name.",
    )  # fmt: skip
    playbooks: Path = Field(
        Path("playbooks"), alias="WARDROOM_PLAYBOOKS", description="Folder of the playbooks."
    )
    timezone: str = Field(
        "Asia/Kolkata", alias="WARDROOM_TIMEZONE",
        description="Zone of times shown and of schedules (IANA name).",
    )  # fmt: skip
    host: str = Field(
        "127.0.0.1", alias="WARDROOM_HOST", description="Address that the HTTP side listens on."
    )
    port: int = Field(
        8420, alias="WARDROOM_PORT", ge=0, le=65535, description="Port of the HTTP side."
    )
    tls_cert: Path | None = Field(
        None, alias="WARDROOM_TLS_CERT", description="Certificate (PEM) of the HTTP side's TLS."
    )
    tls_key: Path | None = Field(
        None, alias="WARDROOM_TLS_KEY", description="The certificate's private key (PEM)."
    )
    announce_channel: str = Field(
        "", alias="WARDROOM_ANNOUNCE_CHANNEL",
        description="Channel id where new incidents are announced (not private ones).",
    )  # fmt: skip
    managers_channel: str = Field(
        "", alias="WARDROOM_MANAGERS_CHANNEL", description="Channel id of the daily digest."
    )
    digest_at: str = Field(
        "07:30", alias="WARDROOM_DIGEST_AT", description="Local time of the daily digest, HH:MM."
    )
    language: Language = Field(
        Language.ENGLISH, alias="WARDROOM_LANGUAGE", description="Of channels: en, en-IN, hi."
    )
    summary_every: Annotated[dict[int, timedelta], NoDecode, BeforeValidator(cadence)] = Field(
        default_factory=lambda: cadence(DEFAULT_CADENCE), alias="WARDROOM_SUMMARY_EVERY",
        description="How often status summaries come, by severity.",
    )  # fmt: skip
    quiet: Annotated[str, AfterValidator(checked_hours)] = Field(
        "", alias="WARDROOM_QUIET",
        description="Hours without reminders that can wait, like 22:00-06:00; empty = none.",
    )  # fmt: skip
    responders: People = Field(
        frozenset(), alias="WARDROOM_RESPONDERS",
        description="User or user-group ids who work incidents; empty = every full member.",
    )  # fmt: skip
    managers: People = Field(
        frozenset(), alias="WARDROOM_MANAGERS", description="User or user-group ids of managers."
    )
    admins: People = Field(
        frozenset(), alias="WARDROOM_ADMINS", description="User or user-group ids of admins."
    )
    profile: str = Field(
        "in-hospital", alias="WARDROOM_PROFILE",
        description="Legal deadlines: in-hospital, us-hipaa, eu-nis2-gdpr, uk, or a file's path.",
    )  # fmt: skip
    intake_token: SecretStr | None = Field(
        None, alias="WARDROOM_INTAKE_TOKEN",
        description="Bearer token of the HTTP API; unset = the API is off.",
    )  # fmt: skip
    smtp_url: SecretStr | None = Field(
        None, alias="WARDROOM_SMTP_URL",
        description="smtps://user:password@host:465 of a clean account; unset = no mail.",
    )  # fmt: skip
    smtp_from: Annotated[str, AfterValidator(mail.sender)] = Field(
        "", alias="WARDROOM_SMTP_FROM", description="Mail address that the digest comes from."
    )
    digest_emails: Annotated[mail.Recipients, NoDecode, BeforeValidator(mail.recipients)] = Field(
        (), alias="WARDROOM_DIGEST_EMAILS",
        description="Who gets the daily digest by mail: address, or cut=address, with commas.",
    )  # fmt: skip
    beat: float = Field(
        2.0, alias="WARDROOM_BEAT", ge=0.1, le=10,
        description="Seconds from one look at what is due to the next; tasks at every fifth.",
    )  # fmt: skip
    tables: bool = Field(
        False, alias="WARDROOM_TABLES",
        description="true shows the board's playbooks in a table, where Slack takes one.",
    )  # fmt: skip
    log_format: Literal["", "console", "json"] = Field(
        "", alias="WARDROOM_LOG_FORMAT", description="console or json; empty = console on a tty."
    )

    # Before what looks at a secret: a blank one is none.
    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret", "intake_token")
    @classmethod
    def _stripped(cls, value: SecretStr | None) -> SecretStr | None:
        text = value.get_secret_value().strip() if value else ""
        return SecretStr(text) if text else None

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        text = value.get_secret_value() if value else ""
        if not re.fullmatch(r"[!-~]*", text):
            raise ValueError("it holds characters that no token has")
        ours, others = TOKENS if info.field_name == "slack_bot_token" else reversed(TOKENS)
        if text.startswith(others[1]):
            raise ValueError(f"this is {others[0]} token ({others[1]}…), not {ours[0]} token")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            mail.postbox(value.get_secret_value(), "")
        return value

    @field_validator("digest_emails")
    @classmethod
    def _mailable(cls, value: mail.Recipients, info: ValidationInfo) -> mail.Recipients:
        if value and not (info.data.get("smtp_url") and info.data.get("smtp_from")):
            raise ValueError("mail needs WARDROOM_SMTP_URL and WARDROOM_SMTP_FROM as well")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if not is_known(value):
            raise ValueError(f"`{value}` is no time zone, like Asia/Kolkata")
        return value

    @field_validator("digest_at")
    @classmethod
    def _time_of_day(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError(f"`{value}` is no time of the day, like 07:30")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/[^\s]*)?/api/", value):
            raise ValueError("it must be a URL that ends in /api/")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        engine_url(value)
        return value

    @field_validator("announce_channel", "managers_channel")
    @classmethod
    def _channel(cls, value: str) -> str:
        if value and not _CHANNEL.fullmatch(value):
            raise ValueError(f"`{value}` is no channel id; in Slack: channel details, at the end")
        return value

    def check_door(self) -> None:
        """Raise BadStart if tokens are set and yet no door opens: a Room is not what was meant."""
        other = self.slack_app_token or self.slack_signing_secret
        if self.slack_bot_token and not other:
            raise BadStart(
                "SLACK_APP_TOKEN: it is not set, and a bot token alone opens no door.",
                next_step="Set it (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), or use --room.",
            )
        if other and not self.slack_bot_token:
            raise BadStart(
                "SLACK_BOT_TOKEN: it is not set, and without it no door to Slack opens.",
                next_step="Set it, or start the Room with --room.",
            )

    @property
    def postbox(self) -> mail.Postbox | None:
        """The account that mails the digest, if there is one."""
        if self.smtp_url is None or not self.smtp_from:
            return None
        return mail.postbox(self.smtp_url.get_secret_value(), self.smtp_from)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown and schedules are kept."""
        return ZoneInfo(self.timezone)

    @property
    def door(self) -> Literal["socket", "http", "room"]:
        """The door that the tokens open (PRODUCT: Socket Mode, HTTP, else the Room)."""
        if self.slack_bot_token and self.slack_app_token:
            return "socket"
        if self.slack_bot_token and self.slack_signing_secret:
            return "http"
        return "room"


def variable(field: str) -> str:
    """Return the environment variable of a field."""
    return str(Settings.model_fields[field].alias)


def load(environment: dict[str, str], *, env_file: str | None = ".env") -> Settings:
    """Return the settings, or raise BadStart with one line that names the wrong variable."""
    secrets = secret_files.found(SECRETS, environment, secret_files.env_file(Settings, env_file))
    try:
        return Settings(_env_file=env_file, **secrets)  # type: ignore[call-arg, arg-type]  # pydantic-settings' own argument and aliases.
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        why = " ".join(first["msg"].removeprefix("Value error, ").split())
        raise BadStart(f"{name}: {why}.") from error
