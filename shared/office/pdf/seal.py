"""The office's certificate, by which printed documents are signed (PAdES): read and checked once, told until when."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shared.library_words import system_words
from shared.periods import CHINA

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

SOON_DAYS = 30
"""So long before its end a certificate is said to end soon."""

_FIELD = "Xushi"
_PKCS12 = (".p12", ".pfx")


class SealRefused(ValueError):
    """No certificate that could sign; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """A certificate with its key, and the certificates between it and its root."""

    certificate: Certificate
    key: PrivateKeyTypes = field(repr=False)
    chain: tuple[Certificate, ...] = ()

    @property
    def subject(self) -> str:
        """Whose it is: its common name, or all of its name."""
        from cryptography.x509.oid import NameOID

        names = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.certificate.subject.rfc4514_string()

    @property
    def until(self) -> datetime:
        """The last moment at which it holds."""
        return self.certificate.not_valid_after_utc

    def fault(self, now: datetime) -> str:
        """Why it signs nothing at ``now``, in Chinese; '' where it does."""
        if now > self.until:
            return f"签名证书“{self.subject}”已于{_moment(self.until)}到期，请换上新证书"
        if now < self.certificate.not_valid_before_utc:
            return f"签名证书“{self.subject}”自{_moment(self.certificate.not_valid_before_utc)}起才有效"
        return ""

    def words(self, now: datetime) -> str:
        """Whose it is, and until when it holds."""
        days = (self.until - now).days
        soon = f"（还有 {days} 天，请及时更换）" if days < SOON_DAYS else ""
        return f"签名证书“{self.subject}”，有效至{_moment(self.until)}{soon}"

    def sign(self, document: bytes, now: datetime) -> bytes:
        """The document with an invisible signature appended: what was there stays, byte for byte.

        Raises:
            SealRefused: the certificate does not hold at ``now``.
        """
        if fault := self.fault(now):
            raise SealRefused(fault)
        from asn1crypto import keys, x509
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        certificate, *between = (
            x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (self.certificate, *self.chain)
        )
        key = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = signers.SimpleSigner(
            signing_cert=certificate,
            signing_key=keys.PrivateKeyInfo.load(key),
            cert_registry=SimpleCertificateStore.from_certs([certificate, *between]),  # type: ignore[no-untyped-call]
        )
        how = signers.PdfSignatureMetadata(
            field_name=_FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        signed = io.BytesIO()
        signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document)), how, signer, output=signed)
        return signed.getvalue()


def read_seal(certificate: Path, key: Path | None, password: Path | None) -> SigningCertificate:
    """The certificate of a PKCS#12 or PEM file; ``key``: the PEM file of its key, where it is in another one.

    Raises:
        SealRefused: a file cannot be read, the password is wrong, or they do not belong together.
    """
    secret = _read(password).rstrip(b"\r\n") if password is not None else None
    data = _read(certificate)
    if certificate.suffix.lower() in _PKCS12:
        seal = _of_pkcs12(data, secret, certificate)
    else:
        seal = _of_pem(data, data if key is None else _read(key), secret, certificate, key or certificate)
    if seal.certificate.public_key() != seal.key.public_key():
        raise SealRefused(f"签名证书 {certificate} 与私钥不是一对")
    return seal


def _of_pkcs12(data: bytes, secret: bytes | None, path: Path) -> SigningCertificate:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    try:
        key, certificate, others = load_key_and_certificates(data, secret)
    except ValueError as error:
        raise SealRefused(f"签名证书 {path} 打不开：{_why(error)}") from None
    except Exception as error:
        raise SealRefused(f"签名证书 {path} 用的算法不支持（支持 RSA、ECDSA，不支持国密 SM2）") from error
    if key is None or certificate is None:
        raise SealRefused(f"{path} 里没有证书或没有私钥")
    return SigningCertificate(certificate, key, tuple(others))


def _of_pem(data: bytes, key_data: bytes, secret: bytes | None, path: Path, key_path: Path) -> SigningCertificate:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates

    try:
        certificate, *chain = load_pem_x509_certificates(data)
    except ValueError:
        raise SealRefused(f"{path} 不是 PEM 格式的证书；PKCS#12 文件的名称应以 .p12 或 .pfx 结尾") from None
    try:
        key = load_pem_private_key(key_data, secret)
    except UnsupportedAlgorithm:
        raise SealRefused(f"签名私钥 {key_path} 用的算法不支持（支持 RSA、ECDSA，不支持国密 SM2）") from None
    except (ValueError, TypeError) as error:  # a TypeError: a password too many, or none where one is needed
        raise SealRefused(f"签名私钥 {key_path} 打不开：{_why(error)}") from None
    return SigningCertificate(certificate, key, tuple(chain))


def _why(error: Exception) -> str:
    text = str(error).lower()
    if "password was not given" in text:
        return "它有口令，请设置 XUSHI_SIGNING_PASSWORD_FILE"
    if "password was given" in text:
        return "它没有口令，请不要设置 XUSHI_SIGNING_PASSWORD_FILE"
    if "password" in text or "decrypt" in text or "bad" in text:
        return "口令不对"
    return "不是证书或私钥文件"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SealRefused(f"无法读取 {path}：{system_words(error)}") from None


def _moment(instant: datetime) -> str:
    here = instant.astimezone(CHINA)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
