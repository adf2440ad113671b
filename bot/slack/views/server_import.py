"""How an import of servers is told: progress in one message, and each row's fate. Pure."""

from collections.abc import Mapping, Sequence

from bot.domain.models import ServerImport, ServerImportRow
from bot.language.catalogue import later, say
from bot.language.numbers import grouped
from bot.slack import ids
from bot.slack.views import inputs, kit
from bot.slack.views.said import Said
from bot.slack.views.words import capital, stop

SHOWN, PAGE = 10, 30
# What rows of a register are called where their noun and an s would not do.
MANY = {"transfer": later("hand-overs"), "batch": later("batches")}
ROWS = later("rows")
WORDS = ("entered", "updated", "unchanged", "refused")
SAID = {
    "entered": later("entered"), "updated": later("updated"), "unchanged": later("unchanged"),
    "refused": later("refused"), "waits": later("waits"),
}  # fmt: skip
CLI = later("`wardroom servers import FILE --incident {ref}` does the same where Wardroom runs.")


def progress(
    job: ServerImport, counts: Mapping[str, int], refused: Sequence[ServerImportRow], ref: str
) -> Said:
    """Return how far an import is, with the first refused rows."""
    lines = [*_above(job, counts, ref), *(line(row) for row in refused)]
    more = counts.get("refused", 0) - len(refused)
    if more > 0:
        lines.append(
            say(
                "… and {count} more refused rows: `/server imported {number}`.",
                count=grouped(more),
                number=job.number,
            )
        )
    text = "\n".join(lines)
    return Said(text, tuple(kit.paragraphs(text))).with_buttons(*_ways(job, counts, ref))


def _above(job: ServerImport, counts: Mapping[str, int], ref: str) -> list[str]:
    """Return how far it is, and which columns were not read: a heading may be a slip."""
    names = ", ".join(kit.one_line(each, 40) for each in job.left_out.split("\n")[:12] if each)
    told = [say("Columns left out: {names}.", names=names)] if names else []
    return [head(job, counts, ref), *told]


def _ways(job: ServerImport, counts: Mapping[str, int], ref: str) -> list[kit.Block]:
    if job.playbook:
        return [kit.button(say("Its tasks"), ids.TASK_LIST, f"{ref} {job.playbook}")]
    report = kit.button(say("Row by row"), ids.SERVER_IMPORTED, f"{ref} {job.number}")
    return [report] if sum(counts.values()) else []


def head(job: ServerImport, counts: Mapping[str, int], ref: str) -> str:
    """Return in one sentence what an import is and how far it is."""
    who = kit.mention(job.by) if job.by != "system" else say("The command line")
    if job.playbook:
        return _opening(job, counts)
    if job.verb:
        many = MANY.get(job.noun, f"{job.noun}s")
        began = say(
            "{who} has `{verb}` done on many {rows}", who=who, verb=job.name, rows=say(many)
        )
        return stop(f"{began}: {_stage(counts, many)}")
    name = kit.one_line(job.name, 80)
    began = (
        say("{who} imports servers from *{name}* as a trial; nothing is kept", who=who, name=name)
        if job.dry
        else say("{who} imports servers from *{name}*", who=who, name=name)
    )
    if job.state == "failed":
        return " ".join(
            (say("{what}: *stopped*.", what=began), kit.escape(job.problem), say(CLI, ref=ref))
        )
    if job.state == "waiting":
        return say("{what}: the file is being fetched.", what=began)
    return stop(f"{began}: {_stage(counts, ROWS)}")


def _opening(job: ServerImport, counts: Mapping[str, int]) -> str:
    """Return how far the tasks of a playbook are opened."""
    title = f"*{kit.one_line(job.name, 80)}*"
    total, left = sum(counts.values()), counts.get("", 0)
    if job.state == "failed":
        return say(
            "{title}: *stopped*, {done} of {total} more tasks are open. {why}",
            title=title, done=grouped(total - left), total=grouped(total),
            why=kit.ended(kit.one_line(job.problem, 200)),
        )  # fmt: skip
    if left:
        return say(
            "{title}: {done} of {total} more tasks are open; the rest follows by itself.",
            title=title, done=grouped(total - left), total=grouped(total),
        )  # fmt: skip
    return say("{title}: *all are open*, {done} more tasks.", title=title, done=grouped(total))


def _stage(counts: Mapping[str, int], what: str) -> str:
    total, left = sum(counts.values()), counts.get("", 0)
    told = ", ".join(
        f"{grouped(counts[word])} {say(SAID[word])}" for word in WORDS if counts.get(word)
    )
    stage = (
        say(
            "{number} of {total} {rows}",
            number=grouped(total - left), total=grouped(total), rows=say(what),
        )
        if left
        else say("*done*, {total} {rows}", total=grouped(total), rows=say(what))
    )  # fmt: skip
    return f"{stage}{f': {told}' if told else ''}"


def line(row: ServerImportRow) -> str:
    """Return what became of one row."""
    host = f" *{kit.one_line(row.host, 60)}*" if row.host else ""
    why = f": {kit.one_line(row.why, 250)}" if row.why else ""
    at = say("Line {number}", number=row.line) if row.line else ""
    return f"{at}{host} {say(SAID.get(row.outcome or 'waits', row.outcome))}{why}".lstrip()


def report(
    job: ServerImport,
    counts: Mapping[str, int],
    page: tuple[Sequence[ServerImportRow], int],
    asked: tuple[str, str],
) -> Said:
    """Return a page of rows with what became of each; *page* has the rows and where they begin."""
    rows, offset = page
    ref, word = asked
    total = counts.get(word, 0) if word else sum(counts.values())
    text = "\n".join([*_above(job, counts, ref), *(line(row) for row in rows)])
    ways = [
        kit.button(capital(say(SAID[word])), ids.SERVER_IMPORTED, f"{ref} {job.number} {word}")
        for word in WORDS
        if counts.get(word)
    ]
    if offset + len(rows) < total:
        value = f"{ref} {job.number} {word} page={offset // PAGE + 2}"
        ways.append(kit.button(say("More rows"), ids.SERVER_IMPORTED, " ".join(value.split())))
    return Said(text, tuple(kit.paragraphs(text))).with_buttons(*ways)


def window(ref: str, channel: str) -> kit.Block:
    """Return the window in which a list is given: a file, or text that is pasted."""
    head = say(
        "A list of servers as CSV, one row for each, with headings; `hostname` must be one "
        "of them. Rows of known hosts are updated; an empty cell changes nothing."
    )
    fields = [
        inputs.field(ids.FILE, say("CSV file"), inputs.files(ids.FIELD, most=1), optional=True),
        inputs.field(
            ids.TEXT,
            say("Or paste the rows"),
            inputs.line(ids.FIELD, multiline=True, placeholder="hostname,ip,kind,tier,location"),
            optional=True,
        ),
        inputs.field(
            ids.DRY,
            say("Trial"),
            inputs.ticks(
                ids.FIELD, [inputs.tick(say("Try it only: say what would happen"), "dry")]
            ),
            optional=True,
        ),
    ]
    return kit.modal(
        ids.SERVER_IMPORT,
        say("Import servers"),
        [kit.section(head), *fields],
        submit=say("Import"),
        metadata={"incident": ref, "channel": channel},
    )
