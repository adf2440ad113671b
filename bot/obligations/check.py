"""Checks that the obligations of a profile fit together: ids, anchors, roles, follow-ups, circles.

Reading them is `read`; nothing here knows of incidents.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.obligations import spans
from bot.obligations.fields import FIELDS
from bot.obligations.model import ANCHORS, BREACH, CUSTOM, Item
from bot.playbook.findings import BadValueError, Report, quoted
from bot.playbook.roles import ROLES

Lines = Mapping[str, int]
MOST_APPROVERS = 8


def check(items: Sequence[tuple[Item, Lines]], report: Report) -> None:
    """Report everything that is wrong between the items; each comes with the lines of its keys."""
    by_id: dict[str, Item] = {}
    for item, lines in items:
        first = by_id.setdefault(item.id, item)
        if first is not item:
            text = f"the id `{item.id}` is used twice (first on line {first.line})."
            report.error(lines.get("id", item.line), "O104", text)
    for item, lines in items:
        _anchors(item, by_id, lines, report)
        _roles(item, lines, report)
        _followups(item, by_id, lines, report)
        _fields(item, lines, report)
        _missed(item, lines, report)
    _circles(by_id, report)


def _anchors(item: Item, known: Collection[str], lines: Lines, report: Report) -> None:
    for key, name in (("anchor", item.anchor), ("fallback_anchor", item.fallback_anchor)):
        if name and name not in ANCHORS and name not in known:
            text = (
                f"`{item.id}` counts from {quoted(name)}, which is no anchor; there are "
                f"{', '.join(ANCHORS)}, or the id of an obligation (from its submission)."
            )
            line = lines.get(key, item.line)
            report.error(line, "O106", text, name=name, known=(*ANCHORS, *known))
    if item.anchor == CUSTOM and not item.event:
        text = (
            f"`{item.id}` counts from an event of its own; say which: `event: a copy is asked for`."
        )
        report.error(item.line, "O102", text)
    if item.fallback_anchor in {item.anchor, CUSTOM}:
        text = f"`{item.id}`: the fallback anchor must be another moment than the anchor."
        report.error(lines.get("fallback_anchor", item.line), "O106", text)


def _roles(item: Item, lines: Lines, report: Report) -> None:
    named = [("owner", item.owner), *(("approvers", role) for role in item.approvers)]
    for key, role in named:
        if role not in ROLES:
            text = f"`{item.id}` names the role {quoted(role)}, which there is not."
            report.error(lines.get(key, item.line), "O107", text, name=role, known=tuple(ROLES))
    if len(item.approvers) > MOST_APPROVERS:
        text = f"`{item.id}` names {len(item.approvers)} approvers; {MOST_APPROVERS} are the most."
        report.error(lines.get("approvers", item.line), "O107", text)
    if item.owner in item.approvers:
        text = f"`{item.id}`: the owner's role {item.owner} cannot approve its own report."
        report.error(lines.get("approvers", item.line), "O107", text)


def _followups(item: Item, known: Mapping[str, Item], lines: Lines, report: Report) -> None:
    line, before = lines.get("followups", item.line), item.within
    for each in item.followups:
        if each in known:
            continue
        try:
            span = spans.read_within(each)
        except BadValueError:
            text = (
                f"`{item.id}` is followed by {quoted(each)}, which is neither a span (`PT72H`) nor "
                "the id of an obligation."
            )
            report.error(line, "O109", text, name=each, known=tuple(known))
            continue
        if before is None or span.length <= before.length:
            text = (
                f"`{item.id}`: {quoted(each)} counts from the anchor, so it must be longer than "
                f"{before or 'a `within`, which is missing'}."
            )
            report.error(line, "O109", text)
        before = span


def _fields(item: Item, lines: Lines, report: Report) -> None:
    for each in item.fields:
        if each not in FIELDS:
            text = f"`{item.id}` asks for {quoted(each)}, which no report has."
            line = lines.get("fields", item.line)
            report.error(line, "O111", text, name=each, known=tuple(FIELDS))


def _missed(item: Item, lines: Lines, report: Report) -> None:
    """Warn of what does not stop the bot, but will be asked for at three in the morning."""
    for name in ("regulator", "title", "source"):
        if not getattr(item, name):
            report.warning(item.line, "O113", f"`{item.id}` has no `{name}`.")
    if item.hard and "within" not in lines:
        report.warning(item.line, "O113", f"`{item.id}` is hard and has no `within`.")
    if "before_effective" in lines and item.effective_from is None:
        text = f"`{item.id}` has no `effective_from`, so `before_effective` says nothing."
        report.warning(lines["before_effective"], "O113", text)
    if item.event and item.anchor != CUSTOM:
        text = f"`{item.id}` has an `event`, but counts from `{item.anchor}`: it is not waited for."
        report.warning(item.line, "O113", text)
    breach = any(each.breach for each in item.trigger)
    if item.anchor == BREACH and not item.fallback_anchor and not breach:
        text = f"`{item.id}` waits for a confirmed breach and has no `fallback_anchor`."
        report.warning(item.line, "O113", text)


def _circles(by_id: Mapping[str, Item], report: Report) -> None:
    """Report each circle of obligations that wait for one another, once."""
    seen: set[str] = set()
    for start in by_id:
        path: list[str] = []
        _walk(start, by_id, path, seen, report)


def _walk(
    name: str, by_id: Mapping[str, Item], path: list[str], seen: set[str], report: Report
) -> None:
    if name in path:
        circle = [*path[path.index(name) :], name]
        text = f"these wait for one another: {' → '.join(circle[:10])}."
        report.error(by_id[name].line, "O108", text)
        return
    if name in seen:
        return
    path.append(name)
    for after in _waits_for(by_id[name], by_id):
        _walk(after, by_id, path, seen, report)
    path.pop()
    seen.add(name)


def _waits_for(item: Item, by_id: Mapping[str, Item]) -> Iterable[str]:
    """Return the items from whose submission this one counts or by which it is opened."""
    named = [each for each in (item.anchor, item.fallback_anchor) if each in by_id]
    opened_by = [other.id for other in by_id.values() if item.id in other.followups]
    return dict.fromkeys(each for each in (*named, *opened_by) if each)
