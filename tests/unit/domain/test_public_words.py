"""What a public text says and may not say: money, the attacker, VIPs, names, bare figures."""

import pytest

from bot.domain.facts import Known, check_public
from bot.errors import Refused

MASKED = ("ravi.k", "Ravi Kumaraswamy", "Om")

REFUSED = (
    ("12 Patients were harmed and 5 Servers lost", "28, public text"),
    ("Five servers of a hundred were hit", "28, public text"),
    ("हमसे फिरौती माँगी गई", "27, ransom"),
    ("हैकरों ने सर्वर बंद किए", "27, ransom"),
    ("वे बिटकॉइन चाहते हैं", "27, ransom"),
    ("२०० करोड़ माँगे गए", "27, ransom"),
    ("The attackers from abroad are known", "27, ransom"),
    ("The attack came from China", "27, ransom"),
    ("The hospital will not pay", "27, ransom"),
    ("No payment was made", "27, ransom"),
    ("We are paying nobody", "27, ransom"),
    ("ＬｏｃｋＢｉｔ did this", "27, ransom"),
    ("Mr Kumaraswamy is not at work", "29, names"),
    ("RAVI is not at work", "29, names"),
    ("Om is not at work", "29, names"),
)
SAID = (
    "Emergency is open 24x7; the next update comes at 18:00 on 23 November.",
    "Registration opens at 08:30 on 5 Dec.",
    "अगली सूचना 23 नवंबर को 18:00 बजे आएगी।",
    "Patients pay their fees in cash at the counter.",
    "Emergency is open twenty-four hours a day, seven days a week.",
    "Bring your old prescriptions; some tests from the lab take longer.",
)


@pytest.mark.parametrize(("text", "rule"), REFUSED)
def test_what_never_gets_out(text: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        check_public(text, {}, MASKED)
    assert refused.value.rule == rule


@pytest.mark.parametrize("text", SAID)
def test_what_a_hospital_says_every_day_goes_out(text: str) -> None:
    check_public(text, {}, MASKED)


def test_a_fact_is_read_with_the_words_around_it() -> None:
    facts = {"opd.cause": Known("hackers", "confirmed", "public")}
    with pytest.raises(Refused, match="hackers"):
        check_public("News: {opd.cause}", facts, ())
