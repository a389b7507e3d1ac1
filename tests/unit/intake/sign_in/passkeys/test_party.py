"""Passkeys are for the name under which the pages are reached."""

from __future__ import annotations

import pytest

from services.intake.sign_in.passkeys.party import Party, party_of


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://xushi.example", Party("xushi.example", "https://xushi.example")),
        ("https://Xushi.Example:8443/", Party("xushi.example", "https://xushi.example:8443")),
        ("https://user@xushi.example/board", Party("xushi.example", "https://xushi.example")),
        ("http://localhost:8600", Party("localhost", "http://localhost:8600")),
    ],
)
def test_the_party_is_the_host_and_the_origin_has_its_port(address: str, party: Party) -> None:
    assert party_of(address) == party


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8600", "https://10.1.2.3", "https://[::1]", "http://xushi.example", "", "nonsense"]
)
def test_where_browsers_make_no_passkeys_there_is_no_party(address: str) -> None:
    assert party_of(address) is None
