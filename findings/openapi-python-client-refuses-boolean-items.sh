#!/bin/sh
# Expected: OpenAPI 3.1 takes every schema of JSON Schema 2020-12, of which `false` is one; `prefixItems` with `items: false` is the
# usual way to say that an array has exactly so many elements, and what msgspec writes of a fixed tuple.
# Seen, openapi-python-client 0.29.1: one such array anywhere refuses the whole document ("Input should be a valid dictionary or instance
# of Schema"), and no client is made. With `maxItems` in its place, which says the same, the client is made.
# With us: shared/web/answers.py leaves `items: false` out where `maxItems` stands; a test makes a client and posts a report by it.
# Not told to the project by us.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check openapi-python-client==0.29.1 ruff==0.14.6 msgspec==0.22.0
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" - "$place" <<'PYTHON'
import json
import subprocess
import sys
from pathlib import Path

import msgspec

place = Path(sys.argv[1])
schema = msgspec.json.schema(tuple[int, str])
assert schema["items"] is False and schema["maxItems"] == 2, schema


def generated(name, schema):
    """Whether a client is made of a document with one answer of that schema, and what is said."""
    answer = {"description": "a pair", "content": {"application/json": {"schema": {"type": "object", "properties": {"pair": schema}}}}}
    document = {"openapi": "3.1.0", "info": {"title": name, "version": "1"}, "paths": {"/pair": {"get": {"responses": {"200": answer}}}}}
    path = place / f"{name}.json"
    path.write_text(json.dumps(document))
    command = ["openapi-python-client", "generate", "--path", str(path), "--output-path", str(place / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0, "valid dictionary or instance of Schema" in done.stdout + done.stderr


found = generated("asit", schema), generated("without", {key: value for key, value in schema.items() if key != "items"})
print(f"with items: false {found[0]}, with maxItems alone {found[1]}")
if found != ((False, True), (True, False)):
    sys.exit("CHANGED: arrays of a fixed length are taken otherwise now")
PYTHON
