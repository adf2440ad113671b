"""Where measurements happen: a folder that vanishes, databases of either engine that do, too."""

import shutil
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

import bot
from bot.errors import BadStart
from bot.storage import migrations
from bot.storage.database import engine_url

PLAYBOOKS = Path(bot.__file__).resolve().parents[1] / "playbooks"


class Ground:
    """Makes fresh migrated databases; on leaving, everything is gone."""

    def __init__(self, postgres: str | None = None) -> None:
        self._server = postgres
        self._made: list[str] = []
        self._template = ""
        self._temporary = tempfile.TemporaryDirectory(prefix="wardroom-bench-")
        self.folder = Path(self._temporary.name)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Drop every database and remove the folder."""
        for name in self._made:
            self._tell_server(f"DROP DATABASE {name} WITH (FORCE)")
        self._temporary.cleanup()

    def database(self) -> str:
        """Return the address of a fresh database with all tables: migrated once, then copied."""
        if not self._template:
            self._template = self._migrated()
        return self.copy(self._template)

    def _migrated(self) -> str:
        name = f"wardroom_bench_{uuid.uuid4().hex[:12]}"
        if self._server is None:
            url = f"sqlite:///{self.folder / name}.db"
        else:
            self._tell_server(f"CREATE DATABASE {name}")
            self._made.append(name)
            parts = engine_url(self._server).set(drivername="postgresql", database=name)
            url = parts.render_as_string(hide_password=False)
        migrations.upgrade(url)
        return url

    def copy(self, url: str) -> str:
        """Return the address of a copy of a database that nobody has open."""
        name = f"wardroom_bench_{uuid.uuid4().hex[:12]}"
        parts = engine_url(url)
        if self._server is None:
            path = self.folder / f"{name}.db"
            shutil.copy(str(parts.database), path)
            return f"sqlite:///{path}"
        self._tell_server(f"CREATE DATABASE {name} TEMPLATE {parts.database}")
        self._made.append(name)
        copied = parts.set(drivername="postgresql", database=name)
        return copied.render_as_string(hide_password=False)

    def _tell_server(self, statement: str) -> None:
        import psycopg

        address = engine_url(self._server or "").set(drivername="postgresql")
        shown = address.render_as_string(hide_password=False)
        try:
            with psycopg.connect(shown, autocommit=True) as connection:
                connection.execute(statement.encode())
        except psycopg.Error as error:
            raise BadStart(
                f"--postgres: the server does not do what is asked ({str(error).splitlines()[0]}).",
                next_step="Give an address whose user may create databases.",
            ) from error
