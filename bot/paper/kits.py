"""What each kind of department needs while it works on paper: forms, the rule that saves lives.

The form that everybody needs, and how the pack is put together, is `ward_pack`. Pure.
"""

from dataclasses import dataclass
from typing import Final

from bot.paper.model import Card, Fields, Grid, Part, Points

WHO: Final = (
    ("Temporary ID or UHID", ""), ("Second identifier (name + age, or wristband)", ""),
    ("Ward and bed", ""), ("Date, time (24 h)", ""),
)  # fmt: skip
# A slip that goes with the result: both names and every time on it.
CRITICAL: Final = Card(
    "Critical result: phone it, have it read back, send this slip",
    (
        Fields((
            ("Patient: first identifier", ""), ("Patient: second identifier", ""),
            ("Ward and bed", ""), ("Test", ""), ("Value and unit", ""),
            ("Time out of the analyser", ""), ("Called to (name)", ""), ("Time of the call", ""),
            ("Runner", ""), ("Time received", ""),
        )),
        Points(("Read back, both identifiers and the value",), ticks=True),
        Fields((("Signature of who called", ""), ("Signature of who received", ""))),
    ), framed=True,
)  # fmt: skip
REQUEST: Final = Card(
    "Laboratory request (urgent tests only)",
    (
        Fields((*WHO, ("Specimen, drawn at, by", ""), ("Requested by, phone or runner", ""))),
        Points((
            "Yellow: serum, sugar, viral markers", "Pink: blood count, smear, coagulation",
            "Blue: microbiology", "Urgent: the result changes what is done now",
        ), ticks=True),
        Fields((("Tests", ""), ("Received in the laboratory at, by", ""))),
    ), framed=True,
)  # fmt: skip
IMAGE: Final = Card(
    "Imaging request and report",
    (
        Fields((*WHO, ("Study and side", ""), ("Question", ""), ("Pregnancy, allergy, kidney", ""),
                ("Requested by", ""))),
        Fields((("Said at the console to, at", ""), ("Written report by, at", "")), columns=2),
    ), framed=True,
)  # fmt: skip
BLOOD: Final = Card(
    "Blood request and bedside check",
    (
        Fields((*WHO, ("Product and units", ""), ("Needed by", ""),
                ("First sample: drawn by, at", ""), ("Second sample: drawn by another, at", ""))),
        Points(("ABO and Rh checked by hand, twice", ("Unit, label and wristband read aloud by two "
                "people at the bedside")), ticks=True),
        Fields((("Unit number", ""), ("Given at", ""), ("First checker", ""),
                ("Second checker", ""))),
    ), framed=True,
)  # fmt: skip


def register(*heads: str, widths: tuple[int, ...] = (), lines: int = 24) -> Grid:
    """Return an empty register with room for a pen."""
    return Grid(heads, widths or (1,) * len(heads), blank=lines)


TRIAGE = register(
    "Time", "ID or alias and colour", "Age, sex", "Triage", "Complaint", "MLC no.", "Seen at, by",
    "Where to, at", widths=(6, 14, 7, 7, 20, 9, 12, 13),
)  # fmt: skip
CENSUS = register(
    "Bed", "ID", "Second identifier", "In at", "Diet, allergy", "Out at, where to", "Checked",
    widths=(5, 11, 16, 8, 16, 15, 9),
)  # fmt: skip
CHART = register(
    "Drug, strength, route", "Allergy asked", "Prescribed by", "Time", "Given by", "Second check",
    widths=(24, 10, 14, 8, 12, 12),
)  # fmt: skip
TOKENS = register("Token", "Temporary ID or UHID", "Clinic", "Given at", "Seen at", "Turned away, "
                  "where to", widths=(6, 14, 14, 8, 8, 16))  # fmt: skip
