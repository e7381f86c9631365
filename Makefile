# Everything a fresh machine needs is Python 3.11 to 3.13, make and a package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out/demo
# What the tests run with: exact releases with their hashes. LOCK= takes the newest within the ranges of setup.cfg.
LOCK ?= tests/requirements.lock
EXPLAINED ?= corpus/wp-jetpack-en/page.html

.PHONY: help demo test lint bench floors corpus torture fuzz mutants lock licences release

help:
	@echo 'make demo              install, clean the corpus, print the summary, explain one page'
	@echo 'make test              install the test tools and run all tests (PYTEST="-k name" for some)'
	@echo 'make test LOCK= VENV=.venv-newest     the same with the newest releases that setup.cfg allows'
	@echo 'make lint              ruff, mypy --strict and the layer contracts'
	@echo 'make bench             how fast the corpus is cleaned, how close to what is expected; a thousand rule files'
	@echo 'make floors            quality on ../shared/benchmark beside its floors (ARGS=--raise writes them)'
	@echo 'make torture           hostile and broken input, each case with its outcome (ARGS=--peers: of other extractors)'
	@echo 'make lock              write tests/requirements.lock anew after setup.cfg changed (ARGS=--upgrade: newest releases)'
	@echo 'make licences          write docs/licences.md from the packages of the lock'
	@echo 'make release           wheel, sdist and their digests of the last commit in dist/, checked, the same to the bit'
	@echo 'make fuzz TARGET=html  look for broken promises by coverage, 15 minutes (html, text, rules, warc; MINUTES=5)'
	@echo 'make mutants           change the core in small ways and see whether its tests tell (MODULES=cleaner.cut)'
	@echo 'make corpus NAME=x     show how corpus/x differs from what is expected (ARGS=--accept takes it,\n                       ARGS="--page saved.html --url URL" makes it)'

demo: $(VENV)/.installed
	$(BIN)/cleaner run corpus/*/page.* --out $(OUT)
	@echo
	$(BIN)/cleaner explain $(EXPLAINED)

test: $(VENV)/.tested
	$(BIN)/python -m pytest $(PYTEST)

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_rules

floors: $(VENV)/.tested
	$(BIN)/python -m tests.floors $(ARGS)

torture: $(VENV)/.tested
	$(BIN)/python -m tests.torture $(ARGS)

# Two files, since setuptools must stand there before what has no wheel (langdetect, pyspark) can be built offline.
lock: $(VENV)/.made
	$(PIP) uv
	$(COMPILE) --all-extras --output-file tests/requirements.lock setup.cfg
	echo setuptools | $(COMPILE) --constraint tests/requirements.lock --output-file tests/build.lock -

licences: $(VENV)/.tested
	$(BIN)/python -m tests.supply.licences

release: $(VENV)/.tested
	$(BIN)/python -m tests.supply.release

# atheris stands in no extra and in no lock: it has wheels for one system, and every machine is to be able to test.
fuzz: $(VENV)/.tested
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(PIP) 'atheris>=3.0,<4' || \
		{ echo 'make fuzz wants atheris, which has wheels for CPython 3.11 to 3.13 on x86-64 Linux: pip install atheris'; exit 2; }
	nice $(BIN)/python -m tests.fuzz $(or $(TARGET),html) --minutes $(or $(MINUTES),15) $(ARGS)

mutants: $(VENV)/.tested
	nice $(BIN)/python -m tests.mutation $(MODULES) $(ARGS)

corpus: $(VENV)/.installed
	@test -n "$(NAME)" || { echo 'say which page: make corpus NAME=wp-jetpack-en'; exit 2; }
	$(BIN)/python -m tests.corpus.refresh $(NAME) $(ARGS)

PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# One lock and one release of each package for all systems and Pythons, so that mypy says the same on all; it names no index, since each machine has its own.
COMPILE = UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --system-certs --generate-hashes --no-emit-index-url --no-annotate $(ARGS)

# The stamps spare the package index the question whether anything changed.
$(VENV)/.installed: setup.cfg pyproject.toml $(VENV)/.made
	$(PIP) --editable .
	@touch $@

$(VENV)/.tested: setup.cfg pyproject.toml $(LOCK) $(VENV)/.made
ifeq ($(LOCK),)
	$(PIP) --editable '.[test]'
else
	$(PIP) --require-hashes --requirement tests/build.lock
	$(PIP) --require-hashes --no-deps --no-build-isolation --requirement $(LOCK)
	$(PIP) --no-deps --no-build-isolation --editable .
endif
	@touch $@ $(VENV)/.installed

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "cleaner needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is %d.%d: say make PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo 'cannot make $(VENV): on Debian and Ubuntu install python3-venv'; exit 1; }
	@touch $@
