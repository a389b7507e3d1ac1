"""The address and the picture from which a phone takes the secret."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pyotp
import segno

from services.intake.sign_in.totp.codes import code_at
from services.intake.sign_in.totp.enrolment import SECRET_BYTES, in_groups, new_secret, otpauth, picture

SECRET = b"12345678901234567890"


def test_a_secret_is_as_long_as_its_hash_and_never_the_same() -> None:
    assert len(new_secret()) == SECRET_BYTES
    assert new_secret() != new_secret()


def test_the_address_names_the_system_and_the_account() -> None:
    address = urlsplit(otpauth(SECRET, "wang.min", "序时"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/序时:wang.min"
    assert parse_qs(address.query)["issuer"] == ["序时"]


def test_another_reader_of_the_address_makes_the_same_codes() -> None:
    read = pyotp.parse_uri(otpauth(SECRET, "wang.min", "序时"))
    assert isinstance(read, pyotp.TOTP)
    assert read.at(1_111_111_111) == code_at(SECRET, 1_111_111_111 // 30) == "050471"


def test_a_secret_that_is_typed_in_stands_in_groups() -> None:
    assert in_groups(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_the_picture_is_drawn_in_the_page_and_loads_and_runs_nothing() -> None:
    drawn = ElementTree.fromstring(picture(otpauth(SECRET, "<script>", "序时")))
    tags = {element.tag for element in drawn.iter()}
    names = {name for element in drawn.iter() for name in element.attrib}
    assert tags == {"svg", "title", "g", "path"}
    assert names == {"width", "height", "class", "transform", "fill", "stroke", "d"}


def test_the_picture_has_the_address_in_its_dark_modules() -> None:
    address = otpauth(SECRET, "wang.min", "序时")
    modules = segno.make(address, error="m", micro=False).symbol_size(scale=4, border=4)
    drawn = ElementTree.fromstring(picture(address))
    assert (drawn.attrib["width"], drawn.attrib["height"]) == tuple(map(str, modules))
