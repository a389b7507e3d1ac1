"""Schemas of answers, taken from what is answered."""

from __future__ import annotations

import msgspec
from fastapi import Response

from shared.web.answers import answers, answers_in, schema_of


class Inner(msgspec.Struct):
    """Something inside."""

    value: int | None


class Outer(msgspec.Struct):
    """An answer."""

    parts: list[Inner]
    known: bool | msgspec.UnsetType = msgspec.UNSET


def test_a_schema_stands_for_itself_and_tells_what_may_be_left_out() -> None:
    schema = schema_of(Outer)
    assert "$ref" not in str(schema)
    assert schema["required"] == ["parts"] and set(schema["properties"]) == {"parts", "known"}
    inside = schema["properties"]["parts"]["items"]["properties"]["value"]
    assert {each["type"] for each in inside["anyOf"]} == {"integer", "null"}


def test_an_answer_is_described_in_its_media_type_only() -> None:
    told = answers(Outer, "一份", 201)
    assert told["response_class"] is Response and list(told["responses"]) == [201]
    assert list(told["responses"][201]["content"]) == ["application/json"]
    assert list(answers_in("text/csv", "表")["responses"][200]["content"]) == ["text/csv"]


class Pair(msgspec.Struct):
    """An answer with an array of a fixed length."""

    both: tuple[int, str]


def test_an_array_of_a_fixed_length_is_bounded_by_its_length_alone() -> None:
    both = schema_of(Pair)["properties"]["both"]
    assert "items" not in both
    assert (both["minItems"], both["maxItems"], len(both["prefixItems"])) == (2, 2, 2)
