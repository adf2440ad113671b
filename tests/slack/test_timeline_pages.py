"""The timeline as it is read: paged, and filtered by person and kind."""

from bot.slack import ids
from tests.limits import problems
from tests.slack.counter import (
    ASHA,
    RAVI,
    Counter,
    Json,
    chosen,
    on_either_engine,
    until,
)
from tests.slack.test_noting import begun


@on_either_engine
async def test_the_timeline_is_paged_and_filtered_by_person_and_kind(counter: Counter) -> None:
    await begun(counter)
    for number in range(12):
        await counter.types(f"/incident note thing {number}", by=RAVI if number % 2 else ASHA)
    shown = await counter.types("/incident timeline 5 notes")
    assert "5 of 12 entries" in shown["text"]
    assert "thing 11" in shown["text"]
    older = button(shown, "‹ Older")
    assert "Newer ›" not in str(shown["blocks"])
    shown = await counter.presses(ids.INCIDENT_TIMELINE, older)
    assert "thing 6" in shown["text"]
    assert "thing 7" not in shown["text"]
    newer = await counter.presses(ids.INCIDENT_TIMELINE, button(shown, "Newer ›"))
    assert "thing 7" in newer["text"]
    assert "thing 6" not in newer["text"]
    shown = await counter.types(f"/incident timeline <@{RAVI}> notes")
    assert f"(<@{RAVI}> notes), 6 of 6 entries" in shown["text"]
    shown = await counter.types("/incident timeline me tasks")
    assert "Nothing of this kind yet" in shown["text"]
    shown = await counter.types("/incident timeline tsaks")
    assert "Did you mean `tasks`" in shown["text"]


async def test_a_kind_is_chosen_from_the_menu_below(counter: Counter) -> None:
    await begun(counter)
    for number in range(12):
        await counter.types(f"/incident note thing {number}")
    before = len(counter.slack_side.responses)
    pressed = counter.click(ids.INCIDENT_TIMELINE, "")
    await counter.send(chosen(pressed, "INC-2022-001 5 notes"))
    await until(lambda: len(counter.slack_side.responses) > before)
    assert "5 of 12 entries" in counter.slack_side.responses[-1]["text"]


def button(shown: Json, label: str) -> str:
    rows = [each["elements"] for each in shown["blocks"] if each["type"] == "actions"]
    assert problems({"text": shown["text"], "blocks": shown["blocks"]}) == []
    return next(
        str(one["value"]) for row in rows for one in row if one.get("text", {}).get("text") == label
    )
