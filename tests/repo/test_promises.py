import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from tests.repo.tree import ROOT, files, named, python, text

PAGE = ROOT / "bot" / "room" / "static"
# Written in pieces, so that this file holds none of them.
FORBIDDEN = (
    "/wo" + "rk/", "shared/" + "design", "(?<!no-emit-)index" + "-url", "/root" + "/",
    "pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(?:org|com)", "find" + r"-links\s*=",
    r"\bissue #?\d", "/opt/" + "(?:wheels|pypi)",
)  # fmt: skip
# Where these words stand in other people's texts.
FOREIGN = ("bot/room/static/vendor/", "LICENSE")


def _readable(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_nothing_names_the_machine_it_was_written_on(pattern: str) -> None:
    seen = re.compile(pattern, re.IGNORECASE)
    found = [
        named(path)
        for path in files()
        if not named(path).startswith(FOREIGN) and seen.search(_readable(path))
    ]
    assert found == []


def test_the_lock_has_hashes_for_everything_and_names_no_place() -> None:
    lock = text("requirements.lock")
    pinned = re.findall(
        r"^([a-z0-9.-]+)==(\S+) \\\n(    --hash=sha256:[0-9a-f]{64})", lock, re.MULTILINE
    )
    named_there = re.findall(r"^[a-z0-9][^\s#]*", lock, re.MULTILINE)
    assert len(pinned) == len(named_there) > 50
    assert "://" not in lock
    assert not re.search(r"^\s*-(?!-hash=)", lock, re.MULTILINE)


def test_the_lock_holds_every_dependency_and_each_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=]", each)[0].lower() for each in wanted}
    locked = set(re.findall(r"^([a-z0-9.-]+)==", text("requirements.lock"), re.MULTILINE))
    assert names - locked == set()
    reasons = text("docs/decisions/0015-dependencies.md").lower()
    unexplained = [name for name in names if f"`{name}" not in reasons.replace("`-", "`pytest-")]
    assert unexplained == []


def test_the_lock_is_made_by_the_command_that_it_names() -> None:
    header = re.search(r"^#    pip-compile (.+)$", text("requirements.lock"), re.MULTILINE)
    recipe = re.search(r"piptools compile --quiet (.+?)\n\n", text("Makefile"), re.DOTALL)
    assert header
    assert recipe
    assert header[1].split() == recipe[1].replace("\\\n", " ").split()


def test_no_pattern_is_read_wrongly_by_the_oldest_python() -> None:
    """Before 3.11.5, as in Debian 12, possessive and atomic groups match wrongly (gh-106052)."""
    held = re.compile(r"\)[*+?]\+|\(\?>")
    assert [named(path) for path in python("bot") if held.search(path.read_text("utf-8"))] == []


def test_migrations_are_one_chain_and_stand_alone() -> None:
    versions = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    before: str | None = None
    for path in versions:
        source = path.read_text(encoding="utf-8")
        revision = re.search(r"^revision = [\"'](\w+)[\"']", source, re.MULTILINE)
        down = re.search(r"^down_revision = (?:None|[\"'](\w+)[\"'])", source, re.MULTILINE)
        assert revision, path.name
        assert down, path.name
        assert path.name.startswith(f"{revision[1]}_")
        assert down[1] == before
        # Code moves on; a migration must still run in ten years.
        assert not re.search(r"^(?:from|import) bot\b", source, re.MULTILINE), path.name
        before = revision[1]
    assert before


def test_the_page_asks_no_other_host_for_anything() -> None:
    pages = [
        path for path in files() if PAGE in path.parents and not path.name.startswith("LICENSE")
    ]
    assert len(pages) > 20
    urls = {
        (named(path), url)
        for path in pages
        for url in re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z][\w./-]*", _readable(path))
        if not path.name.endswith(".md")
    }
    names_only = {url for _, url in urls if url.startswith("http://www.w3.org/")}
    assert {each for each in urls if each[1] not in names_only} == set()


def test_vendored_code_has_its_licence_beside_it() -> None:
    folder = PAGE / "vendor"
    about = (folder / "README.md").read_text(encoding="utf-8")
    for script in sorted(folder.glob("*.js")):
        row = next(line for line in about.splitlines() if f"`{script.name}`" in line)
        licence = re.search(r"`(LICENSE\.\w+\.txt)`", row)
        assert licence, script.name
        assert len((folder / licence[1]).read_text(encoding="utf-8")) > 500


def test_the_licence_is_whole() -> None:
    licence = text("LICENSE")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert "[yyyy]" not in licence


def test_setting_up_without_python_says_what_to_install(tmp_path: Path) -> None:
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / "setup.sh")], cwd=tmp_path, check=False,
        env={**os.environ, "PYTHON": "/nowhere/python3"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no Python 3.11 or newer was found" in done.stderr
    assert "apt install" in done.stderr
    assert not (tmp_path / ".venv").exists()


def _with_pip(folder: Path) -> None:
    """Make an environment with the pip of our own: to unpack and compile one takes ten seconds."""
    venv.create(folder, with_pip=False, symlinks=True)
    ours = importlib.util.find_spec("pip")
    assert ours is not None
    assert ours.origin is not None
    (there,) = folder.glob("lib/python*/site-packages")
    (there / "pip").symlink_to(Path(ours.origin).parent)


def test_setting_up_without_a_network_says_so_and_can_be_done_again(tmp_path: Path) -> None:
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    _with_pip(tmp_path / ".venv")
    nowhere = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PYTHON": sys.executable}
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / "setup.sh")], cwd=tmp_path, check=False,
        env={**os.environ, **nowhere}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "making .venv" not in done.stdout, "what a run before made is used again"
    assert "It takes the network once" in done.stderr
    assert done.stderr.count("No matching distribution") == 1, "one part tells it for all"
    assert not (tmp_path / ".venv" / ".ready").exists()


def test_the_workflow_runs_what_everybody_can_run() -> None:
    runs = re.findall(r"^\s*- run: (.+)$", text(".github/workflows/ci.yml"), re.MULTILINE)
    assert runs == ["bash .ci/run"]
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
