"""App Home: all that waits for somebody stands there, is counted, and is drawn anew by changes."""

import json
from typing import Any

from sqlmodel import col, select

from bot.domain.models import DigestFigures, Post
from bot.domain.words import PostState
from bot.slack.renderers import renderers
from bot.storage import homes
from tests.limits import problems
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, until

REF = "INC-2022-001"


async def _declared(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")


async def _opens(counter: Counter, who: str = ASHA) -> Any:
    """Open Home and return the view."""
    before = len(counter.slack_side.of("views.publish"))
    event = {"type": "app_home_opened", "user": who, "channel": "D1", "tab": "home"}
    await counter.send(counter.event(event))
    await until(lambda: len(counter.slack_side.of("views.publish")) > before)
    view = counter.slack_side.of("views.publish")[-1]["view"]
    assert problems(view) == []
    return view


def _waiting(counter: Counter) -> list[Post]:
    wanted = select(Post).where(Post.kind == homes.KIND).order_by(col(Post.id))
    return counter.query(lambda session: list(session.exec(wanted)))


async def test_what_another_changes_draws_an_open_home_once(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/task claim #1")
    assert _waiting(counter) == []
    await _opens(counter)
    await counter.types("/task assign #4 <@U1ASHA>", by=RAVI)
    await counter.types("/task note #4 look at it", by=RAVI)
    (post,) = _waiting(counter)
    assert post.not_before is not None
    assert (post.not_before - counter.clock.now()) == homes.SOON
    draw = renderers(lambda: counter.runtime.house, counter.clock)[homes.KIND]
    drawn = counter.query(lambda session: draw(session, post))
    assert "You hold 2 open tasks" in str(drawn["view"])
    assert json.loads(post.payload)["user_id"] == ASHA


async def test_a_home_that_was_left_long_ago_is_not_drawn(counter: Counter) -> None:
    await _declared(counter)
    await _opens(counter)
    counter.clock.advance(hours=3)
    await counter.types("/task claim #1", by=RAVI)
    assert _waiting(counter) == []


async def test_drawn_homes_do_not_pile_up(counter: Counter) -> None:
    await _declared(counter)
    await _opens(counter)
    for number in (1, 2):
        await counter.types(f"/task claim #{number}", by=RAVI)
        (post,) = _waiting(counter)

        def sent(session: Any, number: int = post.id or 0) -> None:
            row = session.get(Post, number)
            row.state = PostState.SENT
            session.add(row)

        await counter.database.write(sent)
    assert len(_waiting(counter)) == 1


async def test_a_window_sent_from_home_shows_in_home(counter: Counter) -> None:
    await _declared(counter)
    await _opens(counter)
    pressed = counter.click("task.block~row", f"{REF} #4")
    bare = {key: part for key, part in pressed.items() if key not in {"channel", "response_url"}}
    from_home = {
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "home"},
    }
    await counter.send({**bare, **from_home})
    await until(lambda: counter.slack_side.of("views.open"))
    window = counter.slack_side.of("views.open")[-1]["view"]
    await counter.app.settle()
    before = len(counter.slack_side.of("views.publish"))
    assert await counter.submits(window, {"reason": "waits"}) == {}
    await until(lambda: len(counter.slack_side.of("views.publish")) > before)


async def test_all_that_waits_for_a_signature_or_a_hand_stands_in_home(counter: Counter) -> None:
    await _declared(counter)
    for role, who in (
        ("legal-lead", RAVI), ("pio", RAVI), ("evidence-custodian", MEERA), ("director", MEERA),
    ):  # fmt: skip
        await counter.types(f"/incident role {role} <@{who}>")
    await counter.types("/dept add lab name=Lab")
    await counter.types("/waiver ask 19 lab not_evidential the lab cannot wait")
    await counter.types("/incident statement draft Emergency is open. next 18:00")
    await counter.types("/evidence add - document")
    await counter.types("/evidence add - document")
    await counter.types("/evidence unobtainable EXH-001 the disk burned")
    shown = str(await _opens(counter, RAVI))
    assert "1 waiver waits for your signature" in shown
    assert "1 public text waits for your signature" in shown
    assert "1 exhibit waits for a second signature" in shown
    mine = str(await _opens(counter, ASHA))
    assert "waits for your signature" not in mine
    assert "second signature" not in mine
    await counter.types(f"/incident handover <@{RAVI}>")
    view = await _opens(counter, RAVI)
    assert "Command was handed to you" in str(view)
    assert "incident.acknowledge" in str(view)


async def _turns(counter: Counter, value: str, who: str = ASHA) -> Any:
    """Press a button that turns a page in Home and return the view that is shown then."""
    before = len(counter.slack_side.of("views.publish"))
    pressed = counter.click("home.turn", value, by=who)
    bare = {key: part for key, part in pressed.items() if key not in {"channel", "response_url"}}
    from_home = {
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "home"},
    }
    assert await counter.send({**bare, **from_home}) == (200, {})
    await until(lambda: len(counter.slack_side.of("views.publish")) > before)
    view = counter.slack_side.of("views.publish")[-1]["view"]
    assert problems(view) == []
    return view


def _ways(view: Any) -> dict[str, str]:
    """Return what the buttons carry that turn pages, by what is read aloud of them."""
    buttons = [each for block in view["blocks"] for each in block.get("elements", ())]
    return {
        each["accessibility_label"]: each["value"]
        for each in buttons if each.get("action_id", "").startswith("home.turn")
    }  # fmt: skip


