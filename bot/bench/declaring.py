"""Declaring while every call to Slack takes 150 ms: the answer, the whole, and ten at once."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from statistics import median
from time import perf_counter

from bot.bench.bench import Bench, callers
from bot.bench.commands import seeded
from bot.bench.fake_slack import Call, FakeSlack
from bot.bench.figures import Bar, Figure, Row
from bot.bench.load import Caller, form, volley

SLACK_TAKES_S = 0.15
WITHIN_S = 60.0
DECLARE = "/incident declare sev1 kind=ransomware e-Hospital servers encrypted"
# What people wait for: a furnished channel and the announcement. Bookmarks may come later.
COMPLETE = {"conversations.setTopic": 1, "pins.add": 1, "chat.postMessage": 2}
LAST = "bookmarks.add"


async def declaring(bench: Bench) -> list[Row]:
    """Measure declaring one by one and ten at once, at Socket Mode's door."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        ours = await stack.enter_async_context(bench.wardroom(seeded(bench, 1), slack, "socket"))
        made = await stack.enter_async_context(callers(10, ours, slack, "socket"))
        # The first of everything is no part of the measure: connections, compiled statements.
        await volley(made[:1], [form(DECLARE, "C0DESK")], "INC-")
        await slack.until(lambda: _count(slack.calls, LAST) == 1, within_s=WITHIN_S)
        slack.delay_s = SLACK_TAKES_S
        bench.say("declaring one by one, at 150 ms a call")
        rows = await _one_by_one(slack, made[0], max(2, bench.size.rounds))
        bench.say("declaring ten at once, at 150 ms a call")
        return [*rows, *await _at_once(slack, made, bench.size.declares)]


def _count(calls: Sequence[Call], *methods: str) -> int:
    return sum(call.method in methods for call in calls)


async def _one_by_one(slack: FakeSlack, caller: Caller, rounds: int) -> list[Row]:
    answers, early, wholes, ends, numbers = [], [], [], [], []
    for _ in range(rounds):
        slack.calls.clear()
        began = perf_counter()
        answers += await volley([caller], [form(DECLARE, "C0DESK")], "INC-")
        answered = perf_counter()
        await slack.until(lambda: _count(slack.calls, LAST) == 1, within_s=WITHIN_S)
        early.append(sum(call.answered <= answered for call in slack.calls))
        wholes.append(_complete(slack.calls) - began)
        ends.append(perf_counter() - began)
        numbers.append(len(slack.calls))
    calls = f"{round(median(numbers))} calls to Slack, {max(early)} of them before the answer"
    trips = Figure(2 * SLACK_TAKES_S * 1000)
    return [
        Row("declare", "declare: answer to the asker", Figure.of(answers), note=calls),
        Row("declare", "declare: calls to Slack before the answer", Figure(max(early)),
            bar=Bar(0, "p50"), unit="calls"),
        Row("declare", "declare: channel, topic, board, pin, announcement", Figure.of(wholes),
            trips, Bar(700, "p50"), note="floor: two calls one after the other"),
        Row("declare", "declare: with the bookmark, which takes two calls", Figure.of(ends), trips),
    ]  # fmt: skip


def _complete(calls: Sequence[Call]) -> float:
    """Return when the last call that people wait for was answered."""
    last = 0.0
    for method, number in COMPLETE.items():
        times = sorted(call.answered for call in calls if call.method == method)
        if len(times) < number:
            raise LookupError(f"{method} was called {len(times)} times, not {number}")
        last = max(last, times[number - 1])
    return last


def _furnished(calls: Sequence[Call]) -> int:
    """Return how many channels have their topic and their pinned board."""
    return min(_count(calls, method) for method in ("conversations.setTopic", "pins.add"))


async def _at_once(slack: FakeSlack, made: Sequence[Caller], count: int) -> list[Row]:
    slack.calls.clear()
    forms = [form(f"{DECLARE} again", "C0DESK") for _ in range(count)]
    began = perf_counter()
    times = await volley(made[:count], forms)
    await slack.until(lambda: _furnished(slack.calls) >= count, within_s=WITHIN_S)
    ended = perf_counter() - began
    return [
        Row("declare", f"{count} declares at once: slowest answer", Figure(max(times) * 1000),
            bar=Bar(50, "p50")),
        Row("declare", f"{count} declares at once: all channels furnished", Figure(ended * 1000),
            note="ruled by Slack's limit of twenty topics and pins a minute"),
    ]  # fmt: skip
