"""The figures of `/metrics`, counted in the database when they are asked for.

This machine may read them; from a network it takes the token of the HTTP API.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.domain.models import Incident, Post, Task
from bot.domain.words import ENDED, FINISHED, PostState
from bot.storage.database import Database
from bot.web.gate import Gate, OffNetwork

PATH = "/metrics"
WAITING = (PostState.PENDING, PostState.SENDING, PostState.UNKNOWN)

log = structlog.get_logger(__name__)


class WardroomCollector(Collector):
    """Counts incidents, tasks and posts; nothing that names one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def describe(self) -> Iterable[Metric]:
        """Return nothing: registering must not ask the database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Count now; of a database that does not answer nothing but that."""
        try:
            counted = self._database.read_now(self._count)
        except sa.exc.SQLAlchemyError as error:
            log.warning("metrics.not_counted", reason=type(error).__name__)
            return [_answers(0)]
        return [_answers(1), *counted]

    def _count(self, session: Session) -> list[Metric]:
        return [
            _by_label(
                "wardroom_incidents_open", "Open incidents by severity.", "severity",
                session.exec(
                    select(Incident.severity, sa.func.count())
                    .where(col(Incident.stage).not_in(ENDED))
                    .group_by(col(Incident.severity))
                ),
            ),
            _by_label(
                "wardroom_tasks_open", "Open tasks of open incidents by state.", "state",
                session.exec(
                    select(Task.status, sa.func.count())
                    .where(
                        col(Task.status).not_in(FINISHED),
                        col(Task.incident_id).in_(
                            select(Incident.id).where(col(Incident.stage).not_in(ENDED))
                        ),
                    )
                    .group_by(col(Task.status))
                ),
            ),
            _by_label(
                "wardroom_outbox_posts", "Calls to Slack by state; sent ones are left out.",
                "state",
                session.exec(
                    select(Post.state, sa.func.count())
                    .where(col(Post.state).in_((*WAITING, PostState.DEAD)))
                    .group_by(col(Post.state))
                ),
            ),
            self._lag(session),
        ]  # fmt: skip

    def _lag(self, session: Session) -> Metric:
        oldest: datetime | None = session.exec(
            select(sa.func.min(col(Post.created_at))).where(col(Post.state).in_(WAITING))
        ).one()
        seconds = (self._clock.now() - oldest).total_seconds() if oldest is not None else 0.0
        return GaugeMetricFamily(
            "wardroom_outbox_lag_seconds", "Age of the oldest call that is not sent.",
            value=max(seconds, 0.0),
        )  # fmt: skip


def _answers(value: int) -> Metric:
    text = "1 while the database answers, else 0."
    return GaugeMetricFamily("wardroom_database_up", text, value=value)


def _by_label(
    name: str, text: str, label: str, rows: Iterable[tuple[object, int]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, count in rows:
        family.add_metric([str(value)], count)
    return family


def registry(database: Database, clock: Clock) -> CollectorRegistry:
    """Return the registry of one running bot."""
    made = CollectorRegistry()
    ProcessCollector(registry=made)
    made.register(WardroomCollector(database, clock))
    return made


def served(registry: CollectorRegistry, token: str, clock: Clock) -> ASGIApp:
    """Return what answers `/metrics`; without a *token* nobody may read it from a network."""

    async def figures(scope: Scope, receive: Receive, send: Send) -> None:
        told = await run_in_threadpool(generate_latest, registry)
        await Response(told, media_type=CONTENT_TYPE_LATEST)(scope, receive, send)

    return OffNetwork(figures, Gate(figures, token or secrets.token_urlsafe(), clock))
