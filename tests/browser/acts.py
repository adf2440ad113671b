"""What a person does on a page, in the words of the tests."""

from playwright.sync_api import Locator, Page, Route

SEND = "**/room/api/send"


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


def wait_with(page: Page) -> list[Route]:
    """Let what is sent wait in the list that comes back, before it reaches the server."""
    waiting = list[Route]()

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route(SEND, wait)
    return waiting


def caught(page: Page, waiting: list[Route]) -> Route:
    """Take one out of the sends that wait, as soon as there is one."""
    while not waiting:
        page.wait_for_timeout(20)
    return waiting.pop()
