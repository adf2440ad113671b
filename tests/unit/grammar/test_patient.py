import pytest

from bot.grammar.patient import KINDS, found, named

# 234123412346 closes under Verhoeff's scheme; it belongs to nobody.
PATIENTS = [
    ("Aadhaar 2341 2341 2346", "aadhaar"),
    ("2341-2341-2346", "aadhaar"),
    ("234123412346", "aadhaar"),
    ("２３４１ ２３４１ ２３４６", "aadhaar"),
    ("aadhaar no. 1234 5678 9012", "aadhaar"),
    ("Adhaar: 123456789012", "aadhaar"),
    ("91-1234-5678-9012", "abha"),
    ("22 7225 4829 5255", "abha"),
    ("91123456789012", "abha"),
    ("12345678901234", "abha"),
    ("UID 1234 1234 1234", "aadhaar"),
    ("ABHA 12345678901234", "abha"),
    ("ask ramesh.k@abdm", "abha"),
    ("9876543210", "phone"),
    ("98765 43210", "phone"),
    ("98765-43210", "phone"),
    ("(98765) 43210", "phone"),
    ("987-654-3210", "phone"),
    ("9876 543 210", "phone"),
    ("9876 543210", "phone"),
    ("+91 98765 43210", "phone"),
    ("+919876543210", "phone"),
    ("00919876543210", "phone"),
    ("919876543210", "phone"),
    ("09876543210", "phone"),
    ("९८७६५४३२१०", "phone"),
    ("９８７６５４３２１０", "phone"),
    ("relative's phone is 9876543210, call", "phone"),
    ("Mob-9876543210", "phone"),
    ("whatsapp no: +91-98765-43210", "phone"),
    ("seal broken; phone 9876543210", "phone"),
    ("<tel:+919876543210|call>", "phone"),
    ("<https://x.in|98765 43210>", "phone"),
    ("9876543210@ybl", "phone"),
    ("_9876543210_", "phone"),
    ("*9876543210*", "phone"),
    ("#9876543210", "phone"),
    ("mob9876543210", "phone"),
    ("9876543210/9876543211", "phone"),
    ("9876543210 - 9876543211", "phone"),
    ("+1 202 555 0123", "phone"),
    ("+44 20 7946 0958", "phone"),
    ("UHID 12345", "uhid"),
    ("uhid: 100123456", "uhid"),
    ("UHID no. AIIMS/2022/1234", "uhid"),
    ("UHID is 12345", "uhid"),
    ("CR No 20221234567", "uhid"),
    ("C.R. No. 12345", "uhid"),
    ("MRN A-778899", "uhid"),
    ("MRD number 55443", "uhid"),
    ("patient id 12345", "uhid"),
    ("IPD no 445566", "uhid"),
    ("IP No 1234567", "uhid"),
    ("IPD 2022/12345", "uhid"),
    ("OPD card 1034567", "uhid"),
    ("Reg. No. 2022/123456", "uhid"),
    ("patient 103456789", "uhid"),
    ("Uhid103456789", "uhid"),
    ("ＵＨＩＤ　１２３４５", "uhid"),
]

THE_INCIDENT = [
    "INC-2022-001 and inc-2022-1234",
    "#12, #13-19, T12",
    "SRV-001, SRV-001..SRV-020, EXH-003",
    "10.12.14.16 and 192.168.100.200:8080 and 98.76.54.32/24",
    "9a:8b:7c:6d:5e:4f and 98-76-54-32-10-99",
    "port 8443, port 9876543210",
    "d41d8cd98f00b204e9800998ecf8427e",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "hash E sha256=9876543210 md5=9876543210",
    "550e8400-e29b-41d4-a716-446655440000",
    "2022-11-24 18:00, 24 Nov 2022 18:00 IST, 2022-11-24T18:00:00Z",
    "202211241800 and 20221124180000",
    "6.30pm, 14:00-18:00, +05:30, UTC+05:30",
    "1669281600 and 1669281600.123456",
    "U0123456789 C9876543210 <@U0987654321> <#C9876543210|ops>",
    "https://x.example/t/9876543210 and <https://x.example/9876543210|ticket>",
    "seal no 9876543210",
    "seal EXH-003 234123412346 witness @asha",
    "S-9876543210, SN-9876543210, AIIMS_9876543210",
    "serial 9876543210, asset 9876543210, IMEI 356938035643809",
    "FIR 349/22 and FIR no 9876543210",
    "Rs 200 crore, Rs 9876543210, ₹9876543210",
    "20221123070700, 12345678901234 bytes, ack no. 30811220012345",
    "receipt 30811220012345, seal 9876543210, parcel no. 9876543210, certificate=9876543210",
    "seals 9876543210-9876543211, serial no. 9876543210, complaint no 12345678901234",
    "WWN 5000039123456789, naa.5000c500a1b2c3d4, WD-WCC4N7654321, CN0123456789",
    "OPD 12000 patients, IPD 2022/11/24, patients 12000, IP 10.20.30.40, uid=1000",
    "_held_ *4 servers* `SRV-001` #12 ~~5~~",
    "9876543210 bytes and 9876543210 rows",
    "1800-11-4949, 011-26588500, +91 11 2658 8500",
    "no UHID -> temp ID; old UHID if known; UHIDs 1200 issued",
    "UHID crosswalk 2022",
    "OPD 400 patients, ward 9 bed 87, 5,000 endpoints",
    "60 of 100 servers, 24 VMs, backlog p1=400 p2=1200",
    "2341 2341 2345",  # The check digit is wrong.
    "0.9876543210, 9876543210.5, v1.9876543210",
    "9876543210123456",
    "1234567890, 5876543210",
    "",
]


@pytest.mark.parametrize(("text", "kind"), PATIENTS)
def test_patient_data_is_recognised(text: str, kind: str) -> None:
    assert found(text) == (kind,)
    assert found(f"Moved to ward 5, {text}, awaiting bed") == (kind,)


@pytest.mark.parametrize("text", THE_INCIDENT)
def test_what_belongs_to_the_incident_is_not_patient_data(text: str) -> None:
    assert found(text) == ()


def test_kinds_are_told_in_a_fixed_order() -> None:
    assert found("UHID 12345, ph 9876543210, 91-1234-5678-9012, 2341 2341 2346") == tuple(KINDS)


def test_a_kind_has_a_name() -> None:
    assert [named(kind) for kind in KINDS] == [
        "an Aadhaar number",
        "an ABHA number or address",
        "a phone number",
        "a hospital number (UHID, MRN, CR No)",
    ]
