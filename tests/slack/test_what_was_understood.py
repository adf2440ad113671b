"""What a line was taken for is said, and nothing of it is done by half in silence."""

import json
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident
from bot.slack import ids
from tests.slack.counter import ASHA, RAVI, Counter, Json


async def declared(counter: Counter, line: str) -> tuple[Incident, Json]:
    """Declare by *line* and return the incident with the answer."""
    shown: dict[str, Any] = await counter.types(f"/incident declare {line}", by=ASHA)
    newest = select(Incident).order_by(col(Incident.id).desc()).limit(1)
    return counter.query(lambda session: session.exec(newest).one()), shown


SEVERITIES = (
    ("Disk full, sev1", "Disk full", 1, "`sev1` at the end is the severity"),
    ("LIS down severity 3", "LIS down", 3, "`severity 3` at the end is the severity"),
    ("It looks like a sev1", "It looks like a sev1", 2, "`/incident sev 1 …`"),
    ("was called sev 3", "was called sev 3", 2, "`/incident sev 3 …`"),
    ("sev1 - Disk full", "Disk full", 1, ""),
    ("sev3 worse than a sev1", "worse than a sev1", 3, ""),
    ("not a sev9", "not a sev9", 2, ""),
    ('"Disk full sev1"', "Disk full sev1", 2, ""),
)


async def test_a_severity_in_the_title_is_said_and_prose_sets_none(counter: Counter) -> None:
    for line, title, severity, said in SEVERITIES:
        incident, shown = await declared(counter, line)
        assert (incident.title, incident.severity) == (title, severity), line
        assert said in shown["text"], (line, shown["text"])
        assert bool(said) == ("`sev" in shown["text"]), (line, shown["text"])


DRILLS = (
    ("Disk full drill", "Disk full drill", False, True),
    ("fire drill at gate", "fire drill at gate", False, True),
    ("Disk full (DRILL)", "Disk full (DRILL)", False, True),
    ('"fire drill at gate"', "fire drill at gate", False, False),
    ("drill: LIS down", "LIS down", True, False),
    ("[DRILL] sev1 fire drill", "fire drill", True, False),
)


async def test_a_title_that_speaks_of_a_drill_is_none_and_that_is_said(counter: Counter) -> None:
    for line, title, drill, said in DRILLS:
        incident, shown = await declared(counter, line)
        assert (incident.title, incident.drill) == (title, drill), line
        assert ("This is not taken as a drill" in shown["text"]) == said, (line, shown["text"])


async def test_private_at_the_end_makes_nothing_private_and_that_is_said(counter: Counter) -> None:
    incident, shown = await declared(counter, "Records copied private")
    assert not incident.private
    assert "This is not private: `private` stands before the title" in shown["text"]
    _, shown = await declared(counter, "printers in private ward")
    assert "not private" not in shown["text"]


KINDS = (
    ("kind ransomware e-Hospital encrypted", "e-Hospital encrypted", "ransomware", ""),
    ("sev1 Kind: data leak private Lists", "Lists", "data_leak", ""),
    ("Kind ransomware: e-Hospital encrypted", "e-Hospital encrypted", "ransomware", ""),
    ("Attack from:outside", "Attack from:outside", "intrusion", ""),
    ("Sev1 : kind - outage LIS down", "LIS down", "outage", ""),
    ("kind:outage LIS down", "LIS down", "outage", ""),
    ("LIS down kind:outage", "LIS down", "outage", ""),
    ("kind= outage LIS down", "LIS down", "outage", ""),
    ("kind of strange traffic", "kind of strange traffic", "intrusion", ""),
    ("LIS down, kind outage", "LIS down, kind outage", "intrusion", "`/incident kind outage`"),
    ('"kind outage LIS down"', "kind outage LIS down", "intrusion", ""),
)


@pytest.mark.parametrize(("line", "title", "kind", "said"), KINDS)
async def test_a_kind_before_the_title_is_taken_and_one_in_it_is_said(
    counter: Counter, line: str, title: str, kind: str, said: str
) -> None:
    incident, shown = await declared(counter, line)
    assert (incident.title, incident.kind) == (title, kind)
    assert said in shown["text"]
    assert bool(said) == ("not taken as the kind" in shown["text"])


