"""A playbook as programs are told it: every key of its front matter, every field of its steps.

The keys are those of `docs/api.md` and stay; an attribute that is new to Step is here by itself.
"""

from dataclasses import asdict, fields

from bot.playbook.model import Playbook, Step


def told(playbook: Playbook) -> dict[str, object]:
    """Return what the text says, in values that JSON has."""
    return {
        "version": playbook.version,
        "lead": playbook.lead,
        "deputy": playbook.deputy,
        "when": asdict(playbook.when) if playbook.when else None,
        "anchor": playbook.anchor,
        "private": playbook.private,
        "roles": [asdict(role) for role in playbook.roles],
        "intro": playbook.intro,
        "steps": [_step(step) for step in playbook.steps],
    }


def _step(step: Step) -> dict[str, object]:
    row = {each.name: _plain(getattr(step, each.name)) for each in fields(Step)}
    return {**row, "gate": list(step.gates)}


def _plain(value: object) -> object:
    """Return lists and simple values as they are, due times and rhythms as playbooks write them."""
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool | int) else str(value)
