"""Finds things that wait for one another, in time proportional to their number.

Works on names only; what a cycle means is for the caller.
"""

from collections.abc import Iterator, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]


def cycles(edges: Edges) -> Iterator[tuple[str, ...]]:
    """Yield one cycle, as `a, b, a`, of each group of names that wait for one another."""
    for group in _groups(edges):
        members = set(group)
        if len(group) > 1 or group[0] in edges.get(group[0], ()):
            yield _one_cycle(min(group), members, edges)


def _one_cycle(start: str, members: set[str], edges: Edges) -> tuple[str, ...]:
    path = [start]
    places = {start: 0}
    while True:
        name = next(each for each in edges[path[-1]] if each in members)
        path.append(name)
        if name in places:
            return tuple(path[places[name] :])
        places[name] = len(path) - 1


class _Walk:
    """Tarjan's strongly connected components, without recursion."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.order: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.open: list[str] = []
        self.is_open: set[str] = set()
        self.path: list[tuple[str, Iterator[str]]] = []

    def enter(self, name: str) -> None:
        """Begin with this name."""
        self.order[name] = self.low[name] = len(self.order)
        self.open.append(name)
        self.is_open.add(name)
        self.path.append((name, iter(self.edges.get(name, ()))))

    def step(self) -> list[str]:
        """Go one edge on; return a group when one is complete, else nothing."""
        name, rest = self.path[-1]
        for other in rest:
            if other not in self.order:
                self.enter(other)
                return []
            if other in self.is_open:
                self.low[name] = min(self.low[name], self.order[other])
        self.path.pop()
        if self.path:
            parent = self.path[-1][0]
            self.low[parent] = min(self.low[parent], self.low[name])
        return self._complete(name) if self.low[name] == self.order[name] else []

    def _complete(self, name: str) -> list[str]:
        group = [self.open.pop()]
        while group[-1] != name:
            group.append(self.open.pop())
        self.is_open.difference_update(group)
        return group


def _groups(edges: Edges) -> Iterator[list[str]]:
    walk = _Walk(edges)
    for name in edges:
        if name in walk.order:
            continue
        walk.enter(name)
        while walk.path:
            group = walk.step()
            if group:
                yield group
