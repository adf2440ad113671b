"""What the registers of exhibits and hand-overs say and ask: their verbs as done, their windows.

The handlers of `/evidence` are in `evidence`.
"""

from collections.abc import Sequence

from bot.domain.custody import TRANSFER
from bot.domain.evidence import EXHIBIT
from bot.domain.exhibit_details import BY_KEY
from bot.domain.models import Exhibit, Transfer, TransferExhibit
from bot.language.catalogue import later, say
from bot.operations import custody as hands
from bot.operations import evidence as operations
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.registers import Counter
from bot.slack.views import kit, windows
from bot.slack.views.evidence import FACE, TRANSFER_FACE
from bot.slack.views.windows import Blank, Window
from bot.storage import custody, signatures


def _detail(column: str, label: str) -> Blank:
    """Return the field of a detail that may be left empty, as long as its column."""
    return Blank(column, label, optional=True, longest=BY_KEY[column].longest)


def _signed(ask: Ask, matter: str, what: str) -> list[str]:
    signed = signatures.agreed(ask.turn.session, ask.incident.row, matter)
    return [say(what, people=registers.signers(signed))] if signed else []


def _more(ask: Ask, row: Exhibit) -> Sequence[str]:
    name = EXHIBIT.name(row)
    chain = [
        f"{TRANSFER.name(each)} {say(TRANSFER.machine.word(each.state))} "
        f"({kit.one_line(TRANSFER_FACE.called(each), 60)})"
        for each in custody.of_exhibit(ask.turn.session, row)
    ]
    return [
        *_signed(ask, f"unobtainable:{name}", later("*Unobtainable:* signed by {people}")),
        *_signed(ask, f"broken:{name}", later("*Exception:* signed by {people}")),
        *([say("*Chain of custody:* {chain}", chain="; ".join(chain))] if chain else []),
    ]


def _pending(row: Exhibit, verb: str) -> str:
    if verb == "unobtainable" and row.state != "unobtainable":
        return say(
            "one has signed that it cannot be had; a second person in another role is wanted"
        )
    return ""


def _outcome(row: Exhibit, verb: str) -> str:
    name, state = EXHIBIT.name(row), FACE.state(row)
    if verb == "examine":
        return say("The examination of {name} is recorded; it is {state}.", name=name, state=state)
    if verb == "except":
        return say("You signed what was found on {name}; two people sign.", name=name)
    return ""


EXHIBITS = Counter(
    face=FACE,
    perform=operations.perform,
    past={
        "collect": later("{who} began to collect {rows}"),
        "collected": later("{who} collected {rows}"),
        "failed": later("{who} failed to collect {rows}"),
        "unobtainable": later("{who} recorded as unobtainable {rows}"),
        "hash": later("{who} hashed {rows}"),
        "seal": later("{who} sealed {rows}"),
        "store": later("{who} stored {rows}"),
        "retain": later("{who} retained {rows}"),
        "release": later("{who} released {rows}"),
        "dispose": later("{who} disposed of {rows}"),
        "giveback": later("{who} gave back {rows}"),
        "examine": later("{who} examined {rows}"),
        "except": later("{who} signed what was found on {rows}"),
    },
    windows={
        "collected": Window(
            later("Collected"),
            later("Record"),
            (
                Blank(
                    "tool",
                    later("Tool and version"),
                    placeholder=later("FTK Imager 4.7"),
                    longest=128,
                ),
                Blank(
                    "method",
                    later("Method"),
                    placeholder=later("image over write blocker"),
                    optional=True,
                    longest=128,
                ),
                Blank(
                    "write_blocker",
                    later("Write blocker: model and serial"),
                    optional=True,
                    longest=128,
                ),
                _detail("source_serial", later("Serial of the source medium")),
                _detail("target_serial", later("Serial of the target medium")),
                _detail("encryption", later("Encrypted how, if it is")),
                _detail("keys_held_by", later("Where are its keys kept?")),
                Blank(
                    "found_state",
                    later("How it was found"),
                    "text",
                    optional=True,
                    longest=500,
                    hint=later("On or off, who was logged on, its clock against the true time."),
                ),
                Blank("witness_a", later("First witness"), "person", optional=True),
                Blank("witness_b", later("Second witness"), "person", optional=True),
            ),
        ),
        "hash": Window(
            later("Hashes"),
            later("Record"),
            (
                Blank("sha256", later("SHA-256"), longest=64),
                Blank("md5", later("MD5 (or SHA-1 below)"), longest=32, optional=True),
                Blank("sha1", later("SHA-1"), longest=40, optional=True),
                Blank(
                    "source",
                    later("SHA-256 of the source, for a disk or machine"),
                    longest=64,
                    optional=True,
                ),
                Blank("tool", later("Tool and version"), optional=True, longest=128),
            ),
        ),
        "store": Window(
            later("Store"),
            later("Record"),
            (
                Blank("rest", later("Where?"), placeholder=later("Safe 2, B")),
                _detail("storage_conditions", later("Storage conditions")),
                _detail("retention", later("Keep until")),
                Blank("seal", later("Seal as read, if it comes back"), longest=64, optional=True),
                Blank(
                    "sha256", later("SHA-256 as read, if it comes back"), longest=64, optional=True
                ),
            ),
        ),
        "seal": Window(
            later("Seal"),
            later("Record"),
            (
                Blank("seal", later("Seal number"), longest=64),
                Blank("witness_a", later("First witness"), "person"),
                Blank("witness_b", later("Second witness"), "person"),
                Blank("photo", later("Link to the photo"), longest=500),
                _detail("seal_impression", later("Impression on the seal")),
            ),
        ),
    },
    more=_more,
    pending=_pending,
    outcome=_outcome,
    behind={"seal": later("Seal: {why}"), "store": later("Place: {why}")},
)


