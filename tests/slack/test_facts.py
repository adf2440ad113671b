"""Facts, promised dates and public texts at the counter (rules 27 and 28)."""

from sqlmodel import Session

from bot.export import document
from bot.slack import ids
from bot.storage.incidents import by_ref
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, Json, on_either_engine

NISHA = "U4NISHA"
WALLET = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


async def _declared(counter: Counter, how: str = "sev3 kind=other") -> None:
    await counter.types(f"/incident declare {how} Figures")
    for role, who in (("pio", RAVI), ("legal-lead", MEERA), ("director", MEERA)):
        await counter.types(f"/incident role {role} <@{who}>")


@on_either_engine
async def test_a_figure_keeps_its_standing_source_and_history(counter: Counter) -> None:
    await _declared(counter)
    first = await counter.types("/incident fact servers.infiltrated 4/100 source switch logs")
    assert "`servers.infiltrated` 4 of 100 (reported)" in first["text"]
    await counter.types("/incident fact servers.infiltrated 5/100 confirmed source MoHFW note")
    told = counter.posts()[-1]["text"]
    assert "5 of 100 (confirmed)" in told
    assert "source MoHFW note" in told
    assert "was 4 of 100 (reported)" in told
    history = await counter.types("/incident fact servers.infiltrated")
    assert history["text"].index("5 of 100") < history["text"].index("4 of 100 (reported)")


async def test_a_bare_source_is_asked_for_and_makes_no_fact_reported(counter: Counter) -> None:
    await _declared(counter)
    for line in ("a 5/10 denied source", "a 5/10 confirmed Source:", 'a denied source ""'):
        refused = await counter.types(f"/incident fact {line}")
        assert "Behind `source` stands nothing." in refused["text"], line
    assert "No facts in" in (await counter.types("/incident fact"))["text"]
    kept = await counter.types('/incident fact licence "open source" denied source vendor')
    assert "`licence` open source (denied)" in kept["text"]


