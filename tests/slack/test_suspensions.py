"""Access taken by written order, in one minute, everywhere; given back by order alone (rule 26)."""

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Exhibit, Person, Post, Transfer
from bot.storage import signatures
from bot.storage.incidents import by_ref
from tests.slack.counter import ASHA, BOT, MEERA, RAVI, Counter, on_either_engine
from tests.slack.exhibits import SHA, begun, sealed

NISHA = "U4NISHA"
ORDER = 'order=HR/117 authority="Medical Superintendent"'


def _settled(counter: Counter) -> None:
    def write(session: Session) -> None:
        incident = by_ref(session, "INC-2022-001")
        assert incident is not None
        now = counter.clock.now()
        session.add(
            Exhibit(
                incident_id=incident.row, number=1, since=now, created_at=now, created_by=ASHA,
                exhibit_no="WR-1", type="disk", custodian=RAVI,
            )
        )  # fmt: skip
        session.add(Person(user_id=RAVI, name="ravi", real_name="Ravi Kumar", seen_at=now))

    counter.database.write_now(write)


async def _at_work(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Theirs")
    await counter.types(f"/incident role it-lead <@{RAVI}>")
    await counter.types(f"/task add Guard the room <@{RAVI}>")
    await counter.types("/incident declare sev3 kind=other private Apart")
    await counter.types(f"/incident role legal-lead <@{RAVI}> INC-2022-002")
    _settled(counter)


@on_either_engine
async def test_in_the_same_minute_everything_is_gone_and_somebody_has_it(counter: Counter) -> None:
    await _at_work(counter)
    line = f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{MEERA}> INC-2022-001"
    done = await counter.types(line)
    assert "2 roles, 1 task, 1 exhibit, 1 private channel" in done["text"]
    told = counter.posts()[-1]["text"]
    assert RAVI not in told, "the channel does not name them"
    assert f"<@{MEERA}>" in told
    shown = await counter.types("/task show #1 INC-2022-001")
    assert f"held by <@{MEERA}>" in shown["text"]
    roles = await counter.types("/incident roles INC-2022-001")
    assert RAVI not in roles["text"]
    keeper = counter.query(lambda s: s.exec(select(Exhibit.custodian)).one())
    assert keeper == MEERA
    kicks = counter.query(
        lambda s: s.exec(select(Post).where(col(Post.method) == "conversations.kick")).all()
    )
    assert [RAVI in post.payload for post in kicks] == [True]
    private = await counter.types("/incident status INC-2022-002", by=RAVI)
    assert "Apart" not in str(private)


@on_either_engine
@pytest.mark.parametrize("gone", ["giver", "receiver"])
async def test_hand_overs_under_way_go_to_the_deputy(counter: Counter, gone: str) -> None:
    """So that somebody can receive, cancel or settle what was being handed over."""
    await begun(counter)
    await sealed(counter)
    suspended, other = (NISHA, RAVI) if gone == "giver" else (RAVI, NISHA)
    await counter.types(f"/evidence offer EXH-001 to <@{NISHA}> purpose keeping")
    await counter.types(f"/evidence receive TRF-001 seal=S-1 sha256={SHA}", by=NISHA)
    await counter.types(f"/evidence offer EXH-001 to <@{RAVI}> purpose examination", by=NISHA)
    line = f"/incident suspend <@{suspended}> {ORDER}"
    assert "1 hand-over," in (await counter.types(line))["text"]
    itself = await counter.types(f"{line} deputy=<@{other}>")
    assert f"<@{other}> is the other side of TRF-002" in itself["text"]
    assert "access of" not in itself["text"].lower()
    done = await counter.types(f"{line} deputy=<@{MEERA}>")
    assert "is taken" in done["text"]
    row = counter.query(lambda s: s.exec(select(Transfer).where(Transfer.number == 2)).one())
    receiver = RAVI if gone == "giver" else MEERA
    giver = MEERA if gone == "giver" else NISHA
    assert (row.from_user, row.to_user) == (giver, receiver)
    await counter.types(f"/evidence receive TRF-002 seal=S-1 sha256={SHA}", by=receiver)
    assert counter.query(lambda s: s.exec(select(Exhibit.custodian)).one()) == receiver


async def test_a_deputy_has_access_themselves(counter: Counter) -> None:
    await _at_work(counter)
    await counter.types(f"/incident suspend <@{MEERA}> {ORDER} INC-2022-001")
    line = f"/incident suspend <@{RAVI}> {ORDER} INC-2022-001"
    refused = await counter.types(f"{line} deputy=<@{MEERA}>")
    assert "access is taken by written order" in refused["text"]
    counter.database.write_now(
        lambda s: s.add(
            Person(
                user_id="U8GUEST", name="g", real_name="G", seen_at=counter.clock.now(),
                is_guest=True,
            )
        )
    )  # fmt: skip
    guest = await counter.types(f"{line} deputy=<@U8GUEST>")
    assert "not among the responders" in guest["text"]
    roles = await counter.types("/incident roles INC-2022-001")
    assert RAVI in roles["text"], "nothing was half done"
    assert counter.query(lambda s: s.exec(select(Exhibit.custodian)).one()) == RAVI


@on_either_engine
async def test_what_the_suspended_declared_in_private_is_gone_for_them_too(
    counter: Counter,
) -> None:
    """Until the order is lifted; what is public stays public."""
    await counter.types("/incident declare sev3 kind=other Theirs")
    await counter.types("/incident declare sev4 kind=other private Apart", by=RAVI)
    _settled(counter)
    assert "Apart" in (await counter.types("/incident list", by=RAVI))["text"]
    await counter.types(f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{MEERA}> INC-2022-001")
    listed = await counter.types("/incident list", by=RAVI)
    assert ("Apart" in listed["text"], "Theirs" in listed["text"]) == (False, True)
    gone = await counter.types("/incident status INC-2022-002", by=RAVI)
    assert "Apart" not in gone["text"]
    await counter.types(f"/incident unsuspend <@{RAVI}> order=HR/9 INC-2022-001")
    assert "Apart" in (await counter.types("/incident list", by=RAVI))["text"]


async def test_the_suspended_do_nothing_until_a_written_order_gives_it_back(
    counter: Counter,
) -> None:
    await _at_work(counter)
    await counter.types(f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{MEERA}> INC-2022-001")
    for words in ("/task claim #1 INC-2022-001", "/waiver ask 1 SRV-1 why INC-2022-001"):
        assert "not among the responders" in (await counter.types(words, by=RAVI))["text"]
    appointed = await counter.types(f"/incident role it-lead <@{RAVI}> INC-2022-001")
    assert "taken by written order" in appointed["text"]
    own = await counter.types(f"/incident unsuspend <@{RAVI}> order=1 INC-2022-001", by=RAVI)
    assert "Only command, director, HR or legal" in own["text"]
    bare = await counter.types(f"/incident unsuspend <@{RAVI}> INC-2022-001")
    assert "written order with its number" in bare["text"]
    given = await counter.types(f"/incident unsuspend <@{RAVI}> order=HR/9 INC-2022-001")
    assert "has access again" in given["text"]
    again = await counter.types(f"/incident role it-lead <@{RAVI}> INC-2022-001")
    assert "is it-lead" in again["text"]


async def test_an_order_names_its_number_its_authority_and_who_takes_over(
    counter: Counter,
) -> None:
    await _at_work(counter)
    cases = {
        f"/incident suspend {ORDER} INC-2022-001": "Whose access?",
        f"/incident suspend <@{RAVI}> INC-2022-001": "written order with its number",
        f"/incident suspend <@{RAVI}> order=1 INC-2022-001": "Whose order is it?",
        f"/incident suspend <@{RAVI}> {ORDER} INC-2022-001": "1 task and 1 exhibit and stand in 0 hand-overs",
        f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{RAVI}> INC-2022-001": "cannot be nobody's",
        f"/incident suspend <@{ASHA}> {ORDER} INC-2022-001": "about themselves",
    }
    for line, why in cases.items():
        assert why in (await counter.types(line))["text"], line
    other = await counter.types(f"/incident suspend <@{RAVI}> {ORDER} INC-2022-001", by=MEERA)
    assert "Only command, director, HR or legal" in other["text"]
    shown = await counter.types("/incident roles INC-2022-001")
    assert RAVI in shown["text"], "nothing was half done"


async def test_nobody_is_their_own_deputy_and_an_app_is_not_suspended(counter: Counter) -> None:
    await counter.types("/incident declare sev3 Estate")
    idle = f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{RAVI}>"
    assert "Nobody takes over from themselves." in (await counter.types(idle))["text"]
    now = counter.clock.now()
    known = Person(user_id=BOT, name="wardroom", is_bot=True, seen_at=now)
    counter.database.write_now(lambda session: session.add(known))
    app = f"/incident suspend <@{BOT}> {ORDER}"
    assert f"<@{BOT}> is an app." in (await counter.types(app))["text"]
    assert "access of one person was taken" not in str(counter.posts())


async def test_a_suspended_name_stands_on_no_digest(counter: Counter) -> None:
    await _at_work(counter)
    await counter.types(f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{MEERA}> INC-2022-001")
    digest = await counter.types("/incident digest preview")
    assert "Ravi" not in str(digest)
    assert RAVI not in str(digest)


@on_either_engine
async def test_a_public_timeline_withholds_a_suspended_name(counter: Counter) -> None:
    await _at_work(counter)
    line = "/incident timeline INC-2022-00"
    assert f"<@{RAVI}>" in (await counter.types(f"{line}1"))["text"]
    await counter.types(f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{MEERA}> INC-2022-001")
    public = await counter.types(f"{line}1")
    assert RAVI not in str(public)
    assert "a person whose name is withheld" in public["text"]
    assert f"<@{RAVI}>" in (await counter.types(f"{line}2"))["text"], "the private one names them"


async def test_what_others_write_is_told_without_a_suspended_name(counter: Counter) -> None:
    await _at_work(counter)
    await counter.types(f"/incident suspend <@{RAVI}> {ORDER} deputy=<@{MEERA}> INC-2022-001")
    words = f"<@{RAVI}>, that is ravi  kumar, held the keys; Kumar's desk is shut"
    await counter.types(f"/incident note INC-2022-001 {words}")
    told = counter.posts()[-1]
    assert "held the keys; Kumar's desk" in told["text"]
    assert RAVI not in str(told)
    assert "ravi" not in str(told).lower()
    assert "a person whose name is withheld, that is a person whose name" in told["text"]
    shown = await counter.types("/incident timeline INC-2022-001 notes")
    assert "ravi" not in str(shown).lower()
    await counter.types(f"/incident note INC-2022-002 {words}")
    assert f"<@{RAVI}>" in counter.posts()[-1]["text"], "the private channel names them"


async def test_a_suspended_signer_s_half_waiver_sets_nothing_aside(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Signed")
    await counter.types(f"/incident role legal-lead <@{RAVI}>")
    await counter.types("/server add web-01")
    await counter.types("/waiver ask 1 SRV-001 life_safety ICU waits")
    half = await counter.types("/waiver approve WVR-001", by=RAVI)
    assert "half signed" in half["text"]

    def waived(session: Session) -> frozenset[int]:
        return signatures.waived(session, 1, "SRV-001", now=counter.clock.now())

    assert counter.query(waived) == {1}
    await counter.types(f"/incident suspend <@{RAVI}> {ORDER} INC-2022-001")
    assert counter.query(waived) == frozenset()
    shown = await counter.types("/waiver show WVR-001")
    assert "requested" in shown["text"]
    assert RAVI not in shown["text"]
    told = (await counter.types("/incident timeline 20"))["text"]
    assert "by written order" in told
    await counter.types(f"/incident role director <@{MEERA}>")
    again = await counter.types("/waiver approve WVR-001", by=MEERA)
    assert "half signed" in again["text"], "the first counts no more"
