"""Every page and state of the Room, at a desk, on a phone and in the dark, without barriers.

What axe-core calls moderate, serious or critical fails, and is pictured. Of a page that was judged
only what is new is judged again: a dialog, a menu, a list, and what opened it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import box, messages, say
from tests.browser.app import Desk
from tests.browser.axe import OVER_THE_PAGE
from tests.browser.blocks import every_kind
from tests.browser.chromium import Profiles, Visitor
from tests.browser.place import Place
from tests.room.serving import Running

pytestmark = pytest.mark.browser
SIGHTS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
TEXT = {"type": "plain_text", "text": "Some words"}
CHOICES = [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("One", "Two")]
ELEMENTS: list[dict[str, Any]] = [
    {"type": "plain_text_input"}, {"type": "plain_text_input", "multiline": True},
    {"type": "number_input", "is_decimal_allowed": False}, {"type": "email_text_input"},
    {"type": "url_text_input"}, {"type": "datepicker"}, {"type": "timepicker"},
    {"type": "datetimepicker"}, {"type": "static_select", "options": CHOICES},
    {"type": "multi_static_select", "options": CHOICES}, {"type": "users_select"},
    {"type": "multi_users_select"}, {"type": "conversations_select"}, {"type": "channels_select"},
    {"type": "checkboxes", "options": CHOICES}, {"type": "radio_buttons", "options": CHOICES},
    {"type": "file_input"},
]  # fmt: skip
HOME = {"type": "home", "blocks": every_kind()}


def every_field() -> dict[str, Any]:
    """Return a modal with every kind of input that Slack has."""
    inputs = [
        {
            "type": "input", "block_id": f"field-{number}", "optional": number > 0,
            "label": {"type": "plain_text", "text": f"A {element['type']}"},
            "hint": TEXT, "element": {**element, "action_id": "it"},
        }
        for number, element in enumerate(ELEMENTS)
    ]  # fmt: skip
    return {
        "type": "modal", "title": {"type": "plain_text", "text": "Every field"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [{"type": "header", "text": TEXT}, *inputs],
    }  # fmt: skip


@pytest.fixture(params=list(SIGHTS))
def visitor(
    request: pytest.FixtureRequest,
    profiles: Profiles,
    room: Running,
    place: Place,
    tmp_path: Path,
) -> Iterator[Visitor]:
    profile, dark = profiles.lend(**SIGHTS[request.param]), request.param == "desk"
    found = Visitor(profile, room.url, place.name, tmp_path, dark)
    yield found
    found.leave()


def narrow(page: Page) -> bool:
    """Tell whether it is a phone."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    return width < 600


def test_channels_threads_lists_and_menus(place: Place, desk: Desk, visitor: Visitor) -> None:
    parent = place.post("every kind", blocks=every_kind())
    place.post("an answer", thread_ts=parent)
    place.app("pins.add", channel=place.id, timestamp=parent)
    place.app("reactions.add", channel=place.id, timestamp=parent, name="eyes")
    page = opened(visitor)
    visitor.judge(page, "channel")
    looks_at_dialogs_and_menus(page, visitor)
    if narrow(page):
        page.get_by_role("button", name="Channels and people").click()
        visitor.judge(page, "drawer", ".sidebar")
        page.keyboard.press("Escape")
    say(page, "/desk quiet")
    expect(messages(page).get_by_text("Only you asked")).to_be_visible()
    box(page).focus()
    page.keyboard.type("/desk f")
    expect(page.get_by_role("option")).to_have_count(2)
    visitor.judge(page, "suggestions", ".composer")
    page.keyboard.press("Escape")
    for button, name in (("Members", "members"), ("Pinned messages", "pins")):
        page.get_by_role("button", name=button).click()
        page.get_by_role("dialog").wait_for()
        visitor.judge(page, name, OVER_THE_PAGE)
        page.keyboard.press("Escape")
    looks_at_a_thread(page, visitor)


