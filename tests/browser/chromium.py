"""A headless Chromium for tests, and what every page must keep: no error, no foreign host."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

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


# Where a tab waits for the next test: of the page's own origin, so that its process can go on.
REST = "/room/static/icon.svg"


class Profiles:
    """The browser's profiles, lent to one test after the other, with at most one tab at rest.

    A fresh one has nothing of the page yet, and asks for seventy files before it shows it.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, BrowserContext] = {}

    def lend(self, **sight: Any) -> BrowserContext:
        """Return a profile that sees so: without cookies, permissions and drafts."""
        key = repr(sorted(sight.items()))
        # Where other tabs are left, a test could not put them away.
        if key not in self._kept or not all(map(_rests, self._kept[key].pages)):
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


def _rests(page: Page) -> bool:
    return page.url.endswith(REST)


def put_away(profile: BrowserContext, kept: Page | None = None) -> None:
    """Forget what the tabs of a profile kept, lay one of them to rest and close the others."""
    shown = next((page for page in profile.pages if page.url.startswith("http")), None)
    if kept in profile.pages and kept.url.startswith("http"):
        _lay_to_rest(kept)
    elif shown:
        shown.evaluate("localStorage.clear()")
    for page in profile.pages:
        if page is not kept or not _rests(page):
            page.close()
    profile.clear_cookies()
    profile.clear_permissions()


def _lay_to_rest(page: Page) -> None:
    """Leave the Room, and then forget what its page wrote down when it was left."""
    page.unroute_all(behavior="ignoreErrors")
    page.goto(urljoin(page.url, REST))
    page.evaluate("localStorage.clear(), sessionStorage.clear()")


# A module of the page by its name, as the page itself has it: by any other address it is another one.
OURS = """window.ours = name => import(
    document.querySelector('script[src$="/main.js"]').src.replace('main', name))"""


def named(channel: str) -> re.Pattern[str]:
    """Return what a channel's row in the sidebar is called, with or without unread messages."""
    return re.compile(rf"^{re.escape(channel)}\b")


# Playwright writes on whatever it calls, so that this has no slots.
@dataclass
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
    _tab: Page | None = None
    _size: ViewportSize | None = None

    def open(self, person: str = "U0KABIR", *, channel: str = "") -> Page:
        """Open the Room in a new tab as *person* and wait until *channel* is shown."""
        channel = channel or self.channel
        page = self.tab()
        page.goto(f"{self.url}/?as={person}")
        page.get_by_role("navigation").get_by_role("button", name=named(channel)).click()
        page.get_by_role("heading", name=channel, exact=True, level=1).wait_for()
        page.locator(".list-content").wait_for()
        return page

    def tab(self) -> Page:
        """Return a tab that shows nothing yet: first the one at rest, which starts no new process."""
        if self._tab is not None:
            return self.blank()
        at_rest = next(iter(self.context.pages), None)
        self._tab = at_rest or self._new()
        self._size = self._tab.viewport_size
        self._listen(self._tab)
        return self._tab

    def blank(self) -> Page:
        """Open a new tab that shows nothing yet, for what would not be undone in one that stays."""
        page = self._new()
        self._listen(page)
        return page

    def _new(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(OURS)
        return page

    def _listen(self, page: Page) -> None:
        page.on("console", self._says)
        page.on("pageerror", self._fails)
        page.on("request", self._asks)

    def leave(self) -> None:
        """Close the pages; fail for an error on one, a request to another host, or a barrier."""
        if self._tab is not None and self._size is not None and not self._tab.is_closed():
            self._tab.set_viewport_size(self._size)
            self._tab.remove_listener("console", self._says)
            self._tab.remove_listener("pageerror", self._fails)
            self._tab.remove_listener("request", self._asks)
        put_away(self.context, self._tab)
        assert self.troubles == []
        assert self.hosts <= {urlsplit(self.url).netloc}
        assert self.barriers == [], "\n\n".join(self.barriers)

    def _says(self, message: ConsoleMessage) -> None:
        # A refusal is part of a test; that the browser mentions its status is not a fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)

    def _fails(self, error: Error) -> None:
        self.troubles.append(error.message)

    def _asks(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).netloc)

    def judge(self, page: Page, name: str, part: str = "") -> None:
        """See whether everybody can use what *page* shows, or *part* of it; if not, `<name>.png` shows it."""
        found = faults(page, part, dark=self.dark)
        if found:
            page.screenshot(path=self.pictures / f"{name}.png")
        self.barriers += [f"{name}: {fault}" for fault in found]
