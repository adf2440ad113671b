"""Certificates that sign themselves, made for one test each by openssl."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.requirements import require_or_skip

EC = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for 127.0.0.1 and its key."""

    cert: Path
    key: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings that serve it."""
        return {"WARDROOM_TLS_CERT": str(self.cert), "WARDROOM_TLS_KEY": str(self.key)}

    @property
    def trusting(self) -> ssl.SSLContext:
        """Return what a client needs that trusts this certificate and no other."""
        return ssl.create_default_context(cafile=self.cert)


def openssl(*words: str | Path) -> None:
    """Run openssl; the test is skipped where there is none."""
    if shutil.which("openssl") is None:
        require_or_skip("openssl", "no openssl on the PATH")
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make(folder: Path, *, days: int = 2) -> Certificate:
    """Make a certificate and its key in *folder*, good for *days*."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    openssl(
        "req", "-x509", "-newkey", *EC, "-nodes", "-days", str(days), "-subj", "/CN=room.example",
        "-keyout", key, "-out", cert, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
    )  # fmt: skip
    return Certificate(cert, key)
