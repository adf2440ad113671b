"""Makes the tables of a fresh database as the product does."""

from bot.storage import migrations


def create_schema(url: str) -> None:
    """Migrate the database at *url* to the newest revision."""
    migrations.upgrade(url)
