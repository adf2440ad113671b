"""Fills a call from the newest state just before it is made, and knows what was shown last.

What a picture looks like is the renderers' business.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Post, Setting
from bot.domain.words import PostState
from bot.outbox.job import Renderer
from bot.storage.posts import shown_key


class CannotDraw(Exception):
    """A renderer failed or is unknown."""


def draw(
    session: Session, renderers: Mapping[str, Renderer], post: Post
) -> tuple[dict[str, Any], str]:
    """Return the call's arguments, and their hash if a renderer made them."""
    payload = dict(json.loads(post.payload))
    # What is to be said if the call is refused is no argument of it, nor what a renderer reads.
    payload.pop("otherwise", None)
    payload.pop("missed", None)
    name = payload.pop("render", "")
    if not name:
        return payload, ""
    renderer = renderers.get(name)
    if renderer is None:
        raise CannotDraw(f"there is no renderer {name!r}")
    try:
        payload |= renderer(session, post)
        text = json.dumps(payload, sort_keys=True)
    except sa.exc.DBAPIError:
        raise
    except Exception as error:  # One bad row must not hold up its lane for ever.
        raise CannotDraw(f"it could not be drawn ({type(error).__name__})") from error
    return payload, hashlib.sha256(text.encode()).hexdigest()


def is_news(session: Session, post: Post, sha: str) -> bool:
    """Fold everything that waits to say the same into *post*; False if Slack shows it already."""
    twins = sa.update(Post).where(
        col(Post.coalesce_key) == post.coalesce_key,
        col(Post.state) == PostState.PENDING,
        col(Post.id) != post.id,
    )
    session.connection().execute(twins.values(state=PostState.SUPERSEDED))
    shown = session.get(Setting, _shown_key(post))
    if shown is None or not sha or shown.value != sha:
        return True
    post.state = PostState.SUPERSEDED
    session.add(post)
    session.flush()
    return False


def remember(session: Session, post: Post, sha: str) -> None:
    """Note the hash of what Slack shows now; "" while that is uncertain."""
    if post.coalesce_key is not None or post.kind == "board":
        session.merge(Setting(key=_shown_key(post), value=sha))


def _shown_key(post: Post) -> str:
    # A board's first post has the key under which its edits coalesce.
    return shown_key(post.coalesce_key or post.key)
