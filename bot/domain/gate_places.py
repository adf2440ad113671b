"""The gates of a response, A to J: what each asks, by which rules, and where it is enforced.

They stand before objects (a server, a copy, a segment), not before the whole response, which may
restore data while half of the network is closed. `docs/rules.md` is made from it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Gate(NamedTuple):
    """`rules` are numbers of the rule book; `enforced` are `module:name`; `command` passes it."""

    asks: str
    command: str
    rules: tuple[int, ...]
    enforced: tuple[str, ...]


LETTERS: Mapping[str, Gate] = MappingProxyType(
    {
        "A": Gate(
            "Contain: no suspect is connected, backups and known bad accounts are off, twelve "
            "quiet hours.",
            "/incident stage contained", (25,), ("bot.domain.ending:check",),
        ),
        "B": Gate(
            "Evidence released: exhibits stored with a verified hash, and let go in writing. "
            "Before eradication it is recorded what becomes of each server that was hit.",
            "/server release X", (1, 2),
            ("bot.domain.server_guards:evidence_is_safe",
             "bot.domain.server_guards:is_released_in_writing", "bot.domain.ending:check"),
        ),
        "C": Gate(
            "Identity and core trusted: what is of tier 0 is security-cleared before what depends "
            "on it goes on, and before recovery.",
            "/incident stage recovery", (16,),
            ("bot.domain.restore_guards:dependencies_are_cleared", "bot.domain.ending:check"),
        ),
        "D": Gate(
            "Backup verified: older than the attacker, scanned, restored in a test.",
            "/restore stage S backup_verified", (17,),
            ("bot.domain.restore_guards:backup_is_clean",),
        ),
        "E": Gate(
            "Clean-room integrity: rows, last transaction, one independent count; then two clear "
            "it once its secrets are changed.",
            "/restore stage S integrity_checked", (18, 30),
            ("bot.domain.restore_guards:integrity_is_shown",
             "bot.domain.restore_guards:is_cleared_by_two"),
        ),
        "F": Gate(
            "Network segment sanitised: every batch verified or off, no suspect connected; only "
            "then anything in it is reconnected.",
            "/server segment S open", (3, 4),
            ("bot.domain.segments:everything_is_verified",
             "bot.domain.endpoint_guards:may_be_connected",
             "bot.domain.server_guards:may_be_connected"),
        ),
        "G": Gate(
            "Acceptance and pilot: scripts signed, a super-user, a way back, the clinical owner's "
            "sign, its servers in an open segment.",
            "/restore stage S pilot", (16, 3), ("bot.domain.pilot_guards:may_go_pilot",),
        ),
        "H": Gate(
            "Live: 24 hours of pilot without a severe incident, and a backup of the new system "
            "restored once.",
            "/restore stage S live", (), ("bot.domain.pilot_guards:ran_a_day",),
        ),
        "I": Gate(
            "Back-entry complete: no urgent sheet open or unverified, every temporary number "
            "merged.",
            "/dept normal D", (19, 21),
            ("bot.domain.departments:everything_is_keyed_in",
             "bot.operations.back_entry:verified"),
        ),
        "J": Gate(
            "Close: nothing owed, nobody's evidence without a holder, nothing held, departments "
            "normal, what follows has owner and date.",
            "/incident close", (24,),
            ("bot.domain.ending:check", "bot.operations.deadlines:check_nothing_owed"),
        ),
    }
)  # fmt: skip
