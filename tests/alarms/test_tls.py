"""A feed is asked over TLS alone: where its certificate does not hold, nothing is sent, and the key least of all."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.network import NoAnswer, ask
from tests.alarms.stub import feed_stub

KEY = {"Authorization": "Bearer secret"}
DAY = timedelta(days=1)


def self_signed(folder: Path, host: str = "127.0.0.1", *, ends_at: datetime | None = None) -> Path:
    """A certificate that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "feed")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 30 * DAY)
        .not_valid_after(ends_at or now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "feed.pem"
    as_pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(as_pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(as_pem)
    )
    return path


def refused(certificate: Path) -> tuple[str, int]:
    """Why the feed gave no answer, and how many questions reached it."""
    with feed_stub(certificate) as stub, pytest.raises(NoAnswer) as refusal:
        ask(stub.address, "/v1/x", KEY)
    return refusal.value.code, len(stub.asked)


def test_a_certificate_nobody_vouches_for_is_refused_before_the_key_is_sent(tmp_path):
    assert refused(self_signed(tmp_path)) == ("certificate", 0)


def test_a_certificate_for_another_machine_is_refused_though_it_is_trusted(tmp_path, monkeypatch):
    certificate = self_signed(tmp_path, "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert refused(certificate) == ("certificate", 0)


def test_a_certificate_that_has_ended_is_refused_though_it_is_trusted(tmp_path, monkeypatch):
    certificate = self_signed(tmp_path, ends_at=datetime.now(UTC) - DAY)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert refused(certificate) == ("certificate", 0)


def test_a_certificate_that_holds_is_answered(tmp_path, monkeypatch):
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with feed_stub(certificate) as stub:
        stub.body = b"{}"
        answer = ask(stub.address, "/v1/x", KEY)

    assert (answer.status, answer.body, stub.asked[0][1]["Authorization"]) == (200, b"{}", "Bearer secret")
