"""`wardroom db`: migrations, and copies that are whole even while the bot is writing."""

import shlex
from contextlib import ExitStack
from pathlib import Path

import typer

from bot.cli.setting import settings
from bot.clock import SystemClock
from bot.errors import BadStart
from bot.storage import backups, migrations, presence

app = typer.Typer(help="Migrate, check, copy and restore the database.", no_args_is_help=True)


@app.command()
def upgrade(revision: str = typer.Argument("head", help="Where to; `head` is the newest.")) -> None:
    """Bring the database up to the newest revision."""
    url = settings().database_url
    before = migrations.current(url)
    migrations.upgrade(url, revision)
    typer.echo(f"database: {before or 'empty'} → {migrations.current(url)}")


@app.command()
def downgrade(
    revision: str = typer.Argument(help="Where to; `base` is empty."),
    no_copy: bool = typer.Option(False, "--no-copy", help="Keep no copy of what it holds now."),
) -> None:
    """Take the database down to an older revision; a copy of what it held is kept."""
    url = settings().database_url
    before = migrations.current(url)
    with presence.alone(url), ExitStack() as needless:
        kept = None if no_copy else _kept(url)
        if kept:
            needless.callback(kept.unlink)
        migrations.downgrade(url, revision)
        # All went well, so that the copy stays.
        needless.pop_all()
    typer.echo(f"database: {before or 'empty'} → {migrations.current(url) or 'empty'}")
    if kept:
        back = f"wardroom db restore --force {shlex.quote(str(kept))}"
        typer.echo(f"What it held is kept. To have it back: {back}", err=True)


def _kept(url: str) -> Path | None:
    try:
        return backups.keep(url, SystemClock().now())
    except BadStart as error:
        raise BadStart(
            f"No copy could be made of what the database holds, so nothing was changed. {error}",
            next_step=f"{error.next_step} Or go without one: --no-copy.".strip(),
        ) from error


@app.command()
def current() -> None:
    """Show the database's revision and the newest one."""
    url = settings().database_url
    there, newest = migrations.current(url), migrations.head()
    migrations.check_known(there)
    others = len(migrations.tables(url)) if there is None else 0
    none = f"no Wardroom, but tables of another program: {others}" if others else "empty"
    typer.echo(f"{there or none} ({'newest' if there == newest else f'newest is {newest}'})")


@app.command()
def check() -> None:
    """Tell whether the models and the migrated database agree; exit 1 where they do not."""
    url = settings().database_url
    migrations.check_ready(url)
    found = migrations.differences(url)
    for line in found:
        typer.echo(line)
    typer.echo("models and database agree" if not found else f"{len(found)} differences")
    raise typer.Exit(1 if found else 0)


@app.command()
def backup(
    file: Path = typer.Argument(help="Where to write the copy."),
    force: bool = typer.Option(False, "--force", help="Replace a file that is there already."),
) -> None:
    """Write a whole copy of the database, also while the bot is running."""
    size = backups.backup(settings().database_url, file, force=force)
    typer.echo(f"backup: {file}, {size / 1_000_000:.1f} MB, checked")


@app.command()
def restore(
    file: Path = typer.Argument(help="A copy made by `wardroom db backup`."),
    force: bool = typer.Option(False, "--force", help="Replace a database that is not empty."),
) -> None:
    """Put a copy back, with the bot stopped; what it holds as unsent is looked up in Slack."""
    backups.restore(settings().database_url, file, force=force)
    typer.echo(f"restored: {file}")
