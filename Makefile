# `make demo` decides an example, `make test` runs every test; both set everything up first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The variable silences the theme's notice about its successor, which is no warning about this site.
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs
# durable-rules is compiled at installation; on Python 3.13 and later only with this name, gone there, defined anew.
DURABLE_FLAGS := $(CPPFLAGS) -DPyEval_CallObject=PyObject_CallObject

.PHONY: demo test lint types contracts check mutate campaign docs docs-serve wheel bench test-all clean

demo: $(READY)
	$(BIN)/xinfang evaluate examples/06-unpaid-wages-2024.yaml --as-of 2024-03-08

test: $(READY)
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term-missing --cov-fail-under=95

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

check: $(READY)
	$(BIN)/xinfang check --strict --prove
	$(BIN)/xinfang test

mutate: $(READY)
	$(BIN)/xinfang test --mutate

campaign: $(READY)
	$(BIN)/python -m tests.properties.campaign --cases 50000 --rulebooks 5000

docs: $(READY)
	$(MKDOCS) build --strict

docs-serve: $(READY)
	$(MKDOCS) serve --strict

bench: .venv-bench/peers.json
	.venv-bench/bin/python -m bench

.venv-bench/peers.json: pyproject.toml bench/prepare.py bench/adapters/__init__.py
	$(PYTHON) bench/prepare.py

test-all: $(READY)
	$(BIN)/python tests/all_pythons.py

wheel: $(READY)
	rm -rf dist
	$(BIN)/python -m build

clean:
	rm -rf $(VENV) dist build site .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	CPPFLAGS="$(DURABLE_FLAGS)" $(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(READY)
