"""What is told while a list is being read."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import messages
from tests.browser.chromium import Visitor, named
from tests.browser.held import Held
from tests.browser.place import Place

pytestmark = pytest.mark.browser

CATCH_UP = "() => ours('places').then(places => {{ places.{call}; }})"


def test_a_message_that_comes_while_the_channel_is_read_stays(
    place: Place, visitor: Visitor
) -> None:
    place.post("the first")
    gone = place.post("taken back")
    page = visitor.open()
    expect(messages(page).filter(has_text="taken back")).to_have_count(1)
    held = Held(page, "history")
    page.evaluate(CATCH_UP.format(call=f"loadNewest('{place.id}')"))
    held.until_read()
    place.post("said meanwhile")
    place.app("chat.delete", channel=place.id, ts=gone)
    expect(messages(page).filter(has_text="said meanwhile")).to_have_count(1)
    expect(messages(page).filter(has_text="taken back")).to_have_count(0)
    with page.expect_response("**/room/api/history*"):
        held.let_go()
    place.post("the last")
    expect(messages(page).filter(has_text="the last")).to_have_count(1)
    expect(messages(page).filter(has_text="said meanwhile")).to_have_count(1)
    expect(messages(page).filter(has_text="taken back")).to_have_count(0)


def test_an_answer_that_comes_while_the_thread_is_read_is_shown(
    place: Place, visitor: Visitor
) -> None:
    root = place.post("a thread begins")
    place.post("the first answer", thread_ts=root)
    page = visitor.open()
    expect(messages(page).filter(has_text="a thread begins")).to_have_count(1)
    held = Held(page, "thread")
    page.evaluate(CATCH_UP.format(call=f"openThread('{place.id}', '{root}')"))
    held.until_read()
    place.post("answered meanwhile", thread_ts=root)
    place.post("said in the channel")
    expect(messages(page).filter(has_text="said in the channel")).to_have_count(1)
    with page.expect_response("**/room/api/thread*"):
        held.let_go()
    expect(page.get_by_text("the first answer")).to_be_visible()
    expect(page.get_by_text("answered meanwhile")).to_be_visible()


def test_a_bookmark_that_comes_while_the_channel_opens_is_shown(
    place: Place, visitor: Visitor
) -> None:
    other = Place.make(place.app, f"beside-{place.name}")
    page = visitor.open()
    held = Held(page, "bookmarks")
    page.get_by_role("navigation").get_by_role("button", name=named(other.name)).click()
    held.until_read()
    made = place.app(
        "bookmarks.add", channel_id=other.id, title="The board", type="link", link=visitor.url
    )
    assert made["ok"], made
    held.until_read(2)
    with page.expect_response("**/room/api/bookmarks*"):
        held.let_go()
    expect(page.get_by_role("link", name="The board")).to_be_visible()
    page.wait_for_timeout(50)
    expect(page.get_by_role("link", name="The board")).to_be_visible()
