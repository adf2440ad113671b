import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import box, messages, say
from tests.browser.app import Desk
from tests.browser.blocks import ATTACK, BROKEN, every_kind
from tests.browser.chromium import Visitor, named
from tests.browser.place import Place
from tests.hostile import HOSTILE
from tests.room.serving import Running

pytestmark = pytest.mark.browser
TAKE = "event => ours('events').then(events => events.take(event))"


def test_a_hostile_message_of_every_block_kind_is_shown_and_does_nothing(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    place.post("every kind", blocks=every_kind())
    page = visitor.open()
    message = messages(page).filter(has=page.locator(".block-header"))
    expect(message.locator(".block-header")).to_have_text(ATTACK)
    expect(message.locator("th").first).to_have_text(ATTACK)
    expect(message.locator("pre")).to_have_text(ATTACK)
    expect(message.get_by_text("2022-11-23 06:57")).to_be_visible()
    expect(message.get_by_role("button", name="Go on with task 7")).to_be_visible()
    expect(message.locator(".cannot-show")).to_have_count(0)
    expect(message.locator(".mention")).to_have_text(["@Kabir Menon", "#general"])
    assert message.locator("img").count() == 0, "Pictures of other hosts are links."
    assert message.locator("script, [onerror], a[href^=javascript]").count() == 0
    assert page.evaluate("window.ran") is None


def test_a_block_that_cannot_be_shown_is_named_and_the_rest_stays(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    place.post("before")
    page = visitor.open()
    message = {
        "ts": "9999999999.000001", "channel": place.id, "user": "U0WARDROOM", "text": "broken",
        "blocks": BROKEN, "reactions": [], "files": [],
    }  # fmt: skip
    page.evaluate(TAKE, {"type": "message", "channel": place.id, "message": message})
    named = [
        "hologram", "header", "lever", "rich_text_song", "undefined", "a block without a type",
    ]  # fmt: skip
    shown = page.locator(".cannot-show")
    expect(shown).to_have_count(len(named))
    assert [text.removeprefix("cannot show: ") for text in shown.all_inner_texts()][:4] == named[:4]
    expect(page.get_by_text("The end")).to_be_visible()
    expect(page.get_by_text("before")).to_be_visible()
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.ran") is None


def test_what_people_with_bad_manners_type_is_shown_as_typed(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    for text in HOSTILE:
        if text.strip() and "\ud800" not in text:
            place.app("chat.postMessage", channel=place.id, text=text[:3_000])
    place.post("the last one")
    page = visitor.open()
    expect(page.get_by_text("the last one")).to_be_visible()
    assert page.evaluate("window.ran") is None


def test_an_answer_to_one_person_says_so_and_is_not_shown_to_others(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    kabir, asha = visitor.open("U0KABIR"), visitor.open("U0ASHA")
    say(kabir, "/desk quiet")
    answer = kabir.locator(".is-ephemeral")
    expect(answer).to_contain_text("Only you asked: quiet")
    expect(answer).to_contain_text("Only visible to you")
    say(kabir, "Everybody reads this")
    expect(messages(asha).get_by_text("Everybody reads this")).to_be_visible()
    expect(asha.get_by_text("Only you asked")).to_have_count(0)
    answer.get_by_role("button", name="Dismiss").click()
    expect(answer).to_have_count(0)


def test_two_tabs_are_two_people_and_see_each_other_without_reload(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    kabir, other = visitor.open("U0KABIR"), visitor.open("U0KABIR")
    other.get_by_role("button", name=re.compile("^You are Kabir Menon")).click()
    other.get_by_role("menuitemradio", name="Dr Meera Pillai").click()
    expect(other.get_by_role("button", name=re.compile("^You are Dr Meera Pillai"))).to_be_visible()
    other.reload()
    expect(other.get_by_role("button", name=re.compile("^You are Dr Meera Pillai"))).to_be_visible()
    say(other, "Ward 3 is on paper")
    arrived = messages(kabir).filter(has_text="Ward 3 is on paper")
    expect(arrived).to_contain_text("Dr Meera Pillai")
    expect(kabir.locator("[data-announcer]")).to_have_text("Dr Meera Pillai: Ward 3 is on paper")
    expect(kabir.get_by_role("button", name=re.compile("^You are Kabir Menon"))).to_be_visible()


def test_an_unread_channel_is_marked_until_it_is_read(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open(channel="general")
    row = page.get_by_role("navigation").get_by_role("button", name=named(place.name))
    place.post("One")
    place.post("Two")
    expect(row).to_contain_text("2")
    row.click()
    expect(page.locator(".new-line")).to_be_visible()
    expect(row.locator(".badge")).to_have_count(0)


def test_a_message_that_is_edited_changes_in_place(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    ts = place.post("Stage: triage")
    page = visitor.open()
    expect(messages(page).get_by_text("Stage: triage")).to_be_visible()
    place.app("chat.update", channel=place.id, ts=ts, text="Stage: containment")
    expect(messages(page).get_by_text("Stage: containment")).to_be_visible()
    place.app("chat.delete", channel=place.id, ts=ts)
    expect(messages(page).get_by_text("Stage: containment")).to_have_count(0)


def test_a_broken_connection_is_said_and_what_was_missed_is_shown(
    room: Running, place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    page.evaluate("""() => {
        window.away = WebSocket;
        window.WebSocket = class { constructor() { setTimeout(() => this.onclose({}), 20); } close() {} };
    }""")
    room.run(room.room.hub.live.close)
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    box(page).fill("A draft")
    place.post("Said meanwhile")
    page.evaluate("() => { window.WebSocket = window.away; }")
    expect(messages(page).get_by_text("Said meanwhile")).to_be_visible()
    expect(page.get_by_text("Reconnecting")).to_have_count(0)
    expect(box(page)).to_have_value("A draft")


def test_a_draft_outlives_its_tab_and_ends_when_it_is_sent(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    box(page).fill("Half a thought")
    page.reload()
    expect(box(page)).to_have_value("Half a thought")
    page.close()
    page, beside = visitor.open(), visitor.open()
    expect(box(page)).to_have_value("Half a thought")
    expect(box(beside)).to_have_value("Half a thought")
    other = visitor.open("U0ASHA")
    expect(box(other)).to_have_value("")
    page.bring_to_front()
    box(page).press("Enter")
    expect(messages(page).get_by_text("Half a thought")).to_be_visible()
    beside.reload()
    expect(box(beside)).to_have_value("")


def test_an_old_draft_is_forgotten(place: Place, desk: Desk, visitor: Visitor) -> None:
    page = visitor.open()
    old = """key => localStorage.setItem(key, JSON.stringify({ text: 'Of last week', at: 1 }))"""
    page.evaluate(old, f"room.draft.U0KABIR.{place.id}")
    page.reload()
    expect(page.get_by_role("heading", name=place.name, level=1)).to_be_visible()
    expect(box(page)).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_reading_history_is_not_disturbed(place: Place, desk: Desk, visitor: Visitor) -> None:
    for number in range(120):
        place.post(f"Line {number}.")
    page = visitor.open()
    expect(page.get_by_text("Line 119.")).to_be_in_viewport()
    page.get_by_text("Line 75.").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('main .list').scrollTop = 150")
    expect(page.get_by_text("Line 40.")).to_have_count(1)
    before = page.get_by_text("Line 75.").bounding_box()
    place.post("A new one")
    expect(page.get_by_role("button", name="New messages")).to_be_visible()
    # The browser rounds what it scrolls to parts of a point.
    assert page.get_by_text("Line 75.").bounding_box() == pytest.approx(before, abs=0.5)
    page.get_by_role("button", name="New messages").click()
    expect(messages(page).get_by_text("A new one")).to_be_in_viewport()


def test_a_board_that_grows_above_does_not_move_what_is_read(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    board = place.post("The board")
    for number in range(45):
        place.post(f"Line {number}.")
    page = visitor.open()
    expect(page.get_by_text("Line 44.")).to_be_in_viewport()
    page.evaluate("document.querySelector('main .list').scrollTop = 600")
    page.wait_for_timeout(100)
    read = page.get_by_text("Line 20.")
    before = read.bounding_box()
    grown = "The board\n" + "\n".join(f"{number}" for number in range(30))
    place.app("chat.update", channel=place.id, ts=board, text=grown)
    expect(messages(page).filter(has_text="The board")).to_contain_text("29")
    after = read.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 2


def test_the_first_message_in_an_empty_place_is_shown_from_its_beginning(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    page.get_by_role("region", name="Direct messages").get_by_text("Leela Das").click()
    expect(page.get_by_role("heading", name="Leela Das", level=1)).to_be_visible()
    box(page).fill("It begins here\n" + "\n".join(f"{number}" for number in range(90)))
    box(page).press("Enter")
    expect(messages(page)).to_have_count(1)
    top = "seen => seen.getBoundingClientRect().top"
    assert messages(page).evaluate(top) >= page.locator("main .list").evaluate(top) - 1


DROP = """([kind, name]) => {
    const carried = new DataTransfer();
    carried.items.add(new File(['x'], name, { type: 'text/plain' }));
    const how = kind === 'paste' ? { clipboardData: carried } : { dataTransfer: carried };
    const [Kind, to] = kind === 'paste' ? [ClipboardEvent, '#composer-text'] : [DragEvent, 'main .list'];
    const event = new Kind(kind, { ...how, bubbles: true, cancelable: true });
    document.querySelector(to).dispatchEvent(event);
    return event.defaultPrevented;
}"""


def attached(page: Page) -> Locator:
    """Return the files that wait beside the message box."""
    return page.get_by_role("list", name="Files to send").get_by_role("listitem")


def test_files_wait_beside_the_words_and_are_sent_with_them(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    for kind in ("paste", "drop"):
        assert page.evaluate(DROP, [kind, f"{kind}.txt"]), (
            "The browser would leave the page for it."
        )
    assert page.evaluate(DROP, ["drop", "wrong.txt"])
    expect(attached(page)).to_have_text([re.compile(rf"{name}\.txt\s*1 B") for name in (
        "paste", "drop", "wrong",
    )])  # fmt: skip
    expect(page.locator(".attached-hint")).to_contain_text(f"#{place.name}. Nothing of a patient")
    visitor.judge(page, "attached")
    page.get_by_role("button", name="Remove wrong.txt").click()
    expect(box(page)).to_be_focused()
    expect(page.locator("main .files")).to_have_count(0)
    page.keyboard.type("The ports, before and after")
    page.keyboard.press("Enter")
    expect(page.locator("main .files li")).to_have_count(2)
    sent = messages(page).last
    expect(sent).to_contain_text("The ports, before and after")
    expect(sent).to_contain_text("drop.txt")
    expect(attached(page)).to_have_count(0)
    expect(box(page)).to_have_value("")


def test_files_stay_until_they_are_taken_and_a_command_does_not_take_them(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    assert page.evaluate(DROP, ["drop", "ports.txt"])
    say(page, "/desk quiet")
    expect(attached(page)).to_have_count(1)
    page.route("**/room/api/upload", lambda route: route.abort())
    say(page, "The ports")
    expect(page.get_by_role("alert")).to_contain_text("The Room does not answer")
    expect(box(page)).to_have_value("The ports")
    expect(attached(page)).to_contain_text("ports.txt")
    page.unroute("**/room/api/upload")
    page.keyboard.press("Enter")
    expect(page.locator("main .files li")).to_have_count(1)
    expect(messages(page).last).to_contain_text("The ports")


def test_a_file_is_sent_and_shown(
    place: Place, desk: Desk, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.open()
    picture = tmp_path / "before.png"
    page.screenshot(path=picture)
    page.locator(".composer input[type=file]").set_input_files(picture)
    expect(attached(page)).to_contain_text("kB")
    page.get_by_role("button", name="Send", exact=True).click()
    preview = page.locator(".file-preview")
    expect(preview).to_be_visible()
    assert preview.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1280


def test_a_thread_opens_beside_the_channel(place: Place, desk: Desk, visitor: Visitor) -> None:
    place.post("The board")
    page = visitor.open()
    messages(page).last.hover()
    messages(page).last.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_label("Reply…").fill("A reply")
    page.keyboard.press("Enter")
    expect(thread.locator(".message")).to_have_count(2)
    expect(messages(page).last.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(thread).to_have_count(0)


def test_a_menu_opens_however_young_the_page_is(visitor: Visitor) -> None:
    page = visitor.blank()
    page.add_init_script("performance.now = () => 40")
    page.goto(f"{visitor.url}/?as=U0KABIR")
    page.get_by_role("button", name=re.compile("^You are ")).click()
    expect(page.get_by_role("menuitemradio").first).to_be_visible()
