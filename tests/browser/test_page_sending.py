"""What was sent and never answered: it comes back when it was not taken, and only then."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.acts import SEND, box, caught, messages, say, wait_with
from tests.browser.app import Desk
from tests.browser.chromium import Profiles, Visitor, named
from tests.browser.held import Held
from tests.browser.place import Place
from tests.room.serving import manifest, running
from tests.workspace import eventually

pytestmark = pytest.mark.browser


def said(page: Page, text: str) -> None:
    """Wait until the message is there, and make sure that it is there once."""
    expect(messages(page).filter(has_text=text)).to_have_count(1)


def nothing_is_kept(page: Page) -> None:
    """Wait until the browser keeps neither a draft nor anything on its way."""
    eventually(lambda: page.evaluate("localStorage.length === 0"), within=15)


def lose(page: Page) -> None:
    """Let what this page sends stay on its way for ever."""
    page.evaluate("""() => {
        const real = fetch;
        window.fetch = (url, ...more) => (url.endsWith('/send') ? new Promise(() => {}) : real(url, ...more));
    }""")


def lose_answers(page: Page) -> None:
    """Let what is sent reach the server, and the answer not reach the page."""

    def broken(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(SEND, broken)


def deafen(page: Page) -> None:
    """Let nothing come by the live socket any more."""
    page.evaluate("() => ours('live').then(live => live.disconnect())")


@pytest.mark.parametrize("text", ["the switch is off", "/desk find walrus"])
def test_what_was_taken_does_not_come_back_to_who_left(
    place: Place, desk: Desk, visitor: Visitor, text: str
) -> None:
    page = visitor.open()
    held = Held(page, "send")
    say(page, text)
    held.until_read()
    page.reload()
    expect(page.get_by_role("heading", name=place.name, level=1)).to_be_visible()
    nothing_is_kept(page)
    expect(box(page)).to_have_value("")
    if not text.startswith("/"):
        said(page, text)
    else:
        assert [what for kind, what in desk.said if kind == "command"] == ["find walrus"]


def test_what_was_not_taken_comes_back_to_who_left(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    lose(page)
    say(page, "ward 3 is on paper")
    say(page, "/desk find a bed")
    page.close()
    page = visitor.open()
    expect(box(page)).to_have_value("ward 3 is on paper\n/desk find a bed")
    box(page).press("Enter")
    said(page, "/desk find a bed")
    page.reload()
    expect(page.get_by_role("heading", name=place.name, level=1)).to_be_visible()
    nothing_is_kept(page)
    expect(box(page)).to_have_value("")


def test_a_lost_answer_is_asked_for_when_the_room_is_heard_again(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    lose_answers(page)
    deafen(page)
    say(page, "the LIS is down")
    expect(box(page)).to_have_value("the LIS is down")
    expect(page.get_by_role("alert").or_(page.locator(".toast")).first).to_contain_text(
        "does not answer"
    )
    box(page).press("End")
    # Enter sends it once more, and that answer is lost as well.
    page.keyboard.type("\nand PACS")
    expect(box(page)).to_have_value("the LIS is down\nand PACS")
    page.evaluate("() => ours('boot').then(boot => boot.start())")
    said(page, "the LIS is down")
    expect(box(page)).to_have_value("and PACS")


@pytest.mark.parametrize("text", ["seal 4711", "/desk find seal"])
def test_what_is_sent_again_after_a_lost_answer_is_done_once(
    place: Place, desk: Desk, visitor: Visitor, text: str
) -> None:
    page = visitor.open()
    deafen(page)
    lose_answers(page)
    say(page, text)
    expect(box(page)).to_have_value(text)
    page.unroute(SEND)
    page.keyboard.press("Escape")
    box(page).press("Enter")
    nothing_is_kept(page)
    page.reload()
    expect(box(page)).to_have_value("")
    if text.startswith("/"):
        assert [what for kind, what in desk.said if kind == "command"] == ["find seal"]
    else:
        said(page, text)


def test_what_comes_back_takes_nothing_that_was_written_since(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    waiting = wait_with(page)
    say(page, "first")
    say(page, "second")
    row = page.get_by_role("navigation").get_by_role("button")
    row.filter(has_text="general").click()
    row.filter(has_text=place.name).click()
    box(page).fill("third")
    caught(page, waiting).abort()
    caught(page, waiting).abort()
    expect(box(page)).to_have_value("first\nsecond\nthird")
    page.reload()
    expect(box(page)).to_have_value("first\nsecond\nthird")


def test_what_waits_is_sent_as_who_wrote_it(place: Place, desk: Desk, visitor: Visitor) -> None:
    page = visitor.open("U0KABIR")
    held = Held(page, "send")
    say(page, "one of Kabir")
    say(page, "two of Kabir")
    held.until_read()
    page.get_by_role("button", name=re.compile("^You are Kabir Menon")).click()
    page.get_by_role("menuitemradio", name="Dr Meera Pillai").click()
    expect(page.get_by_role("button", name=re.compile("^You are Dr Meera Pillai"))).to_be_visible()
    held.let_go()
    row = page.get_by_role("navigation").get_by_role("button", name=named(place.name))
    row.click()
    for text in ("one of Kabir", "two of Kabir"):
        said(page, text)
        author = messages(page).filter(has_text=text).get_attribute("aria-label")
        assert author, text
        assert author.startswith("Kabir Menon"), text


def test_another_tab_waits_until_the_one_that_sent_is_gone(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    lose(page)
    say(page, "not yet taken")
    beside = visitor.open()
    beside.wait_for_timeout(300)
    expect(box(beside)).to_have_value("")
    page.close()
    expect(box(beside)).to_have_value("not yet taken")


def test_a_message_is_known_again_after_the_server_was_started_anew(
    profiles: Profiles, tmp_path: Path
) -> None:
    options = {"manifest": manifest("Desk", commands={"/desk": True})}
    path = tmp_path / "room.db"
    profile = profiles.lend(viewport={"width": 1280, "height": 800})
    with running(path, **options) as first:
        visitor = Visitor(profile, first.url, "incident-desk", tmp_path)
        page = visitor.open()
        held = Held(page, "send")
        say(page, "taken before the end")
        held.until_read()
        say(page, "not taken before the end")
    with running(path, port=first.port, **options):
        page.reload()
        expect(box(page)).to_have_value("not taken before the end", timeout=15_000)
        said(page, "taken before the end")
        expect(messages(page).filter(has_text="not taken")).to_have_count(0)
        page.close()
        visitor.leave()


def test_a_page_that_is_left_begins_nothing_and_goes_on_when_it_is_shown_again(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    waiting = wait_with(page)
    say(page, "on its way then")
    say(page, "not begun yet")
    first = caught(page, waiting)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    first.abort()
    # What would follow the failure follows at once.
    page.wait_for_timeout(200)
    assert waiting == []
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    caught(page, waiting).continue_()
    said(page, "not begun yet")
    expect(box(page)).to_have_value("on its way then")


def test_what_became_of_a_send_is_asked_until_the_server_says_it(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    lose(page)
    say(page, "ward 5 is on paper")
    page.close()
    page = visitor.blank()
    asked = list[Route]()

    def broken(route: Route) -> None:
        asked.append(route)
        if len(asked) > 2:
            route.continue_()
        elif len(asked) > 1:
            route.fulfill(status=503, json={"error": "busy"})
        else:
            route.abort()

    page.route("**/room/api/sent*", broken)
    page.goto(f"{visitor.url}/?as=U0KABIR")
    page.get_by_role("navigation").get_by_role("button", name=named(place.name)).click()
    expect(box(page)).to_have_value("ward 5 is on paper")
    assert len(asked) == 3


def test_what_is_long_on_its_way_is_shown_until_it_is_there(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    waiting = wait_with(page)
    say(page, "the slow one")
    status = page.get_by_role("status").filter(has_text="Sending “the slow one”")
    expect(status).to_be_visible()
    visitor.judge(page, "sending", ".composer")
    row = page.get_by_role("navigation").get_by_role("button")
    row.filter(has_text="general").click()
    expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    expect(status).to_have_count(0)
    row.filter(has_text=place.name).click()
    expect(status).to_be_visible()
    waiting.pop().continue_()
    expect(status).to_have_count(0)
    said(page, "the slow one")