@on_either_engine
async def test_what_is_disputed_stays_disputed_until_somebody_settles_it(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/incident fact endpoints.total 5000 disputed source NIC")
    again = await counter.types("/incident fact endpoints.total 5500")
    assert "(*disputed*)" in again["text"]
    repeated = await counter.types("/incident fact endpoints.total 5500 reported source press")
    assert "5500 (*disputed*)" in repeated["text"], "a report more settles nothing"
    bare = await counter.types("/incident fact endpoints.total 5500 confirmed")
    assert "names who confirmed it" in bare["text"]
    settled = await counter.types(
        "/incident fact endpoints.total 5500 confirmed source asset audit"
    )
    assert "5500 (confirmed)" in settled["text"]


async def test_what_is_said_of_a_ransom_stays_with_command_and_legal(counter: Counter) -> None:
    await _declared(counter)
    await counter.types('/incident fact ransom.sum "Rs 200 crore" reported source press')
    told = counter.posts()[-1]["text"]
    assert "200" not in told
    assert "kept with command and legal" in told
    assert "200" not in (await counter.types("/incident timeline", by="U9OTHER"))["text"]
    assert "200" not in (await counter.types("/incident fact", by="U9OTHER"))["text"]
    assert "Rs 200 crore" in (await counter.types("/incident fact", by=MEERA))["text"]
    refused = await counter.types("/incident fact ransom.sum 200 confirmed public source x")
    assert "never public" in refused["text"]


async def test_a_wallet_is_refused_outside_a_private_incident_and_not_repeated(
    counter: Counter,
) -> None:
    await _declared(counter)
    refused = await counter.types(f"/incident note they want {WALLET}")
    assert "only a private incident keeps" in refused["text"]
    assert WALLET not in str(refused)
    await counter.types("/incident declare sev3 kind=other private Kept apart")
    kept = await counter.types(f"/incident note INC-2022-002 they want {WALLET}")
    assert "Noted" in kept["text"]


SUM, PAY = "the ransom is Rs 200 crore", "we should pay the ransom"
WRITTEN = (
    f"/incident note {SUM}",
    f"/incident update {PAY} next 2h",
    f"/incident eta OPD 5 dec 09:00 because {PAY}",
    f"/incident fact opd.cause {SUM} source press",
    "/incident fact ransom.sum 7 source the ransom is 200 crore",
    f"/incident statement draft {SUM} next 18:00",
    f"/incident declare sev3 kind=other {SUM}",
    f"/task add {PAY}",
    f"/task note #1 {SUM}",
    f"/task block #1 {PAY}",
    f"/waiver ask 5 INC-2022-001 other {SUM}",
)


async def test_sums_and_paying_are_refused_wherever_one_writes(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/task add Photograph the screen")
    kept = counter.posts()
    for line in WRITTEN:
        refused = await counter.types(line)
        assert "only a private incident keeps" in refused["text"], line
        assert "/incident declare private" in refused["text"], line
        assert "27, ransom" in str(refused["blocks"]), line
        assert counter.posts() == kept, line
    assert "200 crore" not in str((await counter.types("/incident timeline 50"))["text"])


async def test_a_window_keeps_no_sum_either(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/task add Photograph the screen")
    await counter.presses(ids.TASK_BLOCK, "INC-2022-001 #1")
    shown = await counter.submits(_opened(counter), {ids.REASON: SUM})
    assert "only a private incident keeps" in str(shown["errors"])
    await counter.types("/incident declare")
    shown = await counter.submits(_opened(counter), {ids.TITLE: PAY})
    assert "only a private incident keeps" in str(shown["errors"])


def _opened(counter: Counter) -> Json:
    view: Json = counter.slack_side.of("views.open")[-1]["view"]
    return view


async def test_who_may_read_of_a_ransom_is_not_answered_in_a_thread(counter: Counter) -> None:
    await _declared(counter)
    await counter.types('/incident fact ransom.sum "Rs 200 crore" reported source press')
    asked = {"type": "app_mention", "user": MEERA, "text": "<@U0BOT> fact", "channel": "C0DESK",
             "ts": "1669167500.000200"}  # fmt: skip
    await counter.send(counter.event(asked))
    assert counter.posts("answer") == []


@on_either_engine
async def test_a_promised_date_keeps_what_was_promised_before(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/incident eta OPD registration 28 nov 09:00")
    await counter.types("/incident eta OPD registration 5 dec 09:00 because VLAN is not open")
    assert "before it was 28 Nov 2022 09:00 IST" in counter.posts()[-1]["text"]
    shown = await counter.types("/incident eta")
    assert shown["text"].index("5 Dec 09:00") < shown["text"].index("28 Nov 09:00")
    assert "type a time ahead" in (await counter.types("/incident eta OPD 22 nov 09:00"))["text"]
    assert "When will it be back?" in (await counter.types("/incident eta OPD"))["text"]
    unclear = await counter.types("/incident eta OPD 25 nov")
    assert unclear["text"].endswith(" (no time was given, so 23:59)")


REFUSED = (
    ("Attackers want a ransom next 18:00", "word about ransom"),
    ("Rs 200 crore are not paid next 18:00", "a sum of money"),
    ("LockBit did it next 18:00", "word about ransom, actor"),
    ("We saw 300 patients next 18:00", "without a fact behind it"),
    ("OPD sees {opd.seen} a day next 18:00", "There is no fact `opd.seen`"),
    ("We treat {beds} people next 18:00", "only what is confirmed and public"),
    ("Emergency is open", "does not say when the next update comes"),
)


async def test_a_public_text_is_refused_while_it_holds_what_must_not_get_out(
    counter: Counter,
) -> None:
    await _declared(counter)
    await counter.types("/incident fact beds 40 reported")
    for text, why in REFUSED:
        refused = await counter.types(f"/incident statement draft {text}")
        assert why in refused["text"], (text, refused["text"])
        assert "No statement" in (await counter.types("/incident statement list"))["text"], text


@on_either_engine
async def test_two_sign_a_public_text_and_a_changed_figure_shows_both(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/incident fact opd.seen 2000 confirmed public source registration")
    draft = (
        "/incident statement draft Emergency is open 24x7. OPD sees {opd.seen} a day. next 18:00"
    )
    shown = await counter.types(draft)
    assert "OPD sees 2000 a day." in shown["text"]
    early = await counter.types("/incident statement publish STM-001", by=MEERA)
    assert "Two others sign it" in early["text"]
    own = await counter.types("/incident statement approve STM-001", by=ASHA)
    assert "You asked for STM-001 yourself" in own["text"]
    await counter.types("/incident statement approve STM-001", by=RAVI)
    await counter.types("/incident statement approve STM-001", by=MEERA)
    await counter.types("/incident statement publish STM-001", by=RAVI)
    assert "OPD sees 2000 a day." in counter.posts()[-1]["text"]
    await counter.types("/incident fact opd.seen 3000 confirmed public source registration")
    later = await counter.types(draft)
    assert "OPD sees 3000 (earlier 2000) a day." in later["text"]


async def test_the_spokesperson_signs_unless_the_text_is_theirs(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Figures")
    for role, who in (("pio", RAVI), ("legal-lead", MEERA), ("director", NISHA)):
        await counter.types(f"/incident role {role} <@{who}>")
    draft = "/incident statement draft Emergency is open. next 18:00"
    await counter.types(draft)
    await counter.types("/incident statement approve STM-001", by=MEERA)
    second = await counter.types("/incident statement approve STM-001", by=NISHA)
    assert "it takes pio (<@U2RAVI>)" in second["text"]
    await counter.types("/incident statement approve STM-001", by=RAVI)
    assert "approved" in (await counter.types("/incident statement show STM-001"))["text"]
    await counter.types(draft, by=RAVI)
    await counter.types("/incident statement approve STM-002", by=MEERA)
    await counter.types("/incident statement approve STM-002", by=NISHA)
    assert "approved" in (await counter.types("/incident statement show STM-002"))["text"]


async def test_what_went_out_is_kept_word_for_word(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/incident fact opd.seen 2000 confirmed public source registration")
    await counter.types("/incident statement draft OPD sees {opd.seen} a day. next 18:00")
    await counter.types("/incident statement approve STM-001", by=RAVI)
    await counter.types("/incident statement approve STM-001", by=MEERA)
    await counter.types("/incident statement publish STM-001 consent IO/22", by=RAVI)
    await counter.types("/incident fact opd.seen 3000 confirmed public source registration")
    shown = await counter.types("/incident timeline")
    assert "OPD sees 2000 a day." in shown["text"]

    def exported(session: Session) -> Json:
        incident = by_ref(session, "INC-2022-001")
        assert incident is not None
        return document.document(session, incident)

    [entry] = [
        each for each in counter.query(exported)["timeline"]
        if each["action"] == "statement.publish"
    ]  # fmt: skip
    assert (entry["subject"], entry["text"]) == ("STM-001", "OPD sees 2000 a day.")
    assert (entry["actor"], entry["reason"]) == (RAVI, "consent IO/22")


async def test_what_goes_out_is_what_two_signed_and_no_newer_figure(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/incident fact opd.seen 3000 confirmed public source registration")
    await counter.types("/incident statement draft OPD sees {opd.seen}. next 18:00")
    await counter.types("/incident statement approve STM-001", by=RAVI)
    newer = "/incident fact opd.seen 9000 confirmed public source registration"
    await counter.types(newer)
    half = await counter.types("/incident statement approve STM-001", by=MEERA)
    assert "`opd.seen` 3000 → 9000" in half["text"], "the second signs what the first signed"
    await counter.types("/incident fact opd.seen 3000 confirmed public source registration")
    await counter.types("/incident statement approve STM-001", by=MEERA)
    await counter.types(newer)
    refused = await counter.types("/incident statement publish STM-001", by=RAVI)
    assert "`opd.seen` 3000 → 9000" in refused["text"]
    assert "28, public text" in str(refused["blocks"])
    shown = await counter.types("/incident statement show STM-001")
    assert "OPD sees 3000." in shown["text"], "the card shows what was signed"
    assert not any("OPD sees 9000" in post["text"] for post in counter.posts())


async def test_what_a_public_fact_says_is_read_too(counter: Counter) -> None:
    await _declared(counter)
    asked = '/incident fact opd.cause "hackers broke in" confirmed'
    refused = await counter.types(f"{asked} public source press")
    assert "never said in public" in refused["text"]
    await counter.types(f"{asked} source press")
    assert "hackers" not in str(counter.posts("public"))
    await counter.types('/incident fact opd.a "Lock" confirmed public source press')
    await counter.types('/incident fact opd.b "Bit" confirmed public source press')
    joined = await counter.types("/incident statement draft News: {opd.a}{opd.b} next 18:00")
    assert "LockBit" in joined["text"]
    assert "never said in public" in joined["text"]


@on_either_engine
async def test_facts_their_history_and_etas_are_paged(counter: Counter) -> None:
    await _declared(counter)
    for each in range(11, 23):
        await counter.types(f"/incident fact opd.k{each} {each} reported source NIC")
        await counter.types(f"/incident fact opd.seen {each} reported source NIC")
        await counter.types(f"/incident eta Thing{each} 5 dec 09:00")
    await _turned(counter, "/incident facts", ids.INCIDENT_FACT, ("opd.k11", "opd.seen"))
    await _turned(counter, "/incident fact opd.seen", ids.INCIDENT_FACT, ("22 (", "11 ("))
    await _turned(counter, "/incident eta", ids.INCIDENT_ETA, ("Thing11", "Thing22"))
    assert "No fact" not in (await counter.types("/incident facts page=9"))["text"]
    kept = await counter.types("/incident fact opd.note seen on page=2 source NIC")
    assert "seen on page=2" in kept["text"], "in a value it is no page"


async def _turned(counter: Counter, line: str, action: str, shown: tuple[str, str]) -> None:
    """Check that a list has two pages, each with its end of what is *shown* and the way across."""
    first = await counter.types(line)
    assert ": 1-10 of 1" in first["text"], line
    assert (shown[0] in first["text"], shown[1] in first["text"]) == (True, False), line
    second = await counter.types(f"{line} page=2")
    assert (shown[0] in second["text"], shown[1] in second["text"]) == (False, True), line
    onward = next(
        button for block in first["blocks"] for button in block.get("elements", ())
        if button.get("action_id") == action and "page=2" in button["value"]
    )  # fmt: skip
    assert (await counter.presses(action, onward["value"]))["text"] == second["text"], line
