"""A route that records something is described with its key and its body, and a body of fields with no other."""

from __future__ import annotations

from shared.web.bodies.described import KEY, keyed, keyed_fields


def test_a_body_is_asked_for_together_with_the_key_that_makes_it_happen_once() -> None:
    told = keyed({"type": "object"})
    assert told["parameters"] == [KEY]
    assert KEY["required"] is True
    assert told["requestBody"] == {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    assert keyed({}, KEY | {"description": "of the sender"})["parameters"][0]["description"] == "of the sender"


def test_a_body_of_fields_takes_no_other_and_says_which_it_needs() -> None:
    fields = {"region": {"type": "string"}, "text": {"type": "string"}}
    schema = keyed_fields(fields, required=("region",))["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"type": "object", "additionalProperties": False, "required": ["region"], "properties": fields}
    assert "required" not in keyed_fields(fields)["requestBody"]["content"]["application/json"]["schema"]
