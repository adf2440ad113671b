# Everything that one does with this project. `make` alone prints this list.
# Paths are relative on purpose: the project's folder may have a space in its name.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run test suite lint fix bench docs migration lock clean

BIN := .venv/bin
PY := $(BIN)/python
CODE := bot tests migrations scripts
# The suite runs in one process for each processor and one more, since some tests wait: with more of
# them more is imported, launched and prepared than is won. `make test WORKERS=0` keeps it in one.
WORKERS ?= $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2))
# More words for `make run` and for pytest: make test ARGS="-k claim"
ARGS ?=

help: ## Say what each target does.
	@echo "Wardroom. The two that matter: make run, make test."
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv with everything in it (needs the network once).
	@sh scripts/setup.sh

run: setup ## Migrate the database and start Wardroom in the foreground.
	@$(BIN)/wardroom db upgrade
	@exec $(BIN)/wardroom run $(ARGS)

# The tests wait now and then, so the other checks run beside them.
test: setup ## Run every check: lint, types, contracts, playbooks, tests.
	@$(MAKE) --no-print-directory -j2 lint suite

# What pytest makes of the tests' sources is kept, so that it is made once and not in each process.
suite: export PYTHONDONTWRITEBYTECODE =
suite: setup ## Run the tests alone.
	@$(PY) -m pytest --collect-only -q >/dev/null 2>&1 || true
	sh scripts/with_postgres.sh $(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup ## Run every check but the tests.
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m mypy
	$(BIN)/lint-imports
	$(BIN)/wardroom playbooks lint playbooks

fix: setup ## Put right what can be put right by a program.
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)

bench: setup ## Measure, and print the table of ratios.
	$(BIN)/wardroom bench $(ARGS)

docs: setup ## Write the generated tables of README.md and .env.example anew.
	$(PY) -m scripts.tables

migration: setup ## Draft a migration from the models: make migration m="add wards"
	$(PY) -m scripts.migration "$(m)"

# The lock is made with the oldest Python that is supported, so that it holds for every newer one.
lock: ## Renew requirements.lock from pyproject.toml (needs the network and python3.11).
	@test -x .venv/lock/bin/pip-compile || { python3.11 -m venv .venv/lock && \
	    .venv/lock/bin/python -m pip install --quiet pip-tools==7.6.2; }
	.venv/lock/bin/python -m piptools compile --quiet --allow-unsafe --extra=dev --generate-hashes \
	    --no-emit-find-links --no-emit-index-url --no-emit-trusted-host \
	    --output-file=requirements.lock --strip-extras pyproject.toml

clean: ## Remove .venv and every cache; databases (*.db) stay.
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
