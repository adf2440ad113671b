"""The arguments of one Web API call, from a form, a query or JSON, read with Slack's refusals.

Knows no method.
"""

import json
from typing import Any

from starlette.requests import Request

from bot.room.errors import SlackError

YES = {"true", "1", "yes"}
DEEPEST = 64


def load_json(text: str | bytes) -> Any:
    """Return the data of *text*; half characters, which no database takes, become U+FFFD.

    Raise ValueError for what is no JSON, and for what is nested too deep to be worked with.
    """
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    raw = text if isinstance(text, bytes) else text.encode(errors="replace")
    if raw.count(b"[") + raw.count(b"{") > DEEPEST:
        _refuse_depth(found)
    return _mended(found) if b"\\ud" in raw.lower() else found


def _refuse_depth(found: Any) -> None:
    """Raise ValueError before a copy or a check of *found* runs out of stack."""
    level = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    if level:
        raise ValueError("nested too deep")


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(item) for name, item in value.items()}
    return value


def _mistake(text: str, name: str) -> SlackError:
    return SlackError("invalid_arguments", f"{text} [json-pointer:/{name}]")


class Arguments:
    """Typed access to what the caller sent."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def has(self, name: str) -> bool:
        """Tell whether *name* was sent with a value."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """Return *name* as text."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise _mistake("must be a string", name)
        return str(value)

    def need(self, name: str) -> str:
        """Return *name* as text, or refuse the call."""
        if not self.has(name):
            raise SlackError("invalid_arguments", f"missing required field: {name}")
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return *name* as yes or no."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).lower() in YES

    def number(self, name: str, default: int) -> int:
        """Return *name* as a whole number."""
        value = self.values.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise _mistake("must be an integer", name) from None

    def data(self, name: str) -> Any:
        """Return *name* as JSON data, decoded where a form carried it as text; None if absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return load_json(value)
        except ValueError:
            raise _mistake("must be valid JSON", name) from None

    def many(self, name: str) -> list[str]:
        """Return *name* as a list, from a list or from text with commas."""
        value = self.values.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part.strip() for part in str(value or "").split(",") if part.strip()]


async def read_arguments(request: Request, *, json: bool = True) -> dict[str, Any]:
    """Return what the caller sent in query and body; raise SlackError for a foreign body.

    Without *json* a JSON body is passed over, as by Slack's older methods:
    https://docs.slack.dev/apis/web-api#methods_supporting_json.
    """
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or not kind:
        return values
    if kind == "application/json":
        return values | (await _read_json(request) if json else {})
    if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form(max_part_size=1 << 20) as form:
            return values | {name: value for name, value in form.items() if isinstance(value, str)}
    raise SlackError("invalid_post_type")


async def _read_json(request: Request) -> dict[str, Any]:
    body = await request.body()
    if not body:
        return {}
    try:
        found = load_json(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return found
