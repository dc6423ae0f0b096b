# make run · make test · make check · make campaign · make bench · make constraints · make clean
#
# PYTHON=python3.12   another interpreter for .venv
# ARGS="tests/transforms -k phone"   what pytest gets

PYTHON = python3
SETTINGS = data/sample/reknit.toml
REKNIT = .venv/bin/reknit --settings $(SETTINGS)
PYTEST = .venv/bin/python -m pytest

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: run test check format campaign bench constraints clean debian-packages moved

run: .venv/set-up
	$(REKNIT) sync
	$(REKNIT) ask

test: debian-packages .venv/compiled
	$(PYTEST) -n $$(( $$(nproc) * 3 / 2 )) --dist loadfile --no-loadscope-reorder $(ARGS)

campaign: debian-packages .venv/compiled
	$(PYTEST) -m campaign -s --hypothesis-profile=default $(ARGS)

bench: .venv/compiled
	.venv/bin/python -m bench $(ARGS)

check: .venv/set-up
	.venv/bin/mypy
	.venv/bin/ruff check
	.venv/bin/ruff format --check

format: .venv/set-up
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

debian-packages:
	@.ci/debian-packages run test

# The stamp holds the folder's name: an environment does not survive being moved or copied.
ifneq ($(shell cat .venv/set-up 2>/dev/null),$(CURDIR))
.venv/set-up: moved
endif

.venv/set-up: pyproject.toml constraints.txt debian-packages.txt .ci/set-up
	@PYTHON="$(PYTHON)" .ci/set-up

# The tests start some hundred processes that import Prefect: from source each takes twice as long as from bytecode,
# which Python does not write by itself where PYTHONDONTWRITEBYTECODE is set.
.venv/compiled: .venv/set-up
	@.venv/bin/python -m compileall -q -j 0 .venv/lib >/dev/null || true
	@touch $@

# Resolved anew from pyproject.toml; read the difference before committing it.
constraints:
	@PYTHON="$(PYTHON)" .ci/set-up --newest

# What set-up, tools and `make run` made; your own data/ is left alone.
clean:
	rm -rf .venv .venv-newest .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	cd data/sample && rm -rf *.duckdb *.duckdb.wal warehouse.d prefect *.key *.lock report.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
