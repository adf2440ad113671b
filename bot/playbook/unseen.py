"""Characters that steer a terminal or turn the order of a line, and are not seen by who reads it.

Joiners stay: Hindi and emoji are written with them.
"""

import re

# Control characters but the tab, and the marks that make text run the other way.
UNSEEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def escaped(line: str) -> str:
    """Return a line as a terminal may show it, each such character by its code."""
    return UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), line)
