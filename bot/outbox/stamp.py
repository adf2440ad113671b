"""The mark by which we know our own messages again: an HMAC, since any app can read metadata.

Knows how to make and to recognise the mark; searching is `bot.outbox.reconcile`.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from bot.domain.models import Setting
from bot.slack.identity import Identity

EVENT_TYPE = "wardroom_post"
SETTING = "outbox.secret"
_MAKE = sa.text("INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT DO NOTHING")


def house_secret(session: Session) -> str:
    """Return the installation's own secret, made at first use by whichever process is first."""
    session.connection().execute(_MAKE, {"key": SETTING, "value": secrets.token_hex(32)})
    return session.exec(select(Setting.value).where(Setting.key == SETTING)).one()


def mark(secret: str, key: str) -> str:
    """Return what stands for *key* where others can read it."""
    return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()


def metadata(marked: str) -> dict[str, object]:
    """Return the message metadata that carries the mark."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": marked}}


def is_ours(message: Mapping[str, Any], marked: str, we: Identity) -> bool:
    """Tell whether *message* carries the mark and comes from us: a copied mark proves nothing."""
    if not (we.bot_id and message.get("bot_id") == we.bot_id) and not (
        we.user_id and message.get("user") == we.user_id
    ):
        return False
    written = message.get("metadata") or {}
    if written.get("event_type") != EVENT_TYPE:
        return False
    return hmac.compare_digest(str((written.get("event_payload") or {}).get("key")), marked)
