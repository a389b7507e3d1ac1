"""Every route, and the requests that are made up for it: by the OpenAPI document, or by the fields of its forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.generation.case import Case

from tests.end_to_end.fuzz_http.values import KNOWN, rooted, texts, value_of

_METHODS = ("GET", "POST")
_HEADERS = {
    "Accept": ("*/*", "text/html", "application/json", "text/csv", "x"),
    "If-None-Match": ('"1"', "*", 'W/"', "x"),
    "Content-Type": ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/csv", "x/y"),
    "Content-Encoding": ("gzip", "identity", "br"),
    "Range": ("bytes=0-1", "bytes=9-1"),
    "X-Correlation-Id": ("a", "x" * 300),
    "Second-Signer": ("Bearer x", "x"),
    "Origin": ("https://elsewhere.example", "null"),
}
_FILES = (".xlsx", ".pdf", ".png", ".exe", "", ".xlsx\x00")


def _header(name: str) -> st.SearchStrategy[dict[str, str]]:
    return st.sampled_from(_HEADERS[name]).map(lambda value: {name: value})


_NOISE = st.one_of(st.just({}), *(_header(name) for name in _HEADERS))
"""Headers that clients send, and some that none should."""


class Ask(NamedTuple):
    """One request. ``fields``: of a form, to which the sender's token is added where ``signed``; with ``files`` it
    is a multipart one. ``body`` otherwise."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: bytes | None = None
    fields: Mapping[str, str] | None = None
    files: Sequence[tuple[str, str, bytes]] = ()
    signed: bool = True


class Door(NamedTuple):
    """A route and what is asked of it."""

    route: str
    asks: st.SearchStrategy[Ask]


class Sample(NamedTuple):
    """What was found in the system, to be sent back to it: names of fields, a form's bytes, tokens of links, and
    numbers of alerts and messages."""

    fields: tuple[str, ...]
    form: bytes
    tokens: tuple[str, ...]
    alerts: tuple[str, ...]
    notifications: tuple[str, ...]


def doors(document: dict[str, Any], routes: Sequence[str], sample: Sample) -> list[Door]:
    """A door for each route (``GET /v1/alerts``); those of the document by what it says of them."""
    schema = schemathesis.openapi.from_dict(document)
    described = {f"{found.method.upper()} {found.path}": found for found in map(_well, schema.get_all_operations())}
    found, names = [], _names(sample)
    for route in routes:
        operation = described.get(route)
        asks = _page(route, sample, names) if operation is None else _described(operation, sample)
        found.append(Door(route, asks))
    return found


def _well(read: Any) -> Any:
    """An operation that the library could read.

    Raises:
        InvalidSchema: it could not.
    """
    return read.ok()


def in_document(document: dict[str, Any]) -> set[str]:
    """The routes that a document describes."""
    return {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method in operations
        if method.upper() in _METHODS
    }


def _described(operation: Any, sample: Sample) -> st.SearchStrategy[Ask]:
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    cases: list[st.SearchStrategy[Any]] = [operation.as_strategy(mode) for mode in modes]
    return st.one_of(cases).flatmap(lambda case: _of_case(case, sample))


@st.composite
def _of_case(draw: st.DrawFn, case: Case[Any], sample: Sample) -> Ask:
    """The request of a generated case, half of whose names are those of something that is there."""
    case.path_parameters = {name: draw(_place(name, sample)) for name in case.path_parameters or {}}
    if isinstance(case.query, dict):
        case.query = draw(rooted(case.query))
    if case.body is not NOT_SET:
        case.body = draw(rooted(case.body))
    sent = case.operation.schema.transport.serialize_case(case, base_url="http://x")
    return _sent(sent, draw(_NOISE))


def _sent(sent: dict[str, Any], noise: Mapping[str, str]) -> Ask:
    """The request as the library would send it, taken down."""
    keys = ("method", "url", "params", "data", "json", "files", "headers")
    prepared = requests.Request(**{key: sent[key] for key in keys if sent.get(key) is not None}).prepare()
    body = prepared.body
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    assert raw is None or isinstance(raw, bytes)
    headers = {str(name): _text(value) for name, value in prepared.headers.items() if name != "Content-Length"}
    address = (prepared.url or "").removeprefix("http://x")
    return Ask(prepared.method or "GET", address or "/", headers | dict(noise), raw)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@st.composite
def _page(draw: st.DrawFn, route: str, sample: Sample, names: st.SearchStrategy[str]) -> Ask:
    """A page, or a form sent from one."""
    method, path = route.split(" ")
    places = {name: draw(_place(name, sample)) for name in re.findall(r"\{(\w+)", path)}
    address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: quote(places[found[1]], safe=""), path)
    asked = {name: draw(_field(name, sample)) for name in draw(st.lists(names, max_size=4, unique=True))}
    address += f"?{urlencode(asked)}" if asked else ""
    headers = draw(_NOISE)
    if method == "GET":
        return Ask(method, address, headers)
    if draw(st.integers(0, 9)) == 0:
        return Ask(method, address, headers, draw(st.binary(max_size=200)))
    fields = {name: draw(_field(name, sample)) for name in draw(st.lists(names, max_size=12, unique=True))}
    files = draw(st.lists(_files(sample), max_size=2)) if draw(st.booleans()) else []
    return Ask(method, address, headers, None, fields, tuple(files), draw(st.integers(0, 9)) > 0)


@cache
def _names(sample: Sample) -> st.SearchStrategy[str]:
    """The name of a field or parameter: nearly always one that some page has."""
    known = st.sampled_from(sorted({*sample.fields, *KNOWN}))
    return st.one_of(known, known, known, texts())


@cache
def _field(name: str, sample: Sample) -> st.SearchStrategy[str]:
    if name == "token":
        return st.one_of(st.sampled_from(sample.tokens or ("x",)), texts())
    if name == "key":
        return st.one_of(st.uuids().map(str), texts())
    if name in ("report", "episode"):
        return st.one_of(st.sampled_from(("500107 2023-03", "500107-2023-03", "1", "0")), texts())
    return value_of(name)


@cache
def _place(name: str, sample: Sample) -> st.SearchStrategy[str]:
    """A part of an address: it is never empty, nor a step up."""
    there = {"number": sample.alerts, "notification": sample.notifications}.get(name)
    values = value_of(name) if not there else st.one_of(st.sampled_from(there), st.sampled_from(there), texts())
    return values.filter(lambda text: text not in ("", ".", ".."))


@cache
def _files(sample: Sample) -> st.SearchStrategy[tuple[str, str, bytes]]:
    """A file with its field: a form, a form with a hole or another byte, or anything."""
    form = sample.form
    places = st.integers(0, max(0, len(form) - 1))
    other = st.binary(min_size=1, max_size=20)
    contents = st.one_of(
        st.just(form),
        places.map(lambda place: form[:place]),
        st.tuples(places, other).map(lambda found: form[: found[0]] + found[1] + form[found[0] + len(found[1]) :]),
        st.binary(max_size=200),
    )
    return st.tuples(st.sampled_from(("file", "files")), st.sampled_from(_FILES).map("表{}".format), contents)