OPTIONS = (
    ("role:it-lead e-Hospital encrypted", "e-Hospital encrypted",
     "not in the title; once it is declared: `/incident role &lt;role&gt; @who`."),
    (f"e-Hospital encrypted lead=<@{RAVI}>", "e-Hospital encrypted", "`/incident lead @who`"),
    ("from=outside e-Hospital encrypted", "e-Hospital encrypted",
     "`from=outside` names no message, and is not in the title"),
    ("urgent=yes e-Hospital encrypted", "urgent=yes e-Hospital encrypted",
     "`urgent=yes` stays in the title"),
    ("--now e-Hospital encrypted", "--now e-Hospital encrypted", "`--now` stays in the title"),
    ("urgent=yes private Records copied", "urgent=yes private Records copied", "not private"),
    ("severity=critical LIS down", "LIS down", "SEV1"),
    ("LIS says: out of memory", "LIS says: out of memory", ""),
)  # fmt: skip


@pytest.mark.parametrize(("line", "title", "said"), OPTIONS)
async def test_an_option_that_declaring_does_not_know_is_said(
    counter: Counter, line: str, title: str, said: str
) -> None:
    incident, shown = await declared(counter, line)
    assert incident.title == title
    assert said in shown["text"]
    assert bool(said) == any(part in shown["text"] for part in ("title", "not private", "SEV1"))


async def test_what_a_line_without_a_title_says_is_told_in_the_window(counter: Counter) -> None:
    line = "/incident declare role=it-lead from=asha"
    _, shown = await counter.send(counter.command(line, by=ASHA))
    words = str(counter.slack_side.of("views.open")[-1]["view"])
    assert shown == {}
    assert "`role=it-lead` is not read here, and not in the title; once it is declared" in words
    assert "`from=asha` names no message" in words


SPOKEN_OF = (
    ("ICU monitors down noticed 2:50 am", "`/deadline anchor noticed 2:50 am`"),
    ("noticed at 06:07 LIS down", "`/deadline anchor noticed 06:07`"),
    ("LIS down since 06:07", "`/deadline anchor noticed 06:07`"),
    ("LIS down, happened at 23:10", "`/deadline anchor occurred 23:10`"),
    ("noticed=06:07 LIS down since 06:07", ""),
    ("LIS down since the update", ""),
    ("sev1 ransomware in the laboratory", "`/incident kind ransomware`"),
    ("kind=outage no ransomware, a cable", ""),
)


@pytest.mark.parametrize(("line", "said"), SPOKEN_OF)
async def test_a_time_or_ransomware_in_the_title_is_said_to_change_nothing(
    counter: Counter, line: str, said: str
) -> None:
    _, shown = await declared(counter, line)
    assert said in shown["text"]
    assert bool(said) == ("/deadline anchor" in shown["text"] or "If it is" in shown["text"])


async def test_an_update_that_speaks_of_the_next_without_a_time_is_told_so(desk: Counter) -> None:
    shown = await desk.types("/incident update next update when NIC answers")
    assert "No time is promised" in shown["text"]
    shown = await desk.types("/incident update quiet, next update 30 min mein")
    assert "in 30 min" in shown["text"]
    assert "No time is promised" not in shown["text"]


async def test_a_severity_that_is_none_is_not_passed_over(counter: Counter) -> None:
    shown = await counter.types("/incident declare sev=extreme LIS down")
    assert "`extreme` is not a severity" in shown["text"]
    assert counter.query(lambda session: session.exec(select(Incident)).all()) == []


PARTS = (
    ("500/100", "500 of 100 is more than the whole"),
    ("about 400 / 100", "more than the whole"),
    ("5/0", "more than the whole"),
    ("100/100", "100 of 100 (reported)"),
    ("1,00,000/2,00,000", "1,00,000 of 2,00,000 (reported)"),
    ("about 40 / 100", "about 40 of 100 (reported)"),
    ('"500/100" reported', "500/100 (reported)"),
    ("23/11/2022", "23/11/2022 (reported)"),
    ("FIR 117/2022", "FIR 117/2022 (reported)"),
)


async def test_a_part_is_never_more_than_its_whole(desk: Counter) -> None:
    for typed, said in PARTS:
        shown = await desk.types(f"/incident fact servers.encrypted {typed}")
        assert said in shown["text"], (typed, shown["text"])


