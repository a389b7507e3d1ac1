"""A root of our own and certificates by it, for tests of signatures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

PASSWORD = "口令 not-a-secret"
SUBJECT = "某某市人力资源和社会保障局（测试）"


class Issued(NamedTuple):
    """Files of a certificate: as PKCS#12 and as PEM with a key apart, the root that it is by, and the password."""

    root: Path
    pkcs12: Path
    certificate: Path
    key: Path
    password: Path


def issue(folder: Path, begins: datetime | None = None, days: int = 365, password: str = PASSWORD) -> Issued:
    """A certificate that holds from ``begins`` (yesterday) on for so many days, by a new root."""
    folder.mkdir(exist_ok=True)
    begins = begins or datetime.now(UTC) - timedelta(days=1)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name, name = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in ("测试根", SUBJECT))
    root = _certificate(root_name, root_name, root_key, root_key, begins, days + 1, authority=True)
    certificate = _certificate(name, root_name, key, root_key, begins, days, authority=False)
    files = Issued(*(folder / each for each in ("root.pem", "site.p12", "site.pem", "site.key", "password")))
    locked: KeySerializationEncryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    files.root.write_bytes(root.public_bytes(Encoding.PEM))
    files.pkcs12.write_bytes(serialize_key_and_certificates(b"site", key, certificate, [root], locked))
    files.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    files.password.write_text(f"{password}\n", "utf-8")
    return files


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    by: rsa.RSAPrivateKey,
    begins: datetime,
    days: int,
    *,
    authority: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, SHA256())
    )
