from __future__ import annotations

from shared.web.connections.refusals import as_bytes, head_too_large


def test_a_refusal_goes_over_the_wire_as_any_problem_does() -> None:
    head, _, body = as_bytes(head_too_large(32_768)).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert {b"connection: close", b"content-type: application/problem+json"} <= set(lines)
    assert b"content-length: %d" % len(body) in lines
    assert "32768 字节".encode() in body
