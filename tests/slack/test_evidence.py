"""Exhibits at the counter: numbers, hashes, seals, witnesses, windows (rules 8 to 15)."""

from bot.domain.models import Person
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_both_engines, on_either_engine
from tests.slack.exhibits import MD5, OTHER, SEAL, SHA, begun, one, sealed


@on_both_engines
async def test_numbers_are_never_used_again_and_a_correction_points_back(counter: Counter) -> None:
    await begun(counter)
    await counter.types("/evidence add SRV-001 disk")
    await counter.types("/evidence unobtainable EXH-001 the disk burnt", by=MEERA)
    await counter.types("/evidence unobtainable EXH-001 the disk burnt", by=RAVI)
    await counter.types("/evidence add SRV-001 disk corrects=EXH-001")
    again = one(counter, 2)
    assert again.exhibit_no == "WR-INC-2022-001-SRV-001-E02"
    assert again.corrects == "EXH-001"
    assert one(counter).state == "unobtainable"


@on_either_engine
async def test_what_cannot_be_had_takes_two_signatures(counter: Counter) -> None:
    await begun(counter)
    await counter.types("/evidence add SRV-001 memory")
    bare = await counter.types("/evidence unobtainable EXH-001", by=MEERA)
    assert "needs a reason" in bare["text"]
    half = await counter.types("/evidence unobtainable EXH-001 powered off", by=MEERA)
    assert "a second person in another role is wanted" in half["text"]
    assert one(counter).state == "identified"
    same = await counter.types("/evidence unobtainable EXH-001 powered off", by=MEERA)
    assert "You signed" in same["text"]
    await counter.types("/evidence unobtainable EXH-001 powered off", by=RAVI)
    assert one(counter).state == "unobtainable"


async def test_two_digests_a_tool_and_the_same_source(counter: Counter) -> None:
    await begun(counter)
    await counter.types('/evidence add SRV-001 disk method="write blocker"')
    cases = {
        f"sha256={SHA}": "SHA-256 and a second digest",
        f"sha256={SHA[:-1]} md5={MD5}": "`sha256` is 64 hexadecimal digits; this has 63",
        f"sha256={'x' * 64} md5={MD5}": "`sha256` is 64 hexadecimal digits",
        f"sha256={SHA} md5={MD5}": "With which tool",
        f"sha256={SHA} md5={MD5} tool=FTK": "the source's SHA-256 belongs beside it",
        f"sha256={SHA} md5={MD5} tool=FTK source={OTHER}": "source and image differ",
    }
    for given, why in cases.items():
        refused = await counter.types(f"/evidence hash EXH-001 {given}")
        assert why in refused["text"], given
        assert one(counter).state == "collected"
        assert one(counter).sha256 == ""
    fine = await counter.types(
        f"/evidence hash EXH-001 sha256={SHA} md5={MD5} tool=FTK source={SHA}"
    )
    assert "EXH-001 is hashed now." in fine["text"]
    await counter.types('/evidence add SRV-001 memory tool="WinPmem"')
    memory = await counter.types(f"/evidence hash EXH-002 sha256={OTHER} sha1={'d' * 40}")
    assert "EXH-002 is hashed now." in memory["text"], "memory has no source to compare"


@on_either_engine
async def test_a_seal_is_used_once_before_two_witnesses_with_a_photo(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter, "S-1")
    await counter.types('/evidence add SRV-001 disk tool="FTK"')
    await counter.types(f"/evidence hash EXH-002 sha256={SHA} md5={MD5} source={SHA}")
    cases = {
        f"s-1 {SEAL}": "Seal S-1 was used on EXH-001",
        f"S-2 witness <@{RAVI}> photo=x": "before two witnesses",
        f"S-2 witness <@{RAVI}> <@{ASHA}> photo=x": "before two witnesses",
        f"S-2 witness <@{RAVI}> <@{MEERA}>": "takes a photo",
        f"{SEAL}": "Which seal number?",
    }
    for given, why in cases.items():
        refused = await counter.types(f"/evidence seal EXH-002 {given}")
        assert why in refused["text"], given
        assert one(counter, 2).seal_no is None
    fine = await counter.types(f"/evidence seal EXH-002 S-2 {SEAL}")
    assert "EXH-002 is sealed now." in fine["text"]
    skipped = await counter.types("/evidence store EXH-002 conditions=dry")
    assert "Where is EXH-002 stored?" in skipped["text"]


