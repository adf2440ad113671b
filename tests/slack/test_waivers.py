"""Waivers at the counter: asked by one, signed by two others, refused, revoked, never for some."""

from datetime import timedelta

from sqlmodel import Session

from bot.domain.models import Exhibit, Incident, Server
from bot.schedule.beat import Beat
from bot.schedule.quarantine import Quarantine
from bot.schedule.waiving import waivers_due
from bot.storage.incidents import by_ref
from bot.storage.signatures import waiver_in_force
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine

ASKED = "/waiver ask 1 SRV-017 life_safety the ICU waits for it"


async def _asked(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Waived")
    await counter.types(f"/incident role legal-lead <@{RAVI}>")
    await counter.types(f"/incident role director <@{MEERA}>")
    counter.database.write_now(lambda session: _servers(session, counter))
    shown = await counter.types(ASKED)
    assert "*WVR-001* rule 1 for SRV-017" in shown["text"]
    assert "Rule 1:" in shown["text"]


def _servers(session: Session, counter: Counter) -> None:
    incident = by_ref(session, "INC-2022-001")
    assert incident is not None
    now = counter.clock.now()
    for number in (2, 17, 18, 20):
        session.add(
            Server(
                incident_id=incident.row, number=number, since=now, created_at=now,
                created_by=ASHA, hostname=f"b-{number}",
            )
        )  # fmt: skip


def _holds(counter: Counter) -> bool:
    def ask(session: Session) -> bool:
        incident = by_ref(session, "INC-2022-001")
        assert incident is not None
        now = counter.clock.now()
        return waiver_in_force(session, incident.row, 1, "SRV-017", now=now) is not None

    return counter.query(ask)


def _tick(counter: Counter) -> int:
    runtime = counter.runtime
    return waivers_due(
        Beat(counter.database, runtime.house, counter.clock.now(), Quarantine(), lambda: False)
    )


async def test_the_ground_of_a_waiver_is_said_in_words(counter: Counter) -> None:
    await _asked(counter)
    assert (
        f"<@{ASHA}> asks for the waiver *WVR-001* rule 1 for SRV-017 (life safety): the ICU waits "
        "for it. It takes two other people in two roles"
    ) in counter.posts()[-1]["text"]
    told = (await counter.types("/incident timeline 1"))["text"]
    assert "WVR-001, rule 1 for SRV-017 (life safety): the ICU waits for it" in told
    await counter.types("/waiver ask 1 SRV-018 life-safety")
    assert "for SRV-018 (life safety): life safety. It takes" in counter.posts()[-1]["text"]
    await counter.types("/waiver ask 1 SRV-020 the vendor asks for it")
    assert "for SRV-020: the vendor asks for it. It takes" in counter.posts()[-1]["text"]
    seen = "".join(post["text"] for post in counter.posts())
    assert "life_safety" not in seen + (await counter.types("/incident timeline"))["text"]


async def test_an_open_waiver_stands_in_the_digest_until_it_ends(counter: Counter) -> None:
    await _asked(counter)
    shown = await counter.types("/incident digest preview")
    assert "Waivers in force and asked for" in shown["text"]
    assert "WVR-001" in shown["text"]
    await counter.types("/waiver approve WVR-001", by=RAVI)
    await counter.types("/waiver approve WVR-001", by=MEERA)
    assert "WVR-001" in (await counter.types("/incident digest preview"))["text"]
    counter.clock.advance(hours=25)
    assert _tick(counter) == 1
    later = await counter.types("/incident digest preview")
    assert "Waivers in force and asked for" not in later["text"]


@on_either_engine
async def test_two_others_sign_and_it_is_in_force_until_it_ends(counter: Counter) -> None:
    await _asked(counter)
    own = await counter.types("/waiver approve WVR-001")
    assert "You asked for WVR-001 yourself" in own["text"]
    named = own["text"].partition("Ask ")[2]
    assert named.startswith("director ("), "who must sign stands first"
    assert ASHA not in named, "nobody is sent to themselves"
    assert not _holds(counter)
    half = await counter.types("/waiver approve WVR-001", by=RAVI)
    assert "WVR-001 is half signed now." in half["text"]
    assert _holds(counter), "life safety runs on one signature"
    full = await counter.types("/waiver approve WVR-001", by=MEERA)
    assert "WVR-001 is granted now." in full["text"]
    assert f"<@{RAVI}> as legal-lead, <@{MEERA}> as director" in full["text"]
    counter.clock.advance(hours=24)
    assert not _holds(counter)
    assert _tick(counter) == 1
    assert _tick(counter) == 0
    assert counter.posts()[-1]["text"].endswith("is over: the rule holds again.")


@on_either_engine
async def test_a_second_signature_that_does_not_come_calls_the_director_once(
    counter: Counter,
) -> None:
    await _asked(counter)
    await counter.types("/waiver approve WVR-001", by=RAVI)
    counter.clock.advance(minutes=59)
    assert _tick(counter) == 0
    counter.clock.advance(minutes=2)
    assert not _holds(counter)
    assert _tick(counter) == 1
    assert _tick(counter) == 0
    told = counter.posts("alert")
    assert len(told) == 2, "the channel, and the director"
    assert f"Director: <@{MEERA}>" in told[0]["text"]
    await counter.types("/waiver approve WVR-001", by=MEERA)
    assert _holds(counter)


async def test_what_cannot_be_waived_or_read_is_refused_with_the_way(counter: Counter) -> None:
    await _asked(counter)
    cases = {
        "/waiver ask 29 SRV-017 why": "Rule 29 cannot be waived",
        "/waiver ask 99 SRV-017 why": "Which rule is to be waived?",
        "/waiver ask 1": "names the rule, the subject and the reason",
        "/waiver ask 1 SRV-018": "A waiver needs a reason",
        ASKED: "WVR-001 asks the same already: it is requested",
        "/waiver refuse WVR-001 no need": "You asked for WVR-001 yourself",
        "/waiver approve WVR-009": "has no waiver",
        "/waiver revoke WVR-001 done": "`revoke` does not go from there",
    }
    for line, why in cases.items():
        answer = await counter.types(line, by=ASHA)
        assert why in answer["text"], line
        assert line in answer["text"] or line.split()[0] in answer["text"]
    refused = await counter.types("/waiver refuse WVR-001 new hardware is there", by=RAVI)
    assert "WVR-001 is refused now." in refused["text"]
    again = await counter.types("/waiver approve WVR-001", by=MEERA)
    assert "Ask anew" in again["text"]


@on_either_engine
async def test_a_custodian_does_not_sign_for_exhibits_of_their_own(counter: Counter) -> None:
    await _asked(counter)

    def keep(session: Session) -> None:
        incident: Incident | None = by_ref(session, "INC-2022-001")
        assert incident is not None
        now = counter.clock.now()
        session.add(
            Exhibit(
                incident_id=incident.row, number=1, since=now, created_at=now, created_by=ASHA,
                exhibit_no="WR-1", server="SRV-017", type="disk", custodian=RAVI,
            )
        )  # fmt: skip

    counter.database.write_now(keep)
    refused = await counter.types("/waiver approve WVR-001", by=RAVI)
    assert "You are the custodian of EXH-001" in refused["text"]
    assert "15, custodian" in str(refused["blocks"])
    half = await counter.types("/waiver approve WVR-001", by=MEERA)
    assert "half signed" in half["text"]


async def test_leave_has_an_end_of_its_own(counter: Counter) -> None:
    await _asked(counter)
    shown = await counter.types("/waiver ask 3 SRV-020 vendor needs it until 12:00")
    assert "*Ends:* 23 Nov 2022 12:00 IST" in shown["text"]
    counter.clock.advance(minutes=int(timedelta(hours=6).total_seconds() // 60))
    assert _tick(counter) == 1
    assert "WVR-002* rule 3 for SRV-020: expired" in (await counter.types("/waiver list"))["text"]


async def test_a_waiver_is_about_something_that_its_rule_knows(counter: Counter) -> None:
    await _asked(counter)
    for typed in ("SRV-2", "b-2", "2"):
        shown = await counter.types(f"/waiver ask 1 {typed} other a vendor waits")
        assert "rule 1 for SRV-002" in shown["text"], typed
        await counter.types("/waiver refuse WVR-002 no", by=RAVI)
        await counter.types(f"/waiver refuse {shown['text'].split('*')[1]} no", by=RAVI)
    assert "has no server `SRV-999`" in (await counter.types("/waiver ask 1 SRV-999 why"))["text"]
    near = await counter.types("/waiver ask 4 b-177 other why")
    assert "Did you mean `b-17`?" in near["text"]
    assert "has no system `LIS`" in (await counter.types("/waiver ask 17 LIS why"))["text"]
    await counter.types("/restore add LIS")
    assert "for SYS-001" in (await counter.types("/waiver ask 17 lis other why"))["text"]
    assert "has no department `lab`" in (await counter.types("/waiver ask 19 lab why"))["text"]
    wrong = await counter.types("/waiver ask 25 SRV-017 other why")
    assert "Rule 25 is about the incident" in wrong["text"]
    named = await counter.types("/waiver ask 24 INC-2022-001 other why it cannot wait")
    assert "rule 24 for incident" in named["text"]
    assert "why it cannot wait" in named["text"]
    right = await counter.types("/waiver ask 25 Incident other why")
    assert "rule 25 for incident" in right["text"]


async def test_a_rule_that_no_waiver_eases_is_not_waived(counter: Counter) -> None:
    await _asked(counter)
    refused = await counter.types("/waiver ask 18 LIS other why")
    assert "Rule 18 cannot be waived" in refused["text"]


async def test_the_ground_of_a_waiver_is_said_once(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Ward")
    await counter.types("/server add icu-01 kind=physical")
    shown = await counter.types("/waiver ask 1 SRV-001 life_safety ICU waits")
    assert "*Why (life safety):* ICU waits" in shown["text"]
    bare = await counter.types("/waiver ask 2 SRV-001 nobody can reach it")
    assert "*Why (other):* nobody can reach it" in bare["text"]
