"""The profile of an installation: found by the setting, or the start is refused with one line.

Loading without judging is `library`.
"""

from bot.errors import BadStart
from bot.obligations.library import load, shipped
from bot.obligations.model import Profile

SETTING = "WARDROOM_PROFILE"


def chosen(name: str) -> Profile:
    """Return the profile that a setting names, or raise BadStart with the first finding."""
    profile, findings = load(name)
    errors = [each for each in findings if each.severity == "error"]
    if profile is not None:
        return profile
    if not errors:
        raise BadStart(f"{SETTING}: `{name[:100]}` cannot be read.")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    raise BadStart(
        f"{SETTING}: {errors[0]}{more}",
        next_step=f"`wardroom doctor` lists all. Shipped are {', '.join(shipped())}.",
    )
