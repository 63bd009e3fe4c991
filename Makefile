# make demo   a real estimate and real channels        make test   every check
# make fmt    format the code                           make bench  the tables of docs/performance.md
# make fuzz   mutated rule files, tables and command lines (RUNS=…)   make sbom   the wheel with a list of what it needs (CycloneDX)
# make engines  the SQL on real databases (PostgreSQL, MariaDB, OceanBase seekdb, Spark, DuckDB), against yibao batch
# make oldest the tests with the oldest versions allowed
# Needs Python 3.11 or newer and nothing else; everything is installed into .venv. Only the tests of the Spark engine
# want Java, and those of the completion zsh and fish: where they are missing and Debian's packages can be installed they
# come with them, else those tests say they skip.
PYTHON ?= python3
RUNS ?= 200000
SEED ?= 0
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test sentences lint types contracts rules unit inspector axe java shells fmt docs bench fuzz fuzz-rules fuzz-more-rules fuzz-tables fuzz-arguments wheel sbom oldest engines lock clean

demo: $(READY)
	@echo '$$ yibao estimate --region 武汉 --status 退休 --age 66 --month 2023-03'
	@$(BIN)/yibao estimate --region 武汉 --status 退休 --age 66 --month 2023-03
	@echo '$$ yibao channels --region 武汉 --want credits'
	@$(BIN)/yibao channels --region 武汉 --want credits

test: lint types contracts rules unit

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports --no-logo --no-cache

rules: $(READY)
	$(BIN)/yibao rules check

unit: $(READY) java shells
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# The client of another hand that asks `yibao mcp`; 111 MB from npm, so only where it is asked for.
inspector: $(READY)
	npm install --silent --no-audit --no-fund --prefix $(VENV)/inspector @modelcontextprotocol/inspector@2.12.0
	$(BIN)/python -m pytest -rs tests/cli/test_mcp.py

axe: $(READY)
	npm install --silent --no-audit --no-fund --prefix $(VENV)/axe axe-core@4.14.1
	$(BIN)/python -m pytest -rs tests/cli/test_html.py -k accessible

java:
	@command -v java >/dev/null || [ -n "$$JAVA_HOME" ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -yqq --no-install-recommends openjdk-17-jre-headless >/dev/null; } \
		|| echo 'no Java: the tests of the Spark engine will be skipped' >&2

shells:
	@{ command -v zsh && command -v fish; } >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -yqq --no-install-recommends zsh fish >/dev/null; } \
		|| echo 'no zsh or fish: the tests of their completion will be skipped' >&2

fmt: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The PO files of the English sentences as the code says them now; what is new waits there for its English.
sentences: $(READY)
	$(BIN)/python .ci/sentences.py

docs: $(READY)
	$(BIN)/python docs/generate.py

bench: $(READY)
	$(BIN)/python bench/startup.py --write
	$(BIN)/python bench/more.py --write
	$(BIN)/python bench/batch.py --large --write
	$(BIN)/python bench/spark.py --write
	$(BIN)/python bench/rules.py --write

wheel: $(READY)
	rm -rf dist
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

# Half of the rule files for each of two cores; a table takes as long as some thirty of them, a command line as ten.
fuzz: fuzz-rules fuzz-more-rules fuzz-tables fuzz-arguments

fuzz-rules: $(READY)
	$(BIN)/python fuzz/rule_files.py --runs $$(($(RUNS) / 2)) --seed $(SEED)

fuzz-more-rules: $(READY)
	$(BIN)/python fuzz/rule_files.py --runs $$(($(RUNS) / 2)) --seed $$(($(SEED) + 1))

fuzz-tables: $(READY)
	POLARS_MAX_THREADS=1 $(BIN)/python fuzz/tables.py --runs $$(($(RUNS) / 200)) --seed $(SEED)

fuzz-arguments: $(READY)
	POLARS_MAX_THREADS=1 $(BIN)/python fuzz/arguments.py --runs $$(($(RUNS) / 100)) --seed $(SEED)

# What an installed wheel brings with it; neither the tool nor pip is part of it.
sbom: wheel
	rm -rf build/sbom
	$(PYTHON) -m venv --without-pip build/sbom/program
	sed -n 's/^\([a-z0-9_.-]*==[^ ;\\]*\).*/\1/p' requirements.txt > build/sbom/pins.txt
	$(BIN)/pip --python build/sbom/program/bin/python install --quiet --disable-pip-version-check -c build/sbom/pins.txt dist/*.whl
	$(PYTHON) -m venv build/sbom/tool
	build/sbom/tool/bin/pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7.5,<8'
	build/sbom/tool/bin/cyclonedx-py environment build/sbom/program/bin/python --pyproject pyproject.toml \
		--mc-type application --output-reproducible -o dist/yibao-cli.cdx.json

# The lower bounds of pyproject.toml are versions with which the tests pass; Spark, the wheel, and what is compared with
# pages made with the locked versions are left to `make test`.
oldest:
	rm -rf build/oldest
	$(PYTHON) -m venv build/oldest
	$(PYTHON) .ci/oldest.py > build/oldest/pins.txt
	build/oldest/bin/pip install --quiet --disable-pip-version-check -r build/oldest/pins.txt
	build/oldest/bin/pip install --quiet --disable-pip-version-check hatchling
	build/oldest/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	build/oldest/bin/python -m pytest -n 2 --dist loadgroup --ignore tests/test_wheel.py --ignore tests/batch/test_spark.py \
		--deselect tests/test_docs.py::test_generated_pages_are_up_to_date \
		--deselect tests/cli/test_rules_writing.py::test_what_is_not_given_is_left_with_a_word_and_the_checker_says_it

# Databases that are missing are installed where that can be done (Debian, as root), else it says that they are skipped.
engines: $(READY) java
	$(BIN)/python -m tests.engines --write
	$(BIN)/python -m tests.engines.cluster

# Re-pins requirements.txt; the only target that needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--quiet --upgrade --group dev pyproject.toml -o requirements.txt

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'yibao needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …' >&2; exit 1; }
	@echo 'setting up $(VENV) (once) …'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
