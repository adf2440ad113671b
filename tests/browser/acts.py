"""What a person does on a page, in the words of the tests."""

from playwright.sync_api import Locator, Page


def box(page: Page) -> Locator:
    """Return the message box of the channel."""
    return page.locator("#composer-text")


def say(page: Page, text: str) -> None:
    """Type *text* into the message box and send it."""
    box(page).focus()
    page.keyboard.type(text)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def messages(page: Page) -> Locator:
    """Return the messages in the main pane."""
    return page.locator("main .message")
