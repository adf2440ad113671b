"""Reads playbook files from a folder that anybody may have written to, never following a link.

Text and findings come out; what the text says is for `parse`.
"""

import codecs
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from bot.playbook import limits
from bot.playbook.findings import Finding

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_READ_ONLY = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)  # A link may lead to any file that the bot can read.
    | getattr(os, "O_NONBLOCK", 0)  # A named pipe would keep the reader waiting for ever.
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class LibraryError(Exception):
    """The folder as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read: its text, or the finding that says why there is none."""

    name: str
    path: str
    text: str | None
    finding: Finding | None = None

    @property
    def is_template(self) -> bool:
        """Whether the file is linted but is no playbook."""
        return self.name.startswith("_")


class _UnusableError(Exception):
    def __init__(self, code: str, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.code, self.message, self.line = code, message, line


def read_folder(folder: Path) -> list[SourceFile]:
    """Return the markdown files directly in the folder, by name; raise LibraryError."""
    names = _markdown_names(folder)
    return list(_within_limits(folder, names))


def read_file(path: Path) -> SourceFile:
    """Return one file; whatever is wrong with it is its finding."""
    shown = printable(str(path))
    try:
        text = _decoded(_bytes_of(path))
    except _UnusableError as unusable:
        finding = Finding(shown, unusable.line, unusable.code, unusable.message)
        return SourceFile(path.name, shown, None, finding)
    return SourceFile(path.name, shown, text)


def printable(text: str) -> str:
    """Return a path as it may stand in one line of a finding."""
    return "".join(each if each.isprintable() else "�" for each in text)


def _markdown_names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if _is_meant(entry.name))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise LibraryError(
            f"The playbooks folder {printable(str(folder))} cannot be read: {reason}. "
            "Set WARDROOM_PLAYBOOKS to a folder that Wardroom may read."
        ) from None
    return names


def _is_meant(name: str) -> bool:
    """Tell playbooks, and names that pretend to be one, from the rest of a folder."""
    readable = normalize("NFKC", name).strip().rstrip("\0").lower()
    return readable.endswith(".md") and not name.startswith(".") and readable != "readme.md"


def _within_limits(folder: Path, names: list[str]) -> Iterator[SourceFile]:
    read = 0
    for number, name in enumerate(names):
        if number >= limits.FOLDER_FILES or read > limits.FOLDER_BYTES:
            left = len(names) - number
            text = (
                f"the folder holds too much; this and {left - 1} more files are not read. A folder "
                f"holds {limits.FOLDER_FILES} playbooks, {limits.FOLDER_BYTES >> 20} MB in all."
            )
            path = printable(str(folder / name))
            yield SourceFile(name, path, None, Finding(path, 1, "P007", text))
            return
        source = read_file(folder / name)
        read += len(source.text or "")
        yield source


def _bytes_of(path: Path) -> bytes:
    if not _NAME.fullmatch(path.name):
        raise _UnusableError(
            "P001",
            "the file's name cannot be used. Use letters, digits, hyphens, underscores and "
            "dots, and start with a letter or digit.",
        )
    try:
        data = _regular_bytes(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if len(data) > limits.FILE_BYTES:
        size = f"{limits.FILE_BYTES // 1024:,} kB"
        raise _UnusableError("P003", f"the file is larger than {size}; split it.")
    return data


def _regular_bytes(path: Path) -> bytes:
    """Return the file's bytes, one more than the limit at most."""
    descriptor = os.open(path, _READ_ONLY)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _UnusableError("P002", "this is not a regular file; it is not read.")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limits.FILE_BYTES + 1)
    finally:
        os.close(descriptor)


def _unreadable(path: Path, error: OSError | ValueError) -> _UnusableError:
    if path.is_symlink():
        return _UnusableError(
            "P002", "this is a symbolic link; it is not followed. Put the file itself here."
        )
    if path.is_dir():
        return _UnusableError("P002", "this is a folder, not a file.")
    reason = getattr(error, "strerror", None) or "its name cannot be used"
    return _UnusableError("P006", f"the file cannot be read: {reason}.")


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16):
        raise _UnusableError("P005", "the file is UTF-16; save it as UTF-8.")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise _UnusableError("P004", "a NUL byte stands here; this is not a text file.", line)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _UnusableError(
            "P005", "this is not UTF-8 text; save the file as UTF-8.", line
        ) from None
