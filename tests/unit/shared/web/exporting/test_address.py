"""The address of a page's file."""

from __future__ import annotations

from contextvars import copy_context

from shared.web.exporting.address import ADDRESS, export_address


def _of(address: str) -> str:
    def asked() -> str:
        ADDRESS.set(address)
        return export_address()

    return copy_context().run(asked)


def test_the_word_is_added_to_the_page_s_own_address() -> None:
    assert _of("/ops") == "/ops?export=xlsx"
    assert _of("/?period=2025-03") == "/?period=2025-03&export=xlsx"


def test_outside_a_request_for_a_page_there_is_none() -> None:
    assert _of("") == ""
