"""Four people who work at once while the bot comes and goes, and what was acknowledged to them."""

import itertools
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.e2e.response import ASHA, DESK, IMRAN, KABIR, MEERA, Response

PEOPLE = (KABIR, ASHA, MEERA, IMRAN)
# So begins an answer that promises nothing yet, or says that nothing was done.
NOTHING_DONE = ("Still working", "*Not", "*Something")


@dataclass(frozen=True, slots=True)
class Order:
    """One command: what is typed in which incident, and the mark by which it is found again."""

    kind: str
    place: int
    line: str
    mark: str


def orders(seed: int, places: int) -> Iterator[Order]:
    """Yield commands that do not meet: each task is touched by one of them alone."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret.
    tasks = [itertools.count(8) for _ in range(places)]
    kinds = ("note", "note", "add", "claim", "block", "update")
    for number in itertools.count(1):
        place, mark = chance.randrange(places), f"mark-{number:04d}"
        kind = "declare" if number % 60 == 30 else chance.choice(kinds)
        task = next(tasks[place]) if kind in {"claim", "block"} else 0
        line = {
            "note": f"/incident note {mark} the guard is posted",
            "add": f"/task add {mark} call the vendor",
            "claim": f"/task claim #{task}",
            "block": f"/task block #{task} {mark} waits for NIC",
            "update": f"/incident update {mark} isolated next 45m",
            "declare": f"/incident declare sev3 kind=outage {mark}",
        }[kind]
        yield Order(kind, place, line, f"#{task}" if kind == "claim" else mark)


@dataclass
class Crowd:
    """What they do; `kept` is what the bot acknowledged, `up` says that it can be spoken to."""

    responses: list[Response]
    orders: Iterator[Order]
    most: int
    up: threading.Event = field(default_factory=threading.Event)
    kept: list[Order] = field(default_factory=list)
    tried: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Let everybody work."""
        self.up.set()
        self._threads = [threading.Thread(target=self._work, args=(each,)) for each in PEOPLE]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Wait until everything is typed."""
        for thread in self._threads:
            thread.join(180)

    def _next(self) -> Order | None:
        with self._lock:
            if self.tried >= self.most:
                return None
            self.tried += 1
            return next(self.orders)

    def _work(self, user_id: str) -> None:
        while (order := self._next()) is not None:
            assert self.up.wait(180)
            response = self.responses[order.place]
            where = DESK if order.kind == "declare" else response.channel
            typed = response.person(user_id).types(order.line, in_=where)
            answer = typed.first().text if typed.ok else ""
            if answer and not answer.startswith(NOTHING_DONE):
                with self._lock:
                    self.kept.append(order)
