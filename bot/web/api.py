"""`/api/…`: programs declare incidents and read them; private ones are never listed or named.

Who may ask is decided by `gate`, what a body means by `intake`.
"""

from typing import Annotated, Any, Literal

import structlog
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from bot import __version__
from bot.domain.models import Incident
from bot.domain.words import Door
from bot.errors import NotFound, Refused, WardroomError
from bot.operations.intake import Outcome, Taken, receive
from bot.operations.turn import ALERT, Actor, Turn
from bot.runtime import Runtime
from bot.storage import incidents
from bot.web import apidocs, intake, shown
from bot.web.gate import Gate

log = structlog.get_logger(__name__)

PATH, LONGEST_PAGE = "/api", 200
# What a person may look at with a browser, whose password box takes the token.
BROWSED = frozenset({"/docs", "/openapi.json"})
ABOUT = (
    "Programs declare incidents and read them. Every request carries "
    "`Authorization: Bearer <WARDROOM_INTAKE_TOKEN>`. Private incidents appear nowhere here."
)
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": shown.Problem, "description": said}
    for status, said in {
        400: "The body is no JSON.", 401: "The token is missing or wrong.",
        413: "The body is too large.", 415: "The body is not called JSON.",
        422: "Fields are missing or wrong, or a rule says no.",
        429: "Too fast; `Retry-After` says how many seconds to wait.",
    }.items()
}  # fmt: skip
MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": shown.Problem, "description": "No such incident, or none that may be read."}
}

State = Literal["open", "ended", "all"]


class Api:
    """The three things that programs may do."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def declare(self, body: intake.Body, response: Response) -> shown.Answer:
        """Declare an incident, or report again on one that is open.

        Takes Wardroom's own fields, or a webhook of Prometheus' Alertmanager as it is sent.
        201: an incident was opened. 200: the report belongs to one that is open, or to none.
        """
        clean = intake.cleaned(body.report(self._runtime.clock.now()))

        def take(session: Session) -> shown.Answer:
            taken = receive(self._turn(session), clean.report)
            return _answer(session, taken, clean.hidden)

        answer = await self._runtime.database.write(take)
        self._runtime.wake()
        response.status_code = 201 if answer.outcome is Outcome.DECLARED else 200
        log.info("api.report", outcome=answer.outcome, incident=answer.id, hidden=answer.hidden)
        return answer

    async def listing(
        self,
        state: Annotated[State, Query(description="Which incidents.")] = "open",
        limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 50,
        before: Annotated[str, Query(max_length=24, description="`next` of the page before.")] = "",
    ) -> shown.Listing:
        """List the incidents that are not private, newest first."""

        def read(session: Session) -> shown.Listing:
            start = _found(session, before).id if before else None
            page = incidents.page(session, None, state=state, before=start, limit=limit)
            rows = [shown.summary(session, each) for each in page.incidents]
            return shown.Listing(incidents=rows, next=rows[-1].id if page.more else None)

        return await self._runtime.database.read(read)

    async def one(self, incident_id: str) -> shown.Full:
        """Read one incident, called like INC-2022-001."""
        now = self._runtime.clock.now()
        return await self._runtime.database.read(
            lambda session: shown.full(session, _found(session, incident_id), now=now)
        )

    def _turn(self, session: Session) -> Turn:
        runtime = self._runtime
        return Turn(session, runtime.clock.now(), Actor(ALERT, Door.API), runtime.house)


def _found(session: Session, ref: str) -> Incident:
    """Return an incident that everybody may see, or raise NotFound."""
    found = incidents.by_ref(session, ref[:24])
    if found is None or not incidents.may_see(session, found, None):
        raise NotFound(
            "There is no such incident, or none that may be read here.",
            next_step="GET /api/incidents lists them; ids are like INC-2022-001.",
        )
    return found


def _answer(session: Session, taken: Taken, hidden: tuple[str, ...]) -> shown.Answer:
    incident = taken.incident
    told = incident if incident is not None and not incident.private else None
    return shown.Answer(
        outcome=taken.outcome,
        id=told.ref if told else None,
        incident=shown.summary(session, told) if told else None,
        hidden=list(hidden),
    )


def build(runtime: Runtime, token: str) -> ASGIApp:
    """Return the API behind its gate, to be mounted at `PATH`."""
    app = FastAPI(
        title="Wardroom", version=__version__, description=ABOUT, servers=[{"url": PATH}],
        docs_url=None, redoc_url=None, openapi_url=None, responses=PROBLEMS,
    )  # fmt: skip
    api = Api(runtime)
    app.post("/incidents", status_code=201, responses={200: {"model": shown.Answer}})(api.declare)
    app.get("/incidents")(api.listing)
    app.get("/incidents/{incident_id}", responses=MISSING)(api.one)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(WardroomError, _refused)
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(Exception, _broken)

    @app.get("/openapi.json", include_in_schema=False)
    async def schema() -> JSONResponse:
        return JSONResponse(app.openapi())

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(apidocs.page(app.openapi()), headers=apidocs.HEADERS)

    return Gate(app, token, runtime.clock, browsed=BROWSED)


def _problem(status: int, error: str, message: str, next_step: str, **more: Any) -> JSONResponse:
    body = {"error": error, "message": message, "next_step": next_step, **more}
    return JSONResponse(body, status_code=status)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    see = f"{PATH}/docs shows every field with an example."
    kind = request.headers.get("content-type", "")
    if request.method == "POST" and "json" not in kind.lower():
        return _problem(415, "not_json", "The body is not called JSON.",
                        "Send `Content-Type: application/json`.")  # fmt: skip
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return _problem(400, "bad_json", "The body cannot be read as JSON.", see)
    fields = {_field(each["loc"]): str(each["msg"]) for each in found}
    named = ", ".join(sorted(fields))
    return _problem(422, "invalid", f"Fields are missing or wrong: {named}.", see, fields=fields)


def _field(place: tuple[int | str, ...]) -> str:
    """Return where a mistake is, as the sender would write it: `alerts.0.startsAt`."""
    left = [str(part) for part in place if part not in {"body", "query", "declaration",
                                                        "alertmanager"}]  # fmt: skip
    return ".".join(left)[:100] or "body"


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, WardroomError):
        raise error
    status = 404 if isinstance(error, NotFound) else 422
    code = {404: "not_found"}.get(status, "refused" if isinstance(error, Refused) else "invalid")
    log.info("api.refused", why=code, rule=error.rule if isinstance(error, Refused) else "")
    return _problem(status, code, error.message, error.next_step)


async def _failed(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 400:  # noqa: PLR2004 - HTTP's own number.
        return _problem(400, "bad_json", "The body cannot be read as JSON.", "")
    words = {404: "There is nothing at this address.", 405: "This method is not offered here."}
    message = words.get(error.status_code, str(error.detail))
    made = _problem(error.status_code, "not_offered", message, f"{PATH}/docs lists what is there.")
    made.headers.update(error.headers or {})
    return made


async def _broken(_request: Request, _error: Exception) -> JSONResponse:
    """Answer for what nobody foresaw; the server logs it with its traceback."""
    return _problem(500, "our_fault", "Something went wrong on our side; nothing was changed.",
                    "Send it again; if it fails again, tell whoever runs Wardroom.")  # fmt: skip
