"""The board follows a change within five seconds, App Home within ten, once for many changes."""

from pathlib import Path

from sqlmodel import Session

from bot.domain.models import Incident
from bot.operations.turn import Actor, House, Turn
from bot.storage import homes
from tests.factories import make_house
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.declaring import declaring
from tests.outbox.fake_slack import FakeSlack


def _changed(outbox: Outbox, house: House, *, now: str) -> None:
    """Let something change, as every verb does; board and Home say *now* from then on."""

    def change(session: Session) -> None:
        incident = session.get(Incident, 1)
        assert incident is not None
        turn = Turn(session, outbox.clock.now(), Actor("U1ASHA"), house)
        turn.record(incident, "note", text="look")
        turn.refresh_board(incident)

    outbox.drawn = now
    outbox.change(change)


@both_engines
async def test_the_board_follows_within_five_seconds_and_open_homes_within_ten(
    outbox: Outbox, fake: FakeSlack, tmp_path: Path
) -> None:
    house = make_house(tmp_path / "house")
    outbox.sender = outbox.another(
        renderers={
            "board": lambda _s, _p: {"text": outbox.drawn},
            "announce": lambda _s, _p: {"text": "new"},
            homes.KIND: lambda _s, _p: {"view": {"type": "home", "said": outbox.drawn}},
        },
    )
    declaring(outbox, tmp_path / "declared")()
    await outbox.drain()
    opened = outbox.clock.now()
    outbox.change(lambda session: homes.opened(session, "U2RAVI", "slack", now=opened))
    for number in range(5):
        _changed(outbox, house, now=f"change {number}")
        await outbox.drain()
    await outbox.drain(seconds=5)
    assert [call["text"] for call in fake.of("chat.update")][-1] == "change 4"
    assert len(fake.of("chat.update")) <= 2
    await outbox.drain(seconds=5)
    assert [call["view"]["said"] for call in fake.of("views.publish")] == ["change 4"]
    assert fake.of("views.publish")[0]["user_id"] == "U2RAVI"
    _changed(outbox, house, now="change 4")
    await outbox.drain(seconds=10)
    assert len(fake.of("views.publish")) == 1, "what is shown already is not sent again"
    outbox.change(lambda session: homes.opened(session, "U2RAVI", "slack", now=outbox.clock.now()))
    _changed(outbox, house, now="change 4")
    await outbox.drain(seconds=10)
    assert len(fake.of("views.publish")) == 2, "an opened Home was drawn by other means since"
