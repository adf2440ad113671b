"""Letters of the outbox, and the account through which they go."""

from typing import Any

from bot.domain.mail import Postbox
from bot.outbox.mail import MAIL, Mailer
from tests.outbox.conftest import Outbox
from tests.outbox.smtp_server import MailServer
from tests.outbox.test_pictures import DRAWN

KEY = "mail:digest:daily:2022-11-24T07:30:abc"


def connect(outbox: Outbox, server: MailServer, **box: Any) -> None:
    """Let the outbox mail through *server*."""
    fields = {"host": "127.0.0.1", "port": server.port, "wrapped": False,
              "sender": "wardroom@clean.example.org", **box}  # fmt: skip
    mailer = Mailer(Postbox(**fields), outbox.clock, within_s=0.4)
    outbox.sender = outbox.another(mailer=mailer)


def put(
    outbox: Outbox, key: str = KEY, *, to: str = "director@example.org", **payload: Any
) -> None:
    """Write a mail, as `bot.operations.posting` does."""
    said = {"text": f"The digest could not be mailed to {to[:1]}….", "targets": ["channel:C0DESK"]}
    outbox.put(
        key, "", kind="mail", method=MAIL, lane=f"mail:{to}"[:64],
        payload={"to": to, "subject": "[Wardroom] Daily digest, 24 Nov 2022",
                 "text": "Daily digest\n\n2 incidents are open: इ-अस्पताल, “quoted” & <tags>.\n.\n",
                 "picture": DRAWN.written(), "otherwise": said, **payload},
    )  # fmt: skip


async def settle(outbox: Outbox, *, steps: int = 30, seconds: float = 61.0) -> None:
    """Let time pass until nothing is left to do."""
    for _ in range(steps):
        await outbox.drain(seconds=seconds)
        if set(outbox.states().values()) <= {"sent", "dead"}:
            return
