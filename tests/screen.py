"""What a person reads on the Room's page: messages, forms, and what can be clicked in them.

Values only; the person who clicks is in `workspace`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the page gets it."""

    fields: Json

    @property
    def ts(self) -> str:
        """Return the timestamp."""
        return str(self.fields["ts"])

    @property
    def own(self) -> bool:
        """Tell whether one person alone sees it."""
        return bool(self.fields["ephemeral"])

    @property
    def channel(self) -> str:
        """Return the channel's id."""
        return str(self.fields["channel"])

    @property
    def text(self) -> str:
        """Return the top-level text."""
        return str(self.fields["text"])

    @property
    def words(self) -> str:
        """Return everything a person reads: text and blocks."""
        return " ".join([self.text, *texts(self.fields.get("blocks", []))])

    @property
    def buttons(self) -> list[str]:
        """Return the labels of what can be clicked."""
        return [label(one) for _, one in elements(self.fields.get("blocks", []))]


@dataclass(frozen=True, slots=True)
class Form:
    """An open modal, or a Home tab."""

    fields: Json

    @property
    def id(self) -> str:
        """Return the view's id."""
        return str(self.fields["id"])

    @property
    def title(self) -> str:
        """Return the title."""
        return str(self.fields["title"]["text"])

    @property
    def words(self) -> str:
        """Return everything a person reads."""
        return " ".join([self.title, *texts(self.fields["blocks"])])

    @property
    def buttons(self) -> list[str]:
        """Return the labels of what can be clicked."""
        return [label(one) for _, one in elements(self.fields["blocks"])]

    @property
    def labels(self) -> list[str]:
        """Return the labels of the inputs, in order."""
        return [
            block["label"]["text"] for block in self.fields["blocks"] if block["type"] == "input"
        ]


def texts(node: Any) -> Iterator[str]:
    """Yield every text inside *node*."""
    if isinstance(node, list):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield each block with each of its elements that a person can act on."""
    for block in blocks:
        inner = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in inner:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def label(element: Json) -> str:
    """Return what a person calls the element: its text, its placeholder, or its id."""
    for name in ("text", "placeholder"):
        if isinstance(element.get(name), dict):
            return str(element[name]["text"])
    return str(element["action_id"])


def state_of(element: Json, choice: Any) -> Json:
    """Return the state of *element* after *choice*: an option's text or value, an id, or text."""
    kind = element["type"]
    if kind == "file_input":
        return {"files": [{"id": choice}]}
    if kind.endswith("_input"):
        return {"value": choice}
    if "options" in element or "option_groups" in element:
        offered = list(element.get("options", []))
        for group in element.get("option_groups", []):
            offered += group["options"]
        wanted = choice if isinstance(choice, list) else [choice]
        found = [one for one in offered if one["text"]["text"] in wanted or one["value"] in wanted]
        assert len(found) == len(wanted), f"{wanted} not among {[one['text'] for one in offered]}"
        many = kind.startswith("multi_") or kind == "checkboxes"
        return {"selected_options": found} if many else {"selected_option": found[0]}
    noun = kind.removeprefix("multi_").removesuffix("_select").removesuffix("s")
    dates = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}
    key = f"selected_{dates.get(kind, noun)}"
    return {f"{key}s": choice} if kind.startswith("multi_") else {key: choice}
