"""How the outbox fares, for `/readyz`, `/metrics` and `doctor`. A value, no questions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Health:
    """`paused` is why nothing is sent ("" = sending); `unknown_heads` are lanes stuck in doubt."""

    paused: str
    unknown_heads: int
    dead: int
    lag_seconds: float
    last_ok: datetime | None