async def test_the_moments_from_which_clocks_count_are_echoed(counter: Counter) -> None:
    _, shown = await declared(counter, "noticed=06:00 occurred=05:30 Disk full")
    assert "Occurred: 23 Nov 2022 05:30 IST, 1 h 37 min ago." in shown["text"]
    assert "Noticed: 23 Nov 2022 06:00 IST, 1 h 7 min ago." in shown["text"]


async def test_a_title_that_says_nothing_opens_nothing(counter: Counter) -> None:
    empty = ("---", ".", "?!", "( … )")
    for title in empty:
        shown = await counter.types(f"/incident declare {title}")
        assert "holds no word" in shown["text"], title
        assert counter.query(lambda session: session.exec(select(Incident)).all()) == [], title
    for said in ("🚨", "मदद", "9"):
        assert (await declared(counter, said))[0].title == said
    for title in empty:
        shown = await counter.types(f"/task add INC-2022-001 {title}")
        assert "A task needs a title" in shown["text"], title


async def test_an_incident_alone_is_asked_for_its_menu(desk: Counter) -> None:
    await desk.types("/incident declare sev2 scanners")
    for noun in ("/incident", "/task"):
        shown = await desk.types(f"{noun} INC-2022-001")
        assert shown["text"].startswith("*INC-2022-001* printers"), noun
    assert "no incident INC-2022-077" in (await desk.types("/task INC-2022-077"))["text"]


async def test_an_update_that_speaks_of_a_day_stays_whole(desk: Counter) -> None:
    await desk.types("/incident update We meet next Monday")
    (said,) = desk.posts()
    assert said["text"].endswith("We meet next Monday.")
    shown = await desk.types("/incident update We meet next Monday 9am")
    assert "Next update: 28 Nov 2022 09:00 IST" in shown["text"]


async def test_a_link_says_where_it_leads(desk: Counter) -> None:
    link = "<https://evil.example|https://good.example>"
    await desk.types(f"/incident update See {link} and <https://a.example|a.example>")
    (said,) = desk.posts()
    assert "See https://good.example (<https://evil.example>)" in said["text"]
    assert "<https://a.example|a.example>" in said["text"]


async def test_a_playbook_that_is_not_used_says_why(desk: Counter) -> None:
    folder = desk.runtime.house.library.folder
    (folder / "broken.md").write_text("# A\n- [ ] x {#y role=zz}\n", encoding="utf-8")
    await desk.types("/playbook reload")
    for line in ("/playbook show broken", "/playbook run Broken"):
        shown = await desk.types(line)
        assert "its file has an error: broken.md:2: there is no role `zz`" in shown["text"]
    shown = await desk.types("/playbook run small now please")
    assert "Did you mean `small`?" in shown["text"]


async def test_a_playbook_that_runs_again_says_that_its_tasks_stay(desk: Counter) -> None:
    file = desk.runtime.house.library.folder / "small.md"
    text = file.read_text(encoding="utf-8")
    stay = "Tasks that are here already stay as they are."
    for changed, said in (
        (f"{text}- [ ] Lock the door\n", False),
        (text.replace("Cut the edge", "Is it cut?"), True),
    ):
        file.write_text(changed, encoding="utf-8")
        await desk.types("/playbook reload")
        shown = await desk.types("/playbook run small")
        assert "follows its changed file" in shown["text"]
        assert (stay in shown["text"]) == said


async def test_a_standing_without_a_value_is_that_of_the_value_that_stands(desk: Counter) -> None:
    fact = "/incident fact servers.isolated"
    await desk.types(f"{fact}=40/100")
    for typed, said in (
        ("disputed source police", "40 of 100 (*disputed*) · as of 07:07 IST · source police"),
        ("(confirmed) source NIC", "40 of 100 (confirmed) · as of 07:07 IST · source NIC"),
        ("public", "40 of 100 (confirmed) · as of 07:07 IST · source NIC"),
    ):
        shown = await desk.types(f"{fact} {typed}")
        assert f"Entered: `servers.isolated` {said}" in shown["text"]
    assert "What is the value" in (await desk.types("/incident fact nosuch disputed"))["text"]


async def test_who_settles_a_secret_figure_is_not_told_it(desk: Counter) -> None:
    await desk.types("/incident fact ransom.sum 200 reported source press")
    shown = await desk.types("/incident fact ransom.sum disputed source police", by="U4DEV")
    assert "`ransom.sum` _kept with command and legal_ (*disputed*)" in shown["text"]
    assert "200" not in str(shown)


