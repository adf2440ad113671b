"""How the Room says no: to apps in Slack's codes, to people in sentences.

No rule lives here.
"""

from typing import Any


class SlackError(Exception):
    """A Web API refusal: Slack's error code, and what else the answer carries."""

    def __init__(self, code: str, *messages: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """Return the body of the refusal."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {text}" for text in self.messages]}
        return body


class RateLimitedError(SlackError):
    """Too many calls; `seconds` until the next is welcome, at least 1."""

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class PageError(Exception):
    """A refusal for the page: an HTTP status, a code, and a sentence for people."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


class AccountError(Exception):
    """A refusal for whoever runs the Room, as a sentence with its cure."""
