"""The door to Slack: what an answer means, and where our token never goes."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.outbox.timing import Timing, back_off_s
from bot.slack import failures
from bot.slack.failures import classify, retry_after
from bot.slack.outbound import Slack
from tests.outbox.fake_slack import FakeSlack


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"error": "channel_not_found"}, failures.Permanent),
        (200, {"error": "restricted_action_read_only_channel"}, failures.Permanent),
        (200, {"error": "missing_scope", "needed": "pins:write"}, failures.Missing),
        (200, {"error": "unknown_method"}, failures.Missing),
        (200, {"error": "token_revoked"}, failures.AuthLost),
        (200, {"error": "ratelimited"}, failures.RateLimited),
        (429, None, failures.RateLimited),
        (200, {"error": "internal_error"}, failures.Ambiguous),
        (200, {"error": "never heard of"}, failures.Ambiguous),
        (200, {}, failures.Ambiguous),
        (200, {"error": 7}, failures.Ambiguous),
        (500, {"error": "channel_not_found"}, failures.Ambiguous),
        (503, None, failures.Ambiguous),
    ],
)
def test_only_what_is_known_to_be_final_is_final(
    status: int, body: dict[str, object] | None, kind: type[failures.SlackFailure]
) -> None:
    assert type(classify(status, {}, body)) is kind


def test_an_answer_that_nobody_knows_is_marked_as_strange() -> None:
    strange, plain = (classify(200, {}, {"error": code}) for code in ("new", "fatal_error"))
    assert isinstance(strange, failures.Ambiguous)
    assert isinstance(plain, failures.Ambiguous)
    assert (strange.strange, plain.strange) == (True, False)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 1), ("1.5", 1.5), (None, 30), ("", 30), ("soon", 30), ("-3", 30), ("nan", 30),
     ("inf", 30), ("1e9", 30), ("99999", 600), ("٣", 30)],
)  # fmt: skip
def test_a_wait_is_what_slack_says_within_reason(header: str | None, seconds: float) -> None:
    assert retry_after(header) == seconds
    found = classify(429, {"RETRY-AFTER": header} if header is not None else {}, None)
    assert isinstance(found, failures.RateLimited)
    assert found.retry_after_s == seconds


def test_backing_off_grows_to_a_minute_and_never_beyond() -> None:
    assert [back_off_s(tries, 1.0) for tries in (1, 2, 3, 6, 99)] == [2, 4, 8, 60, 60]
    assert back_off_s(6, 0.0) == 30
    assert Timing().latest_start_s < Timing().lease_s - Timing().timeout_s


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[str, list[str]]]:
    """Another host's server: its address, and the Authorization headers that it got."""
    heard: list[str] = []

    async def listen(request: web.Request) -> web.Response:
        heard.append(request.headers.get("Authorization", ""))
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", listen)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://localhost:{runner.addresses[0][1]}/steal", heard
    await runner.cleanup()


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.history"])
async def test_a_redirect_is_not_followed(
    slack: Slack, fake: FakeSlack, elsewhere: tuple[str, list[str]], method: str
) -> None:
    url, heard = elsewhere
    fake.next(method, status=302, redirect=url)
    with pytest.raises(failures.Ambiguous, match="Redirected"):
        await slack.call(method, channel="C0DESK", text="hello")
    assert heard == []


async def test_an_answer_that_is_no_object_is_ambiguous(fake: FakeSlack, slack: Slack) -> None:
    fake.next("auth.test", status=200, html=True)
    with pytest.raises(failures.Ambiguous):
        await slack.auth_test()


async def test_who_we_are_is_asked_once_for_each_token(fake: FakeSlack, slack: Slack) -> None:
    first = await slack.identity()
    assert (first.user_id, first.bot_id) == ("U0BOT", "B0BOT")
    await slack.identity()
    assert len(fake.of("auth.test")) == 1
    slack.use_token("xoxb-other")
    with pytest.raises(failures.AuthLost):
        await slack.identity()


async def test_a_slow_answer_is_given_up_and_ambiguous(fake: FakeSlack) -> None:
    slack = Slack("xoxb-good", fake.url, timeout_s=0.1)
    fake.next("chat.postMessage", delay=1.0)
    with pytest.raises(failures.Ambiguous, match="TimeoutError") as caught:
        await slack.post_message("C0DESK", {"text": "one"})
    assert not isinstance(caught.value, failures.Unreachable)
    await slack.close()


def test_a_proxy_is_not_asked_for_the_way_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert Slack("xoxb-x", "http://127.0.0.1:8420/slack/api/").client.proxy is None
    assert Slack("xoxb-x").client.proxy == "http://proxy.example:3128"
