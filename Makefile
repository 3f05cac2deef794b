# The front door: `make run` and `make test` are all a newcomer needs, with Python 3.11 to 3.14 and make on the machine.
# Each step says one line when it starts and, when it fails, one sentence about what to do.

.DEFAULT_GOAL := help
.PHONY: help run test long check format lint types docs replicas journeys faults fuzz audit bench bench-short migration lock

help:
	@echo "make run     start the bot with the local web chat"
	@echo "make test    the tests; ARGS=--durations=20 names the slowest"
	@echo "make long    the tests that take a second or more each"
	@echo "make check   format, lint, strict types and the test suite"
	@echo "make journeys  whole journeys in a browser and over several platforms, and the program from the shell"
	@echo "make replicas  two programs and a worker over a PostgreSQL of their own, to try"
	@echo "make faults  kill -9, full disks, cut connections, greedy tasks; then everything at once under 2,000 messages (MESSAGES=, SEED=)"
	@echo "make fuzz    inputs nobody thought of, forty times as many as make test tries"
	@echo "make audit   what is publicly known against the locked packages"
	@echo "make bench   the benchmarks"
	@echo "make migration NAME=coins  write the next step of the database's shape from what the tables say"
	@echo "make docs    docs/reference.md from the docstrings"
	@echo "make lock    pin the dependencies of requirements.in and requirements-dev.in again"

run: .venv/run.installed
	@.venv/bin/python -m bot run

test: .venv/dev.installed
	@echo "→ tests"
	@.venv/bin/python -m pytest -n auto --dist worksteal -m "not journey and not long" --ignore=tests/faults $(ARGS) || $(call sorry,Tests failed: the summary above names each.)

long: .venv/dev.installed
	@echo "→ long tests"
	@.venv/bin/python -m pytest -n auto --dist worksteal -m "long and not journey" --ignore=tests/faults || $(call sorry,A long test failed: the summary above names it.)

check: format lint types test

format: .venv/dev.installed
	@echo "→ format"
	@.venv/bin/python -m ruff format --check . || $(call sorry,Some files are not formatted: .venv/bin/python -m ruff format . does it.)

lint: .venv/dev.installed
	@echo "→ lint"
	@.venv/bin/python -m ruff check . || $(call sorry,The linter objects: see above; .venv/bin/python -m ruff check --fix . mends what can be mended.)

types: .venv/dev.installed
	@echo "→ types"
	@.venv/bin/python -m mypy || $(call sorry,The types do not fit: see above.)

journeys: .venv/dev.installed
	@echo "→ journeys"
	@.venv/bin/python -m pytest -n auto --dist worksteal -m journey || $(call sorry,A journey failed: the summary above names it.)

faults: .venv/dev.installed
	@echo "→ faults"
	@.venv/bin/python -m pytest tests/faults || $(call sorry,A fault was not survived: the summary above names it.)
	@echo "→ faults, everything at once on both engines"
	@.venv/bin/python -m tests.faults.long_run --messages $(or $(MESSAGES),2000) $(if $(SEED),--seed $(SEED)) || $(call sorry,A fault was not survived: the report above names it; its seed brings it again.)

fuzz: .venv/dev.installed
	@echo "→ fuzzing, forty times as long as in make test"
	@QUNXUE_FUZZ=40 .venv/bin/python -m pytest tests/fuzz -n auto --dist worksteal || $(call sorry,Something broke on an input nobody thought of: the summary above names it.)

audit: .venv/dev.installed
	@echo "→ advisories"
	@said=`.venv/bin/python -m uv tool run --quiet pip-audit --disable-pip --require-hashes --progress-spinner off -r requirements.lock 2>&1`; \
	case "$$said" in \
		*"No known vulnerabilities"*) echo "  nothing is known against what is locked" ;; \
		*"known vulnerabilit"*) echo "$$said"; $(call sorry,Something is known against a locked package: see above.) ;; \
		*) echo "  the advisories could not be asked from here: nothing was checked" ;; \
	esac

