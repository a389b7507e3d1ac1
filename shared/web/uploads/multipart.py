"""A page's form with files (multipart/form-data), read as it comes.

What stands before the first file is judged before the file is read: a form's token comes first, so that who has none
sends no file. Fields are kept in memory within bounds, files in temporary files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

Gate = Callable[[Mapping[str, str]], object]
"""Asked once with the fields that came before the first file, or with all where none came; raises what refuses."""


class FormBounds(NamedTuple):
    """Bytes of the whole body, the most files and fields, and bytes of all fields together."""

    whole: int
    files: int = 1
    fields: int = 20
    field_bytes: int = 200_000


class SentFile(NamedTuple):
    """A file of a form: the field that it came in, the name that it had there, what it holds, and how much."""

    field: str
    name: str
    content: IO[bytes]


class FormUnreadable(Exception):
    """What came is no form of this kind, or more than one may hold."""


class MultipartReader:
    """Takes the pieces of a body and makes fields and files of them.

    Raises (by ``feed`` and ``end``):
        FormUnreadable: see there.
        Exception: what the gate refuses with.
    """

    def __init__(self, content_type: str, bounds: FormBounds, gate: Gate, make_file: Callable[[], IO[bytes]]) -> None:
        self.fields: dict[str, str] = {}
        self.files: list[SentFile] = []
        self._bounds, self._gate, self._make_file = bounds, gate, make_file
        self._asked = self._ended = False
        self._field_bytes = self._field_count = 0
        self._part = _Part()
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise FormUnreadable("no boundary")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": lambda data, start, end: self._part.add_name(data[start:end]),
                    "on_header_value": lambda data, start, end: self._part.add_value(data[start:end]),
                    "on_header_end": lambda: self._part.end_header(),
                    "on_headers_finished": self._headed,
                    "on_part_data": self._data,
                    "on_part_end": self._end,
                    "on_end": self._whole,
                },
            )
        except FormParserError as error:
            raise FormUnreadable(str(error)) from error

    def feed(self, piece: bytes) -> None:
        """The next piece."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise FormUnreadable(str(error)) from error

    def end(self) -> None:
        """The body is over."""
        try:
            self._parser.finalize()
        except FormParserError as error:
            raise FormUnreadable(str(error)) from error
        if not self._ended:
            raise FormUnreadable("cut short")
        self._ask()

    def close(self) -> None:
        """Let go of the files."""
        for file in self.files:
            file.content.close()

    def _whole(self) -> None:
        self._ended = True

    def _ask(self) -> None:
        if not self._asked:
            self._asked = True
            self._gate(self.fields)

    def _begin(self) -> None:
        self._part = _Part()

    def _headed(self) -> None:
        """A part's own head is over: which field it is, and whether a file."""
        options = parse_options_header(self._part.disposition)[1]
        if b"name" not in options:
            raise FormUnreadable("a part without a name")
        self._part.field = _text(options[b"name"])
        if b"filename" not in options:
            self._field_count += 1
            if self._field_count > self._bounds.fields:
                raise FormUnreadable("too many fields")
            return
        self._ask()
        if len(self.files) >= self._bounds.files:
            raise FormUnreadable("too many files")
        self.files.append(SentFile(self._part.field, _text(options[b"filename"]), self._make_file()))
        self._part.file = self.files[-1].content

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part.file is not None:
            self._part.file.write(data[start:end])
            return
        self._field_bytes += end - start
        if self._field_bytes > self._bounds.field_bytes:
            raise FormUnreadable("fields too long")
        self._part.content += data[start:end]

    def _end(self) -> None:
        if self._part.file is not None:
            self._part.file.seek(0)
        else:
            self.fields[self._part.field] = _text(bytes(self._part.content))


class _Part:
    """A part as it comes."""

    def __init__(self) -> None:
        self.disposition = b""
        self.field = ""
        self.file: IO[bytes] | None = None
        self.content = bytearray()
        self._name, self._value = b"", b""

    def add_name(self, piece: bytes) -> None:
        self._name += piece

    def add_value(self, piece: bytes) -> None:
        self._value += piece

    def end_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            self.disposition = self._value
        self._name, self._value = b"", b""


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise FormUnreadable("not UTF-8") from error
