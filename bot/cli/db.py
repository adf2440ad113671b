"""`wardroom db`: migrations, and copies that are whole even while the bot is writing."""

from pathlib import Path

import typer

from bot.cli.setting import settings
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
def downgrade(revision: str = typer.Argument(help="Where to; `base` is empty.")) -> None:
    """Take the database down to an older revision."""
    url = settings().database_url
    before = migrations.current(url)
    with presence.alone(url):
        migrations.downgrade(url, revision)
    typer.echo(f"database: {before or 'empty'} → {migrations.current(url) or 'empty'}")


@app.command()
def current() -> None:
    """Show the database's revision and the newest one."""
    url = settings().database_url
    there, newest = migrations.current(url), migrations.head()
    migrations.check_known(there)
    typer.echo(f"{there or 'empty'} ({'newest' if there == newest else f'newest is {newest}'})")


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
