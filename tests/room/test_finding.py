"""What a search finds: words, phrases, places and people; what is private stays so."""

import pytest

from tests.room.serving import Caller
from tests.workspace import Person, RefusalError, Workspace


@pytest.fixture
def ravi(workspace: Workspace) -> Person:
    return workspace.person("U0RAVI")


def texts(person: Person, query: str) -> list[str]:
    """Return what a search shows, newest first."""
    return [each["excerpt"] for each in person.get("search", query=query)["messages"]]


def test_all_words_in_any_order_and_case(asha: Person, ravi: Person) -> None:
    asha.types("The PACS viewer is down in radiology")
    asha.types("PACS is back")
    assert texts(ravi, "pacs") == ["PACS is back", "The PACS viewer is down in radiology"]
    assert texts(ravi, "DOWN pacs") == ["The PACS viewer is down in radiology"]
    assert texts(ravi, '"viewer is down"') == ["The PACS viewer is down in radiology"]
    assert texts(ravi, '"down is"') == []


def test_words_of_every_script_and_of_names(asha: Person, ravi: Person) -> None:
    asha.types("अस्पताल के सर्वर बंद हैं, @ravi")
    assert texts(ravi, "सर्वर") == texts(ravi, "@Ravi") != []


def test_by_whom_and_where(asha: Person, ravi: Person) -> None:
    asha.types("lab forms are here")
    ravi.types("lab phones work")
    assert texts(asha, "lab from:asha") == ["lab forms are here"]
    assert texts(asha, "lab in:#managers") == []
    assert len(texts(asha, "from:@ravi")) == 1


def test_what_stands_in_blocks_and_threads(asha: Person, app: Caller) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*Exhibit* EX-014 &amp; seal"}}
    parent = app("chat.postMessage", channel="C0GENERAL", text="x", blocks=[block])
    app("chat.postMessage", channel="C0GENERAL", text="EX-014 again", thread_ts=parent["ts"])
    found = asha.get("search", query="ex-014")["messages"]
    assert [each["excerpt"] for each in found] == ["EX-014 again", "Exhibit EX-014 & seal"]
    assert found[0]["thread_ts"] == found[1]["ts"]


def test_what_stands_on_buttons_is_not_what_was_said(asha: Person, app: Caller) -> None:
    button = {
        "type": "button",
        "action_id": "a",
        "text": {"type": "plain_text", "text": "Reassign"},
    }
    words = {"type": "mrkdwn", "text": "The seal is broken"}
    blocks = [
        {"type": "section", "text": words, "accessory": button},
        {"type": "actions", "elements": [button]},
    ]
    app("chat.postMessage", channel="C0GENERAL", text="x", blocks=blocks)
    assert texts(asha, "seal") == ["The seal is broken"]
    assert texts(asha, "reassign") == []


def test_a_private_channel_is_found_by_its_members_alone(asha: Person, ravi: Person) -> None:
    made = asha.post("channels", name="quiet-room", is_private=True)["channel"]
    asha.types("the ransom note says", in_=made["id"])
    assert texts(asha, "ransom") != []
    assert texts(ravi, "ransom") == []
    for unseen in ("quiet-room", "nope"):
        with pytest.raises(
            RefusalError, match=f"There is no channel called #{unseen} that you may"
        ):
            texts(ravi, f"ransom in:#{unseen}")


def test_page_by_page(asha: Person, app: Caller) -> None:
    for number in range(23):
        asha.types(f"sheet {number}")
    first = asha.get("search", query="sheet")
    rest = asha.get("search", query="sheet", before=first["before"])
    assert (len(first["messages"]), len(rest["messages"]), rest["before"]) == (20, 3, None)
    assert rest["messages"][-1]["excerpt"] == "sheet 0"


@pytest.mark.parametrize("query", ["", "   ", '""', '"'])
def test_nothing_to_look_for_is_said(asha: Person, query: str) -> None:
    with pytest.raises(RefusalError, match="Type a word"):
        asha.get("search", query=query)


@pytest.mark.parametrize("query", [".*", "<!channel>", "\\", "a" * 5_000, "from:x in:general"])
def test_no_query_breaks_it(asha: Person, query: str) -> None:
    asha.get("search", query=query)
