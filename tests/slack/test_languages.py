"""Each reader's own language: as Slack says, as chosen by command, as the house has it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.models import Person
from bot.domain.words import Language
from bot.slack.directory import Directory
from tests.limits import problems
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine

TITLE = "Daily digest <closed> & done"


def members(**locales: str) -> dict[str, dict[str, Any]]:
    """Return what Slack answers when it is asked who is there."""
    people = [
        {"id": user, "team_id": "T0TEAM", "name": user.lower(), "locale": locale}
        for user, locale in locales.items()
    ]
    return {"users.list": {"members": people}}


@pytest.fixture
async def directory(counter: Counter) -> Directory:
    """A directory that has read who has which language in Slack."""
    counter.slack_side.answers = members(**{ASHA: "hi-IN", RAVI: "en-GB", MEERA: "fr-FR"})
    found = Directory(counter.database, counter.slack, counter.clock, listed=[])
    await found.refresh()
    return found


async def preview(counter: Counter, by: str = ASHA) -> dict[str, Any]:
    return await counter.types("/incident digest preview", by=by)


@on_either_engine
async def test_a_digest_comes_in_the_language_that_its_reader_set_in_slack(
    counter: Counter, directory: Directory
) -> None:
    assert counter.slack_side.of("users.list")[0]["include_locale"] in {"1", "true"}
    await counter.types(f"/incident declare sev2 {TITLE}", by=RAVI)
    shown = await preview(counter)
    words = json.dumps(shown, ensure_ascii=False)
    assert shown["text"].startswith("दैनिक सार, 23 नव॰ 2022।")
    assert "1 घटना खुली है।" in words
    assert "सक्रिय · दिन 1" in words
    assert "टास्क: 4 में से पूरे 0" in words
    assert "Daily digest &lt;closed&gt; &amp; done" in words, "What people typed stays."
    assert "INC-2022-001" in words
    assert problems(shown) == []
    assert (await preview(counter, RAVI))["text"].startswith("Daily digest, 23 Nov 2022.")
    assert (await preview(counter, MEERA))["text"].startswith("Daily digest"), "No French yet."


@on_either_engine
async def test_what_a_person_chose_wins_until_they_say_auto(
    counter: Counter, directory: Directory
) -> None:
    said = await counter.types("/incident language")
    assert "आप जो पढ़ते हैं वह हिन्दी में आता है, जैसा आपके Slack में है" in said["text"]
    said = await counter.types("/incident language English")
    assert "comes in English, as you chose" in said["text"]
    assert (await preview(counter))["text"].startswith("Daily digest")
    said = await counter.types("/incident language hi", by=MEERA)
    assert "आता है, जैसा आपने चुना" in said["text"]
    assert (await preview(counter, MEERA))["text"].startswith("दैनिक सार")
    assert "जैसा आपके Slack में है" in (await counter.types("/incident language auto"))["text"]
    assert (await preview(counter))["text"].startswith("दैनिक सार")
    slip = await counter.types("/incident language klingon")
    assert "Wardroom अभी वह भाषा नहीं बोलता।" in slip["text"]
    assert "`/incident language hi`" in slip["text"]


async def test_an_event_that_names_no_locale_forgets_none(
    counter: Counter, directory: Directory
) -> None:
    await directory.changed({"id": ASHA, "team_id": "T0TEAM", "name": "asha.new"})
    kept = counter.query(lambda session: session.get(Person, ASHA))
    assert kept is not None
    assert (kept.name, kept.locale) == ("asha.new", "hi-IN")
    await directory.changed({"id": ASHA, "team_id": "T0TEAM", "name": "asha", "locale": "en-US"})
    assert (await preview(counter))["text"].startswith("Daily digest")


async def test_what_everybody_reads_is_in_the_house_s_language(
    counter: Counter, directory: Directory
) -> None:
    counter.runtime.house = replace(counter.runtime.house, language=Language.HINDI)
    await counter.types("/incident declare sev2 printers", by=RAVI)
    await counter.types("/incident digest now", by=RAVI)
    (posted,) = counter.posts("digest")
    assert posted["text"].startswith("दैनिक सार, 23 नव॰ 2022।")
    said = await counter.types("/incident language", by=MEERA)
    assert "हिन्दी में आता है, जैसा इस अस्पताल ने तय किया" in said["text"]
    assert (await preview(counter, RAVI))["text"].startswith("Daily digest"), "Ravi reads English."


async def test_a_summary_s_preview_is_in_its_reader_s_language(
    counter: Counter, directory: Directory
) -> None:
    await counter.types("/incident declare sev2 printers", by=RAVI)
    shown = await counter.types("/incident INC-2022-001 summary preview")
    assert shown["text"].startswith("स्थिति सारांश INC-2022-001, SEV2 · सक्रिय · दिन 1: printers।")
    shown = await counter.types("/incident INC-2022-001 summary preview", by=RAVI)
    assert shown["text"].startswith("Status summary INC-2022-001, SEV2 · active · day 1: printers.")


async def test_a_digest_that_names_its_language_keeps_it(
    counter: Counter, directory: Directory
) -> None:
    said = await counter.types("/incident digest subscribe at 08:00 lang hi", by=RAVI)
    assert "all open incidents (command, hindi)" in said["text"]
