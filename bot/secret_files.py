"""Secrets that stand in files of their own: `…_FILE` variables of the environment and of `.env`.

What the secrets are for is `bot.config`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic_settings import BaseSettings, DotEnvSettingsSource

from bot.errors import BadStart

Variables = Mapping[str, str | None]


def found(names: Iterable[str], *sources: Variables) -> dict[str, str]:
    """Return the secrets that files hold; *sources* are asked in order, and the first says where.

    A source that holds a secret itself ends the asking: nothing is read over it.
    """
    named = {name: _place(name, sources) for name in names}
    return {name: _read(f"{name}_FILE", path) for name, path in named.items() if path}


def env_file(settings: type[BaseSettings], path: str | None) -> dict[str, str | None]:
    """Return the variables of `.env`, if it is there; raise BadStart if it is no text."""
    try:
        source = DotEnvSettingsSource(settings, env_file=path, env_file_encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadStart(
            f"{path}: the file cannot be read ({type(error).__name__}).",
            next_step="Save it as UTF-8 text that Wardroom's account may read.",
        ) from error
    return {name.upper(): value for name, value in source.env_vars.items()}


def _place(name: str, sources: Iterable[Variables]) -> str:
    def places() -> Iterator[str]:
        for source in sources:
            if source.get(name):
                yield ""
            if path := source.get(f"{name}_FILE"):
                yield path

    return next(places(), "")


def _read(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise BadStart(
            f"{variable}: the file cannot be read ({type(error).__name__}).",
            next_step="Give the path of a readable file that holds the secret alone.",
        ) from error