replicas: .venv/dev.installed
	@.venv/bin/python -m tests.tools.replicas || $(call sorry,The replicas did not come up: see above.)

docs: .venv/dev.installed
	@echo "→ docs/reference.md"
	@.venv/bin/python -m tests.tools.reference || $(call sorry,The reference could not be written: see above.)

bench: .venv/dev.installed
	@echo "→ benchmarks"
	@.venv/bin/python -m tests.bench || $(call sorry,The benchmarks did not finish: see above.)

bench-short: .venv/dev.installed
	@echo "→ benchmarks, short"
	@.venv/bin/python -m tests.bench --short || $(call sorry,The benchmarks did not finish: see above.)

migration: .venv/dev.installed
	@echo "→ migration"
	@.venv/bin/python -m storage.migrations $(NAME) || $(call sorry,No migration was written: see above.)

lock: .venv/dev.installed
	@echo "→ lock"
	@$(PIN) requirements.in -o requirements.lock || $(call sorry,requirements.in cannot be resolved: see above.)
	@$(PIN) requirements-dev.in -o requirements-dev.lock || $(call sorry,requirements-dev.in cannot be resolved: see above.)

# Only versions and hashes: no index address gets into a lock file.
PIN = .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

sorry = { echo "✗ $(1)" >&2; exit 1; }


# ── the environment ──────────────────────────────────────────────────────────────────────────────────────────────────

PYTHONS = python3.14 python3.13 python3.12 python3.11 python3
SUITS = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
DEBIAN_NAME = import sys; print("python%d.%d-venv" % sys.version_info[:2])

# An environment whose Python was upgraded away is made again.
ifneq ($(shell .venv/bin/python -c '$(SUITS)' 2>/dev/null && echo whole),whole)
.PHONY: .venv/made
endif

.venv/made:
	@.venv/bin/python -c '$(SUITS)' 2>/dev/null && .venv/bin/python -m pip --version >/dev/null 2>&1 && touch $@ && exit 0; \
	without=; for python in $(PYTHONS); do \
		$$python -c '$(SUITS)' 2>/dev/null || continue; \
		$$python -c 'import ensurepip' 2>/dev/null || { without=$${without:-$$python}; continue; }; \
		echo "→ environment: .venv with `$$python --version`"; \
		$$python -m venv --clear .venv && touch $@ && exit 0; \
		echo "✗ $$python could not make .venv: see above." >&2; exit 1; \
	done; \
	if [ -n "$$without" ]; then \
		package=`$$without -c '$(DEBIAN_NAME)'`; \
		echo "✗ $$without cannot make environments yet: on Debian and Ubuntu \"apt install $$package\" mends that; then make again." >&2; \
	else \
		echo "✗ No Python 3.11 to 3.14 was found: on Debian and Ubuntu \"apt install python3 python3-venv\" brings one; then make again." >&2; \
	fi; exit 1

.venv/run.installed: requirements.lock .venv/made
	@echo "→ what the program needs (the first time takes a minute or two)"
	@$(call install,requirements.lock)
	@touch $@

.venv/dev.installed: requirements-dev.lock .venv/run.installed
	@echo "→ what the tests need"
	@$(call install,requirements-dev.lock)
	@touch $@

# pip's talk goes to .venv/install.log; here it is a line every ten packages, and its errors.
install = { .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off --require-hashes -r $(1) 2>&1 \
		|| echo "failed"; } | tee .venv/install.log | { \
	all=`grep -c '^[a-z0-9].*==' $(1)`; n=0; \
	while read -r first rest; do case "$$first" in \
		Collecting|Processing) n=$$((n + 1)); [ $$((n % 10)) -ne 0 ] || echo "  fetched $$n of $$all" ;; \
		Installing) echo "  unpacking" ;; \
		ERROR:) echo "  $$first $$rest" >&2 ;; \
		failed) echo "✗ Installing from $(1) failed: check the network and the disk, then make again (the whole story: .venv/install.log)." >&2; exit 1 ;; \
	esac; done; }
