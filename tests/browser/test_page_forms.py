import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import box, messages, say
from tests.browser.app import Desk
from tests.browser.axe import OVER_THE_PAGE
from tests.browser.blocks import every_kind
from tests.browser.chromium import Visitor
from tests.browser.place import Place

pytestmark = pytest.mark.browser


def test_commands_are_completed_by_keys(place: Place, desk: Desk, visitor: Visitor) -> None:
    page = visitor.open()
    box(page).focus()
    page.keyboard.type("/de")
    expect(page.get_by_role("option", name="/desk")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(box(page)).to_have_value("/desk ")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    active = page.get_by_role("option", selected=True)
    expect(active).to_contain_text("find")
    expect(box(page)).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "-")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("/desk find ")
    expect(page.locator(".usage")).to_contain_text("<words>")
    page.keyboard.type("the @ka")
    page.keyboard.press("Tab")
    expect(box(page)).to_have_value("/desk find the @kabir ")
    page.keyboard.press("Enter")
    assert desk.wait_for(1) == [("command", "find the <@U0KABIR>")]
    expect(box(page)).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_value("/desk find the @kabir ")


def test_escape_closes_the_list_and_the_text_stays(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    box(page).focus()
    page.keyboard.type("/desk f")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box(page)).to_have_value("/desk f")


def test_an_unknown_command_gives_its_text_back(place: Place, desk: Desk, visitor: Visitor) -> None:
    page = visitor.open()
    say(page, "/nonsense and more")
    expect(messages(page).get_by_text("is not a valid command")).to_be_visible()
    expect(box(page)).to_have_value("/nonsense and more")


def test_a_double_click_is_one_click(place: Place, desk: Desk, visitor: Visitor) -> None:
    place.post("every kind", blocks=every_kind())
    page = visitor.open()
    page.get_by_role("button", name="Go on with task 7").dblclick()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Do it").click()
    heard = desk.wait_for(2)
    assert [(kind, action["action_id"], action.get("value")) for kind, action in heard] == [
        ("click", "go", "7"),
        ("click", "stop", None),
    ]


def test_a_choice_is_made_by_keys(place: Place, desk: Desk, visitor: Visitor) -> None:
    place.post("every kind", blocks=every_kind())
    page = visitor.open()
    page.get_by_role("combobox", name="Pick one").press("ArrowDown")
    page.get_by_role("combobox", name="Search").fill("on")
    page.keyboard.press("Enter")
    (kind, action), *_ = desk.wait_for(1)
    assert (kind, action["selected_option"]["value"]) == ("click", "One")
    expect(page.get_by_role("combobox", name="Pick one")).to_be_focused()
    expect(page.get_by_role("combobox", name="Pick one")).to_have_text("One")


def open_form(page: Page) -> Locator:
    """Open the app's form and return its dialog."""
    say(page, "/desk form")
    form = page.get_by_role("dialog", name="A form")
    form.wait_for()
    return form


def test_a_modal_keeps_what_was_typed_when_it_is_refused(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    form = open_form(page)
    title, more = form.get_by_label("Title"), form.get_by_label("More (optional)")
    expect(title).to_be_focused()
    more.fill("Two\nlines")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("This field is required.")).to_be_visible()
    expect(title).to_be_focused()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(form.get_by_text("This title is taken. Choose another.")).to_be_visible()
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_value("wrong")
    expect(more).to_have_value("Two\nlines")
    visitor.judge(page, "refused-form", OVER_THE_PAGE)
    title.fill("right")
    more.press("Control+Enter")
    expect(form).to_have_count(0)
    kind, values = desk.wait_for(3)[-1]
    assert (kind, values["more"]["words"]["value"]) == ("form", "Two\nlines")


def test_a_modal_that_grows_keeps_what_was_typed(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    form = open_form(page)
    form.get_by_label("Title").fill("Kept")
    form.get_by_role("button", name="More fields").click()
    when = form.get_by_label("When (optional)")
    when.fill("6.15 pm")
    when.press("Tab")
    expect(when).to_have_value("18:15")
    expect(form.get_by_label("Title")).to_have_value("Kept")
    form.get_by_role("button", name="Send").click()
    expect(form).to_have_count(0)
    assert desk.wait_for(2)[-1][1]["when"]["clock"]["selected_time"] == "18:15"


def test_escape_closes_a_modal_and_the_focus_goes_back(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    form = open_form(page)
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(box(page)).to_be_focused()
    page.keyboard.type("typing goes on")
    expect(box(page)).to_have_value("typing goes on")


def test_what_was_written_into_a_modal_is_not_dropped_unasked(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    form = open_form(page)
    form.get_by_label("Title").fill("Half a sentence")
    question = page.get_by_role("alertdialog", name="Close without sending?")
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Keep writing").click()
    expect(question).to_have_count(0)
    expect(form.get_by_label("Title")).to_have_value("Half a sentence")
    form.get_by_role("button", name="Cancel").click()
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(form.get_by_label("Title")).to_have_value("Half a sentence")
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Drop it").click()
    expect(form).to_have_count(0)
    assert "form" not in [kind for kind, _ in desk.wait_for(1)]
