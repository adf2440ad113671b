"""Every command explains itself; wrong usage is exit code 2 and a few lines, no traceback."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer

from bot.cli.app import app
from tests.cli.conftest import Type
from tests.e2e.product import ROOT


def _commands() -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and group, as typer has them."""

    def below(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        for name, each in getattr(command, "commands", {}).items():
            yield from below(each, (*words, name))

    yield from below(typer.main.get_command(app), ())


COMMANDS = tuple(_commands())


def test_the_contract_s_commands_are_there() -> None:
    wanted = {
        "run", "doctor", "export", "manifest", "bench", "db upgrade", "db downgrade", "db current",
        "db check", "db backup", "db restore", "playbooks list", "playbooks show",
        "playbooks lint", "audit verify", "print ward-pack", "print playbook", "print evidence",
    }  # fmt: skip
    assert wanted <= {" ".join(words) for words in COMMANDS}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_explains_itself_and_refuses_nonsense(
    types: Type, words: tuple[str, ...]
) -> None:
    for asked in ("--help", "-h"):
        helped = types(*words, asked)
        assert (helped.code, helped.err) == (0, "")
        assert helped.out.startswith(f"Usage: {' '.join(('wardroom', *words))}")
    wrong = types(*words, "--nonsense")
    assert wrong.code == 2
    assert "no such option" in wrong.err.lower()
    assert "Traceback" not in wrong.err


@pytest.mark.parametrize(
    "words",
    [
        "runn", "db nonsense", "run extra", "run --port abc", "run --port 70000", "run --host",
        "db downgrade", "db backup", "export", "export INC-2022-001 --format exe",
        "playbooks show", "manifest --url http://wardroom.example", "manifest --url https://a?b=c",
        "bench --only nothing", "bench --only verify --json /nowhere/figures.json",
        "bench --only verify --postgres mysql://127.0.0.1/x", "bench --quick --full",
    ],
)  # fmt: skip
def test_wrong_usage_is_told_at_once(types: Type, words: str) -> None:
    wrong = types(*words.split())
    assert (wrong.code, wrong.out) == (2, "")
    assert "Traceback" not in wrong.err
    assert len(wrong.err.splitlines()) <= 5


def test_a_server_that_is_away_ends_a_measurement_in_a_line(types: Type) -> None:
    away = types("bench", "--only", "verify", "--postgres", "postgresql://x@127.0.0.1:1/x")
    assert away.code == 1
    assert away.line.startswith("wardroom: --postgres:")


def test_the_version_is_told(types: Type) -> None:
    from bot import __version__

    assert types("--version").out == f"wardroom {__version__}\n"


def loaded_by(source: str) -> set[str]:
    shown = f"import sys\ntry:\n {source}\nfinally: print(*sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    return set(told.stdout.split())


def test_a_command_imports_only_what_it_needs() -> None:
    """Together they take more than a second, which every start of a command would pay."""
    loaded = loaded_by("sys.argv = ['wardroom', '--version']; from bot.cli import main; main()")
    assert "bot.cli.app" in loaded
    assert not loaded & {"sqlalchemy", "pydantic", "slack_bolt", "fastapi", "rich", "bot.cli.run"}


def test_the_bot_keeps_in_memory_only_what_every_start_needs() -> None:
    """The Room, migrations, pictures and PDFs take some fifty megabytes: they load when used."""
    loaded = loaded_by("import bot.serving")
    assert "bot.main" in loaded
    assert not loaded & {"bot.room.room", "alembic", "matplotlib", "numpy", "fpdf"}


def test_the_readme_names_each_command_of_the_server(types: Type) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for words in COMMANDS:
        if len(words) == 1:
            assert f"`{words[0]}`" in text, words
