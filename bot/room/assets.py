"""The page's own files, kept in memory: opening the page asks for some seventy of them."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.room.errors import PageError

STATIC = (Path(__file__).parent / "static").resolve()
# What this machine's own table of types must not decide: a browser runs no module of another type.
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


async def index(request: Request) -> Response:
    """Answer with the page."""
    return _answer(request, STATIC / "index.html")


async def static(request: Request) -> Response:
    """Answer with one of the page's files, or that the browser's copy of it is still right."""
    wanted = (STATIC / request.path_params["path"]).resolve()
    if not wanted.is_relative_to(STATIC) or not wanted.is_file():
        raise PageError("not_found", "There is no such file.", status=404)
    return _answer(request, wanted)


def _answer(request: Request, wanted: Path) -> Response:
    body, tag = _read(wanted, wanted.stat().st_mtime_ns)
    # A proxy may have made the tag a weak one, and a browser may name several.
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, headers={"etag": tag}, media_type=_kind(wanted))


def _kind(path: Path) -> str | None:
    return TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]


@lru_cache(maxsize=256)
def _read(path: Path, _changed_ns: int) -> tuple[bytes, str]:
    """Return a file's bytes and their tag; read anew when the file has changed."""
    body = path.read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