def _transfer_more(ask: Ask, row: Transfer) -> Sequence[str]:
    moved = custody.moved_by(ask.turn.session, row)
    told = [_went(each, went) for each, went in moved]
    return [say("*Exhibits:* {exhibits}", exhibits="; ".join(told))]


def _went(row: Exhibit, went: TransferExhibit) -> str:
    """Return how an exhibit left, and how it was read when it arrived."""
    told = say(
        "{name} {type}, seal {seal}",
        name=EXHIBIT.name(row),
        type=row.type,
        seal=went.seal_no or say("none"),
    )
    told += f", SHA-256 {went.sha256[:8]}…{went.sha256[-8:]}" if went.sha256 else ""
    read = [each for each in (went.seal_read, went.sha256_read[:16]) if each]
    return (
        f"{told} ({say('read: {read}', read=kit.one_line(', '.join(read), 90))})" if read else told
    )


TRANSFERS = Counter(
    face=TRANSFER_FACE,
    perform=hands.perform,
    past={
        "receive": later("{who} received {rows}"),
        "send": later("{who} sent {rows}"),
        "cancel": later("{who} cancelled {rows}"),
        "lost": later("{who} lost {rows}"),
        "accept": later("{who} accepted by exception {rows}"),
        "return": later("{who} sent back {rows}"),
    },
    windows={
        "receive": Window(
            later("Receive"),
            later("Receive"),
            (
                Blank(
                    "seal",
                    later("Seal numbers as read, in order"),
                    hint=later("With commas between them."),
                ),
                Blank(
                    "sha256",
                    later("SHA-256 as read, in order"),
                    optional=True,
                    hint=later("Eight digits or more of each, for what is digital."),
                ),
                Blank(
                    "intact",
                    later("Are the seals intact?"),
                    "choice",
                    choices=(("yes", later("Yes")), ("no", later("No, or not sure"))),
                ),
                Blank("condition", later("Condition of the parcels"), optional=True, longest=500),
                Blank("designation", later("Designation of who takes it"), optional=True),
                Blank("id", later("ID of who takes it"), optional=True, longest=64),
                Blank("from_designation", later("Designation of who gives it"), optional=True),
                Blank("from_id", later("ID of who gives it"), optional=True, longest=64),
                Blank("place", later("Where is it now?"), optional=True),
                Blank(
                    "paper",
                    later("Link to the signed slip, for a receiver from outside"),
                    optional=True,
                ),
                Blank(
                    "witness",
                    later("Witness, for a receiver from outside"),
                    "person",
                    optional=True,
                ),
            ),
        ),
        "cancel": windows.why(later("Cancel"), later("Why?"), later("Cancel it")),
    },
    more=_transfer_more,
)
