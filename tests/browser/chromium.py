"""A headless Chromium for tests, and what every page must keep: no error, no foreign host."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.axe import faults

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Profiles:
    """The browser's profiles, lent to one test after the other.

    A fresh one has nothing of the page yet, and asks for seventy files before it shows it.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, BrowserContext] = {}

    def lend(self, **sight: Any) -> BrowserContext:
        """Return a profile that sees so: without tabs, cookies, permissions and drafts."""
        key = repr(sorted(sight.items()))
        # Where tabs are left, a test could not put them away.
        if key not in self._kept or self._kept[key].pages:
            self._kept[key] = self._browser.new_context(**sight)
        return self._kept[key]


@dataclass(frozen=True, slots=True)
class Launched:
    """A browser that runs as long as the tests do, and is spoken with only while it is `awake`.

    Playwright's synchronous side leaves its loop marked as running in this thread. So that tests of
    asyncio can run between two files that need the browser, the mark is taken away there.
    """

    browser: Browser
    profiles: Profiles
    loop: asyncio.AbstractEventLoop

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Let the browser be spoken with."""
        asyncio._set_running_loop(self.loop)
        try:
            yield
        finally:
            asyncio._set_running_loop(None)


@contextmanager
def launched(executable: str) -> Iterator[Launched]:
    """Yield a running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        found = Launched(browser, Profiles(browser), asyncio.get_running_loop())
        asyncio._set_running_loop(None)
        yield found
        asyncio._set_running_loop(found.loop)
        browser.close()


def put_away(profile: BrowserContext) -> None:
    """Close every tab of a profile and forget what they kept."""
    for number, page in enumerate(profile.pages):
        if number == 0 and page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    profile.clear_cookies()
    profile.clear_permissions()


# A module of the page by its name, as the page itself has it: by any other address it is another one.
OURS = """window.ours = name => import(
    document.querySelector('script[src$="/main.js"]').src.replace('main', name))"""


def named(channel: str) -> re.Pattern[str]:
    """Return what a channel's row in the sidebar is called, with or without unread messages."""
    return re.compile(rf"^{re.escape(channel)}\b")


@dataclass(slots=True)
class Visitor:
    """Opens pages of one Room as its people, and remembers what went wrong on any of them.

    What it judges it judges in the dark as well if *dark*.
    """

    context: BrowserContext
    url: str
    channel: str
    pictures: Path
    dark: bool = False
    troubles: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    barriers: list[str] = field(default_factory=list)

    def open(self, person: str = "U0KABIR", *, channel: str = "") -> Page:
        """Open the Room in a new tab as *person* and wait until *channel* is shown."""
        channel = channel or self.channel
        page = self.blank()
        page.goto(f"{self.url}/?as={person}")
        page.get_by_role("navigation").get_by_role("button", name=named(channel)).click()
        page.get_by_role("heading", name=channel, exact=True, level=1).wait_for()
        page.locator(".list-content").wait_for()
        return page

    def blank(self) -> Page:
        """Open a new tab that shows nothing yet, and listen to it."""
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(OURS)
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.troubles.append(error.message))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        return page

    def leave(self) -> None:
        """Close the pages; fail for an error on one, a request to another host, or a barrier."""
        put_away(self.context)
        assert self.troubles == []
        assert self.hosts <= {urlsplit(self.url).netloc}
        assert self.barriers == [], "\n\n".join(self.barriers)

    def _heard(self, kind: str, text: str) -> None:
        # A refusal is part of a test; that the browser mentions its status is not a fault.
        if kind == "error" and "Failed to load resource" not in text:
            self.troubles.append(text)

    def judge(self, page: Page, name: str, part: str = "") -> None:
        """See whether everybody can use what *page* shows, or *part* of it; if not, `<name>.png` shows it."""
        found = faults(page, part, dark=self.dark)
        if found:
            page.screenshot(path=self.pictures / f"{name}.png")
        self.barriers += [f"{name}: {fault}" for fault in found]
