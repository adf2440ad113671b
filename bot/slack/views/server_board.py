"""Every server at a glance as a table of text, a page at a time. Pure."""

from collections.abc import Sequence

from bot.domain.models import Server
from bot.domain.server_looks import GLANCES, is_off, place
from bot.domain.servers import SERVER
from bot.language.catalogue import say
from bot.language.numbers import grouped
from bot.slack.views import kit
from bot.slack.views.said import Said

PAGE, NAMED = 40, 20
HOST, DEPARTMENT = 22, 12


def table(rows: Sequence[Server], ref: str, page: int, coming: str) -> Said:
    """Return the counts, who is hit by name, and a page of servers, the worst first."""
    pages = -(-len(rows) // PAGE)
    number = min(max(page, 1), pages)
    ordered = sorted(rows, key=lambda row: (place(row), row.number))
    shown = ordered[(number - 1) * PAGE : number * PAGE]
    head = say("*Servers of {ref}*, page {number} of {pages}.", ref=ref, number=number, pages=pages)
    head += f" {_counted(rows)}"
    parts = [part for part in (head, _hit(rows), coming) if part]
    listed = "\n".join(_line(row) for row in shown)
    text = "\n".join(parts)
    blocks = (*kit.paragraphs(text), kit.section(f"```{listed}```"))
    ways = [
        kit.button(label, "server.board", f"{ref} page={number + step}")
        for label, step in ((say("Previous"), -1), (say("Next"), 1))
        if 1 <= number + step <= pages
    ]
    ways.append(kit.button(say("As a list"), "server.list", ref))
    return Said(f"{text}\n{listed}", blocks).with_buttons(*ways)


def _counted(rows: Sequence[Server]) -> str:
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    what = ", ".join(f"{grouped(number)} {say(kind)}" for kind, number in kinds.items())
    stands = [sum(place(row) == at for row in rows) for at in range(len(GLANCES))]
    told = ", ".join(
        f"{grouped(number)} {say(each.name)} ({each.letter})"
        for each, number in zip(GLANCES, stands, strict=True)
        if number
    )
    off = sum(is_off(row) for row in rows)
    return say(
        "{kinds}: {states}; {off} off the network.", kinds=what, states=told, off=grouped(off)
    )


def _hit(rows: Sequence[Server]) -> str:
    hit = [row for row in rows if row.verdict in {"infiltrated", "encrypted"}]
    if not hit:
        return ""
    left = grouped(len(hit) - NAMED)
    more = " " + say("and {left} more", left=left) if len(hit) > NAMED else ""
    named = ", ".join(f"{SERVER.name(row)} {kit.one_line(row.hostname, 40)}" for row in hit[:NAMED])
    return say("*Hit:* {servers}", servers=named + more)


def _line(row: Server) -> str:
    glance = GLANCES[place(row)]
    off = "off" if is_off(row) else "   "
    tier = f"T{row.tier}" if row.tier is not None else "  "
    return " ".join(
        (glance.letter, SERVER.name(row), _fixed(row.hostname, HOST), row.kind[:8].ljust(8), tier,
         off, row.state.replace("_", " ")[:12].ljust(12), _fixed(row.department, DEPARTMENT))
    ).rstrip()  # fmt: skip


def _fixed(text: str, width: int) -> str:
    shown = " ".join(text.split()).replace("`", "'")
    return kit.escape(shown if len(shown) <= width else f"{shown[: width - 1]}…").ljust(width)
