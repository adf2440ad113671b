"""Where the letters of a printed page come from: files on this machine, nothing from outside.

Latin letters are DejaVu's, which comes with matplotlib; Devanagari is Noto's, which stands beside
this module under the Open Font License.
"""

import re
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bot.errors import WardroomError

PLAIN, BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
DEVANAGARI, DEVANAGARI_BOLD = "NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"
_DEVANAGARI: Final = re.compile(r"[\u0900-\u097f\ua8e0-\ua8ff\u1cd0-\u1cff]")


def needs_devanagari(text: str) -> bool:
    """Tell whether a text holds letters that join and stack, as Hindi's do."""
    return _DEVANAGARI.search(text) is not None


def read(name: str) -> bytes:
    """Return a font's file."""
    return path(name).read_bytes()


def path(name: str) -> Path:
    """Return where a font's file is, or raise WardroomError with the cure."""
    if name in {DEVANAGARI, DEVANAGARI_BOLD}:
        found = Path(str(resources.files("bot.paper").joinpath("faces", name)))
    else:
        # Found without importing it: drawing charts is heavy, its fonts are plain files.
        spec = find_spec("matplotlib")
        home = spec.submodule_search_locations if spec else None
        found = Path(next(iter(home or []), "")) / "mpl-data" / "fonts" / "ttf" / name
    if not found.is_file():
        raise WardroomError(
            f"The font {name} is not installed.", next_step="Install Wardroom anew: `make setup`."
        )
    return found
