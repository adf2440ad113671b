"""`/dept reconcile`: the evening count of paper, and what every department has booked."""

from bot.domain.departments import DEPARTMENT, ON_PAPER
from bot.domain.models import Department
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import paper_counting as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.dept import COUNTER
from bot.slack.listeners.registers import page_of
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import dept_count as looks
from bot.slack.views import kit, lists
from bot.slack.views import registers as views
from bot.slack.views.departments import FACE
from bot.slack.views.said import Said, paragraph
from bot.storage import departments
from bot.storage import registers as queries

PRIORITIES = ("p1", "p2", "p3", "p4")


def reconcile(ask: Ask) -> Answer:
    """Compare what lies in the boxes: `D p1=40 p2=300`; bare, what every department has booked."""
    name, _, rest = ask.text.strip().partition(" ")
    if not name:
        return _booked(ask)
    pairs = lines.options(rest, keys=PRIORITIES).pairs
    row, piles = operations.reconcile(ask.turn, ask.incident, name, pairs)
    announce(
        ask,
        lambda: views.changed(
            FACE, looks.counted(row, piles, kit.mention(ask.user_id)), row, ask.incident.ref
        ),
    )
    told = looks.counted(row, piles, kit.mention(ask.user_id))
    card = registers.card(ask, COUNTER, row)
    return answered(Said(f"{told} {card.text}", (kit.section(told), *card.blocks)))


def _booked(ask: Ask) -> Answer:
    """Say for every department on paper what is booked, and what its own return says."""
    session, page = ask.turn.session, page_of(ask)
    rows: list[Department] = queries.rows(session, DEPARTMENT, ask.incident.row)
    told = [
        looks.booked(
            row, departments.backlog(session, row.row), departments.unmerged(session, row.row),
            next(iter(departments.returns(session, row.row, limit=1)), None), page,
        )
        for row in rows
        if row.mode in ON_PAPER
    ]  # fmt: skip
    head = say("*What is booked, to be compared with the boxes:*")
    none = say("No department works on paper.")
    way = say("Type `/dept reconcile <department> p1=… p2=…`: the sheets that lie there.")
    text = "\n".join([head, *told, way] if told else [none])
    return answered(paragraph(text, *lists.of("dept", ask.incident.ref)))