@pytest.mark.parametrize("line", ["/incident declare help", "/incident declare --help",
                                  "/incident help declare"])  # fmt: skip
async def test_help_behind_a_verb_is_help_on_it(counter: Counter, line: str) -> None:
    shown = await counter.types(line)
    assert "opens an incident: its channel" in shown["text"]
    assert counter.query(lambda session: session.exec(select(Incident)).all()) == []
    assert (await declared(counter, '"help"'))[0].title == "help"
    for noun in ("/incident -h", "/task --help"):
        assert f"*{noun.split()[0]}*" in (await counter.types(noun))["text"]


async def test_a_severity_in_the_middle_of_a_title_is_said_too(counter: Counter) -> None:
    incident, shown = await declared(counter, "Printer jam sev4 in OPD")
    assert (incident.severity, incident.title) == (2, "Printer jam sev4 in OPD")
    assert "`/incident sev 4 …`" in shown["text"]


async def test_a_role_that_is_taken_back_is_not_said_to_be_taken(desk: Counter) -> None:
    await desk.types(f"/incident role it-lead <@{RAVI}>")
    await desk.types("/incident role it-lead off")
    said = f"<@{ASHA}> took back the role *it-lead* from <@{RAVI}>. Nobody holds it now."
    assert desk.posts()[-1]["text"] == said


async def test_who_holds_a_role_besides_is_said(desk: Counter) -> None:
    await desk.types(f"/incident role it-lead <@{RAVI}>")
    both = await desk.types(f"/incident role it-lead <@{ASHA}>")
    assert f"Held by <@{RAVI}> as well." in both["text"]
    assert f"Held by <@{RAVI}> as well." in desk.posts()[-1]["text"]
    one = await desk.types(f"/incident role it-lead off <@{RAVI}>")
    assert f"is taken back from <@{RAVI}>. Still held by <@{ASHA}>." in one["text"]
    lead = await desk.types(f"/incident lead <@{RAVI}>")
    assert f"Until now: <@{ASHA}>." in lead["text"]


async def test_a_part_of_a_number_is_no_time(desk: Counter) -> None:
    await desk.types("/incident note Looked at 5 of 10")
    assert desk.posts()[-1]["text"].endswith("notes: Looked at 5 of 10")
    shown = await desk.types("/incident note Seen at 5 of nov")
    assert "at 5 Nov 2022 00:00 IST" in shown["text"]


async def test_what_is_no_verb_behind_incident_is_offered_as_a_declaration(
    counter: Counter,
) -> None:
    for typed in ("e-Hospital servers encrypted", "printers of <@U2RAVI> print a note"):
        shown = await counter.types(f"/incident {typed}")
        assert "Does it say what happened?" in shown["text"], typed
        (send,) = (
            each for block in shown["blocks"] for each in block.get("elements", ())
            if each.get("action_id") == "line.run"
        )  # fmt: skip
        assert send["value"] == f"/incident declare {typed}"
        await counter.presses("line.run", send["value"])
    titles = counter.query(lambda s: s.exec(select(Incident.title).order_by(Incident.ref)).all())
    assert titles == ["e-Hospital servers encrypted", "printers of @U2RAVI print a note"]

    def put(session: Session) -> None:
        session.exec(select(Incident)).first().channel_id = "C7ROOM"  # type: ignore[union-attr]  # declared above.

    counter.database.write_now(put)
    there = await counter.types("/incident printers again", channel="C7ROOM")
    assert "Does it say" not in there["text"]
    told = await counter.types(f"/incident {'the printers print a note again ' * 10}")
    assert "a title has at most 200 characters" in told["text"]
    assert "line.run" not in str(told["blocks"])
    ended = await counter.types("/incident delete wrong channel INC-2022-001")
    assert "Did you mean `standdown`?" in ended["text"]
    assert "/incident standdown wrong channel" in str(ended["blocks"])


async def test_the_promise_that_an_update_keeps_is_named(desk: Counter) -> None:
    await desk.types("/incident update all is well next 45m")
    kept = await desk.types("/incident update still well", by=RAVI)
    for text in (kept["text"], desk.posts()[-1]["text"]):
        assert "The update promised for 23 Nov 2022 07:52 IST, in 45 min is given" in text
    assert "promised for" not in (await desk.types("/incident update and now"))["text"]


