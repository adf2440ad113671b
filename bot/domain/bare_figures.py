"""Which confirmed figures may be read outside the hospital: a number under plain words. Pure."""

import re
from typing import Final

from bot.domain.facts import is_secret
from bot.domain.models import Fact

_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,3}){0,3} ?%?")

# People choose the keys, so the words of a key are as free as any text: only these are printed.
# None of them names a machine, a system or a person. docs/digests.md lists them.
WORDS: Final = frozenset(
    """
    accounts admissions admitted ambulances analysed available away backlog backups beds births
    cancelled checked clean cleaned closed connected critical deaths delayed departments
    discharges diverted doctors down emergency encrypted endpoints entered expected free held
    hit icu imaging infected infiltrated ipd isolated lab laboratory live manual missing new
    nurses occupied online opd open operations paper patients pending pharmacy physical
    radiology rebuilt reconnected records registered registrations reset restored samples
    scanned scans seen segments servers services sheets staff surgeries suspect systems tests
    theatres total treated turned up users verified virtual waiting wards wiped working
    """.split()  # noqa: SIM905 - a list of a word a line would not be read.
)


def is_bare_figure(row: Fact) -> bool:
    """Tell whether a fact says nothing but a number, under a key of plain words.

    So much may be read outside: no name, no address, nothing of the ransom.
    """
    numbers = _NUMBER.fullmatch(row.value) and (not row.of or _NUMBER.fullmatch(row.of))
    plain = WORDS.issuperset(re.split(r"[._-]", row.key))
    return bool(numbers) and plain and not is_secret(row.key)
