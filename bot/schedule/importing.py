"""Goes on with long work in the background, part by part: people's commands go in between.

What a part does is `bot.operations.background`; a restart goes on where the last commit ended.
"""

from functools import partial

from sqlmodel import Session

from bot.domain.words import Door
from bot.operations import background
from bot.operations.turn import Actor, Turn
from bot.schedule.beat import Beat
from bot.storage import estate, incidents

# So many parts are done in one beat; what else falls due waits no longer than they take.
ROUNDS = 15


def importing(beat: Beat) -> int:
    """Go on with every list, verb and playbook that has rows left; return the parts done."""
    found = beat.database.read_now(estate.running_imports)
    return sum(beat.guarded(f"import:{each}", partial(_go_on, beat, each)) for each in found)


def _go_on(beat: Beat, import_id: int) -> int:
    done = 0
    for _ in range(ROUNDS):
        if beat.stopping():
            break
        done += 1
        if not beat.database.write_now(lambda session: _chunk(session, beat, import_id)):
            break
    return done


def _chunk(session: Session, beat: Beat, import_id: int) -> bool:
    job = estate.import_by_id(session, import_id)
    incident = incidents.by_id(session, job.incident_id) if job else None
    if job is None or incident is None or job.state != estate.RUNNING:
        return False
    turn = Turn(session, beat.now, Actor(job.by, Door(job.door)), beat.house)
    return background.go_on(turn, incident, job)
