"""The rows of `/restore`."""

from functools import partial

from bot.language.catalogue import later
from bot.slack.listeners import restore
from bot.slack.registry import Verb

_restore = partial(Verb, "restore")

RESTORE = (
    _restore(
        "list", restore.list_, "[stage]",
        later("shows the ladder by tier, with the critical path"), "",
        ("ls", "ladder", "path"), writes=False,
    ),
    _restore("show", restore.show, "S", later("shows one system with its next gate"), "e-Hospital",
             ("info",), writes=False),
    _restore(
        "add", restore.add,
        "[<system> tier=… after=… [kind=interface] [department=…] [owner=@who]]",
        later("puts a system or interface on the ladder"),
        "e-Hospital tier=1 after=identity,hosp-db department=opd", ("new",),
    ),
    _restore(
        "stage", restore.stage, "S <stage> [key=value …]",
        later("brings a system one rung further: scoped, backup_selected, backup_verified, "
        "restored_clean, integrity_checked, security_cleared, uat_passed, pilot, live, stable"),
        'e-Hospital integrity_checked rows="as on 22 Nov" last="22 nov 07:07" recon="bank total"',
        ("to",),
    ),
    _restore("set", restore.set_, "S [key=value … [because …]]",
             later("corrects what is said of a system"),
             "SYS-003 owner=@asha superuser=@ravi rollback=snapshot-7"),
    _restore("clear", restore.clear, "S",
        later("signs that scan and secrets are in order; two sign"),
             "e-Hospital"),
    _restore("sign", restore.sign, "S", later("signs as clinical owner that it may be piloted"),
             "e-Hospital"),
    _restore("block", restore.block, "S [reason]", later("says that a system cannot go on"),
             "e-Hospital vendor waits for a licence"),
    _restore("unblock", restore.unblock, "S", later("says that a system can go on"), "e-Hospital"),
    _restore("eta", restore.eta, "S [<time> [because …]]",
             later("says when a system is expected; what was said before is kept"),
             "e-Hospital 5 dec 09:00"),
)  # fmt: skip