async def test_the_timeline_names_people_and_no_bare_id(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    await counter.types(f"/evidence reconcile EXH-001 with <@{RAVI}>")
    told = (await counter.types("/incident timeline 30 evidence"))["text"]
    assert f"witnesses=<@{RAVI}>,<@{MEERA}>" in told
    assert "counted the exhibits on the shelf, as booked: 1 counted" in told
    assert f"; with <@{RAVI}>" in told


async def test_working_copies_are_examined_and_originals_by_order_alone(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    refused = await counter.types("/evidence examine EXH-001")
    assert "is an original; working copies are examined" in refused["text"]
    await counter.types('/evidence add SRV-001 memory from=EXH-001 tool="cp"')
    assert "EXH-002" in (await counter.types("/evidence examine EXH-002 string search"))["text"]
    ordered = await counter.types("/evidence examine EXH-001 order=CFSL/9 at the lab")
    assert "The examination of EXH-001 is recorded; it is stored." in ordered["text"]


async def test_a_name_that_is_typed_is_the_person_so_nobody_witnesses_their_own_deed(
    counter: Counter,
) -> None:
    await begun(counter)
    await sealed(counter)
    asha = Person(user_id=ASHA, name="asha", seen_at=counter.clock.now())
    counter.database.write_now(lambda session: session.merge(asha))
    await counter.types('/evidence add SRV-001 memory tool="WinPmem"')
    await counter.types(f"/evidence hash EXH-002 sha256={SHA} md5={MD5}")
    own = await counter.types(f"/evidence seal EXH-002 S-2 witness @asha <@{RAVI}> photo=x")
    assert "before two witnesses" in own["text"]
    stranger = await counter.types(f"/evidence seal EXH-002 S-2 witness @bob <@{RAVI}> photo=x")
    assert "nobody called @bob" in stranger["text"]
    await counter.types("/evidence offer EXH-001 to Inspector purpose imaging")
    line = f"/evidence receive TRF-001 seal=S-1 sha256={SHA} paper=https://files/slip witness="
    for witness in ("@asha", "@me", '"the guard at the door of the server room"'):
        refused = await counter.types(f"{line}{witness}")
        assert "A second person of the hospital" in refused["text"], witness


async def test_the_windows_ask_what_the_words_would_say(counter: Counter) -> None:
    await begun(counter)
    await counter.types('/evidence add SRV-001 memory tool="WinPmem"')
    window = await counter.presses("evidence.hash", "INC-2022-001 EXH-001")
    refused = await counter.submits(window, {"sha256": "short", "md5": MD5})
    assert "64 hexadecimal digits" in str(refused["errors"])
    await counter.submits(window, {"sha256": SHA, "md5": MD5})
    seal = await counter.presses("evidence.seal", "INC-2022-001 EXH-001")
    given = {
        "seal": "9876543210",
        "witness_a": RAVI,
        "witness_b": MEERA,
        "photo": "ring 9876543210",
    }
    private = await counter.submits(seal, given)
    assert "a phone number" in str(private["errors"])
    await counter.submits(seal, {**given, "photo": "https://files/7"})
    assert (one(counter).state, one(counter).seal_no) == ("sealed", "9876543210")


async def test_an_exhibit_is_entered_in_a_window_with_every_field(counter: Counter) -> None:
    await begun(counter)
    empty = await counter.types("/evidence list")
    assert "evidence.add" in str(empty["blocks"])
    menu = await counter.types("/evidence")
    assert "evidence.add" in str(menu["blocks"])
    await counter.types("/evidence add SRV-001 serial=WD-1")
    window = counter.slack_side.of("views.open")[-1]["view"]
    assert "WD-1" in str(window["blocks"])
    assert [block["block_id"] for block in window["blocks"][1:3]] == ["server", "type"]
    given = {
        "server": "SRV-9", "type": "disk", "serial": "9876543210", "description": "ring 98765 43210",
        "from": "EXH-9", "tool": "FTK & co", "witness_a": RAVI, "fir_no": "312/2022",
    }  # fmt: skip
    errors = (await counter.submits(window, given))["errors"]
    assert sorted(errors) == ["description", "from", "server"]
    assert "has no server “SRV-9”" in errors["server"]
    kindless = await counter.submits(window, {**given, "type": ""})
    assert "What kind of exhibit" in kindless["errors"]["type"]
    mended = {**given, "server": "ehosp-db-01", "description": "left disk", "from": ""}
    assert "errors" not in await counter.submits(window, mended)
    row = one(counter)
    assert (row.server, row.type, row.state, row.tool, row.serial, row.collected_witnesses) == (
        "SRV-001", "disk", "collected", "FTK & co", "9876543210", RAVI,
    )  # fmt: skip
    pressed = await counter.presses("evidence.add", "INC-2022-001")
    assert pressed["callback_id"] == "evidence.add"


async def test_the_kinds_of_exhibits_end_their_sentence(counter: Counter) -> None:
    await begun(counter)
    shown = await counter.types("/evidence add SRV-001 tape")
    assert "document, other. You typed:" in shown["text"]
