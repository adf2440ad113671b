"""Reads a list of servers as hospitals keep it, whatever they call its columns. Pure.

How a file is read is `csv_files`; what becomes of a row is `bot.operations.server_import`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.domain import csv_files, server_fields
from bot.domain.server_fields import BY_NAME, SPELLINGS
from bot.errors import Mistyped, WardroomError
from bot.grammar import patient
from bot.grammar.text import clip
from bot.language.catalogue import ENGLISH, say, speaking

# Headings of hospitals' own lists, beside the names and synonyms of the fields.
HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "host_name": "hostname", "server_name": "hostname", "computer_name": "hostname",
        "machine_name": "hostname", "device_name": "hostname", "vm_name": "hostname",
        "fqdn": "hostname", "asset_name": "hostname", "ipv4": "ip", "ip_addr": "ip",
        "ip_addresses": "ip", "ip_no": "ip", "physical_address": "mac", "mac_addr": "mac",
        "server_type": "kind", "device_type": "kind", "asset_type": "kind", "serialno": "serial",
        "s_n": "serial", "service_tag": "serial", "datacentre": "location", "building": "location",
        "esxi_host": "hypervisor", "esx_host": "hypervisor", "os_version": "os", "os_name": "os",
        "application": "apps", "app_name": "apps", "role": "apps", "purpose": "apps",
        "priority": "tier", "criticality": "tier", "ward": "department", "unit": "department",
        "vlan_id": "segment", "subnet": "segment", "asset_owner": "owner", "owner_name": "owner",
        "responsible": "owner", "status_of_infection": "verdict", "edr_installed": "monitored",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: where it began, which host, its fields by column, or what is wrong."""

    line: int
    host: str
    fields: Mapping[str, str]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: its rows, and the headings that no field of a server has."""

    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()


def table(text: str) -> Table:
    """Return the rows of a list of servers; raise Mistyped when it is none."""
    head, rest = csv_files.lines_of(text, _column, each="server")
    columns, left_out = _columns(head)
    csv_files.check_rows(rest, each="server")
    seen: dict[str, int] = {}
    return Table(tuple(_row(line, cells, columns, len(head), seen) for line, cells in rest),
                 left_out)  # fmt: skip


def _column(heading: str) -> str:
    """Return the column that a heading means, or nothing."""
    name = csv_files.heading(heading)
    spelling = BY_NAME.get(name)
    return spelling.column if spelling else HEADINGS.get(name, "")


def _columns(head: Sequence[str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return which cell is which column, and the headings that are left out."""
    meant = [_column(each) for each in head]
    columns = csv_files.chosen(head, meant)
    if "hostname" not in columns.values():
        raise Mistyped(
            say(
                "No heading is a host's name. The headings are: {listed}.",
                listed=csv_files.listed(head),
            ),
            next_step=say(
                "Call one column `hostname`. Others are read by these names: {names}.",
                names=", ".join(each.column for each in SPELLINGS[1:]),
            ),
        )
    return columns, csv_files.left_out(head, columns)


def _row(
    line: int, cells: Sequence[str], columns: Mapping[int, str], width: int, seen: dict[str, int]
) -> Row:
    fields = csv_files.filled(cells, columns)
    host = clip(" ".join(fields.get("hostname", "").split()), 60)
    try:
        # What is wrong with a row is kept with it.
        with speaking(ENGLISH):
            return _read(line, cells, fields, width, seen)
    except WardroomError as error:
        return Row(line, "" if patient.found(host) else host, {}, error.message.rstrip("."))


def _read(
    line: int, cells: Sequence[str], fields: Mapping[str, str], width: int, seen: dict[str, int]
) -> Row:
    csv_files.check_width(cells, width)
    if "hostname" not in fields:
        raise Mistyped(say("it names no host"), next_step=say("Fill the column."))
    csv_files.check_private(fields)
    name = str(server_fields.read(fields)["hostname"])
    if name.lower() in seen:
        raise Mistyped(
            say("line {seen} is about the same host", seen=seen[name.lower()]),
            next_step=say("Keep one of the two."),
        )
    seen[name.lower()] = line
    return Row(line, name, {**fields, "hostname": name})
