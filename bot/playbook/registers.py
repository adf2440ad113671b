"""The registers that a playbook may speak of: what selects their rows, what shows, what changes.

A new register or field is a row in a table here; the registers themselves live elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Register:
    """What playbooks may say about one kind of row.

    `conditions` maps a field to its values, or to () when any value goes; `shows` are the names
    after the dot in `{{noun.field}}`; `sets` are the verbs that a task may perform. Of what shows,
    `people` hold the account of a person.
    """

    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ANY: tuple[str, ...] = ()
_YES_NO = ("true", "false")
_TIERS = ("0", "1", "2", "3", "4", "5")
_STAGES_REACHED = _words(
    "scoped backup_selected backup_verified restored_clean integrity_checked security_cleared"
    " uat_passed pilot live stable rolled_back"
)
_STAGES = ("not_started", *_STAGES_REACHED)

REGISTERS: Mapping[str, Register] = MappingProxyType(
    {
        "server": Register(
            conditions={
                "verdict": _words("unassessed cleared suspect infiltrated encrypted"),
                "state": _words(
                    "in_service isolated held acquired in_custody released rebuilding rebuilt"
                    " failed sanitising sanitised verified reconnected retired"
                ),
                "kind": _words("physical virtual storage network appliance medical endpoint"),
                "network": _words("connected vlan_quarantine unplugged powered_off clean_room"),
                "tier": _TIERS,
                "life_support": _YES_NO,
                "department": _ANY,
                "location": _ANY,
                "hostname": _ANY,
            },
            shows=_words(
                "id hostname ip serial kind verdict state network tier location department owner"
            ),
            sets=_words(
                "suspect infiltrated encrypted clear decide isolate hold acquired release rebuild"
                " rebuilt sanitise sanitised verify reconnect retire"
            ),
        ),
        "exhibit": Register(
            conditions={
                "state": _words(
                    "identified collecting collected failed unobtainable hashed sealed stored"
                    " in_transit with_authority retained released disposed returned_to_owner"
                ),
                "type": _ANY,
                "server": _ANY,
                "broken": _YES_NO,
            },
            shows=_words("id exhibit_no type state server seal_no custodian"),
            sets=_words("hash seal store offer verify"),
            people=_words("custodian"),
        ),
        "transfer": Register(
            conditions={
                "state": _words(
                    "draft offered released in_transit received disputed lost cancelled returned"
                )
            },
            shows=_words("id from to purpose state exhibits"),
            sets=_words("offer receive"),
            people=_words("from to"),
        ),
        "department": Register(
            conditions={
                "mode": _words("normal degraded manual hybrid suspended back_entry"),
                "block": _ANY,
            },
            shows=_words("id name block head mode since"),
            sets=_words("degraded manual hybrid suspended backentry normal return backlog"),
            people=_words("head"),
        ),
        "system": Register(
            conditions={"stage": _STAGES, "tier": _TIERS, "blocked": _YES_NO, "block": _ANY},
            shows=_words("id name tier stage owner block"),
            sets=_STAGES_REACHED,
            people=_words("owner"),
        ),
        "interface": Register(
            conditions={"stage": _STAGES, "tier": _TIERS, "system": _ANY, "block": _ANY},
            shows=_words("id name system tier stage owner"),
            sets=_STAGES_REACHED,
            people=_words("owner"),
        ),
        "segment": Register(
            conditions={"state": ("closed", "open"), "name": _ANY}, shows=_words("id name state")
        ),
        "batch": Register(
            conditions={
                "state": _words("pending scanning clean verified reconnected blocked"),
                "department": _ANY,
                "segment": _ANY,
            },
            shows=_words("id name total state department"),
            sets=("endpoints",),
        ),
        "block": Register(
            conditions={"stage": _STAGES, "name": _ANY}, shows=_words("id name stage")
        ),
        "family": Register(conditions={"name": _ANY}, shows=_words("id name")),
        "deadline": Register(
            conditions={
                "state": _words(
                    "not_assessed not_applicable armed running drafting approved submitted"
                    " acknowledged followup closed"
                ),
                "regulator": _ANY,
            },
            shows=_words("id regulator due_at state"),
            sets=("met",),
        ),
    }
)

# What every task knows, whatever it is about.
ALWAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "incident": _words(
            "id title kind severity stage commander channel occurred_at noticed_at declared_at"
            " contained_at"
        ),
        "playbook": _words("slug title"),
    }
)
