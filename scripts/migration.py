"""Drafts a migration: what the models have and the migrations lack. A person reads it before use.

The draft is made against a fresh SQLite file, so nobody's database is touched.
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.clock import SystemClock
from bot.storage import migrations
from bot.storage.database import engine_url, make_engine

VERSIONS = migrations.FOLDER / "versions"


def file_name(what: str, day: str, there: list[str]) -> tuple[str, str]:
    """Return revision and file stem for *what* on *day* (YYYYMMDD), after those that are there."""
    number = 1 + sum(name.startswith(f"{day}_") for name in there)
    slug = re.sub(r"[^a-z0-9]+", "_", what.lower()).strip("_")
    return f"{day}_{number}", f"{day}_{number}_{slug}"


def main(words: list[str]) -> int:
    """Write the draft and name it."""
    what = " ".join(words).strip()
    if not what:
        print('migration: say what it does: make migration m="add wards"', file=sys.stderr)
        return 2
    day = SystemClock().now().strftime("%Y%m%d")
    revision, stem = file_name(what, day, [path.name for path in VERSIONS.glob("*.py")])
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'draft.db'}"
        migrations.upgrade(url)
        _draft(url, what, revision, stem)
    print(f"migration: migrations/versions/{stem}.py drafted; read it, then `make test`")
    return 0


def _draft(url: str, what: str, revision: str, stem: str) -> None:
    engine = make_engine(engine_url(url))
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
        config.set_main_option("file_template", stem.replace("%", "%%"))
        config.attributes["connection"] = connection
        command.revision(config, message=what, autogenerate=True, rev_id=revision)
    engine.dispose()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
