"""Where settings come from: the environment, `.env`, and files that hold one secret each."""

from pathlib import Path

import pytest

from bot.config import load
from bot.errors import BadStart
from tests.cli.conftest import Type


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, in which nothing is set."""
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN_FILE", "WARDROOM_TIMEZONE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("one", "two"):
        (tmp_path / name).write_text(f"  xoxb-{name}\n", encoding="utf-8")
    return tmp_path


def _token(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    token = load(environment).slack_bot_token
    return token.get_secret_value() if token else ""


@pytest.mark.parametrize(
    ("environment", "env_file", "token"),
    [
        ({}, "", ""),
        ({"SLACK_BOT_TOKEN": "xoxb-set"}, "", "xoxb-set"),
        ({"SLACK_BOT_TOKEN_FILE": "one"}, "", "xoxb-one"),
        ({}, "SLACK_BOT_TOKEN=xoxb-written", "xoxb-written"),
        ({}, "SLACK_BOT_TOKEN=\nSLACK_BOT_TOKEN_FILE=two", "xoxb-two"),
        ({}, "SLACK_BOT_TOKEN=xoxb-written\nSLACK_BOT_TOKEN_FILE=two", "xoxb-written"),
        ({"SLACK_BOT_TOKEN_FILE": "one"}, "SLACK_BOT_TOKEN_FILE=two", "xoxb-one"),
        ({"SLACK_BOT_TOKEN_FILE": "one"}, "SLACK_BOT_TOKEN=xoxb-written", "xoxb-one"),
        ({"SLACK_BOT_TOKEN": "xoxb-set"}, "SLACK_BOT_TOKEN_FILE=two", "xoxb-set"),
        ({"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": ""}, "SLACK_BOT_TOKEN_FILE=two", "xoxb-two"),
    ],
    ids=range(10),
)  # fmt: skip
def test_the_environment_goes_before_the_file_and_a_secret_before_its_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str], env_file: str, token: str,
) -> None:  # fmt: skip
    (folder / ".env").write_text(env_file, encoding="utf-8")
    assert _token(environment, monkeypatch) == token


@pytest.mark.parametrize("path", ["/nowhere/token", "nul\0byte", "."])
def test_a_secret_s_file_that_cannot_be_read_is_named_from_either_place(
    folder: Path, path: str
) -> None:
    with pytest.raises(BadStart, match=r"^SLACK_BOT_TOKEN_FILE: .* cannot be read"):
        load({"SLACK_BOT_TOKEN_FILE": path})
    (folder / ".env").write_text("SLACK_BOT_TOKEN_FILE=/nowhere/token\n", encoding="utf-8")
    with pytest.raises(BadStart, match=r"^SLACK_BOT_TOKEN_FILE: .* cannot be read"):
        load({})


def test_an_empty_secret_s_file_is_no_secret_that_is_not_set(folder: Path) -> None:
    """Else the bot would open the Room, and nobody would hear that it is not in Slack."""
    (folder / "empty").write_text(" \n", encoding="utf-8")
    with pytest.raises(BadStart, match=r"^SLACK_BOT_TOKEN_FILE: the file is empty"):
        load({"SLACK_BOT_TOKEN_FILE": "empty"})


def test_a_line_of_the_settings_file_that_is_none_stops_the_start(
    types: Type, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "# ours\nexport WARDROOM_PORT=8421\nSLACK_BOT_TOKEN xoxb-1\n", encoding="utf-8"
    )
    wrong = types("db", "current")
    assert (wrong.code, wrong.line.startswith("wardroom: .env:3: this line is no setting")) == (
        1,
        True,
    )
    (tmp_path / ".env").unlink()
    (tmp_path / ".env").mkdir()
    folder = types("db", "current")
    assert (folder.code, folder.line.startswith("wardroom: .env: the file cannot be read")) == (
        1,
        True,
    )


def test_a_blank_token_of_the_api_leaves_it_off() -> None:
    assert load({"WARDROOM_INTAKE_TOKEN": " "}, env_file=None).intake_token is None


def test_a_settings_file_that_is_no_text_is_one_line(types: Type, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"WARDROOM_TIMEZONE=\xff\xfe\n")
    for words in (("doctor",), ("run",), ("db", "current")):
        wrong = types(*words)
        assert (wrong.code, wrong.line.startswith("wardroom: .env: ")) == (1, True)


def test_a_wrong_value_in_the_file_names_its_variable(types: Type, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WARDROOM_TIMEZONE=Mars/Olympus\n", encoding="utf-8")
    wrong = types("db", "current")
    assert (wrong.code, wrong.line.startswith("wardroom: WARDROOM_TIMEZONE: ")) == (1, True)
