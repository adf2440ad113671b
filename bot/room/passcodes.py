"""Passcodes: drawn at random, kept as argon2id hashes, compared. Knows no account and no rule.

Hashing takes a tenth of a second and 64 MB on purpose: call it from a thread, a few at a time.
"""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Without what is mistaken for something else when read from paper or over the telephone.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4
SHORTEST, LONGEST = 10, 256

_HASHER = PasswordHasher()


def drawn() -> str:
    """Return a new passcode like `k7fq-m2xp-9wbt-h3nd`: 79 bits, to be read aloud."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _plain(passcode: str) -> str:
    """Return the one form of what different keyboards send for the same letters."""
    return unicodedata.normalize("NFKC", passcode)


def hashed(passcode: str) -> str:
    """Return what is kept of a passcode."""
    return _HASHER.hash(_plain(passcode))


@cache
def _nobodys() -> str:
    return hashed(secrets.token_urlsafe(32))


def fits(passcode: str, kept: str | None) -> bool:
    """Tell whether it is the passcode; without one that is *kept* it takes as long to say no."""
    given = _plain(passcode)
    try:
        _HASHER.verify(kept or _nobodys(), given[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and len(given) <= LONGEST


def is_outdated(kept: str) -> bool:
    """Tell whether it was hashed with weaker parameters than we use now."""
    return _HASHER.check_needs_rehash(kept)
