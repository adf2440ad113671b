"""A message on its way: what it says in one text, and the blocks that show it."""

from dataclasses import dataclass

from bot.slack.views import kit


@dataclass(frozen=True, slots=True)
class Said:
    """The text says all that matters, for notifications and screen readers; blocks show it."""

    text: str
    blocks: tuple[kit.Block, ...] = ()

    @property
    def message(self) -> kit.Block:
        """The message as Slack takes it."""
        return kit.message(self.text, self.blocks)

    def with_buttons(self, *elements: kit.Block) -> "Said":
        """Return the same with a row of buttons below."""
        row = kit.actions(*elements)
        return Said(self.text, (*self.blocks, row)) if row else self


def paragraph(text: str, *elements: kit.Block) -> Said:
    """Return a message of one paragraph and a row of buttons."""
    return Said(text, tuple(kit.paragraphs(text) or [kit.section(text)])).with_buttons(*elements)
