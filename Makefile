# `make demo` decides an example, `make test` runs every test; both set up what they need and no more.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# From a lock: nothing but what it names, nothing that differs from its hashes.
LOCKED := $(PIP) install --no-deps --require-hashes
WHEELS := $(LOCKED) --only-binary :all:
# The library itself comes from this checkout, built by what is locked.
OURSELVES := $(PIP) install --no-deps --no-build-isolation --editable .
MKDOCS := $(BIN)/mkdocs
# durable-rules is compiled at installation; on Python 3.13 and later only with this name, gone there, defined anew.
DURABLE := CPPFLAGS="$(CPPFLAGS) -DPyEval_CallObject=PyObject_CallObject" $(LOCKED) --no-build-isolation --use-pep517 \
	--requirement requirements/durable.txt

# The tests that need what no wheel brings (tests/conftest.py), and those of them that are skipped where it is missing.
NEEDING := $(BIN)/pytest tests --needing
ELSEWHERE := office,registry,postgresql,image

# How far the environment is set up: to run the library, to work on it, to run every test.
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
TESTS := $(VENV)/.tests

# The shipped rulebooks and overlays, by the names of their folders.
PACKS = $(notdir $(patsubst %/,%,$(dir $(wildcard rules/*/instrument.yaml))))
OVERLAYS = $(notdir $(patsubst %/,%,$(dir $(wildcard rules/*/overlay.yaml rules/*/*/overlay.yaml))))

.PHONY: demo test coverage quick browser durable external test-skipped test-external lint types contracts check mutate campaign fuzz docs
.PHONY: docs-serve wheel bench test-browser test-durable test-described test-spark test-elsewhere
.PHONY: bundle facts linked lock upgrade test-latest test-all release-check clean

demo: $(RUNS)
	$(BIN)/xinfang evaluate examples/06-unpaid-wages-2024.yaml --as-of 2024-03-08

test: $(TESTS)
	$(BIN)/pytest -n auto --dist loadfile

# The same, with what is left untested; that takes twice as long.
coverage: $(TESTS)
	UNMEASURED=$$($(BIN)/python -c "import durable_rules_engine" 2>/dev/null || echo "*/engines/durable/driver.py") \
	$(BIN)/pytest -n auto --dist loadfile --cov --cov-report=term-missing --cov-fail-under=95

# The scenarios, the rule language, days, and what is wrong with files: less than a minute.
quick: $(READY)
	$(BIN)/pytest -q -n auto rules $(addprefix tests/test_,$(addsuffix .py,bad_rules calendar cli_check_and_test conditions \
		deadlines facts_files lint module_names program readings sources_characters sources_codes sources_places \
		sources_reading sources_yaml))

# What `make test` had to leave out on this machine.
browser: $(READY)
	$(BIN)/python -m tests.browser

durable: $(READY)
	$(DURABLE)

test-skipped: browser durable
	$(NEEDING) browser,durable --no-skips -n auto --dist loadfile

# What a cluster does with tables, which needs Java; whether the service is as it describes itself. Then what
# LibreOffice, npm, pip and a PostgreSQL server do, and what the Dockerfile says, where they are; pytest tells if not.
external: $(READY)
	$(LOCKED) --no-build-isolation --use-pep517 --requirement requirements/external.txt

test-external: external
	$(NEEDING) external,described --no-skips
	$(NEEDING) $(ELSEWHERE) -n 2 --dist loadfile

# The same of what is installed, for `.ci/run`, which runs several beside each other: each in one process, but for the
# browser, which looks at the documentation as `make docs` builds it.
test-browser: $(READY)
	$(MKDOCS) build --strict
	XINFANG_SITE=site $(NEEDING) browser --no-skips -n 2 --dist loadfile

test-durable test-described: $(READY)
	$(NEEDING) $(@:test-%=%) --no-skips

test-spark: $(READY)
	$(NEEDING) external --no-skips

test-elsewhere: $(READY)
	$(NEEDING) $(ELSEWHERE)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

