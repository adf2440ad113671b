"""The fictional hospital of the Room's first start: its people and its three channels.

Facts: the names are invented; the roles are those of a hospital's answer to a cyber attack.
"""

from typing import Any

TEAM: dict[str, Any] = {"id": "T0ROOM", "name": "City Hospital (Room)", "domain": "city-hospital"}
HOUSE_NAME = "The Room"
DESK = "C0DESK"
PEOPLE = (
    ("U0ASHA", "asha", "Asha Rawat", "Lab technician"),
    ("U0KABIR", "kabir", "Kabir Menon", "IT lead"),
    ("U0MEERA", "meera", "Dr Meera Pillai", "Medical superintendent"),
    ("U0IMRAN", "imran", "Imran Qureshi", "Network lead"),
    ("U0LEELA", "leela", "Leela Das", "CISO"),
    ("U0RAVI", "ravi", "Ravi Nair", "Forensics lead"),
    ("U0NISHA", "nisha", "Nisha Verma", "Evidence custodian"),
    ("U0SURESH", "suresh", "Dr Suresh Iyer", "Director"),
)
CHANNELS = (
    ("C0GENERAL", "general", "Everybody"),
    (DESK, "incident-desk", "New incidents are announced here"),
    ("C0MANAGERS", "managers", "The daily digest for managers"),
)
