"""A wire between a program and a server, that can be cut: for what no server does when asked."""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

from sqlalchemy.engine import make_url

CHUNK = 65_536


class Wire:
    """Relays TCP from a free port of this machine to a server."""

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._mark, self._left = b"", 0
        self.lost, self._mute = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        """The database's address by way of this wire."""
        port = self._listening.getsockname()[1]
        through = self._server.set(host="127.0.0.1", port=port)
        return through.render_as_string(hide_password=False)

    def __enter__(self) -> Self:
        """Begin to relay."""
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Relay no more."""
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Cut every connection that is open now; new ones may come."""
        with self._lock:
            gone, self._open = self._open, []
        for end in gone:
            _close(end)

    def fall_silent(self) -> None:
        """Bring nothing over any more and close nothing: as after a loss of power over there."""
        self._mute.set()

    def lose_answer(self, mark: bytes, nth: int = 1) -> None:
        """Let the *nth* request with *mark* from now on be carried out, and its answer be lost."""
        with self._lock:
            self._mark, self._left = mark, nth

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection((self._server.host, self._server.port or 5432))
                with self._lock:
                    self._open += [near, far]
                silent = threading.Event()
                for source, sink, asks in ((near, far, True), (far, near, False)):
                    threading.Thread(
                        target=self._pump, args=(source, sink, silent), kwargs={"asks": asks},
                        daemon=True,
                    ).start()  # fmt: skip

    def _pump(
        self, source: socket.socket, sink: socket.socket, silent: threading.Event, *, asks: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if asks and self._is_the_one(data):
                    silent.set()
                elif not asks and silent.is_set():
                    # The server has done it, and nobody will hear of it.
                    self.lost.set()
                    break
                if not self._mute.is_set():
                    sink.sendall(data)
        _close(source)
        _close(sink)

    def _is_the_one(self, data: bytes) -> bool:
        with self._lock:
            if self._left and self._mark in data:
                self._left -= 1
                return self._left == 0
        return False


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
