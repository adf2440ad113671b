"""What of a refused line is repeated: enough to send it again, nothing of a patient or a sum."""

import pytest

from bot.domain.masking import masked


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/incident declare sev1 UHID 123456 leaked", "/incident declare sev1 UHID •••••• leaked"),
        ("/task done #12,#14-#16 phone 98110 12345", "/task done #12,#14-#16 phone ••••• •••••"),
        ("/task note #3 UHID #123456 at 09:15", "/task note #3 UHID #•••••• at 09:15"),
        ("INC-2022-001 they ask for 200 crore", "INC-2022-001 they ask for ••• crore"),
        ("pay 20m to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "pay ••m to •••"),
        ("sev1234 #1234 09:155 INC-2022-00112345", "sev•••• #•••• ••:••• INC-••••-••••••••"),
        ("/deadline met D1 98765 43210 D4567", "/deadline met D1 ••••• ••••• D••••"),
        (
            "/incident note abha ramesh@abdm, of ＲＡＭＥＳＨ＠ABDM",
            "/incident note abha ••• of •••",
        ),
        ("ask ramesh@aiims.edu", "ask ramesh@aiims.edu"),
        ("आयु ४५ वर्ष", "आयु •• वर्ष"),
    ],
)
def test_figures_go_and_what_commands_are_made_of_stays(typed: str, shown: str) -> None:
    assert masked(typed) == shown