def test_the_search(place: Place, desk: Desk, visitor: Visitor) -> None:
    parent = place.post("Zebra forms are at the gate: <https://x.example/z|the zebra list>")
    place.post("another zebra", thread_ts=parent)
    page = opened(visitor)
    page.get_by_role("button", name="Search messages").click()
    page.keyboard.type("zebra in:" + place.name)
    page.keyboard.press("Enter")
    found = page.get_by_role("dialog").get_by_role("listitem")
    expect(found).to_have_count(2)
    expect(found.last.locator("mark")).to_have_text(["Zebra", "zebra"])
    visitor.judge(page, "search", OVER_THE_PAGE)
    found.first.get_by_role("button").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_text("another zebra")).to_be_visible()


def looks_at_a_thread(page: Page, visitor: Visitor) -> None:
    """Open a thread, which on a phone fills the page below the bar."""
    page.locator(".thread-line").first.click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_text("an answer").wait_for()
    size = thread.bounding_box()
    assert size is not None
    assert size["height"] > 600, "It fills the page below the bar."
    covered = page.get_by_role("button", name="Pinned messages")
    assert not narrow(page) or not reachable(covered), "What the thread covers is not in the way."
    visitor.judge(page, "thread", ".thread")


def reachable(element: Locator) -> bool:
    """Tell whether a click on the middle of *element* would reach it."""
    found: bool = element.evaluate(
        """(one) => {
            const { x, y, width, height } = one.getBoundingClientRect();
            return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        }"""
    )
    return found


def opened(visitor: Visitor) -> Page:
    """Open the place by its address, which a phone's drawer does not hide."""
    page = visitor.tab()
    page.goto(f"{visitor.url}/?as=U0KABIR")
    page.locator("#composer-text").wait_for()
    if narrow(page):
        page.get_by_role("button", name="Channels and people").click()
    page.get_by_role("navigation").get_by_role("button", name=visitor.channel).click()
    page.get_by_role("heading", name=visitor.channel, exact=True, level=1).wait_for()
    page.locator(".list-content").wait_for()
    return page


def looks_at_dialogs_and_menus(page: Page, visitor: Visitor) -> None:
    """Open what stands over the channel."""
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Jump to").wait_for()
    visitor.judge(page, "search", OVER_THE_PAGE)
    page.keyboard.type("nothing is called that")
    visitor.judge(page, "search-empty", OVER_THE_PAGE)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("alertdialog").wait_for()
    visitor.judge(page, "confirm", OVER_THE_PAGE)
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("combobox", name="Pick one").press("ArrowDown")
    page.get_by_role("option", name="One", exact=True).wait_for()
    visitor.judge(page, "choice", OVER_THE_PAGE)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="You are Kabir").click()
    page.get_by_role("menu").wait_for()
    visitor.judge(page, "menu", OVER_THE_PAGE)
    page.keyboard.press("Escape")


def looks_at_a_modal(page: Page, visitor: Visitor, room: Running) -> None:
    """Have a modal opened, and send it as it is."""
    trigger = room.room.hub.triggers.mint("A0WARDROOM", "U0KABIR")
    answer = room.own("views.open", trigger_id=trigger, view=every_field())
    assert answer["ok"], answer
    modal = page.get_by_role("dialog", name="Every field")
    modal.wait_for()
    visitor.judge(page, "modal")
    modal.get_by_role("button", name="Send").click()
    modal.get_by_text("This field is required.").wait_for()
    visitor.judge(page, "modal-refused", OVER_THE_PAGE)


def test_the_home_tab_and_a_modal(
    place: Place, desk: Desk, visitor: Visitor, room: Running
) -> None:
    assert room.own("views.publish", user_id="U0KABIR", view=HOME)["ok"]
    page = opened(visitor)
    page.keyboard.press("Control+k")
    page.keyboard.type("Desk")
    page.keyboard.press("Enter")
    page.get_by_text("Plain context").wait_for()
    visitor.judge(page, "home")
    looks_at_a_modal(page, visitor, room)
