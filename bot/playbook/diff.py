"""What an edited playbook adds, takes away and changes, step by step.

What that means for a run in progress is for the run to say.
"""

from dataclasses import dataclass, fields

from bot.playbook.model import Playbook, Step

# A step that merely moved down the file is the same step.
_UNTOLD = frozenset({"ref", "line"})


@dataclass(frozen=True, slots=True)
class Change:
    """A step in both versions, and the names of the fields that differ."""

    old: Step
    new: Step
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The steps by what became of them, in the order of their file."""

    added: tuple[Step, ...] = ()
    removed: tuple[Step, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def summary(self) -> str:
        """Return one line for each step: `+` added, `-` removed, `~` changed and what of it."""
        lines = [
            *(f"+ {step.ref}: {step.title}" for step in self.added),
            *(f"- {step.ref}: {step.title}" for step in self.removed),
            *(
                f"~ {each.new.ref}: {each.new.title} ({', '.join(each.fields)})"
                for each in self.changed
            ),
        ]
        return "\n".join(lines) or "No task was added, removed or changed."


def difference(old: Playbook, new: Playbook) -> Difference:
    """Return what the new version differs in, steps being the same when their ids are."""
    before = {step.ref: step for step in old.steps}
    after = {step.ref: step for step in new.steps}
    both = ((before[ref], step) for ref, step in after.items() if ref in before)
    changes = (Change(was, now, _differing(was, now)) for was, now in both)
    return Difference(
        added=tuple(step for ref, step in after.items() if ref not in before),
        removed=tuple(step for ref, step in before.items() if ref not in after),
        changed=tuple(change for change in changes if change.fields),
    )


def _differing(old: Step, new: Step) -> tuple[str, ...]:
    names = (each.name for each in fields(Step) if each.name not in _UNTOLD)
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))
