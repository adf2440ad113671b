"""Checks that the parts of one playbook fit together: names, waits, approvals, fields.

Other playbooks are not known here (`crosscheck`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.playbook.fields import field_problems
from bot.playbook.findings import BadValueError, Report, quoted
from bot.playbook.graph import cycles
from bot.playbook.model import ANY_ROLE, Playbook, Step
from bot.playbook.registers import REGISTERS
from bot.playbook.roles import ROLES
from bot.playbook.selectors import read_selector

# With the span in front of it, a reference is kept in 128 characters.
LONGEST_REFERENCE = 110


class Checks:
    """All checks of one playbook; what fails goes to the report.

    `key_lines` are the lines of the front matter's keys; with `strict` the text was written for
    us, so that unknown fields are errors.
    """

    def __init__(
        self,
        playbook: Playbook,
        report: Report,
        *,
        key_lines: Mapping[str, int],
        known_gates: Collection[str],
        strict: bool,
    ) -> None:
        self.playbook = playbook
        self.report = report
        self.key_lines = key_lines
        self.known_gates = known_gates
        self.strict = strict
        self.ids = {step.ref: None for step in playbook.steps}
        self.roles = {**ROLES, **{role.slug: role for role in playbook.roles}}

    def run(self) -> None:
        """Run every check."""
        self._front_roles()
        self._start()
        self._repeated_ids()
        for step in self.playbook.steps:
            self._roles(step)
            self._approval(step)
            self._gates(step)
            self._sets(step)
            self._due_rows(step)
            self._due_times(step)
            self._waits(step)
            self._checklist(step)
            self._fields(step)
            self._deputy(step)
        self._cycles()
        for problem in field_problems(self.playbook.intro, None):
            self._field(problem.code, problem.message, 1)

    def _front_roles(self) -> None:
        playbook = self.playbook
        for key, role in (("lead", playbook.lead), ("deputy", playbook.deputy)):
            if role:
                self._role(role, self.key_lines.get(key, 1))
        for added in playbook.roles:
            if added.deputy:
                self._role(added.deputy, self.key_lines.get("roles", 1))
            if added.slug in ROLES:
                self._there_already(added.slug)
        if playbook.lead and playbook.lead == playbook.deputy:
            text = f"the deputy is the lead itself (`{playbook.lead}`); name another role."
            self.report.error(self.key_lines.get("deputy", 1), "P404", text)

    def _role(self, role: str, line: int) -> None:
        if role not in self.roles:
            text = f"there is no role {quoted(role)}; add it under `roles:` if it is meant."
            self.report.error(line, "P404", text, name=role, known=self.roles)

    def _there_already(self, slug: str) -> None:
        text = (
            f"the role `{slug}` is there already, as {ROLES[slug].title}: its deputy stays, its "
            "title would be another while this playbook runs. Choose another name, or leave it out."
        )
        self.report.warning(self.key_lines.get("roles", 1), "P412", text)

    def _start(self) -> None:
        when, start = self.playbook.when, self.playbook.start
        line = self.key_lines.get("start", self.key_lines.get("when", 1))
        if when is None and start != "manual":
            text = (
                f"`start: {start}` needs `when`: nothing says for which incidents, so it never is."
            )
            self.report.warning(line, "P411", text)
        elif when is not None and when.said and start == "auto":
            text = (
                "words fall in passing: `said` may offer a playbook, not start it; `start: offer`."
            )
            self.report.error(line, "P411", text)

    def _repeated_ids(self) -> None:
        lines: dict[str, int] = {}
        for step in self.playbook.steps:
            if step.ref in lines:
                text = f"the id `{step.ref}` is used on line {lines[step.ref]} already."
                self.report.error(step.line, "P401", text)
            lines.setdefault(step.ref, step.line)

    def _roles(self, step: Step) -> None:
        if step.role and step.role != self.playbook.lead:
            self._role(step.role, step.line)
        for role in step.approve:
            if role == ANY_ROLE:
                continue
            self._role(role, step.line)
            if role == step.role:
                text = f"`{role}` would approve its own work; name another role to approve."
                self.report.error(step.line, "P405", text)

    def _approval(self, step: Step) -> None:
        if not step.approve_when:
            return
        if not step.approve:
            text = "`approve_when` needs `approve`: say who is asked then."
            self.report.error(step.line, "P321", text)
        if step.proof == "none":
            text = "`approve_when` needs a proof: its words are looked for there."
            self.report.error(step.line, "P321", text)

    def _gates(self, step: Step) -> None:
        for gate in step.gates:
            if gate not in self.known_gates:
                text = f"there is no rule {quoted(gate)}."
                known = sorted(self.known_gates)
                self.report.error(step.line, "P406", text, name=gate, known=known)

    def _sets(self, step: Step) -> None:
        if step.sets is None:
            return
        if step.each is None:
            text = "`sets` needs `each`: say which rows of which register the task changes."
            self.report.error(step.line, "P407", text)
            return
        noun, verbs = step.each.noun, REGISTERS[step.each.noun].sets
        if step.sets not in verbs:
            able = f"there are {', '.join(verbs)}" if verbs else "no task changes one"
            text = f"{quoted(step.sets)} is not what is done to a {noun}; {able}."
            self.report.error(step.line, "P407", text, name=step.sets, known=verbs)

    def _due_rows(self, step: Step) -> None:
        for own in step.due.rows if step.due else ():
            if step.each is None:
                text = "`due` with rows in brackets needs `each`: say of which register they are."
                self.report.error(step.line, "P312", text)
                continue
            try:
                read_selector(f"{step.each.noun}[{own.rows}]")
            except BadValueError as bad:
                self.report.error(
                    step.line, "P312", f"`due`: {bad}", name=bad.name, known=bad.known
                )

    def _due_times(self, step: Step) -> None:
        due = step.due
        if due is None:
            return
        if step.every and (due.further or due.is_back):
            text = "`due` says already when the task comes; leave out `every`."
            self.report.error(step.line, "P312", text)
        if len(f"{due.step or ''}") + len(self.playbook.slug) > LONGEST_REFERENCE:
            self.report.error(
                step.line, "P312", "`due`: shorten the id; it is too long to be kept."
            )
        there = self.playbook.step(due.step) if due.is_back and due.step else None
        if there is not None and (there.every or (there.due and there.due.further)):
            text = f"`due` counts back from `{there.ref}`, which comes again; name another task."
            self.report.error(step.line, "P312", text)

    def _waits(self, step: Step) -> None:
        for attribute, ref in local_waits(step):
            if ref not in self.ids:
                text = f"`{attribute}`: no task here has the id {quoted(ref)}."
                self.report.error(step.line, "P402", text, name=ref, known=self.ids)
            elif attribute == "due" and ref == step.ref:
                what = "time" if step.due and step.due.is_back else "end"
                self.report.error(step.line, "P403", f"`due` counts from the task's own {what}.")

    def _checklist(self, step: Step) -> None:
        if step.proof == "checklist" and not step.checklist:
            text = "the proof is a checklist, but no lines `- [ ]` are indented below the task."
            self.report.error(step.line, "P109", text)

    def _fields(self, step: Step) -> None:
        noun = step.each.noun if step.each else None
        for text in (step.title, step.instruction, *step.checklist):
            for problem in field_problems(text, noun):
                self._field(problem.code, problem.message, step.line, problem.name, problem.known)

    def _field(
        self, code: str, message: str, line: int, name: str = "", known: Collection[str] = ()
    ) -> None:
        add = self.report.error if self.strict else self.report.warning
        add(line, code, message, name=name, known=known)

    def _deputy(self, step: Step) -> None:
        if not step.critical or self.playbook.deputy:
            return
        role = self.roles.get(step.role or "")
        if role is None or role.deputy is None:
            who = f"the role `{step.role}` has no deputy" if step.role else "the task has no role"
            text = f"the task is critical, but {who}: nobody stands in. Add `deputy:` on top."
            self.report.warning(step.line, "P408", text)

    def _cycles(self) -> None:
        lines = {step.ref: step.line for step in self.playbook.steps}
        edges = {
            step.ref: [ref for ref in step.after if ref in self.ids] for step in self.playbook.steps
        }
        for cycle in cycles(edges):
            self.report.error(lines[cycle[0]], "P403", waits_in_a_circle(cycle))
        for cycle in cycles(
            {
                ref: [each for each in dues if each in self.ids and each != ref]
                for ref, dues in due_edges(self.playbook).items()
            }
        ):
            self.report.error(lines[cycle[0]], "P403", counted_in_a_circle(cycle))


def due_edges(playbook: Playbook) -> dict[str, list[str]]:
    """Return from which tasks the due time of each is counted."""
    return {
        step.ref: [step.due.step] if step.due and step.due.step else [] for step in playbook.steps
    }


def waits_in_a_circle(cycle: Sequence[str]) -> str:
    """Return what is wrong with tasks that wait for one another."""
    return f"these tasks wait for one another: {' → '.join(cycle[:12])}. Cut one `after`."


def counted_in_a_circle(cycle: Sequence[str]) -> str:
    """Return what is wrong with due times that are counted from one another."""
    return f"these due times count from one another: {' → '.join(cycle[:12])}. Change one `due`."


def local_waits(step: Step) -> Iterator[tuple[str, str]]:
    """Yield the ids of the same playbook that a step names, with the attribute that does."""
    for attribute, ref in waits(step):
        if "/" not in ref:
            yield attribute, ref


def waits(step: Step) -> Iterator[tuple[str, str]]:
    """Yield every id that a step names, with the attribute that does."""
    yield from (("after", ref) for ref in step.after)
    if step.due and step.due.step:
        yield "due", step.due.step
