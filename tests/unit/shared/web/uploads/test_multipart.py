from __future__ import annotations

import io
from collections.abc import Mapping

import pytest

from shared.web.uploads.multipart import FormBounds, FormUnreadable, Gate, MultipartReader

BOUNDS = FormBounds(1_000_000, files=2, fields=3, field_bytes=1_000)


def part(name: str, content: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"


def read(body: bytes, gate: Gate = lambda fields: None, piece: int = 7) -> MultipartReader:
    reader = MultipartReader('multipart/form-data; boundary="x"', BOUNDS, gate, io.BytesIO)
    for start in range(0, len(body), piece):
        reader.feed(body[start : start + piece])
    reader.end()
    return reader


def test_fields_and_files_come_out_as_they_were_sent_however_they_are_cut() -> None:
    body = part("note", "说明".encode()) + part("files", b"\x00\r\n--y", "名册.txt") + part("files", b"", "") + b"--x--"
    for piece in (1, 7, 10_000):
        form = read(body, piece=piece)
        assert form.fields == {"note": "说明"}
        assert [(each.field, each.name, each.content.read()) for each in form.files] == [
            ("files", "名册.txt", b"\x00\r\n--y"),
            ("files", "", b""),
        ]
        form.close()
        assert all(each.content.closed for each in form.files)


def test_the_gate_is_asked_before_the_first_file_with_what_came_before_it_and_once() -> None:
    asked: list[Mapping[str, str]] = []

    def gate(fields: Mapping[str, str]) -> None:
        asked.append(dict(fields))

    read(
        part("token", b"t") + part("files", b"1", "a") + part("note", b"n") + part("files", b"2", "b") + b"--x--", gate
    )
    read(part("token", b"t") + part("note", b"n") + b"--x--", gate)
    assert asked == [{"token": "t"}, {"token": "t", "note": "n"}]


def test_what_the_gate_refuses_makes_no_file() -> None:
    made: list[io.BytesIO] = []

    def refuse(_fields: Mapping[str, str]) -> None:
        raise PermissionError

    def make() -> io.BytesIO:
        made.append(io.BytesIO())
        return made[-1]

    reader = MultipartReader("multipart/form-data; boundary=x", BOUNDS, refuse, make)
    with pytest.raises(PermissionError):
        reader.feed(part("files", b"1", "a"))
    assert made == []


@pytest.mark.parametrize(
    "body",
    [
        b"no form at all",
        part("note", b"n"),
        b"--x\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--x--",
        part("note", b"\xff") + b"--x--",
        part("note", b"n" * 1_001) + b"--x--",
        b"".join(part(f"note{number}", b"n") for number in range(4)) + b"--x--",
        b"".join(part("files", b"n", "a") for number in range(3)) + b"--x--",
        b"--x\r\nX: " + b"y" * 100_000,
    ],
    ids=["no form", "cut short", "nameless", "not UTF-8", "long fields", "many fields", "many files", "long head"],
)
def test_what_is_no_form_or_too_much_of_one_is_unreadable(body: bytes) -> None:
    with pytest.raises(FormUnreadable):
        read(body)


def test_a_form_says_where_its_parts_begin() -> None:
    for content_type in ("multipart/form-data", "text/plain", "multipart/form-data; boundary=" + "x" * 10_000):
        with pytest.raises(FormUnreadable):
            MultipartReader(content_type, BOUNDS, lambda fields: None, io.BytesIO)
