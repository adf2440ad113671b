"""Every state, kind and mode that a report may name is a word of every language."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import (
    custody,
    deadlines,
    departments,
    evidence,
    facts,
    restore_guards,
    restores,
    segments,
    server_guards,
    servers,
    stages,
    statements,
    tasks,
    waivers,
)
from bot.domain.proof import ASKED
from bot.domain.register import Machine
from bot.domain.server_looks import GLANCES
from bot.domain.words import SEVERITY_MEANING, Kind
from bot.grammar.spans import say_ago, say_due
from bot.language.catalogue import HINDI, catalogue, say, speaking
from bot.playbook.registers import REGISTERS
from bot.playbook.roles import ROLES
from bot.slack.views import digest, summary
from bot.slack.views.page import Page, Part, lateness
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.unit.schedule.test_looks import CATCH, DELHI, NOW, PAGE, head, parts

MACHINES = (restores.SYSTEM, custody.TRANSFER, waivers.WAIVER, departments.DEPARTMENT,
            servers.SERVER, evidence.EXHIBIT, segments.SEGMENT, statements.STATEMENT)  # fmt: skip
LATIN = re.compile(r"[A-Za-z]{2,}")


def _states(machine: Machine) -> set[str]:
    steps = machine.steps
    found = {step.after for step in steps} | {each for step in steps for each in step.before}
    return {machine.word(each) for each in found - {"", "*"}}


def _words() -> set[str]:
    found = set().union(*(_states(register.machine) for register in MACHINES))
    found |= (
        set(stages.SAID.values())
        | set(tasks.SAID.values())
        | set(deadlines.SAID.values())
        | set(restores.NEXT.values())
    )
    found |= {role.title for role in ROLES.values()}
    plain = (*waivers.GROUNDS, *facts.STATUSES, *server_guards.VERDICTS, *servers.KINDS,
             *departments.MODES, *restore_guards.LADDER)  # fmt: skip
    found |= set(SEVERITY_MEANING.values()) | set(ASKED.values())
    found |= {each.name for each in GLANCES}
    network = REGISTERS["server"].conditions["network"]
    return found | {each.replace("_", " ") for each in (*plain, *network, *Kind)}


def test_every_word_for_a_state_is_translated() -> None:
    hindi = catalogue(HINDI)
    assert {word for word in _words() if hindi.get(word) is None} == set()


def test_dates_are_written_as_the_language_writes_them() -> None:
    page = Page(datetime(2022, 11, 29, 2, 0, tzinfo=UTC), DELHI)
    other = datetime(2022, 11, 24, 12, 30, tzinfo=UTC)
    assert page.hour(other) == "24 Nov 18:00 IST"
    with speaking(HINDI):
        assert page.hour(other) == "24 नव॰, 18:00 IST"
        assert page.clock(other) == "24 नव॰, 18:00"
        assert page.hour(page.now) == "07:30 IST"
        assert page.hour(other.replace(year=2021)) == "24 नव॰ 2021, 18:00 IST"
        assert say_due(page.now + timedelta(minutes=90), now=page.now) == "1 घंटे 30 मिनट में"
        assert say_ago(page.now - timedelta(days=2), now=page.now) == "2 दिन पहले"


def test_lateness_is_said_in_hindi() -> None:
    with speaking(HINDI):
        said = lateness(CATCH, DELHI)
    assert said.startswith("देर से: इसे 23 नव॰ 2022, 22:30 IST पर आना था। इससे पहले के 8 सार")


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hindi_report_in_its_longest_form_fits(words: str) -> None:
    with speaking(HINDI):
        worded = parts(words)
        chapters = [digest.Chapter(head(words, number), worded) for number in range(1, 9)]
        overview = digest.Overview(
            40, head(words).counts, since=NOW - timedelta(days=1), catch=CATCH, next_due_at=NOW
        )
        others = [head(words, number) for number in range(9, 29)]
        page = digest.digest(overview, chapters, others, PAGE)
        assert problems(page) == []
        assert problems(summary.summary(head(words), worded, PAGE)) == []


def test_nothing_but_names_and_typed_words_stays_english() -> None:
    """Ids, commands, names, zones and what people typed keep their letters; nothing else has any."""
    page = Page(NOW, ZoneInfo("Asia/Kolkata"), {"U1": "अना", "U2": "बो"})
    with speaking(HINDI):
        told = parts("छपा", page)
        lines = [line for part in told for line in part.lines]
        top = summary.standing(head("छपा").subject, page)
        assert top == "अभ्यास · SEV1 · सक्रिय · दिन 2"
        assert say("Asked of you") == "आपसे अपेक्षित"
    english = [line for line in lines if LATIN.search(re.sub(r"`[^`]*`", "", line))]
    assert english == []
    assert isinstance(told[0], Part)
