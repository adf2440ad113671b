import pytest

from bot.playbook.fields import FIELDS, field_names, field_problems, fill
from bot.playbook.registers import REGISTERS

VALUES = {"server.hostname": "lis-db-01", "incident.id": "INC-2022-001"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Unplug {{server.hostname}}", "Unplug lis-db-01"),
        ("{{ server.hostname }}/{{incident.id}}", "lis-db-01/INC-2022-001"),
        ("{{server.ip}} stays", "{{server.ip}} stays"),
        ("{{server}} {{}} {{ {server.hostname}", "{{server}} {{}} {{ {server.hostname}"),
        ("{{{server.hostname}}}", "{lis-db-01}"),
        ("{{server.hostname", "{{server.hostname"),
        ("no field", "no field"),
    ],
)
def test_fields_are_filled_with_what_is_known(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


def test_a_value_is_never_read_for_fields() -> None:
    hostile = {"server.hostname": "{{incident.id}}", "incident.id": "x"}
    assert fill("{{server.hostname}}", hostile) == "{{incident.id}}"


def test_names_are_listed_once() -> None:
    text = "{{server.hostname}} {{incident.id}} {{ server.hostname }} {{bad}}"
    assert field_names(text) == ("server.hostname", "incident.id")


@pytest.mark.parametrize("noun", REGISTERS)
def test_every_field_of_a_register_may_be_shown_by_its_own_tasks(noun: str) -> None:
    text = " ".join(f"{{{{{noun}.{field}}}}}" for field in FIELDS[noun])
    assert list(field_problems(text, noun)) == []
    assert {problem.code for problem in field_problems(text, None)} == {"P410"}