# Two at a time. The whole proof of the channels takes too long: `tests.channels_proof` shows what needs no solver, and
# tests/test_channels.py proves that each of their questions has one answer (CONTRIBUTING.md).
check: $(READY)
	printf '%s\n' $(PACKS) $(filter-out channels,$(OVERLAYS)) | \
		xargs -P 2 -I % sh -c '$(BIN)/xinfang check --strict --prove % && $(BIN)/xinfang test %'
	$(BIN)/xinfang check --strict channels
	$(BIN)/xinfang test channels
	$(BIN)/python -m tests.channels_proof

# A quarter of an hour on two cores, with the texts that are at hand. `--limit 200` tries a sample of each.
mutate: $(READY)
	$(BIN)/python -m tests.mutation_campaign $(PACKS) $(OVERLAYS)

campaign: $(READY) durable
	$(BIN)/python -m tests.properties.campaign --cases 50000 --rulebooks 5000
	$(BIN)/python -m tests.properties.table_campaign --rows 1000000 --rulebooks 2000
	$(BIN)/python -m tests.properties.register_campaign --rows 5000 --drawn 400
	$(BIN)/python -m tests.channels_proof --deadlines 1800

fuzz: $(READY)
	$(BIN)/python -m tests.properties.fuzz --packs 20000 --cases 200000 --seed $(or $(SEED),$$(date +%Y%m%d))

docs: $(READY)
	$(MKDOCS) build --strict

docs-serve: $(READY)
	$(MKDOCS) serve --strict

bench: .venv-bench/peers.json
	.venv-bench/bin/python -m pip install --quiet --no-deps --editable . # links the rules of now
	.venv-bench/bin/python -m bench

.venv-bench/peers.json: pyproject.toml bench/prepare.py bench/adapters/__init__.py
	$(PYTHON) bench/prepare.py

# What is made of `rules/facts.yaml` and `rules/outputs.yaml`.
facts: $(READY)
	$(BIN)/python -m tools.facts

# In a checkout, rule files are read at each start from the next change on, until they are linked anew.
linked: $(RUNS)
	$(OURSELVES)

# `lock` takes up what changed in pyproject.toml, `upgrade` takes the newest of everything.
lock upgrade:
	$(PYTHON) requirements/lock.py $(if $(filter upgrade,$@),--upgrade)

# The newest releases, whatever is locked.
test-latest:
	rm -rf .venv-latest
	$(PYTHON) -m venv .venv-latest
	.venv-latest/bin/python -m pip install --quiet --upgrade pip
	.venv-latest/bin/python -m pip install --quiet --editable . --group dev
	-CPPFLAGS="$(CPPFLAGS) -DPyEval_CallObject=PyObject_CallObject" \
		.venv-latest/bin/python -m pip install --quiet --group durable
	.venv-latest/bin/pytest -n auto --dist loadfile

test-all:
	$(PYTHON) tests/all_pythons.py

wheel: $(READY)
	rm -rf dist
	$(BIN)/python -m build --no-isolation

# A folder of wheels that is installed without a network, for offices: `make bundle PLATFORM=linux_aarch64`.
bundle: $(READY)
	$(BIN)/python -m tools.bundle --platform $(or $(PLATFORM),win_amd64)

# Every step of a release that can be checked, with ok or not ok.
release-check: $(READY)
	$(BIN)/python -m tools.release

clean:
	rm -rf .venv .venv-latest dist build site .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(RUNS): pyproject.toml requirements/run.txt
	$(PYTHON) -m venv $(VENV)
	$(WHEELS) --requirement requirements/run.txt
	$(OURSELVES)
	touch $@

$(READY): $(RUNS) requirements/dev.txt
	$(WHEELS) --requirement requirements/dev.txt
	touch $@

# What cannot be had here is left out; the tests that need it say so, in one line.
$(TESTS): $(READY) requirements/durable.txt
	@$(DURABLE) >$(VENV)/durable.log 2>&1 || echo "durable-rules cannot be compiled here: $(VENV)/durable.log"
	@$(BIN)/python -m tests.browser >$(VENV)/browser.log 2>&1 || echo "no browser can be had here: $(VENV)/browser.log"
	touch $@
