import ssl
from pathlib import Path

import pytest

from bot.config import load
from bot.errors import BadStart
from bot.web import tls
from bot.web.site import Site, check_exposure
from tests.certificates import Certificate, make, openssl


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate, and beside it `other.pem`, another key, and `locked.pem`, its own locked."""
    folder = tmp_path_factory.mktemp("tls")
    made = make(folder)
    openssl("genpkey", "-algorithm", "ed25519", "-out", folder / "other.pem")
    openssl("pkey", "-in", made.key, "-aes256", "-passout", "pass:x", "-out", folder / "locked.pem")
    return made


def test_a_certificate_and_its_key_serve_tls_from_1_2_on(certificate: Certificate) -> None:
    made = tls.context(certificate.cert, certificate.key)
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("cert", "key", "why"),
    [
        ("cert.pem", None, "WARDROOM_TLS_KEY: it is not set"),
        (None, "key.pem", "WARDROOM_TLS_CERT: it is not set"),
        ("nowhere.pem", "key.pem", r"WARDROOM_TLS_CERT: .* cannot be read \(No such file"),
        ("cert.pem", "nowhere.pem", r"WARDROOM_TLS_KEY: .* cannot be read \(No such file"),
        ("key.pem", "cert.pem", "they are no certificate and its own key"),
        ("cert.pem", "other.pem", "they are no certificate and its own key"),
        ("cert.pem", "locked.pem", "WARDROOM_TLS_KEY: the key is locked with a password"),
    ],
)
def test_a_certificate_that_cannot_serve_is_named(
    certificate: Certificate, cert: str | None, key: str | None, why: str
) -> None:
    folder = certificate.cert.parent
    given = load({}, env_file=None).model_copy(
        update={
            "port": 0,
            "tls_cert": folder / cert if cert else None,
            "tls_key": folder / key if key else None,
        }
    )
    with pytest.raises(BadStart, match=why):
        Site(given, with_room=True)


@pytest.mark.parametrize(
    ("host", "users", "under_tls", "insecure", "lacks"),
    [
        ("127.0.0.1", False, False, False, None),
        ("127.8.8.8", False, False, False, None),
        ("::1", False, False, False, None),
        ("localhost", False, False, False, None),
        ("0.0.0.0", False, False, False, "users .* and TLS"),
        ("::", True, False, False, "lacks TLS"),
        ("10.0.0.7", False, True, False, "lacks users"),
        ("room.hospital.example", True, False, False, "lacks TLS"),
        ("10.0.0.7", True, True, False, None),
        ("10.0.0.7", False, False, True, None),
    ],
)
def test_beyond_this_machine_the_room_needs_users_and_tls(
    host: str, *, users: bool, under_tls: bool, insecure: bool, lacks: str | None
) -> None:
    given = load({}, env_file=None).model_copy(
        update={"host": host, "tls_cert": Path("cert.pem") if under_tls else None}
    )
    if lacks is None:
        check_exposure(given, users=users, insecure=insecure)
        return
    with pytest.raises(BadStart, match=lacks):
        check_exposure(given, users=users, insecure=insecure)


def test_what_is_insecure_is_said_in_the_words_of_what_can_happen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = load({}, env_file=None).model_copy(update={"host": "10.0.0.7"})
    check_exposure(given, users=False, insecure=True)
    assert "anybody there can read everything and act as anybody" in capsys.readouterr().out
    check_exposure(given, users=True, insecure=True)
    assert "passcodes and everything said can be read" in capsys.readouterr().out


def test_apps_have_a_listener_of_their_own_where_people_come_from_afar(
    certificate: Certificate,
) -> None:
    near = Site(load({}, env_file=None).model_copy(update={"port": 0}), with_room=True)
    assert near.inner_url == near.url
    near.close()
    under_tls = load({}, env_file=None).model_copy(
        update={"port": 0, "tls_cert": certificate.cert, "tls_key": certificate.key}
    )
    far = Site(under_tls, with_room=True)
    assert far.url.startswith("https://127.0.0.1:")
    assert far.inner_url.startswith("http://127.0.0.1:")
    assert far.inner_url != far.url
    far.close()
