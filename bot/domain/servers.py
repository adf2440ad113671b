"""What may become of a server, and what must hold before it does (rules 1 to 7). Pure.

What guards ask of exhibits, segments and waivers is looked up by the operation.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.domain.models import Server
from bot.domain.register import ANY, Machine, Register, Step
from bot.domain.server_decisions import decision_is_recorded
from bot.domain.server_guards import (
    NEW_HARDWARE,
    clinical_engineering_agrees,
    easing_is_grounded,
    evidence_is_safe,
    is_acquired,
    is_handed_over_by_its_keeper,
    is_released_in_writing,
    is_verified_by_another,
    is_worse,
    may_be_connected,
    triage_is_recorded,
)
from bot.language.catalogue import later

VERDICT_OF: Final = MappingProxyType(
    {"suspect": "suspect", "infiltrated": "infiltrated", "encrypted": "encrypted",
     "clear": "cleared"}
)  # fmt: skip
KINDS: Final = (
    "physical", "virtual", "storage", "network", "appliance", "medical", "endpoint",
)  # fmt: skip
NETWORKS: Final = ("connected", "vlan_quarantine", "unplugged", "powered_off", "clean_room")
# Not rebuilt yet: what becomes suspect here is evidence again.
NOT_REBUILT: Final = frozenset({"isolated", "released"})
CLEAN_AGAIN: Final = frozenset({"sanitising", "sanitised", "verified", "reconnected", "rebuilt"})


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


_EVERYWHERE_BUT_OFF = _from(
    "in_service", "sanitising", "sanitised", "verified", "reconnected", "rebuilt"
)
_DESTROYS = tuple(
    Step(verb, ANY, "", (evidence_is_safe,)) for verb in ("clean", "patch", "reboot", "restoreover")
)

MACHINE = Machine(
    (
        Step("suspect", ANY, "", (is_worse("suspect"),)),
        Step("infiltrated", ANY, "", (is_worse("infiltrated"),)),
        Step("encrypted", ANY, ""),
        Step("clear", ANY, "", (easing_is_grounded,)),
        Step("decide", ANY, "", (decision_is_recorded,)),
        Step("isolate", _EVERYWHERE_BUT_OFF, "isolated", (clinical_engineering_agrees,)),
        Step("hold", _from("isolated", "released"), "held"),
        Step("acquired", _from("held"), "acquired", (is_acquired,)),
        Step(
            "custody",
            _from("held", "acquired"),
            "in_custody",
            (is_handed_over_by_its_keeper,),
            reason=later("Handing over originals"),
        ),
        Step(
            "release",
            _from("held", "acquired", "in_custody"),
            "released",
            (is_released_in_writing,),
        ),
        Step("rebuild", _from("released", "failed"), "rebuilding", (evidence_is_safe,)),
        Step("rebuilt", _from("rebuilding"), "rebuilt"),
        Step("failed", _from("rebuilding"), "failed", reason=later("A failed rebuild")),
        Step(
            "sanitise",
            _from("in_service", "isolated", "rebuilt", "verified"),
            "sanitising",
            (evidence_is_safe,),
        ),
        Step("sanitised", _from("sanitising"), "sanitised"),
        Step("verify", _from("sanitised"), "verified", (is_verified_by_another,)),
        Step("reconnect", _from("isolated"), "in_service", (triage_is_recorded,)),
        Step("reconnect", _from("verified"), "reconnected", (may_be_connected,)),
        Step("retire", _from("released", "failed", "in_service"), "retired", (evidence_is_safe,)),
        *_DESTROYS,
    ),
    way_out=MappingProxyType(
        {
            "held": later(
                "It is evidence: `/evidence add {d} memory` and `disk`, then "
                "`/server acquired {d}`."
            ),
            "acquired": later("`/server release {d} noc=<number>` when it may go."),
            "in_custody": later(
                "It is with the investigator: `/server release {d} noc=<number>` when it is "
                "given back."
            ),
            "retired": later(
                "It is gone; its replacement is `/server add <hostname> replaces={d}`."
            ),
        }
    ),
    besides=MappingProxyType(dict.fromkeys(("held", "acquired", "in_custody"), NEW_HARDWARE)),
)


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a server, and what its selectors compare."""
    return {
        "hostname": row.hostname,
        "ip": row.ip,
        "serial": row.serial,
        "kind": row.kind,
        "verdict": row.verdict,
        "state": row.state,
        "network": row.network,
        "tier": "" if row.tier is None else str(row.tier),
        "location": row.location,
        "department": row.department,
        "owner": row.owner,
        "life_support": "true" if row.life_support else "false",
    }


SERVER = Register(
    noun="server", command="server", prefix="SRV", table=Server, column="state", key="hostname",
    machine=MACHINE, shows=shows,
)  # fmt: skip
