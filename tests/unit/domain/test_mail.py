"""Settings of mail as they are typed: read, or refused without the password in the answer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load
from bot.domain.mail import Postbox, Recipient, postbox, recipients
from bot.domain.words import DigestCut
from bot.errors import BadStart
from bot.logs import masked

FROM = "wardroom@clean.example.org"


@pytest.mark.parametrize(
    ("url", "want"),
    [
        (
            "smtps://u:p@mail.example.org",
            Postbox("mail.example.org", 465, wrapped=True, sender=FROM, user="u", password="p"),
        ),
        ("smtp://mail.example.org", Postbox("mail.example.org", 587, wrapped=False, sender=FROM)),
        ("smtp://127.0.0.1:2525", Postbox("127.0.0.1", 2525, wrapped=False, sender=FROM)),
        (
            "smtps://a%40b.org:p%2Fw%3F%40@[::1]:4650/",
            Postbox("::1", 4650, wrapped=True, sender=FROM, user="a@b.org", password="p/w?@"),
        ),
    ],
)
def test_accounts(url: str, want: Postbox) -> None:
    assert postbox(url, FROM) == want


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org", "https://u:hunter2@mail.example.org", "smtp://", "smtps://:25",
        "smtps://u:hunter2@mail.example.org:99999", "smtps://u:hunter2@mail.example.org:port",
        "smtps://u:hunter2@mail.example.org/inbox", "smtps://u:hunter2@mail.example.org?x=1",
        "smtps://u:hunter2@[::1", "smtps://u:hunter2@\u2100.example.org",
    ],
)  # fmt: skip
def test_what_is_no_account_is_refused_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDROOM_SMTP_URL", url)
    with pytest.raises(BadStart, match=r"^WARDROOM_SMTP_URL: ") as refusal:
        load({}, env_file=None)
    assert "hunter2" not in str(refusal.value)


def test_the_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDROOM_SMTP_URL", "smtps://u:hunter2@mail.example.org")
    monkeypatch.setenv("WARDROOM_SMTP_FROM", FROM)
    settings = load({}, env_file=None)
    assert settings.postbox is not None
    assert settings.postbox.password == "hunter2"
    shown = f"{settings!r} {settings} {settings.postbox!r} {settings.model_dump_json()}"
    assert "hunter2" not in shown
    assert "hunter2" not in masked("cannot reach smtps://u:hunter2@mail.example.org:465")


def test_a_secret_file(tmp_path: Path) -> None:
    path = tmp_path / "smtp"
    path.write_text("smtp://u:hunter2@mail.example.org\n")
    settings = load({"WARDROOM_SMTP_URL_FILE": str(path)}, env_file=None)
    assert settings.smtp_url is not None
    assert settings.smtp_url.get_secret_value() == "smtp://u:hunter2@mail.example.org"


def test_by_default_nothing_is_mailed() -> None:
    settings = load({}, env_file=None)
    assert (settings.postbox, settings.digest_emails) == (None, ())


@pytest.mark.parametrize("missing", ["WARDROOM_SMTP_URL", "WARDROOM_SMTP_FROM"])
def test_addresses_without_an_account_stop_the_start(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {
        "WARDROOM_SMTP_URL": "smtps://mail.example.org",
        "WARDROOM_SMTP_FROM": FROM,
        "WARDROOM_DIGEST_EMAILS": "a@example.org",
    }
    for name, value in wanted.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(
        BadStart, match=r"^WARDROOM_DIGEST_EMAILS: mail needs WARDROOM_SMTP_URL and"
    ):
        load({}, env_file=None)


def test_addresses_as_they_are_typed() -> None:
    assert recipients("a@example.org, Ministry=b@Example.org;\n c+d@x-y.example.org") == (
        Recipient("a@example.org"),
        Recipient("b@Example.org", DigestCut.MINISTRY),
        Recipient("c+d@x-y.example.org"),
    )
    assert recipients("a@example.org A@EXAMPLE.org") == (Recipient("A@EXAMPLE.org"),)
    assert Recipient("director@example.org").masked == "d…@example.org"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("a@", "`a@` is no mail address"),
        ("@example.org", "is no mail address"),
        ("a@b@example.org", "is no mail address"),
        ("a@example..org", "is no mail address"),
        ("<a@example.org>", "is no mail address"),
        ("a@example.org\x00", "is no mail address"),
        ("ä@example.org", "is no mail address"),
        ("board=a@example.org", "`board=` is no cut"),
        ("ministry=", "is no mail address"),
        (f"{'a' * 300}@example.org", "is no mail address"),
    ],
)
def test_what_is_no_address(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        recipients(typed)


@given(st.text(max_size=80))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        found = recipients(text)
    except ValueError:
        return
    assert all("@" in each.address and "\n" not in each.address for each in found)


def test_the_example_environment_can_be_used_as_it_is() -> None:
    example = Path(__file__).parents[3] / ".env.example"
    assert load({}, env_file=str(example)).digest_emails == ()
