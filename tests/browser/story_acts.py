"""What a visitor does on the page in one stroke: declare, press, point, walk by keys."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import messages, say

DECLARE = "/incident declare sev1 e-Hospital servers encrypted"


def last(page: Page, words: str) -> Locator:
    """Return the newest message that says *words*, once it is there."""
    found = messages(page).filter(has_text=words).last
    found.wait_for()
    return found


def press(message: Locator, button: str) -> None:
    """Press the first button of that label in a message."""
    message.locator("button").get_by_text(button, exact=True).first.click()


def declares(page: Page) -> str:
    """Declare the incident and return its reference."""
    say(page, DECLARE)
    answer = last(page, "You are the first to be invited").inner_text()
    return re.search(r"INC-\d{4}-\d{3}", answer)[0]  # type: ignore[index]  # The answer names it.


def into_the_channel(page: Page, ref: str) -> None:
    """Go where the response meets."""
    channel = re.compile(rf"^{ref.lower()}-e-hospital")
    page.get_by_role("navigation").get_by_role("button", name=channel).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ref.lower())


def focus(page: Page, label: str, by: str) -> None:
    """Press a key until what is focused begins with *label*."""
    for _ in range(60):
        name = page.evaluate(
            "(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()"
        )
        if name.startswith(label):
            return
        page.keyboard.press(by)
    raise AssertionError(f"no way to “{label}” by {by}")


def focused(page: Page, label: str) -> None:
    """Wait until what is focused begins with *label*."""
    page.wait_for_function(
        "label => (document.activeElement.ariaLabel ?? '').startsWith(label)", arg=label
    )


def point_at(page: Page, words: str) -> Locator:
    """Go to a message with the mouse, so that what can be done with it is shown."""
    message = last(page, words)
    message.hover()
    return message


def to_message(page: Page, words: str) -> None:
    """Go to a message by keys, and into what can be done with it."""
    last(page, words)
    said = "document.activeElement.closest('.message')?.innerText ?? ''"
    for key in ("F6", "ArrowDown"):
        for _ in range(40):
            found = page.evaluate(said)
            if words in found or (key == "F6" and found):
                break
            page.keyboard.press(key)
    assert words in page.evaluate(said)
    focus(page, "Add a reaction", "Tab")


def declare_window(page: Page) -> Locator:
    """Return the declaring window, once it is there."""
    window = page.get_by_role("dialog", name="Declare an incident")
    window.wait_for()
    return window
