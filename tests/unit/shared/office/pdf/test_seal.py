"""Signatures, judged by tools that are not ours: pyHanko's command, and poppler's where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.office.pdf.seal import SealRefused, SigningCertificate, read_seal
from tests.unit.shared.office.pdf.certificates import SUBJECT, Issued, issue
from tests.unit.shared.office.pdf.test_typesetter import paper, printed

NOW = datetime.now(UTC)
PYHANKO = Path(sys.executable).parent / "pyhanko"


def seal(issued: Issued) -> SigningCertificate:
    return read_seal(issued.pkcs12, None, issued.password)


def judged(path: Path, root: Path) -> tuple[int, str]:
    """What pyHanko's command says of a signed file."""
    command = [str(PYHANKO), "sign", "validate", "--trust", str(root), "--trust-replace", "--pretty-print", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("form", ["pkcs12", "pem"])
def test_a_signature_is_valid_by_another_tool_and_the_content_stays_byte_for_byte(
    issued: Issued, tmp_path: Path, form: str
) -> None:
    own = seal(issued) if form == "pkcs12" else read_seal(issued.certificate, issued.key, issued.password)
    document = printed(paper("一段话"))
    signed = own.sign(document, NOW)
    assert signed.startswith(document)
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    code, told = judged(path, issued.root)
    assert code == 0 and "judged VALID" in told and SUBJECT in told
    assert "covers the entire file" in told


@pytest.mark.parametrize("place", [0.2, 0.5, 0.95])
def test_one_changed_byte_breaks_it(issued: Issued, tmp_path: Path, place: float) -> None:
    document = printed(paper("一段话"))
    broken = bytearray(seal(issued).sign(document, NOW))
    broken[int(len(document) * place)] ^= 1
    path = tmp_path / "broken.pdf"
    path.write_bytes(broken)
    code, told = judged(path, issued.root)
    assert code != 0 and "judged VALID" not in told


def test_by_another_root_it_is_not_trusted(issued: Issued, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(seal(issued).sign(printed(paper("一段话")), NOW))
    assert judged(path, issue(tmp_path / "others").root)[0] != 0


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed")
def test_poppler_finds_it_valid_too(issued: Issued, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(seal(issued).sign(printed(paper("一段话")), NOW))
    told = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told and "ETSI.CAdES.detached" in told and "Total document signed" in told


def test_a_wrong_password_is_said(issued: Issued, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("another\n")
    with pytest.raises(SealRefused, match="口令不对"):
        read_seal(issued.pkcs12, None, wrong)
    with pytest.raises(SealRefused, match="口令不对"):
        read_seal(issued.certificate, issued.key, wrong)


def test_a_password_that_is_missing_or_too_many_is_said(issued: Issued, tmp_path: Path) -> None:
    with pytest.raises(SealRefused, match="口令"):
        read_seal(issued.pkcs12, None, None)
    with pytest.raises(SealRefused, match="它有口令，请设置"):
        read_seal(issued.certificate, issued.key, None)
    plain = issue(tmp_path / "plain", password="")
    assert read_seal(plain.certificate, plain.key, None).subject == SUBJECT
    with pytest.raises(SealRefused, match="它没有口令"):
        read_seal(plain.certificate, plain.key, issued.password)


def test_files_that_are_not_there_no_certificates_or_no_pair_are_said(issued: Issued, tmp_path: Path) -> None:
    with pytest.raises(SealRefused, match="无法读取"):
        read_seal(tmp_path / "none.p12", None, None)
    noise = tmp_path / "noise.pem"
    noise.write_text("nothing")
    with pytest.raises(SealRefused, match="不是 PEM 格式的证书"):
        read_seal(noise, None, None)
    with pytest.raises(SealRefused, match="打不开：不是证书或私钥文件"):
        read_seal(issued.certificate, noise, None)
    other = issue(tmp_path / "other", password="")
    with pytest.raises(SealRefused, match="不是一对"):
        read_seal(issued.certificate, other.key, None)


def test_it_signs_nothing_outside_of_its_time(issued: Issued) -> None:
    own = seal(issued)
    late, early = own.until + timedelta(seconds=1), NOW - timedelta(days=3)
    with pytest.raises(SealRefused, match=r"已于.*到期，请换上新证书"):
        own.sign(b"", late)
    with pytest.raises(SealRefused, match="起才有效"):
        own.sign(b"", early)


def test_it_is_told_until_when_it_holds_and_that_this_is_soon(issued: Issued) -> None:
    own = seal(issued)
    assert own.words(NOW).startswith(f"签名证书“{SUBJECT}”，有效至")
    assert "请及时更换" not in own.words(NOW)
    assert "还有 9 天，请及时更换" in own.words(own.until - timedelta(days=9, minutes=1))


def test_the_key_is_in_no_text_of_it(issued: Issued) -> None:
    assert "key" not in repr(seal(issued))
