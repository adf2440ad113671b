"""What the page makes of mrkdwn, dates and clock times, asked of its own modules."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import box, messages
from tests.browser.app import Desk
from tests.browser.chromium import Profiles, Visitor
from tests.browser.place import Place
from tests.room.serving import Running

pytestmark = pytest.mark.browser

SHOW = """async source => {
    const { h, render } = await ours('lib');
    const { Mrkdwn } = await ours('mrkdwn_view');
    const place = document.createElement('div');
    render(h(Mrkdwn, { text: source }), place);
    return place.firstChild.innerHTML;
}"""
ASK = "async ([module, name, ...given]) => (await ours(module))[name](...given)"

MRKDWN = {
    "*a* _b_ ~c~": '<div class="lines"><strong>a</strong> <em>b</em> <s>c</s></div>',
    "2*3*4 a_b_c x ~ y ~": '<div class="lines">2*3*4 a_b_c x ~ y ~</div>',
    "`*a* &lt;b&gt;`": '<div class="lines"><code>*a* &lt;b&gt;</code></div>',
    "&amp;lt;b&amp;gt;": '<div class="lines">&amp;lt;b&amp;gt;</div>',
    "<javascript:alert(1)|x>": '<div class="lines">&lt;javascript:alert(1)|x&gt;</div>',
    "&gt; said\nnot": '<blockquote><div class="lines">said</div></blockquote><div class="lines">not</div>',
    "• a\n• b": "<ul><li>a</li><li>b</li></ul>",
    "```\na <b\n```": '<pre tabindex="0">a &lt;b</pre>',
    "```open": '<div class="lines">```open</div>',
    "<!subteam^S1|@police> :nosuch:": '<div class="lines"><span class="mention">@police</span> <span>:nosuch:</span></div>',
    "<!date^oops^{time}|at six>": '<div class="lines"><span>at six</span></div>',
    "<!date^1669166820^{nope}|at six>": '<div class="lines"><span>at six</span></div>',
}  # fmt: skip
ASKED: list[tuple[list[Any], Any]] = [
    (["time", "slackDate", 1669166820, "{date_num} {time_secs}"], "2022-11-23 06:57:00"),
    (["time", "slackDate", 1669166820, "{date_long} at {time}"], "Wednesday, November 23rd, 2022 at 06:57"),
    (["time", "slackDate", 1669166820, "{date_short}"], "Nov 23, 2022"),
    (["time", "fromLocalField", "2022-11-23T06:57"], 1669166820),
    (["time", "toLocalField", 1669166820], "2022-11-23T06:57"),
    (["elements/dates", "readClock", "1830"], "18:30"),
    (["elements/dates", "readClock", "6 pm"], "18:00"),
    (["elements/dates", "readClock", "12:05 am"], "00:05"),
    (["elements/dates", "readClock", "25:00"], None),
    (["elements/dates", "readClock", "soon"], None),
]  # fmt: skip


@pytest.fixture(scope="module")
def asked(
    profiles: Profiles, room: Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """One page whose modules several tests ask, and nobody uses."""
    profile = profiles.lend(viewport={"width": 1024, "height": 768})
    found = Visitor(profile, room.url, "incident-desk", tmp_path_factory.mktemp("asked"))
    yield found.open()
    found.leave()


def test_mrkdwn_becomes_these_nodes(asked: Page) -> None:
    assert {source: asked.evaluate(SHOW, source) for source in MRKDWN} == MRKDWN


def test_a_link_opens_elsewhere_and_tells_nothing(asked: Page) -> None:
    shown = asked.evaluate(SHOW, "<https://hospital.example/?a=1&amp;b=2|the notice>")
    assert 'href="https://hospital.example/?a=1&amp;b=2"' in shown
    assert 'rel="noopener noreferrer"' in shown


def test_hostile_marks_take_no_time(asked: Page) -> None:
    for source in ("*a " * 4_000, "<" * 12_000, "`" * 11_999, "*_~" * 4_000, ":a" * 6_000):
        spent = asked.evaluate(
            "async source => { const { parse } = await ours('mrkdwn');"
            " const from = performance.now(); parse(source); return performance.now() - from; }",
            source,
        )
        assert spent < 1_000, source[:6]


def test_dates_and_clock_times(asked: Page) -> None:
    assert [asked.evaluate(ASK, given) for given, _ in ASKED] == [want for _, want in ASKED]


def test_a_topic_is_plain_text_in_the_head_and_in_the_channel(
    place: Place, visitor: Visitor
) -> None:
    topic = "SEV1 · *bold* <https://evil.example|the portal> & <!channel>"
    place.app("conversations.setTopic", channel=place.id, topic=topic)
    page = visitor.open(channel=place.name)
    head = page.locator(".place-head .topic")
    assert head.inner_text() == topic
    told = page.locator("main").get_by_text("set the channel topic")
    assert "<https://evil.example|the portal> & <!channel>" in told.inner_text()
    assert page.locator("main a", has_text="portal").count() == 0


def test_what_is_said_in_hindi_is_marked_as_hindi(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    hindi = {"type": "section", "text": {"type": "mrkdwn", "text": "*चरण:* सक्रिय"}}
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "स्थिति"}}
    blocks = [hindi, {"type": "actions", "elements": [button]}]
    place.post("Stage: active")
    place.post("चरण: सक्रिय", blocks=blocks)
    user = "U0KABIR"
    place.app("views.publish", user_id=user, view={"type": "home", "blocks": blocks})
    page = visitor.open(user)
    spoken = "words => words.closest('[lang]').lang"
    assert messages(page).get_by_text("Stage: active").evaluate(spoken) == "en"
    assert messages(page).get_by_text("सक्रिय").evaluate(spoken) == "hi"
    assert messages(page).get_by_role("button", name="स्थिति").evaluate(spoken) == "hi"
    messages(page).last.hover()
    ours = messages(page).last.get_by_role("button", name="Reply in thread")
    assert ours.evaluate(spoken) == "en", "The page's own words are English."
    page.get_by_role("navigation").get_by_role("button", name="Desk (app)").click()
    assert page.locator(".home").get_by_text("सक्रिय").evaluate(spoken) == "hi"


def test_what_is_written_from_right_to_left_is_shown_so(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    urdu, direction = "وارڈ 3 بند ہے", "words => getComputedStyle(words).direction"
    header = {"type": "header", "text": {"type": "plain_text", "text": urdu}}
    place.post("A line\nand another")
    place.post(urdu)
    place.post(urdu, blocks=[header])
    page = visitor.open()
    words = page.locator(".message:not(.is-notice) :is(.mrkdwn, .block-header)")
    expect(words).to_have_count(3)
    assert [each.evaluate(direction) for each in words.all()] == ["ltr", "rtl", "rtl"]
    for text, expected in (("Ward 3", "ltr"), (urdu, "rtl")):
        box(page).fill(text)
        assert box(page).evaluate(direction) == expected


def test_a_name_that_is_written_from_right_to_left_leaves_what_stands_beside_it_in_order(
    place: Place, room: Running, desk: Desk, visitor: Visitor
) -> None:
    name, direction = "ڈاکٹر نورا (ICU)", "name => getComputedStyle(name).direction"
    choices = [
        {"text": {"type": "plain_text", "text": text}, "value": text} for text in (name, "Ward 3")
    ]
    menu = {
        "type": "static_select", "action_id": "who", "options": choices,
        "initial_option": choices[0],
    }  # fmt: skip
    scopes = ["chat:write", "chat:write.public", "chat:write.customize"]
    named = Place(room.install(name="Names", scopes=scopes, commands={}), place.id, place.name)
    named.post("Who?", username=name, blocks=[{"type": "actions", "elements": [menu]}])
    page = visitor.open()
    message = messages(page).last
    message.get_by_role("combobox").click()
    for holder in (
        message.locator(".author"), message.locator(".picker-words"),
        page.get_by_role("option", name=name),
    ):  # fmt: skip
        shown = holder.get_by_text(name, exact=True)
        assert [shown.evaluate(direction), holder.evaluate(direction)] == ["rtl", "ltr"]
    other = page.get_by_role("option", name="Ward 3").get_by_text("Ward 3", exact=True)
    assert other.evaluate(direction) == "ltr"