SERIALS = register(
    "Serial no.", "Given to", "Time", "Used for", "Carbon copy in", "Signature",
    widths=(9, 14, 8, 18, 12, 12),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kit:
    """One kind of department: by which words it is known, what it lays out, counts and keys in."""

    title: str
    words: frozenset[str]
    kit: str
    rule: str
    counts: str
    priority: str
    forms: tuple[tuple[str, Part], ...]


def _kit(
    title: str, words: str, kit: str, rule: str, counts: str, priority: str,
    *forms: tuple[str, Part],
) -> Kit:  # fmt: skip
    return Kit(title, frozenset(words.split()), kit, rule, counts, priority, forms)


KITS: Final = (
    _kit("OPD registration", "opd registration outpatient outpatients",
         "OPD card, token roll for each clinic, temporary ID labels",
         "Each counter has its own block of temporary numbers. Never a phone number alone: "
         "families share one.",
         "tokens issued, seen, turned away", "P3", ("Token roll", TOKENS)),
    _kit("Emergency", "emergency casualty trauma ed er",
         "triage sheet, tracking board, bound MLC register",
         "An unknown patient gets a distinct alias and a colour. Medico-legal cases go into the "
         "bound register.",
         "arrivals, left without being seen, hours of diversion", "P1", ("Triage sheet", TRIAGE)),
    _kit("ICU and operating theatres", "icu ot theatre theatres operating critical",
         "flow sheet, consent, list of operations",
         "Surgical checklist every time. What has no blood or images is cancelled if it can wait.",
         "cases done, cancelled", "P1", ("Medication chart", CHART), ("Census", CENSUS)),
    _kit("Laboratory", "lab laboratory laboratories lis pathology microbiology biochemistry",
         "coloured request forms, register, result pad",
         "Urgent tests only. A critical value is phoned, read back, and sent by a runner with a "
         "slip that holds every time.",
         "samples, turn-around, criticals, rejected", "P2", ("Requests", REQUEST),
         ("Critical results", CRITICAL)),
    _kit("Radiology", "radiology imaging xray mri ct pacs",
         "request slip, film or CD, the list at the machine itself",
         "The report is given at the console; if urgent, said and written.",
         "studies, unreported", "P2", ("Requests", IMAGE)),
    _kit("Blood bank", "blood transfusion",
         "request form, issue register",
         "Two samples, ABO checked by hand again, two people at the bedside. O-negative is "
         "rationed.",
         "issues, days of O-negative", "P1", ("Requests", BLOOD)),
    _kit("Pharmacy and medication", "pharmacy medication drugs dispensary",
         "medication chart, indent pad, allergy stickers",
         "High-risk drugs are checked by a second person on their own. Allergy is asked each "
         "time. No dose from memory.",
         "indents, stock-outs, errors", "P1", ("Medication chart", CHART)),
    _kit("Billing", "billing accounts cash",
         "receipt books with serial numbers",
         "Emergency care does not wait for a bill.",
         "receipts, cash, unbilled", "P3", ("Serials", SERIALS)),
    _kit("Medical records", "mrd records certificates",
         "accession book, serials of certificates",
         "Birth and death forms are counted: each number is given out once, against a signature.",
         "charts in, out, missing", "P2", ("Serials", SERIALS)),
    _kit("Stores, diet, CSSD, staff", "stores diet cssd hr kitchen",
         "indents, diet sheets, muster roll",
         "Count stock in days, and say early what runs out.",
         "stock-outs, absences", "P4"),
    _kit("Ward", "ward wards adt ipd inpatient nursing labour maternity",
         "census sheet three times a day, wristbands by hand",
         "Two identifiers and the bed, every time. The midnight census is signed.",
         "census, admitted, discharged, transferred", "P1", ("Census", CENSUS),
         ("Medication chart", CHART)),
)  # fmt: skip
WARD: Final = KITS[-1]


def kit_of(slug: str, name: str) -> Kit:
    """Return the kit of a department by the words of its name; a ward's when none fits."""
    words = {*slug.lower().split("-"), *name.lower().replace(",", " ").split()}
    return next((each for each in KITS if each.words & words), WARD)
