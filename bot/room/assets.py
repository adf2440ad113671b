"""The page's own files, kept in memory: opening the page asks for some seventy of them.

The page names them by an address that changes when one of them does, so that a browser keeps them
without asking whether they are still right. By any other address it asks.
"""

import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.room.errors import PageError

STATIC = (Path(__file__).parent / "static").resolve()
ADDRESS = "/room/static/"
# A year, the longest that caches keep anything (RFC 9111 and RFC 8246).
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
# What this machine's own table of types must not decide: a browser runs no module of another type.
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_VERSION = re.compile(r"[0-9a-f]{16}")


async def index(request: Request) -> Response:
    """Answer with the page, which names its files by the version that they have now."""
    page, _ = _read(*_dated(STATIC / "index.html"))
    body = page.replace(ADDRESS.encode(), f"{ADDRESS}{_version()}/".encode())
    return _answer(request, body, _tag(body), "text/html")


async def static(request: Request) -> Response:
    """Answer with one of the page's files, or that the browser's copy of it is still right."""
    version, _, path = request.path_params["path"].partition("/")
    named = _VERSION.fullmatch(version) is not None
    wanted = (STATIC / (path if named else request.path_params["path"])).resolve()
    if not wanted.is_relative_to(STATIC) or not wanted.is_file():
        raise PageError("not_found", "There is no such file.", status=404)
    response = _answer(request, *_read(*_dated(wanted)), _kind(wanted))
    # A page of an earlier version may still be open: it gets what there is, and asks again.
    if named and version == _version():
        response.headers.update(FOR_EVER)
    return response


def _answer(request: Request, body: bytes, tag: str, kind: str | None) -> Response:
    # A proxy may have made the tag a weak one, and a browser may name several.
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, headers={"etag": tag}, media_type=kind)


def _kind(path: Path) -> str | None:
    return TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]


def _version() -> str:
    return _version_of(tuple(_dated(path) for path in _files(STATIC)))


def _dated(path: Path) -> tuple[Path, int]:
    return path, path.stat().st_mtime_ns


@lru_cache(maxsize=1)
def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


@lru_cache(maxsize=1)
def _version_of(files: tuple[tuple[Path, int], ...]) -> str:
    """Return what stands for the names and bytes of all files: sixteen hexadecimal digits."""
    found = hashlib.sha256()
    for path, changed_ns in files:
        found.update(f"{path.relative_to(STATIC)} {_read(path, changed_ns)[1]}\n".encode())
    return found.hexdigest()[:16]


@lru_cache(maxsize=256)
def _read(path: Path, _changed_ns: int) -> tuple[bytes, str]:
    """Return a file's bytes and their tag; read anew when the file has changed."""
    body = path.read_bytes()
    return body, _tag(body)


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
