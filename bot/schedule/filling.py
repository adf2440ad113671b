"""Goes on with a demo incident that is not whole yet: some acts in each beat, one transaction each.

What the acts are is `bot.operations.aiims_acts`; beginning one is a person's.
"""

from sqlmodel import Session

from bot.operations import demo
from bot.schedule.beat import Beat

ACTS_IN_A_BEAT = 5


def demo_filling(beat: Beat) -> int:
    """Do the next acts of a demo incident that was begun."""
    done = 0
    while done < ACTS_IN_A_BEAT and not beat.stopping() and beat.database.read_now(_is_begun):
        beat.database.write_now(lambda session: demo.go_on(session, beat.house, now=beat.now))
        done += 1
    return done


def _is_begun(session: Session) -> bool:
    there = demo.filled(session)
    return there is not None and not there.whole
