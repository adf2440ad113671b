"""The connections to PostgreSQL: given up soon when the other side falls silent."""

import socket

import pytest

from bot.storage.database import engine_url, make_engine


@pytest.mark.postgres
def test_a_server_that_falls_silent_is_given_up_within_seconds(postgres_url: str) -> None:
    """As after a loss of power over there: the kernel would wait for a quarter of an hour."""
    engine = make_engine(engine_url(postgres_url))
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=driver.fileno()) as wire:
            told = {
                name: wire.getsockopt(socket.IPPROTO_TCP, name)
                for name in (
                    socket.TCP_USER_TIMEOUT, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL,
                    socket.TCP_KEEPCNT,
                )
            }  # fmt: skip
            wire.detach()
    engine.dispose()
    assert list(told.values()) == [10_000, 10, 5, 2]
