"""`/healthz` and `/readyz`: what machines ask of a running bot, without a token.

They name no incident, person or message.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse

from bot import __version__

# Whoever watches asks again soon, and gives up soon.
WITHIN_S = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether one part is fit for work, and in a few words why."""

    ok: bool
    detail: str = ""


Check = Callable[[], Awaitable[Finding]]


async def findings(checks: Mapping[str, Check]) -> dict[str, Finding]:
    """Run every check; one that fails itself is a finding, not an error."""
    found = {}
    for name, check in checks.items():
        try:
            async with asyncio.timeout(WITHIN_S):
                found[name] = await check()
        except TimeoutError:
            found[name] = Finding(ok=False, detail=f"no answer within {WITHIN_S:.0f} s")
        except Exception as error:  # noqa: BLE001 - a broken part must not hide the others.
            found[name] = Finding(ok=False, detail=type(error).__name__)
    return found


def routes(checks: Mapping[str, Check]) -> APIRouter:
    """Return the two routes."""
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse(f"ok wardroom {__version__}\n")

    @router.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        found = await findings(checks)
        ready = all(finding.ok for finding in found.values())
        body = {
            "ready": ready,
            "checks": {
                name: {"ok": finding.ok, "detail": finding.detail}
                for name, finding in found.items()
            },
        }
        return JSONResponse(body, status_code=200 if ready else 503)

    return router