async def test_a_promise_that_is_put_off_says_until_when_and_by_how_much(desk: Counter) -> None:
    """A length counts from now, as everywhere, and not from when the update is due."""
    await desk.types("/incident update all is well next 20m")
    put_off = await desk.types("/incident snooze 30m waiting for NIC")
    assert put_off["text"].startswith(
        "The update on INC-2022-001 is now promised for 23 Nov 2022 07:37 IST, in 30 min: "
        "10 min later than before. You may put it off once more yourself."
    )
    refused = await desk.types("/incident snooze")
    assert (
        "The update is promised for 23 Nov 2022 07:37 IST already, and 23 Nov 2022 07:22 IST is "
        "no later. A length counts from now."
    ) in refused["text"].replace("\n", " ")


async def test_stages_are_spoken_of_in_english(desk: Counter) -> None:
    await desk.types("/incident standdown a false alarm")
    told = await desk.types("/incident reopen it was none INC-2022-001")
    assert "INC-2022-001 is in triage now." in told["text"]
    far = await desk.types("/incident stage review")
    assert "An incident that is in triage does not go to review in one step." in far["text"]


async def test_a_moment_by_which_clocks_count_is_no_incidents_title(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Printers")
    for typed, meant in (
        ("noticed 06:00", "/deadline anchor noticed 06:00"),
        ("occurred 22 nov 18:00 by the logs", "/deadline anchor occurred 22 nov 18:00 by the logs"),
        ("breach_confirmed 06:00", "/deadline anchor breach 06:00"),
        ("noticed strange logins", "/incident declare noticed strange logins"),
    ):
        shown = await counter.types(f"/incident {typed}")
        assert shown["blocks"][-1]["elements"][0]["value"] == meant
    sent = await counter.presses(ids.LINE_RUN, "/deadline anchor noticed 06:00")
    assert "set *noticed* to 23 Nov 2022 06:00" in sent["text"]


TWO_WORDS = (
    ("stand down same as the first", "/incident standdown same as the first"),
    ("stand down INC-2022-001 a test", "/incident standdown INC-2022-001 a test"),
    ("add note vpn is off", "/incident note vpn is off"),
    ("give role it-lead <@U2RAVI>", "/incident role it-lead <@U2RAVI>"),
    ("assign #2 <@U2RAVI>", "/task assign #2 <@U2RAVI>"),
    ("hand over <@U2RAVI> I go home", "/incident handover <@U2RAVI> I go home"),
    ("sev1", "/incident sev 1"),
    ("sev1 lab server down", "/incident declare sev1 lab server down"),
    ("Sev-1: lab server down", "/incident declare Sev-1: lab server down"),
)


@pytest.mark.parametrize(("typed", "meant"), TWO_WORDS)
async def test_a_verb_in_two_words_and_a_severity_in_front_are_understood(
    desk: Counter, typed: str, meant: str
) -> None:
    shown = await desk.types(f"/incident {typed}")
    assert f'"value": "{meant}"' in json.dumps(shown), shown["text"]


async def test_a_severity_in_front_is_the_incident_s_in_its_own_channel(counter: Counter) -> None:
    await counter.types("/incident declare sev2 printers")
    counter.database.write_now(_stands)
    shown = await counter.types("/incident sev1 ICU is down too", channel="C7ROOM")
    assert '"value": "/incident sev 1 ICU is down too"' in json.dumps(shown)


def _stands(session: Session) -> None:
    session.exec(select(Incident)).one().channel_id = "C7ROOM"


async def test_a_playbook_that_is_named_alone_is_shown(desk: Counter) -> None:
    shown = await desk.types("/playbook small")
    assert '"value": "/playbook show small"' in json.dumps(shown)


async def test_last_five_of_the_timeline_are_five_and_a_name_wants_its_mark(desk: Counter) -> None:
    for number in range(7):
        await desk.types(f"/incident note thing {number}")
    shown = await desk.types("/incident timeline last 5 entries")
    assert [f"thing {n}" in shown["text"] for n in range(7)] == [False, False, *[True] * 5]
    shown = await desk.types("/incident timeline of somebody")
    assert "or name a person, with an @" in shown["text"]
