# Everything is set up by the targets themselves: a virtual environment and the locked packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= var/demo
PORT ?= 8600
KILLS ?= var/kills.jsonl
FUZZED ?= var/fuzz-http.jsonl
VERAPDF ?= $(HOME)/.cache/xushi/verapdf

# What Python has compiled once is kept, also where the environment forbids it: each test worker, and each of the many
# processes that tests start, would otherwise compile the product anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help demo up test lint types imports unit coverage browser crash crash-engines fuzz-forms fuzz-http office verapdf benchmark benchmark-engines benchmark-nation secrets standins compose compose-demo lock licences audit sbom clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.runtime ## Play the simulated years 2021-2025 and half of January 2026, and leave the board up
	$(BIN)/xushi demo --data $(DATA) --port $(PORT)

up: $(VENV)/.runtime ## Start the three services in one process
	$(BIN)/xushi up

test: lint types imports unit ## Everything that must hold before a change lands

lint: $(VENV)/.development ## Style and common mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.development ## Types, strictly
	$(BIN)/mypy

imports: $(VENV)/.development ## The one way of imports
	$(BIN)/lint-imports

unit: $(VENV)/.development ## The tests, the short forms of the long ones included
	$(BIN)/pytest -n auto --maxprocesses=4 --dist loadfile --no-loadscope-reorder tests/unit
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --ignore=tests/unit  # they wait for others' processes now and then

coverage: $(VENV)/.development ## The unit tests, and which lines and branches they leave out: below the floor it fails (twice the time)
	$(BIN)/pytest -n auto --maxprocesses=4 --dist loadfile --no-loadscope-reorder --cov --cov-report=term tests/unit

crash: $(VENV)/.development ## The full crash suite: 1,000 kills against a model of the rules (goes on where it was broken off), 20 in the demo
	$(BIN)/python -m tests.end_to_end.kills --rounds 1000 --state $(KILLS)
	XUSHI_CRASH_ROUNDS=20 $(BIN)/pytest tests/end_to_end/test_crashes.py -s

crash-engines: $(VENV)/.development ## The same over PostgreSQL, Kafka and every service apart, strangers and failures among 300 kills; 100 under load
	$(BIN)/python -m tests.end_to_end.kills --ground engines --rounds 300 --state $(basename $(KILLS))-engines.jsonl
	XUSHI_CRASH_ROUNDS=100 XUSHI_LONG_TESTS=1 $(BIN)/pytest tests/end_to_end/test_engine_crashes.py -s

fuzz-forms: $(VENV)/.development ## The full fuzz of the form: 10,000 mutated cells, heads and parts, what each costs measured
	XUSHI_FUZZ_ROUNDS=10000 $(BIN)/pytest -n 0 --timeout 7200 tests/unit/intake/forms/test_fuzz.py

fuzz-http: $(VENV)/.development ## 20,000 requests nobody would think of, as everybody (goes on where it was broken off; SHARD=0/4 asks a part)
	$(BIN)/python -m tests.end_to_end.fuzz_http --cases 20000 --state $(FUZZED) $(if $(SHARD),--shard $(SHARD))

office: $(VENV)/.development ## The form through LibreOffice and back, where it is installed
	$(BIN)/pytest -n 0 -rs tests/unit/intake/forms/test_through_libreoffice.py

verapdf: $(VENV)/.development ## Printed documents judged by veraPDF as PDF/A (Java; Maven fetches it into a cache beside the repository's)
	test -e $(VERAPDF)/greenfield-apps-1.28.2.jar \
	  || mvn -q -B -f deploy/verapdf.xml dependency:copy-dependencies -DoutputDirectory=$(VERAPDF)
	VERAPDF=$(VERAPDF) $(BIN)/pytest -n 0 -rs tests/unit/shared/office/pdf/test_verapdf.py

benchmark: $(VENV)/.development ## What speed is measured with
	$(BIN)/python -m benchmarks

benchmark-engines: $(VENV)/.development ## The same on PostgreSQL and Kafka, beside the embedded form
	$(BIN)/python -m benchmarks.engines

benchmark-nation: $(VENV)/.development ## A country of 2,974 units reports at once, and is rebuilt (OTHER=… another build's Python, measured by turns)
	$(BIN)/python -m benchmarks.nation $(if $(OTHER),--other $(OTHER)) --rounds $(or $(ROUNDS),1)

secrets: ## Random passwords for docker compose, and .env from .env.example, where there are none yet
	sh deploy/secrets.sh
	test -e .env || cp .env.example .env

standins: ## Base images without a registry (root on Debian bookworm), and a Docker engine
	deploy/offline/build.sh

compose: $(VENV)/.development ## The distributed form for real: brought up, killed, backed up, restored
	XUSHI_TEST_COMPOSE=1 $(BIN)/pytest tests/end_to_end/test_compose.py -s

compose-demo: $(VENV)/.development ## The five simulated years inside docker compose, compared with one process
	XUSHI_TEST_COMPOSE=1 XUSHI_LONG_TESTS=1 $(BIN)/pytest tests/end_to_end/test_compose_demonstration.py -s

lock: $(VENV)/.development ## Pin the packages anew
	$(BIN)/uv pip compile -q pyproject.toml --generate-hashes --no-emit-index-url --python-version 3.11 --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --generate-hashes --no-emit-index-url --python-version 3.11 --no-header -o requirements-dev.lock

licences: $(VENV)/.development ## Under which licence each pinned package stands: docs/licences.md
	$(BIN)/python -m deploy.licences

audit: $(VENV)/.development ## Advisories against pinned packages; green only where the database (OSV=…) really answered
	$(BIN)/python -m deploy.audit $(if $(OSV),--osv-url $(OSV))

sbom: $(VENV)/.development ## What the running system is made of: CycloneDX, from the pinned packages
	mkdir -p var
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o var/sbom.json

clean: ## Remove what was built and played
	rm -rf $(VENV) var .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Debian's Python comes without ensurepip: its own pip then installs one into the environment.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --quiet --python $@ install pip; } \
	  || { echo "需要 Python 3.11 以上及 pip（Debian/Ubuntu：apt install python3 python3-pip）"; exit 1; }

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
