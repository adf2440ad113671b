"""The rows of `/waiver`."""

from functools import partial

from bot.language.catalogue import later
from bot.slack.listeners import waiver
from bot.slack.listeners.registers import verb
from bot.slack.registry import Verb

_waiver = partial(Verb, "waiver")

WAIVER = (
    _waiver(
        "ask", waiver.ask_for, "[<rule> <subject> <reason> [until <time>]]",
        later("asks for leave to break a rule; two others in two roles sign"),
        "1 SRV-017 life_safety ICU waits for this server", ("request", "new"),
    ),
    _waiver("list", waiver.list_, "[state]",
        later("shows the waivers"), "granted", ("ls",), writes=False),
    _waiver("show", waiver.show, "W",
        later("shows one waiver and who signed"), "WVR-001", writes=False),
    _waiver(
        "approve", verb(waiver.COUNTER, "approve"), "W", later("signs a waiver"), "WVR-001",
        ("grant", "sign"),
    ),
    _waiver(
        "refuse", verb(waiver.COUNTER, "refuse"), "W <reason>", later("refuses a waiver"),
        "WVR-001 new hardware is there", ("deny", "reject"),
    ),
    _waiver(
        "revoke", verb(waiver.COUNTER, "revoke"), "W <reason>",
        later("ends a waiver that was signed"),
        "WVR-001 imaging is done", ("end",),
    ),
)  # fmt: skip
