"""What is asked anew of a system when another copy is chosen, or its service is rolled back. Pure.

Proof is of one copy, restored once: nothing of it is taken over to the next.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.models import System
from bot.errors import Refused
from bot.language.catalogue import say

COPY: Final = ("backup_id", "backup_taken_at")
OF_THE_COPY: Final = ("backup_location", "backup_sha256", "gap_from", "gap_to")
TRIED: Final = ("backup_scan", "test_restore")
RESTORED: Final = (
    "row_counts", "last_transaction_at", "reconciliation", "failing_check", "secrets_rotated",
    "data_restored_at",
)  # fmt: skip
PILOTED: Final = (
    "superuser", "rollback_point", "clinical_sign", "pilot_at", "service_restored_at",
)  # fmt: skip
# Where the copy may still be named by a correction: nothing was proved of it yet.
UNPROVED: Final = frozenset({"not_started", "scoped", "backup_selected"})
# After these the two who cleared a system are asked again.
UNCLEARS: Final = frozenset({"backup_selected", "rolled_back"})


def forgotten(row: System, verb: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that a verb empties, but for those that are given with it."""
    columns: tuple[str, ...] = ()
    if verb == "backup_selected" and row.stage not in UNPROVED:
        columns = (*COPY, *OF_THE_COPY, *TRIED, *RESTORED, *PILOTED)
    elif verb == "rolled_back":
        columns = (*RESTORED, *PILOTED)
    elif row.stage == "backup_selected" and is_another(row, given):
        columns = (*OF_THE_COPY, *TRIED)
    return {
        column: System.model_fields[column].default for column in columns if column not in given
    }


def is_another(row: System, given: Mapping[str, Any]) -> bool:
    """Tell whether the columns name another copy than the one that is known."""
    return any(getattr(row, column) not in {"", None, given.get(column, getattr(row, column))}
               for column in COPY)  # fmt: skip


def check_copy(name: str, row: System, verb: str, given: Mapping[str, Any]) -> None:
    """Raise Refused when another copy is named where something was proved of the former (17)."""
    if verb == "backup_selected" or row.stage in UNPROVED or not is_another(row, given):
        return
    raise Refused(
        say(
            "{name} is {stage} with the copy {copy}; what was proved of it says nothing of another "
            "one.",
            name=name, stage=say(row.stage.replace("_", " ")), copy=row.backup_id,
        ),
        rule="17, backup",
        who=say("the database lead"),
        next_step=say(
            "`/restore stage {name} backup_selected backup=… taken=… <why>` chooses another one.",
            name=name,
        ),
    )  # fmt: skip
