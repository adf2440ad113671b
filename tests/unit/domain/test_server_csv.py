"""Lists of servers as hospitals keep them: encodings, separators, headings, quotes, patients."""

import pytest

from bot.domain import csv_files, server_csv
from bot.errors import Mistyped
from bot.grammar import cells

PLAIN = "Hostname,Ward,Note\ncafé-01,Cardiology – 2,x\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_file_of_any_encoding_reads_the_same(encoding: str) -> None:
    text = PLAIN.replace("café", "cafe")
    assert csv_files.text_of(text.encode(encoding), each="server") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_hindi_in_utf_16_without_its_mark_is_read(encoding: str) -> None:
    text = "अस्पताल के सर्वर, मुख्य भवन\nhostname,location\nlis-1,दूसरी मंज़िल\n"
    assert csv_files.text_of(text.encode(encoding), each="server") == text


def test_what_stands_above_the_headings_is_no_row() -> None:
    read = server_csv.table("Server list;;\n24 Nov 2022;;\n\nHostname;IP;Site\nlis-1;10.0.0.1;B\n")
    fields = {"hostname": "lis-1", "ip": "10.0.0.1", "location": "B"}
    assert [(row.line, dict(row.fields)) for row in read.rows] == [(5, fields)]


def test_what_turns_letters_around_is_taken_out() -> None:
    read = server_csv.table("hostname,location\n\u202elis-1,rack \u202e4\u2066\n")
    assert dict(read.rows[0].fields) == {"hostname": "lis-1", "location": "rack 4"}


@pytest.mark.parametrize("by", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "sep", '"sep"'])
def test_any_separator_and_line_ends_are_understood(by: str, mark: str) -> None:
    text = 'Host Name,IP Address,Rack\r\nlis-1,"10.0.0.1","Row ""B"""\r\n\r\nlis-2,,'
    head = {"": "", "sep": f"sep={by}\r\n", '"sep"': f'"sep={by}"\r\n'}[mark]
    read = server_csv.table(head + text.replace(",", by))
    first = 2 if mark else 1
    assert [(row.line, row.host, dict(row.fields)) for row in read.rows] == [
        (first + 1, "lis-1", {"hostname": "lis-1", "ip": "10.0.0.1", "location": 'Row "B"'}),
        (first + 3, "lis-2", {"hostname": "lis-2"}),
    ]


def test_a_quoted_line_break_belongs_to_its_cell_and_lines_are_counted_past_it() -> None:
    read = server_csv.table('hostname,apps\nlis-1,"LIS\nand reports"\nlis-2,-\nbad host,\n')
    assert [(row.line, row.fields.get("apps")) for row in read.rows[:2]] == [
        (2, "LIS\nand reports"), (4, None),
    ]  # fmt: skip
    assert (read.rows[2].line, "letters, digits" in read.rows[2].wrong) == (5, True)


def test_headings_that_no_field_has_or_that_come_twice_are_left_out() -> None:
    read = server_csv.table(
        "Sr. No.,Server Name,hostname,Rack,Site,Remarks\n1,x,lis-1,4,Main,old\n"
    )
    assert read.left_out == ("Sr. No.", "Server Name", "Site", "Remarks")
    assert dict(read.rows[0].fields) == {"hostname": "lis-1", "location": "4"}


def test_a_patients_data_stops_its_row_and_is_not_repeated() -> None:
    read = server_csv.table("hostname,owner,serial\nlis-1,9876543210,\nlis-2,,SN 2345678901\n")
    assert "`owner` holds what looks like a phone number" in read.rows[0].wrong
    assert "9876543210" not in str(read)
    assert read.rows[1].wrong == ""


def test_too_many_rows_are_refused() -> None:
    lines = "".join(f"h{number}\n" for number in range(csv_files.MOST_ROWS + 1))
    with pytest.raises(Mistyped, match="20,001 rows; 20,000 are the most"):
        server_csv.table(f"hostname\n{lines}")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "\ufeff=1",
        " =1",
        "%0",
    ],
)
def test_no_cell_that_is_written_runs_as_a_formula(text: str) -> None:
    assert cells.is_formula(text)
    assert cells.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["lis-db-01", "10.0.0.1", "", "a=1", "4 - 2"])
def test_plain_words_are_written_as_they_are(text: str) -> None:
    assert cells.cell(text) == text
