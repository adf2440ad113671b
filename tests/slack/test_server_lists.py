"""Lists of servers, and what is typed of them that cannot be meant."""

from sqlmodel import select

from bot.domain.models import Server
from tests.slack.counter import Counter, on_either_engine
from tests.slack.test_servers import estate, of


async def test_nonsense_is_refused_and_nothing_is_half_written(counter: Counter) -> None:
    await estate(counter)
    cases = {
        "/server add kind=physical": "needs its hostname",
        "/server add two words": "One server at a time",
        "/server add lis-app-01": "registered already",
        "/server add bad_host! ip=1.2.3.4": "letters, digits, dots and dashes",
        "/server add a-01 ip=999.1.1.1": "no IP address",
        "/server add a-01 mac=xx": "no MAC address",
        "/server add a-01 tier=9": "A tier is 0 to 5. 0 is the network core, 5 research.",
        '/server add a-01 owner="=cmd|calc"': "formula",
        "/server add a-01 kind=toaster": "is none of",
        "/server isolate ghost": "has no server `ghost`",
        "/server isolate": "Which server?",
        "/server verify SRV-001": "`verify` does not go from there",
        "/server set SRV-001 swept": "Which server, and what of it?",
    }
    for line, why in cases.items():
        answer = await counter.types(line)
        assert why in answer["text"], line
    assert len(counter.query(lambda s: s.exec(select(Server)).all())) == 4


@on_either_engine
async def test_a_host_s_name_that_slack_made_a_link_is_a_name(counter: Counter) -> None:
    await estate(counter)
    link = "<http://lis-web.aiims.edu|lis-web.aiims.edu>"
    shown = await counter.types(f"/server add {link} tier=2")
    assert "*SRV-005* lis-web.aiims.edu" in shown["text"]
    changed = await counter.types(f"/server set {link} segment=OPD")
    assert of(counter, "lis-web.aiims.edu").segment == "OPD", changed["text"]
    await counter.types("/server add hostname=<http://lis.aiims.edu|lis.aiims.edu>")
    assert of(counter, "lis.aiims.edu").number == 6
    bad = await counter.types("/server add <mailto:it@aiims.edu|it@aiims.edu>")
    assert "a host's name has letters, digits, dots and dashes" in bad["text"]


@on_either_engine
async def test_where_there_are_no_servers_a_list_says_how_they_come(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Empty")
    shown = await counter.types("/server list suspect")
    assert shown["text"].endswith("`/server help` says how they are entered.")


@on_either_engine
async def test_a_filter_that_matches_none_is_told_from_a_word_that_is_none(
    counter: Counter,
) -> None:
    await estate(counter)
    none = (await counter.types("/server list suspect"))["text"]
    assert "```suspect``` matches none of the 4 servers in INC-2022-001." in none
    assert "A filter is a state, a verdict, a kind, a host's name or `key=value`" in none
    assert "entered" not in none
    for line, told in (
        ("zzz-*", "```zzz-*``` matches none of the 4 servers"),
        ("nonsense", "`nonsense` is no filter of servers, and none is called so. A filter is"),
        ("colour=red", "`colour=red` is no filter of servers"),
        ("state=broken", "`state=broken` is no filter of servers"),
        ("kind=toaster", "`kind`: `toaster` is none of physical"),
        ("tier=१", "1-3 of 3"),
        ("life_support=yes", "1-1 of 1"),
        ("life", "1-1 of 1"),
        ("kind=medical,physical segment=OPD", "1-3 of 3"),
        ("srv-002", "*SRV-002* ehosp-db-02"),
        ("ehosp-db-*", "1-2 of 2"),
        ("in-service", "1-4 of 4"),
    ):
        shown = await counter.types(f"/server list {line}")
        assert told in shown["text"], (line, shown["text"])


@on_either_engine
async def test_the_first_few_of_several_servers_are_shown(counter: Counter) -> None:
    await estate(counter)
    two = (await counter.types("/server show ehosp-db-*"))["text"]
    assert "*SRV-001* ehosp-db-01 in INC" in two
    assert "*SRV-002* ehosp-db-02 in INC" in two
    assert "These are" not in two
    four = await counter.types("/server show SRV-001 to SRV-004")
    assert four["text"].endswith(
        "These are the first 3 of 4 servers; `/server list` shows them all."
    )
    assert "*SRV-004*" not in four["text"]
    slip = await counter.types("/server show lis-app-01 lis-app-0")
    assert "Send /server show lis-app-01, lis-app-0" in str(slip["blocks"])
