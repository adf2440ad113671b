"""Finds a profile by its name or path and loads it whole, or says everything that is wrong.

A profile with an error is not used at all: half of the law is worse than a clear refusal.
"""

import re
from pathlib import Path

from bot.obligations.check import check
from bot.obligations.model import Profile
from bot.obligations.read import read_profile
from bot.playbook.findings import Finding, Report
from bot.playbook.sources import read_file

FOLDER = Path(__file__).resolve().parents[2] / "profiles"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def shipped(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of the profiles that come with Wardroom."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def path_of(name: str, folder: Path = FOLDER) -> Path:
    """Return the file that a setting means: a shipped profile's name, or a path to one's own."""
    return folder / f"{name}.yaml" if _NAME.fullmatch(name) else Path(name)


def load(name: str, folder: Path = FOLDER) -> tuple[Profile | None, list[Finding]]:
    """Return the profile, None when it has errors, and all findings by line."""
    source = read_file(path_of(name, folder))
    if source.text is None:
        return None, [source.finding] if source.finding else []
    return parse(source.text, source.path)


def parse(text: str, path: str) -> tuple[Profile | None, list[Finding]]:
    """Return the profile that a text holds, None when it has errors, and all findings by line."""
    report = Report(path)
    profile, items = read_profile(text, report)
    check(items, report)
    return None if report.failed else profile, report.findings()
