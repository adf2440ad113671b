"""Secrets that stand in files of their own: `…_FILE` variables of the environment and of `.env`.

What the secrets are for is `bot.config`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dotenv.parser import parse_stream
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
    """Return the variables of `.env`, if it is there; raise BadStart for what is no setting."""
    try:
        _check_lines(path)
        source = DotEnvSettingsSource(settings, env_file=path, env_file_encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadStart(
            f"{path}: the file cannot be read ({type(error).__name__}).",
            next_step="Save it as UTF-8 text that Wardroom's account may read.",
        ) from error
    return {name.upper(): value for name, value in source.env_vars.items()}


def _check_lines(path: str | None) -> None:
    """Raise BadStart for a line that would be passed over: a token in it would not be read."""
    if path is None or not Path(path).exists():
        return
    with Path(path).open(encoding="utf-8") as file:
        wrong = next((each.original for each in parse_stream(file) if each.error), None)
    if wrong is not None:
        raise BadStart(
            f"{path}:{wrong.line}: this line is no setting.",
            next_step="Write it as NAME=value; a remark begins with #.",
        )


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
        secret = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise BadStart(
            f"{variable}: the file cannot be read ({type(error).__name__}).",
            next_step="Give the path of a readable file that holds the secret alone.",
        ) from error
    if not secret:
        # As if it were not set the bot would open the Room, and nobody would be heard in Slack.
        raise BadStart(
            f"{variable}: the file is empty.",
            next_step="Put the secret into it, or take the variable away.",
        )
    return secret
