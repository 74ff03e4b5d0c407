# Two commands matter: `make demo` shows the pilot, `make test` proves it. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
DEMO := var/demo
SOURCES := claims workflows notifications pilot portal commands worker.py cli.py
CHECKED := $(wildcard $(SOURCES)) tests $(wildcard benchmarks)

.DEFAULT_GOAL := help
# Where this is set every program compiles all that it imports anew: five seconds, and the tests start hundreds of them.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup setup-dev demo test test-system check format bench fuzz soak docs letters screens fonts lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: .venv/.runtime ## Make .venv with what the program needs, from the hashed lock
setup-dev: .venv/.dev ## The same, and what the tests and checks need

demo: setup ## Set up, replay the pilot into a fresh database under var/demo, print its table; on a terminal serve it
	@rm -rf $(DEMO)
	@CLAIMS_VAR_DIR=$(DEMO) CLAIMS_DATABASE_URL=sqlite:///$(DEMO)/claims.sqlite $(BIN)/claims init
	@CLAIMS_VAR_DIR=$(DEMO) CLAIMS_DATABASE_URL=sqlite:///$(DEMO)/claims.sqlite $(BIN)/claims pilot
	@if [ -t 0 ] && [ -t 1 ]; then \
	CLAIMS_VAR_DIR=$(DEMO) CLAIMS_DATABASE_URL=sqlite:///$(DEMO)/claims.sqlite $(BIN)/claims serve; fi

test: setup-dev ## Run the tests (wheels only: PostgreSQL and Valkey come with them)
	$(BIN)/pytest -n 2 --dist=worksteal --ignore=tests/system

# In the order of their names: the walk over every page is long, and would stand alone at the end if few tests came last.
test-system: setup-dev .venv/.browser ## Run the tests that need Debian's packages (poppler-utils, chromium, fonts-wqy-zenhei)
	$(BIN)/pytest -n 2 --dist=loadfile --no-loadscope-reorder tests/system

check: setup-dev .venv/.browser ## Format, lint, types and layers
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/mypy $(CHECKED)
	$(BIN)/pytest -q tests/test_layers.py tests/test_tidy.py tests/test_docs.py

format: setup-dev ## Write the files as `make check` wants them
	$(BIN)/ruff format $(CHECKED)
	$(BIN)/ruff check --fix $(CHECKED)

bench: setup-dev ## Time advance, the sweep, the ledger's pull and seals, pages and letters beside what does the same without them
	$(BIN)/python -m benchmarks.advance
	$(BIN)/python -m benchmarks.sweep
	$(BIN)/python -m benchmarks.ledger_pull
	$(BIN)/python -m benchmarks.ledger_seals
	$(BIN)/python -m benchmarks.portal
	$(call install,--require-hashes -r requirements/bench.lock)
	$(BIN)/python -m benchmarks.letters

fuzz: setup-dev .venv/.fuzz ## Send 10,000 requests that schemathesis makes of the platforms' interface: every answer is as described
	REQUESTS=$(or $(REQUESTS),10000) $(BIN)/python -m tests.support.fuzzing

soak: setup-dev .venv/.fuzz ## Run every property and random walk at length, kill a worker 500 times, race 2,000 times for a payment (hours)
	$(BIN)/pytest -n 2 --dist=worksteal --ignore=tests/system -m hypothesis --hypothesis-profile=soak
	KILLS=500 RACES=2000 $(BIN)/pytest -s tests/reliability
	REQUESTS=50000 $(BIN)/python -m tests.support.fuzzing

UV := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links
lock: setup-dev ## Write the hashed locks anew from pyproject.toml (UPGRADE=1 takes newer versions)
	$(UV) $(if $(UPGRADE),--upgrade) pyproject.toml --group build -o requirements/runtime.lock > /dev/null
	$(UV) $(if $(UPGRADE),--upgrade) pyproject.toml --group dev -c requirements/runtime.lock -o requirements/dev.lock > /dev/null
	$(UV) $(if $(UPGRADE),--upgrade) --group browser -c requirements/runtime.lock -c requirements/dev.lock -o requirements/browser.lock > /dev/null
	$(UV) $(if $(UPGRADE),--upgrade) --group fuzz -c requirements/runtime.lock -c requirements/dev.lock -o requirements/fuzz.lock > /dev/null
	$(UV) $(if $(UPGRADE),--upgrade) --group bench -c requirements/runtime.lock -c requirements/dev.lock -o requirements/bench.lock > /dev/null
	$(UV) $(if $(UPGRADE),--upgrade) --group installer -o requirements/installer.lock > /dev/null

docs: setup-dev ## Write the part of the documents that comes from the program
	$(BIN)/python -m tests.support.glossary
	$(BIN)/python -m tests.support.machine_pages
	$(BIN)/python -m tests.support.question_pages
	$(BIN)/python -m tests.support.api_errors

letters: setup-dev ## Draw docs/letters anew, a picture of every kind (needs poppler-utils)
	$(BIN)/python -m tests.support.letter_pages

screens: setup-dev .venv/.browser ## Draw docs/screens anew, a picture of every main page (needs chromium, fonts-wqy-zenhei)
	$(BIN)/python -m tests.support.browsing.screens

fonts: setup-dev ## Cut the fonts of letters anew
	$(BIN)/python -m tests.support.cut_fonts

clean: ## Remove what was made, but not the data under var
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# uv where pip can get it, else pip: the same files, the same hashes.
define install
	@if $(BIN)/uv --version > /dev/null 2>&1; \
	then $(BIN)/uv pip install --quiet --python $(BIN)/python $(1) || $(BIN)/python -m pip install --quiet $(1); \
	else $(BIN)/python -m pip install --quiet $(1); fi
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/installer.lock || echo "no uv: pip installs"

.venv/.runtime: pyproject.toml requirements/runtime.lock | $(BIN)/python
	$(call install,--require-hashes -r requirements/runtime.lock)
	$(call install,--no-build-isolation --no-deps --editable .)
	@touch $@

.venv/.browser: requirements/browser.lock .venv/.dev
	$(call install,--require-hashes -r requirements/browser.lock)
	@touch $@

.venv/.fuzz: requirements/fuzz.lock .venv/.dev
	$(call install,--require-hashes -r requirements/fuzz.lock)
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.runtime | $(BIN)/python
	$(call install,--require-hashes -r requirements/dev.lock)
	@touch $@
