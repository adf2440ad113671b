"""Reads a playbook's front matter against its schema, with the line of every wrong key.

The YAML itself is read by `plainyaml`; whether a role exists is checked with the rest.
"""

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.playbook import limits
from bot.playbook.findings import Report, quoted
from bot.playbook.foreign import FOREIGN
from bot.playbook.model import Anchor, Role, Start, When
from bot.playbook.plainyaml import Listed, Mapped, Node, Source, Text, read_mapping
from bot.playbook.values import SLUG

KINDS = ("ransomware", "intrusion", "data_leak", "outage", "insider", "other")
# An incident that has ended starts nothing, so its last stages are no moment.
STAGES = (
    "reported", "triage", "active", "contained", "eradication", "recovery", "monitoring", "review",
)  # fmt: skip

_WINDOWS = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_SEVERITY = re.compile(r"(?:sev)?([1-4])", re.IGNORECASE)


def slug_problem(slug: str) -> str | None:
    """Return why a playbook cannot be called this, or None."""
    if not SLUG.fullmatch(slug):
        return (
            f"{quoted(slug)} cannot be a slug: at most {limits.NAME} lower-case letters, digits "
            "and hyphens, with a letter or digit at both ends."
        )
    if _WINDOWS.fullmatch(slug):
        return f"`{slug}` is a device on Windows and cannot name a file there; choose another slug."
    return None


def _wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{message}", {"message": message})


def _read_slug(text: str) -> str:
    problem = slug_problem(text)
    if problem:
        raise PydanticCustomError("slug", "{message}", {"message": problem})
    return text


def _read_role(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise _wrong(f"{quoted(text)} is not a role's slug, such as `forensics-lead`.")
    return text


def _read_kind(text: str) -> str:
    kind = text.replace("-", "_").lower()
    if kind not in KINDS:
        raise _wrong(f"{quoted(text)} is not a kind of incident; there are {', '.join(KINDS)}.")
    return kind


def _read_severity(text: str) -> int:
    match = _SEVERITY.fullmatch(text)
    if match is None:
        raise _wrong(f"{quoted(text)} is not a severity; there are 1 (the worst), 2, 3 and 4.")
    return int(match[1])


def _read_stage(text: str) -> str:
    stage = text.replace("-", "_").lower()
    if stage not in STAGES:
        raise _wrong(f"{quoted(text)} is no stage to wait for; there are {', '.join(STAGES)}.")
    return stage


def _read_words(text: str) -> str:
    words = " ".join(text.casefold().split())
    if not any(letter.isalnum() for letter in words):
        raise _wrong(f"{quoted(text)} holds no word to listen for, such as `ransom note`.")
    return words


def _read_yes(text: Any) -> bool:
    if text not in {"true", "false"}:
        raise _wrong("write `true` or `false`.")
    return bool(text == "true")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) and value else value


def _as_roles(value: Any) -> Any:
    if isinstance(value, list):
        return {str(each): {} for each in value}
    if not isinstance(value, dict):
        raise _wrong("write `roles: {night-lead: Night lead}`.")
    return {key: {"title": each} if isinstance(each, str) else each for key, each in value.items()}


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Title = Annotated[str, StringConstraints(max_length=limits.TITLE, strip_whitespace=True)]
_RoleSlug = Annotated[str, AfterValidator(_read_role)]
_Kind = Annotated[str, AfterValidator(_read_kind)]
_Severity = Annotated[int, BeforeValidator(_read_severity)]
_Severities = Annotated[tuple[_Severity, ...], BeforeValidator(_as_list)]
_Stage = Annotated[str, AfterValidator(_read_stage)]
_Words = Annotated[str, StringConstraints(max_length=limits.NAME), AfterValidator(_read_words)]


class _When(_Schema):
    kind: Annotated[tuple[_Kind, ...], BeforeValidator(_as_list)] = ()
    severity: _Severities = ()
    stage: Annotated[tuple[_Stage, ...], BeforeValidator(_as_list)] = ()
    said: Annotated[
        tuple[_Words, ...], BeforeValidator(_as_list), Field(max_length=limits.NAMES_IN_A_LIST)
    ] = ()


class _Role(_Schema):
    title: _Title = ""
    deputy: _RoleSlug | None = None


