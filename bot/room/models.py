"""What the Room keeps in the database: few tables, most of them a key and a JSON payload.

The shape of a payload belongs to `entities`; nothing here reads one. Who may log in stands in
columns: it is asked of the database each time, so that the command line decides it at once.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class RoomSetting(SQLModel, table=True):
    """A value of the workspace as a whole, for example its user groups."""

    __tablename__ = "room_setting"

    id: str = Field(primary_key=True, max_length=64)
    payload: str = Field(sa_type=sa.Text)


class RoomApp(SQLModel, table=True):
    """An installed app: its manifest and its tokens, which open nothing but this Room."""

    __tablename__ = "room_app"

    id: str = Field(primary_key=True, max_length=32)
    payload: str = Field(sa_type=sa.Text)


class RoomPerson(SQLModel, table=True):
    """A member of the workspace, human or bot."""

    __tablename__ = "room_person"

    id: str = Field(primary_key=True, max_length=32)
    payload: str = Field(sa_type=sa.Text)


class RoomChannel(SQLModel, table=True):
    """A conversation with its members, pins, bookmarks and read marks."""

    __tablename__ = "room_channel"

    id: str = Field(primary_key=True, max_length=32)
    payload: str = Field(sa_type=sa.Text)


class RoomMessage(SQLModel, table=True):
    """A message with its reactions; `id` is channel and timestamp, `C0DESK/1669190400.000100`."""

    __tablename__ = "room_message"

    id: str = Field(primary_key=True, max_length=64)
    payload: str = Field(sa_type=sa.Text)


class RoomFile(SQLModel, table=True):
    """What is known of an uploaded file."""

    __tablename__ = "room_file"

    id: str = Field(primary_key=True, max_length=32)
    payload: str = Field(sa_type=sa.Text)


class RoomContent(SQLModel, table=True):
    """The bytes of an uploaded file, apart so that listing files stays cheap."""

    __tablename__ = "room_content"

    id: str = Field(primary_key=True, max_length=32)
    data: bytes = Field(sa_type=sa.LargeBinary)


class RoomAccount(SQLModel, table=True):
    """Who may log in, once anybody needs to. `id` is the person's, `payload` their facts."""

    __tablename__ = "room_account"

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=32, unique=True)
    passcode: str = Field(sa_type=sa.Text)
    payload: str = Field(sa_type=sa.Text)
    made_at: datetime
    changed_at: datetime
    seen_at: datetime | None = None


class RoomSession(SQLModel, table=True):
    """Somebody who is logged in; `id` is the SHA-256 of what their cookie holds."""

    __tablename__ = "room_session"

    id: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(max_length=32, foreign_key="room_account.id", index=True)
    born_at: datetime
    ends_at: datetime


class RoomTry(SQLModel, table=True):
    """Tries to log in that failed or are under way; `id` is a hash of the name or the address."""

    __tablename__ = "room_try"

    id: str = Field(primary_key=True, max_length=64)
    tries: int
    began_at: datetime = Field(index=True)
