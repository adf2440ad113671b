"""Proofs that were given as files in a window: kept by name and id, brought where all may see them.

A file of a window is its giver's and ours alone; whoever is to sign under it reads the channel.
What counts as proof is `bot.domain.proof`.
"""

from collections.abc import Sequence
from functools import partial

from bot.domain.models import Incident
from bot.language.catalogue import say
from bot.operations.turn import Turn
from bot.slack.views import kit
from bot.storage import posts

# Id and name.
File = tuple[str, str]


def worded(link: str, files: Sequence[File]) -> str:
    """Return the proof as it is kept: the link that was typed, then each file."""
    named = (f"{name} ({file_id})" if name else file_id for file_id, name in files)
    return " ".join([*([link] if link else []), *named])


def bring(turn: Turn, incident: Incident, number: int, files: Sequence[File]) -> None:
    """Have the files shown in the incident's channel, under the news of which they are the proof.

    They lie in the workspace in which they were given, and are shown in no other.
    """
    news = f"said:{incident.ref}:{incident.head_seq}"
    target, here = posts.incident_target(incident), turn.home
    instead = posts.incident_target(incident, here)
    for file_id, name in files:
        missing = partial(_missing, number, name or file_id)
        said = turn.otherwise(missing, instead, thread_key=news)
        call = posts.Call(
            key=f"proof:{news}:{file_id}"[: posts.LONGEST_KEY], kind="proof",
            method="files.getUploadURLExternal", target=target, lane=f"files:{target}"[:64],
            door=incident.door, incident_id=incident.id, thread_key=news, after_key=news,
            payload={"file": file_id, "name": name, "otherwise": said},
        )  # fmt: skip
        turn.call(call if here == incident.door else posts.copied(call, here))


def _missing(number: int, name: str) -> str:
    return say(
        "The proof of task #{number}, the file {name}, could not be shown: whoever gave it can "
        "post it here.",
        number=number, name=kit.escape(name),
    )  # fmt: skip