class FrontMatter(_Schema):
    """What stands between the dashes, all of it optional."""

    slug: Annotated[str, AfterValidator(_read_slug)] | None = None
    title: _Title = ""
    version: Annotated[str, StringConstraints(max_length=limits.NAME)] = ""
    lead: _RoleSlug | None = None
    deputy: _RoleSlug | None = None
    when: _When | None = None
    start: Start | None = None
    anchor: Anchor = "start"
    private: Annotated[bool, BeforeValidator(_read_yes)] = False
    roles: Annotated[
        dict[_RoleSlug, _Role], BeforeValidator(_as_roles), Field(max_length=limits.NAMES_IN_A_LIST)
    ] = {}

    def meant_for(self) -> When | None:
        """Return the condition on incidents, or None when there is none."""
        if self.when is None:
            return None
        when = self.when
        return When(
            kind=tuple(dict.fromkeys(when.kind)),
            severity=tuple(sorted(dict.fromkeys(when.severity))),
            stage=tuple(stage for stage in STAGES if stage in when.stage),
            said=tuple(dict.fromkeys(when.said)),
        )

    def starts(self) -> Start:
        """Return how the playbook starts: by itself only when told for which incidents."""
        if self.start is None and self.when is not None:
            return "offer" if self.when.said else "auto"
        return self.start or "manual"

    def own_roles(self) -> tuple[Role, ...]:
        """Return the roles that the file adds."""
        return tuple(
            Role(slug, role.title or slug.replace("-", " ").capitalize(), role.deputy)
            for slug, role in self.roles.items()
        )


def read_front_matter(
    source: str, first_line: int, report: Report
) -> tuple[FrontMatter, dict[str, int]]:
    """Return the front matter and the line of each key; what is wrong goes to the report.

    Wrong keys are left out of the result, so that the body can still be checked.
    """
    mapping = read_mapping(source, Source(first_line=first_line), report)
    if mapping is None:
        return FrontMatter(), {}
    lines = {key.text: key.line for key, _ in mapping.pairs}
    # A key without a value says nothing: that is how a template leaves a line to be filled in.
    own = [pair for pair in mapping.pairs if pair[0].text.lower() not in FOREIGN]
    _warn_of_foreign(mapping, report)
    filled = (pair for pair in own if pair[1] != Text("", pair[1].line))
    plain = {key.text: _plain(value) for key, value in filled}
    try:
        return FrontMatter.model_validate(plain), lines
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    for detail in details:
        _report(detail, mapping, report)
    wrong = {str(detail["loc"][0]) for detail in details if detail["loc"]}
    kept = {key: value for key, value in plain.items() if key not in wrong}
    return FrontMatter.model_validate(kept), lines


def _warn_of_foreign(mapping: Mapped, report: Report) -> None:
    found = [key for key, _ in mapping.pairs if key.text.lower() in FOREIGN]
    if found:
        names = ", ".join(quoted(key.text) for key in found)
        text = f"another tool may read {names}; here it says nothing."
        report.warning(found[0].line, "P210", text)


def _plain(node: Node) -> object:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Listed):
        return [_plain(each) for each in node.items]
    return {key.text: _plain(value) for key, value in node.pairs}


def _report(detail: ErrorDetails, mapping: Mapped, report: Report) -> None:
    location = [str(part) for part in detail["loc"]]
    line = _line_of(location, mapping)
    if detail["type"] == "extra_forbidden":
        known = _known_keys(location)
        text = f"there is no key {quoted(location[-1])} here; there are {', '.join(known)}."
        report.error(line, "P207", text, name=location[-1], known=known)
        return
    code = "P209" if detail["type"] == "slug" else "P208"
    report.error(line, code, f"`{'.'.join(location[:2])}`: {_sentence(detail)}")


def _known_keys(location: list[str]) -> tuple[str, ...]:
    if len(location) == 1:
        return tuple(FrontMatter.model_fields)
    return tuple(_When.model_fields if location[0] == "when" else _Role.model_fields)


def _sentence(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        return f"{quoted(str(detail['input']))} is none of {context['expected']}."
    if detail["type"] == "string_too_long":
        return f"at most {context['max_length']} characters."
    if detail["type"] == "string_type":
        return "write one value here, not a list or a mapping."
    if detail["type"] in {"tuple_type", "model_type", "dict_type"}:
        return "this is written differently; `_template.md` shows how."
    return f"{detail['msg'].rstrip('.')}."


def _line_of(location: list[str], mapping: Mapped) -> int:
    line, node = mapping.line, mapping
    for part in location:
        pair = next((pair for pair in node.pairs if pair[0].text == part), None)
        if pair is None:
            break
        line = pair[0].line
        if not isinstance(pair[1], Mapped):
            break
        node = pair[1]
    return line
