"""A hospital's own list of servers: given as a file, entered beside people's work, shown, sent back."""

from tests.e2e.conftest import Hall
from tests.e2e.response import ASHA, KABIR, Response, declared
from tests.workspace import eventually

COUNT = 300
PNG = b"\x89PNG"


def _import(response: Response, data: bytes) -> None:
    kabir = response.person(KABIR)
    kabir.types("/server import", in_=response.channel)
    form = kabir.form("Import servers")
    kabir.submits(form, {"CSV file": kabir.uploads("inventory.csv", data)})


def _file(response: Response, ending: str) -> bytes:
    """Return the bytes of the newest file of the channel with that ending."""

    def newest() -> str:
        return next(
            str(file["url"])
            for said in response.place().messages[::-1]
            for file in said.fields.get("files", [])
            if file["name"].endswith(ending)
        )

    url = eventually(newest, within=60)
    return response.workspace.read(url)


def test_a_list_is_given_as_a_file_and_entered_beside_peoples_work(hall: Hall) -> None:
    response = declared(hall.workspace, "sev3 kind=other The whole estate", joined=(ASHA,))
    lines = [f"srv-{n:03d}\t10.0.{n // 250}.{n % 250}\tVM\n" for n in range(1, COUNT)]
    text = "Server Name\tIP Address\tType\n" + "".join(lines) + "bad\t10.0.0.999\tVM\n"
    _import(response, text.encode("utf-16"))
    assert "No tasks" in response.types("/task list", ASHA).text
    done = response.place().message(f"done*, {COUNT} rows", within=60)
    assert f"{COUNT - 1} entered, 1 refused" in done.text
    assert "ip: 10.0.0.999 is no IP address" in done.text
    told = [each for each in response.place().messages if "imports servers from" in each.words]
    assert [each.ts for each in told] == [done.ts]
    eventually(lambda: f"0 of {COUNT - 1} hit" in response.board.text, within=30)
    response.types("/server infiltrated SRV-003")
    shown = response.types("/server board")
    assert "*Hit:* SRV-003 srv-003" in shown.text
    assert _file(response, "-servers.png").startswith(PNG)
    response.types("/server export")
    data = _file(response, "-servers.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    _import(response, data)
    again = response.place().message(f"{COUNT - 1} rows: {COUNT - 1} unchanged", within=60)
    assert "Columns left out: id, state" in again.text


def test_a_file_that_is_no_list_says_why_and_names_the_other_way(hall: Hall) -> None:
    response = declared(hall.workspace, "sev4 A workbook", joined=(ASHA,))
    _import(response, b"PK\x03\x04 a workbook")
    told = response.place().message("*stopped*", within=30)
    assert "an Excel workbook or a ZIP, not CSV" in told.text
    assert f"wardroom servers import FILE --incident {response.ref}" in told.text
