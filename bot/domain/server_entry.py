"""What may be written about a server, and what takes a verb or role (rules 3, 6, 7). Pure.

How a field is spelt is `server_fields`; the verbs' own guards are `servers`.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.servers import Attempt, ask_for
from bot.errors import Mistyped, Refused

ON_THE_NET: Final = frozenset({"in_service", "reconnected"})


def check_new(given: Mapping[str, Any]) -> None:
    """Raise Mistyped when a server is entered as clean and nobody says on what basis (rule 7)."""
    if given.get("verdict") == "cleared" and not given.get("triage"):
        name = given["hostname"]
        raise Mistyped(
            f"Entering {name} as cleared needs its basis.",
            next_step='Say it as `triage="read-only sweep, nothing found"`, or leave the verdict '
            "out.",
        )


def check_said(tried: Attempt, said: Mapping[str, Any]) -> None:
    """Raise unless these columns may simply be written over what stands there."""
    row = tried.row
    for column in ("verdict", "hostname"):
        if column in said and said[column] != getattr(row, column):
            way = "suspect|infiltrated|encrypted|clear" if column == "verdict" else "add"
            raise Mistyped(
                f"The {column} of {tried.name} is not a field to correct.",
                next_step=f"Type `/server {way} …`.",
            )
    if said.get("network") == "connected" and row.network != "connected":
        _check_back_on_the_net(tried)
    if said.get("flagged") is False and row.flagged and "forensics-lead" not in tried.roles:
        who = ask_for(tried, "forensics-lead")
        raise Refused(
            f"{tried.name} was flagged as evidence; only the forensics lead takes that back.",
            rule="7, verdict", who=who, next_step=f"Ask {who}.",
        )  # fmt: skip
    if said.get("life_support") is False and row.life_support and "biomed-lead" not in tried.roles:
        who = ask_for(tried, "biomed-lead")
        raise Refused(
            f"{tried.name} supports life; only clinical engineering says that it does not.",
            rule="6, isolation", who=who, next_step=f"Ask {who}.",
        )  # fmt: skip


def _check_back_on_the_net(tried: Attempt) -> None:
    if tried.state not in ON_THE_NET:
        raise Refused(
            f"{tried.name} is {tried.state.replace('_', ' ')}, so it is not connected by a note.",
            rule="3, reconnection", who="whoever may do the verb",
            next_step=f"`/server reconnect {tried.name}` asks what must hold first.",
        )  # fmt: skip
