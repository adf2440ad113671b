import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlmodel import Session

from bot.room import accounts, sessions
from tests.browser.acts import box, caught, say, wait_with
from tests.browser.axe import OVER_THE_PAGE
from tests.browser.chromium import Profiles, Visitor
from tests.room.entering import PASSCODE, add_user
from tests.room.serving import Running, manifest, running
from tests.workspace import eventually

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
# Where the login itself is seen; what it does is the same at every width.
each_width = pytest.mark.parametrize("visitor", [DESK, PHONE], ids=["desk", "phone"], indirect=True)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Room with two users."""
    path = tmp_path_factory.mktemp("guarded") / "room.db"
    with running(path, manifest=manifest("Desk", commands={"/desk": True})) as found:
        add_user(found, "asha", real_name="Asha Rawat", title="Lab technician")
        add_user(found, "kabir", real_name="Kabir Menon", title="IT lead")
        eventually(lambda: found.room.needs_login, within=20)
        yield found


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest, profiles: Profiles, guarded: Running, tmp_path: Path
) -> Iterator[Visitor]:
    """Who opens the page at a desk, or as the test says."""
    profile = profiles.lend(viewport=getattr(request, "param", DESK))
    found = Visitor(profile, guarded.url, "incident-desk", tmp_path)
    yield found
    found.leave()


def arrive(visitor: Visitor) -> Page:
    """Open the page and wait until it asks who it is."""
    page = visitor.tab()
    page.goto(visitor.url)
    expect(page.get_by_role("heading", name="The Room", level=1)).to_be_visible()
    return page


def log_in(page: Page, name: str, passcode: str) -> None:
    """Fill the form by keyboard alone: the name has the focus."""
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(passcode)
    page.keyboard.press("Enter")


def log_out(page: Page) -> None:
    """Log Asha out."""
    page.get_by_role("button", name=re.compile("^You are Asha Rawat")).click()
    page.get_by_role("menuitem", name=re.compile("Log out")).click()


def is_in(page: Page) -> None:
    """Wait until the channels are there."""
    expect(page.get_by_role("heading", name="incident-desk", level=1)).to_be_visible()


@each_width
def test_logging_in_writing_and_logging_out(visitor: Visitor) -> None:
    page = arrive(visitor)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.judge(page, "login")
    log_in(page, "asha", "not the passcode")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("Name")).to_have_value("asha")
    visitor.judge(page, "login-refused")
    page.keyboard.type(PASSCODE)
    page.keyboard.press("Enter")
    is_in(page)
    assert page.evaluate("document.cookie") == "", "No script reads the cookie."
    say(page, "here I am")
    expect(page.get_by_text("here I am").last).to_be_visible()
    box(page).fill("half a thought")
    page.reload()
    is_in(page)
    expect(box(page)).to_have_value("half a thought")
    log_out(page)
    expect(page.get_by_label("Name")).to_be_focused()
    kept = page.evaluate("[sessionStorage.length, localStorage.length]")
    assert kept == [0, 0], "Nothing of Asha stays in the browser."
    page.reload()
    expect(page.get_by_label("Name")).to_be_visible()


def log_out_while_sending(page: Page, text: str) -> Route:
    """Log out before the server has heard *text*; return what is on its way."""
    waiting = wait_with(page)
    say(page, text)
    sent = caught(page, waiting)
    log_out(page)
    return sent


def test_who_logs_out_while_sending_is_let_go_when_it_is_taken(visitor: Visitor) -> None:
    page = arrive(visitor)
    log_in(page, "asha", PASSCODE)
    is_in(page)
    log_out_while_sending(page, "on its way at the door").continue_()
    expect(page.get_by_label("Name")).to_be_focused()
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    log_in(page, "asha", PASSCODE)
    is_in(page)
    expect(page.get_by_text("on its way at the door").last).to_be_visible()
    expect(box(page)).to_have_value("")


def test_who_logs_out_while_sending_stays_when_it_is_lost(visitor: Visitor) -> None:
    page = arrive(visitor)
    log_in(page, "asha", PASSCODE)
    is_in(page)
    log_out_while_sending(page, "lost at the door").abort()
    expect(page.get_by_text("To leave it, log out once more.")).to_be_visible()
    expect(box(page)).to_have_value("lost at the door")
    log_out(page)
    expect(page.get_by_label("Name")).to_be_focused()
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


@each_width
def test_what_one_was_writing_survives_the_end_of_the_session(
    visitor: Visitor, guarded: Running
) -> None:
    page = arrive(visitor)
    log_in(page, "kabir", PASSCODE)
    is_in(page)
    box(page).fill("half a thought")
    put_out(guarded, "kabir")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("kabir")
    expect(dialog.get_by_label("Passcode", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    visitor.judge(page, "login-again", OVER_THE_PAGE)
    page.keyboard.type(PASSCODE)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0, timeout=15_000)
    expect(box(page)).to_have_value("half a thought")
    box(page).press("Enter")
    expect(page.locator("main .message").filter(has_text="half a thought").last).to_be_visible()


def test_a_deed_after_the_end_asks_first_and_somebody_else_starts_afresh(
    visitor: Visitor, guarded: Running
) -> None:
    page = arrive(visitor)
    # The last thing that the page does by itself; else that would be what finds the session ended.
    with page.expect_response(re.compile("/room/api/read$")):
        log_in(page, "kabir", PASSCODE)
        is_in(page)
    box(page).fill("not sent yet")
    put_out(guarded, "kabir")
    # Before the live socket is closed, too, nothing is lost.
    box(page).press("Enter")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Name").fill("asha")
    dialog.get_by_label("Passcode", exact=True).fill(PASSCODE)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0, timeout=15_000)
    expect(page.get_by_role("button", name=re.compile("^You are Asha Rawat"))).to_be_visible()
    expect(box(page)).to_have_value("")
    assert page.evaluate("localStorage.length") == 0, "Nothing of Kabir's is left to Asha."


def test_the_passcode_can_be_looked_at(visitor: Visitor) -> None:
    page = arrive(visitor)
    field = page.get_by_label("Passcode", exact=True)
    field.fill("secret words")
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show the passcode").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Hide the passcode").click()
    expect(field).to_have_attribute("type", "password")


def put_out(room: Running, name: str) -> None:
    """End every session of a user."""

    def end(session: Session) -> None:
        account = accounts.named(session, name)
        assert account
        sessions.end_all(session, account.id)

    room.database.write_now(end)


def test_the_policy_stops_what_a_page_must_never_run(chromium: Browser, guarded: Running) -> None:
    context: BrowserContext = chromium.new_context()
    page = context.new_page()
    page.goto(guarded.url)
    blocked = page.evaluate(
        """() => new Promise((done) => {
            const seen = [];
            document.addEventListener('securitypolicyviolation', (event) => {
                seen.push(event.effectiveDirective);
                if (seen.length === 3) done(seen);
            });
            const inline = document.createElement('style');
            inline.textContent = 'body { display: none }';
            document.head.append(inline);
            fetch('http://127.0.0.1:9/elsewhere').catch(() => {});
            try { document.body.innerHTML = '<b>markup</b>'; } catch { /* refused */ }
            setTimeout(() => done(seen), 4000);
        })"""
    )
    context.close()
    assert set(blocked) == {"style-src-elem", "connect-src", "require-trusted-types-for"}
