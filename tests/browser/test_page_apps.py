"""Several apps in one Room, and what the page says of them."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.acts import box, messages
from tests.browser.app import Desk
from tests.browser.chromium import Profiles, Visitor
from tests.browser.place import Place
from tests.room.serving import Running, manifest, running

pytestmark = pytest.mark.browser


def test_the_bot_stays_the_bot_when_another_app_is_installed(
    profiles: Profiles, tmp_path: Path
) -> None:
    """Also after a restart, when what the database keeps comes in another order."""
    options = {"manifest": manifest("Wardroom", commands={})}
    profile = profiles.lend(viewport={"width": 1280, "height": 800})
    with running(tmp_path / "room.db", **options) as room:
        added = room.install(name="Abacus")
    with running(tmp_path / "room.db", **options) as room:
        added.url, added.api_url = room.url, f"{room.url}/slack/api/"
        visitor = Visitor(profile, room.url, "incident-desk", tmp_path)
        page = visitor.open()
        expect(page.get_by_text("Wardroom is offline")).to_be_visible()
        apps = page.get_by_role("region", name="Apps").get_by_role("button")
        expect(apps).to_have_text([re.compile("Wardroom"), re.compile("Abacus")])
        expect(apps.last.get_by_role("img", name="away")).to_be_visible()
        with added.socket():
            expect(apps.last.get_by_role("img", name="online")).to_be_visible()
            expect(apps.first.get_by_role("img", name="away")).to_be_visible()
        expect(apps.last.get_by_role("img", name="away")).to_be_visible()
        people = page.get_by_role("region", name="Direct messages").get_by_role("button")
        names = [name.partition("\n")[0].strip() for name in people.all_inner_texts()]
        assert names == sorted(names), "Whatever order the database has."
        visitor.leave()


def test_a_bot_that_nobody_can_reach_is_not_called_online(
    room: Running, place: Place, visitor: Visitor
) -> None:
    page = visitor.open()
    page.evaluate("""() => {
        window.WebSocket = class { constructor() { setTimeout(() => this.onclose({}), 20); } close() {} };
    }""")
    room.run(room.room.hub.live.close)
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    expect(page.locator(".bot-state")).to_contain_text("is out of reach")


def test_a_thread_says_how_to_reach_the_bot(place: Place, visitor: Visitor) -> None:
    place.post("The board")
    page = visitor.open()
    messages(page).last.hover()
    messages(page).last.get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_role("complementary", name="Thread").get_by_label("Reply…")
    reply.press_sequentially("/desk find a bed")
    hint = page.get_by_role("complementary", name="Thread").get_by_role("status")
    expect(hint.last).to_contain_text("Commands work in the channel, not in a thread.")
    expect(hint.last).to_contain_text("@desk desk find a bed")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box(page)).to_have_value("")


def test_the_buttons_of_a_message_do_not_hide_its_words(place: Place, visitor: Visitor) -> None:
    for number in range(3):
        place.post(f"line {number} is long enough to reach the other side of a phone")
    page = visitor.open()
    page.set_viewport_size({"width": 390, "height": 780})
    last = messages(page).last
    last.focus()
    words, tools = (
        last.get_by_text("line 2").bounding_box(),
        last.get_by_role("toolbar").bounding_box(),
    )
    assert words
    assert tools
    assert tools["y"] + tools["height"] <= words["y"] + 6


HOME: dict[str, Any] = {
    "type": "home",
    "blocks": [
        {
            "type": "actions",
            "block_id": "home",
            "elements": [
                {
                    "type": "button",
                    "action_id": "help",
                    "text": {"type": "plain_text", "text": "Help"},
                }
            ],
        }
    ],
}


def test_what_the_app_says_to_one_person_is_marked_until_it_is_read(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    direct = place.app("conversations.open", users="U0KABIR")["channel"]["id"]
    page = visitor.open()
    row = page.get_by_role("region", name="Apps").get_by_role("button").first
    assert place.app("chat.postMessage", channel=direct, text="Task #1 is yours")["ok"]
    expect(row.locator(".badge")).to_contain_text("1")
    expect(row).to_have_class(re.compile("is-unread"))
    # Other channels may be unread, too: the title, the drawer's button and the sidebar agree.
    badges = page.get_by_role("navigation").locator(".badge").all_inner_texts()
    unread = sum(int(re.sub(r"\D", "", text)) for text in badges)
    assert page.title().startswith(f"({unread}) ")
    page.set_viewport_size({"width": 390, "height": 844})
    drawer = page.get_by_role("button", name=f"Channels and people, {unread} unread")
    expect(drawer.locator(".badge")).to_be_visible()
    visitor.judge(page, "unread-phone", ".topbar")
    page.set_viewport_size({"width": 1280, "height": 800})
    row.click()
    tab = page.get_by_role("button", name=re.compile(r"^Messages ?, 1 unread"))
    visitor.judge(page, "unread-home", ".place-head")
    tab.click()
    expect(messages(page).last).to_contain_text("Task #1 is yours")
    expect(row.locator(".badge")).to_have_count(0)
    expect(page.locator(".tab .badge")).to_have_count(0)
    assert "Desk · " in page.title()
    page.get_by_role("button", name="Home", exact=True).click()
    expect(page.get_by_role("region", name="Home of Desk")).to_be_visible()


def test_the_answer_to_a_press_on_home_is_pointed_to(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    direct = place.app("conversations.open", users="U0KABIR")["channel"]["id"]
    assert place.app("views.publish", user_id="U0KABIR", view=HOME)["ok"]
    page = visitor.open()
    page.get_by_role("region", name="Apps").get_by_role("button").first.click()
    place.app("chat.postMessage", channel=direct, text="Nobody asked for this")
    expect(page.locator(".tab .badge")).to_contain_text("1")
    toast = page.locator(".toast")
    expect(toast).to_have_count(0)
    page.get_by_role("button", name="Help").click()
    desk.wait_for(1)
    said = place.app("chat.postEphemeral", channel=direct, user="U0KABIR", text="What can be done")
    assert said["ok"], said
    expect(toast).to_contain_text("The answer is under Messages.")
    visitor.judge(page, "pointed-to", ".toasts")
    toast.get_by_role("button", name="Show it").click()
    expect(messages(page).last).to_contain_text("What can be done")
    expect(toast).to_have_count(0)