async def test_a_long_list_has_pages_in_place(counter: Counter) -> None:
    await _declared(counter)
    for number in range(20):
        await counter.types(f"/task add step {number} <@{ASHA}>")
    view = await _opens(counter)
    assert "*You hold 20 open tasks*: 1-8 shown" in str(view)
    (following,) = _ways(view).values()
    view = await _turns(counter, following)
    assert "9-16 shown" in str(view)
    assert set(_ways(view)) == {"‹ Previous, page 1", "Next ›, page 3"}
    assert "17-20 shown" in str(await _turns(counter, _ways(view)["Next ›, page 3"]))


async def test_a_change_does_not_turn_home_back_and_opening_it_does(counter: Counter) -> None:
    await _declared(counter)
    for number in range(20):
        await counter.types(f"/task add step {number} <@{ASHA}>")
    await _turns(counter, _ways(await _opens(counter))["Next ›, page 2"])
    await counter.types("/task claim #1", by=RAVI)
    (post,) = _waiting(counter)
    draw = renderers(lambda: counter.runtime.house, counter.clock)[homes.KIND]
    assert "9-16 shown" in str(counter.query(lambda session: draw(session, post)))
    assert "1-8 shown" in str(await _opens(counter))


async def test_more_incidents_than_fit_have_pages_too(counter: Counter) -> None:
    for number in range(8):
        await counter.types(f"/incident declare sev4 outage {number}")
    view = await _opens(counter)
    assert "*Open incidents* 1-6 of 8" in str(view)
    view = await _turns(counter, _ways(view)["Next ›, page 2"])
    assert "*Open incidents* 7-8 of 8" in str(view)
    refs = {word for word in str(view).split("'") if word.startswith("INC-2022")}
    assert {ref.split()[0] for ref in refs} == {"INC-2022-001", "INC-2022-002"}


async def test_a_page_that_nobody_offered_is_answered_with_one_that_there_is(
    counter: Counter,
) -> None:
    await _declared(counter)
    await counter.types("/task claim #1")
    for value in (
        "page=9999", "page=0", "INC-2022-001 task incidents=99 page=99", "INC-9999-001 nothing",
        "'; --", "x" * 1999, "INC-2022-001 task page=99999999999999999999",
    ):  # fmt: skip
        assert "You hold 1 open task" in str(await _turns(counter, value)), value


async def test_no_page_shows_a_private_incident_to_others(counter: Counter) -> None:
    await counter.types("/incident declare sev1 private Who let them in")
    view = await _turns(counter, f"{REF} task incidents=1 page=1", MEERA)
    assert "Who let them in" not in str(view)
    assert REF not in str(view)


async def test_a_manager_sees_the_last_digest_and_all_of_it(counter: Counter) -> None:
    await _declared(counter)
    house = counter.runtime.house
    counter.runtime.house = type(house)(
        **{**{name: getattr(house, name) for name in house.__slots__}, "managers": frozenset({RAVI}),
           "managers_channel": "C0MANAGERS"}
    )  # fmt: skip
    assert "last daily digest" not in str(await _opens(counter, RAVI))
    await counter.types("/incident digest now", by=RAVI)

    def sent(session: Any) -> None:
        key = session.exec(select(DigestFigures.key)).one()
        post = session.exec(select(Post).where(Post.key == key)).one()
        post.state, post.sent_at, post.channel_id = (
            PostState.SENT,
            counter.clock.now(),
            "C0MANAGERS",
        )
        session.add(post)

    await counter.database.write(sent)
    view = await _opens(counter, RAVI)
    assert "last daily digest" in str(view)
    assert "<#C0MANAGERS>" in str(view)
    assert "last daily digest" not in str(await _opens(counter, ASHA))
    whole = await counter.types("/incident digest last", by=RAVI)
    assert REF in whole["text"]
    refused = await counter.types("/incident digest last", by=ASHA)
    assert "posted to the managers" in refused["text"]


async def test_what_did_not_change_keeps_its_name_and_can_still_be_pressed(
    counter: Counter,
) -> None:
    """Whoever presses a button of the Home that was there a moment before presses the same one."""
    await _declared(counter)
    before = [block["block_id"] for block in (await _opens(counter))["blocks"]]
    await counter.types("/task claim #1")
    after = [block["block_id"] for block in (await _opens(counter))["blocks"]]
    assert len(set(after)) == len(after)
    assert after != before
    assert set(after) >= {before[0], before[1], before[-1]}


async def test_what_is_free_for_ones_role_waits_in_home_and_is_claimed_there(
    counter: Counter,
) -> None:
    await _declared(counter)
    await counter.types(f"/incident role it-lead <@{RAVI}>")
    for number in range(6):
        await counter.types(f"/task add step {number} role=it-lead")
    await counter.types("/task add for the laboratory role=lab-superuser")
    view = await _opens(counter, RAVI)
    shown = str(view)
    assert "free tasks wait for roles of yours*: 1-4 shown" in shown
    assert "for the laboratory" not in shown
    assert "free task" not in str(await _opens(counter, MEERA))
    (onward,) = _ways(view).values()
    assert "5-" in str(await _turns(counter, onward, RAVI))
    (claim,) = [
        block["accessory"] for block in (await _opens(counter, RAVI))["blocks"]
        if "step 0" in str(block.get("text"))
    ]  # fmt: skip
    assert claim["text"]["text"] == "Claim"
    await counter.types(f"/task claim {claim['value'].split()[1]}", by=RAVI)
    shown = str(await _opens(counter, RAVI))
    assert "You hold 1 open task" in shown
