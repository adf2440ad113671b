"""What is said of a ransom: what a public incident does not keep, and what may be said anywhere."""

import pytest

from bot.domain import ransom_words
from bot.domain.ransom_words import PAYING, SUM, WALLET, check
from bot.errors import RansomRefused

REFUSED = (
    ("write to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", WALLET),
    ("their page is abcdefghij234567.onion", WALLET),
    ("The ransom is Rs 200 crore", SUM),
    ("ransom note found. It says Rs. 200 crore", SUM),
    ("_Ransom_ of two hundred crore", SUM),
    ("they want 50 BTC by Friday", SUM),
    ("they want ₹ 5,00,000", SUM),
    ("The hackers asked for 200 crore", SUM),
    ("200 crore in crypto", SUM),
    ("हैकर 200 करोड़ माँग रहे हैं", SUM),
    ("फिरौती २ लाख है", SUM),
    ("Should we pay the ransom?", PAYING),
    ("Nobody pays the *ransom*.", PAYING),
    ("The director thinks of paying the attackers", PAYING),
    ("pay for the decryptor", PAYING),
    ("ransom payment is with legal", PAYING),
)
SAID = (
    "Ransomware on 5 servers, ransom note found on lab PC 4",
    "Ransom demand seen on the screen, photographed",
    "ransom note on 2 lakh files of the shares",
    "/playbook run ransom-demand",
    "they ask for bitcoin",
    "Six new switches cost Rs 5 lakh, order 4711",
    "Patients pay in cash at the counter; the payment gateway was hit by the attackers",
    "Hackers took the payment server, 1,300 GB encrypted",
    "They asked for 40 more beds",
)


@pytest.mark.parametrize(("text", "what"), REFUSED)
def test_what_a_public_incident_does_not_keep(text: str, what: str) -> None:
    assert ransom_words.found(text) == what
    check(text, private=True)
    with pytest.raises(RansomRefused, match="only a private incident keeps"):
        check(text, private=False)


@pytest.mark.parametrize("text", SAID)
def test_what_may_be_said_anywhere(text: str) -> None:
    assert ransom_words.found(text) == ""


@pytest.mark.parametrize(
    "part", ["a", "they ", "ask by ", "pay ", "ransom ", "1,", "12 ", "hackers want ", "lakh "]
)
def test_a_long_text_is_read_but_once(part: str) -> None:
    """What would be read again from each of its words would take minutes."""
    ransom_words.found(part * (40_000 // len(part)))
