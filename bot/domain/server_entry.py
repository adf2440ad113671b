"""What may be written about a server, and what takes a verb or role (rules 3, 6, 7). Pure.

How a field is spelt is `server_fields`; the verbs' own guards are `servers`.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.people import whom_to_ask
from bot.domain.server_guards import Attempt, ask_for
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say

ON_THE_NET: Final = frozenset({"in_service", "reconnected"})


def check_new(given: Mapping[str, Any]) -> None:
    """Raise Mistyped when a server is entered as clean and nobody says on what basis (rule 7)."""
    if given.get("verdict") == "cleared" and not given.get("triage"):
        name = given["hostname"]
        raise Mistyped(
            say("Entering {name} as cleared needs its basis.", name=name),
            next_step=say(
                'Say it as `triage="read-only sweep, nothing found"`, or leave the verdict out.'
            ),
        )


def check_said(tried: Attempt, said: Mapping[str, Any]) -> None:
    """Raise unless these columns may simply be written over what stands there."""
    row = tried.row
    for column in ("verdict", "hostname"):
        if column in said and said[column] != getattr(row, column):
            way = "suspect|infiltrated|encrypted|clear" if column == "verdict" else "add"
            raise Mistyped(
                say(
                    "The {column} of {name} is not a field to correct.",
                    column=column,
                    name=tried.name,
                ),
                next_step=say("Type `/server {way} …`.", way=way),
            )
    if said.get("network") == "connected" and row.network != "connected":
        _check_back_on_the_net(tried)
    if said.get("flagged") is False and row.flagged and "forensics-lead" not in tried.roles:
        who = ask_for(tried, "forensics-lead")
        raise Refused(
            say(
                "{name} was flagged as evidence; only the forensics lead takes that back.",
                name=tried.name,
            ),
            rule="7, verdict",
            who=who,
            next_step=whom_to_ask("forensics-lead", tried.holders.get("forensics-lead", ())),
        )
    if said.get("life_support") is False and row.life_support and "biomed-lead" not in tried.roles:
        who = ask_for(tried, "biomed-lead")
        raise Refused(
            say(
                "{name} supports life; only clinical engineering says that it does not.",
                name=tried.name,
            ),
            rule="6, isolation",
            who=who,
            next_step=whom_to_ask("biomed-lead", tried.holders.get("biomed-lead", ())),
        )


def _check_back_on_the_net(tried: Attempt) -> None:
    if tried.state not in ON_THE_NET:
        raise Refused(
            say(
                "{name} is {state}, so it is not connected by a note.",
                name=tried.name,
                state=say(tried.state.replace("_", " ")),
            ),
            rule="3, reconnection",
            who=say("whoever may do the verb"),
            next_step=say("`/server reconnect {name}` asks what must hold first.", name=tried.name),
        )
