# reportgen: `make` builds the report; `make help` lists the rest.
#
# Works with GNU make 3.81 (macOS) and later. The steps that need more than one
# command are shell scripts kept in variables below and run with `eval`.

SHELL := /bin/sh
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := report
.SUFFIXES:
.DELETE_ON_ERROR:

# `make PYTHON=/path/to/python` chooses the Python that .venv is made with. A
# variable of that name in the environment is left alone: it may mean anything.
ifneq ($(origin PYTHON),command line)
PYTHON := python3.14 python3.13 python3.12 python3.11 python3 python
endif

# The environment of the caller must not leak into .venv. What says where
# packages come from, and how Python writes, may stay.
PIP_KEPT := PIP_CACHE_DIR PIP_CERT PIP_CLIENT_CERT PIP_CONFIG_FILE PIP_DEFAULT_TIMEOUT \
	PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_INDEX_URL PIP_KEYRING_PROVIDER PIP_NO_CACHE_DIR \
	PIP_NO_INDEX PIP_PROXY PIP_RETRIES PIP_TIMEOUT PIP_TRUSTED_HOST
PYTHON_KEPT := PYTHON PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONIOENCODING \
	PYTHONPYCACHEPREFIX PYTHONUNBUFFERED PYTHONUTF8
UV_KEPT := UV_CACHE_DIR UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_HTTP_TIMEOUT UV_INDEX_URL \
	UV_NATIVE_TLS UV_OFFLINE UV_SYSTEM_CERTS
unexport $(filter-out $(PIP_KEPT),$(filter PIP_%,$(.VARIABLES)))
unexport $(filter-out $(PYTHON_KEPT),$(filter PYTHON%,$(.VARIABLES)))
unexport $(filter-out $(UV_KEPT),$(filter UV_%,$(.VARIABLES)))
unexport CDPATH CONDA_PREFIX ENV VIRTUAL_ENV __PYVENV_LAUNCHER__
# Over a `user = true` in a configuration file of pip.
export PIP_USER := 0

PIP := .venv/bin/python -I -m pip install -qq --disable-pip-version-check --no-input
UV := .venv/bin/uv pip compile --quiet --no-config --python .venv/bin/python \
	--universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

# ------------------------------------------------------------------ scripts

# Sets $$python to the first Python that will do, or says what to do and stops.
define FIND_PYTHON
python= bare=
for candidate in $(PYTHON); do
	command -v "$$candidate" >/dev/null 2>&1 || continue
	"$$candidate" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
	bare=$${bare:-$$candidate}
	"$$candidate" -I -c 'import ensurepip, venv' 2>/dev/null || continue
	python=$$candidate
	break
done
if [ -z "$$python" ]; then
	sudo='sudo '
	[ "$$(id -u)" -ne 0 ] || sudo=
	command=
	if [ -n "$$bare" ]; then
		version=$$("$$bare" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])')
		problem="Python $$version is here, but without its venv and ensurepip modules."
	else
		version=
		problem="reportgen needs Python 3.11 or later, and none was found."
	fi
	if command -v apt-get >/dev/null 2>&1; then
		for v in $${version:-3.14 3.13 3.12 3.11}; do
			if [ -n "$$bare" ] || apt-cache show "python$$v-venv" >/dev/null 2>&1; then
				command="$${sudo}apt-get update && $${sudo}apt-get install python$$v-venv"
				break
			fi
		done
		# Without package lists, nothing can be known yet.
		if [ -z "$$command" ] && ! apt-cache show python3-venv >/dev/null 2>&1; then
			command="$${sudo}apt-get update && $${sudo}apt-get install python3-venv"
		fi
	elif command -v dnf >/dev/null 2>&1; then
		command="$${sudo}dnf install python$${version:-3.12}"
	elif command -v pacman >/dev/null 2>&1; then
		command="$${sudo}pacman -S python"
	elif command -v brew >/dev/null 2>&1; then
		command="brew install python@$${version:-3.13}"
	fi
	echo "$$problem" >&2
	if [ -n "$$command" ]; then
		echo "Run this, then make again:" >&2
		echo "    $$command" >&2
	else
		echo "Install Python 3.11 or later (https://www.python.org/downloads/), then make again." >&2
	fi
	exit 1
fi
endef

# Makes .venv and installs what a run needs, unless that is done and up to date.
define SETUP
set -eu
here=$$(pwd -P)
key=$$({ cat requirements.lock pyproject.toml; echo "$$here"; } | cksum)
if [ -x .venv/bin/python ] && [ "$$(cat .venv/run 2>/dev/null)" = "$$key" ]; then
	exit 0
fi
if [ "$$(cat .venv/location 2>/dev/null || echo "$$here")" != "$$here" ] || ! .venv/bin/python \
	-I -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	$(FIND_PYTHON)
	echo "Making .venv with $$("$$python" -I -V)"
	"$$python" -I -m venv --clear .venv
fi
echo "$$here" >.venv/location
echo "Installing the packages of requirements.lock"
$(PIP) --require-hashes -r requirements.lock
$(PIP) --no-index --no-build-isolation --no-deps -e .
# As pip does for what it installs; where Python may write nothing, each start would do it anew.
.venv/bin/python -I -m compileall -q src/reportgen
echo "$$key" >.venv/run
endef
export SETUP

# Adds the tools of development, unless that is done and up to date.
define SETUP_DEV
set -eu
key=$$(cat .venv/run requirements-dev.lock | cksum)
[ "$$(cat .venv/dev 2>/dev/null)" != "$$key" ] || exit 0
echo "Installing the packages of requirements-dev.lock"
$(PIP) --require-hashes -r requirements-dev.lock
echo "$$key" >.venv/dev
endef
export SETUP_DEV

# Installs the system libraries that are missing, unless that was looked at before.
define SETUP_LIBRARIES
set -eu
key=$$({ cat .venv/run src/reportgen/doctor.py; uname -srm; } | cksum)
[ "$$(cat .venv/libraries 2>/dev/null)" != "$$key" ] || exit 0
.venv/bin/python -m reportgen.doctor --install
echo "$$key" >.venv/libraries
endef
export SETUP_LIBRARIES

# ------------------------------------------------------------------ targets

SIZES := 12,109,487
RUNS := 3

.PHONY: report test check verify bench bench-guard release lock clean distclean help ALWAYS
ALWAYS:

# The three stamps: always looked at, in a few milliseconds, and by their contents.
.venv/run: ALWAYS
	@eval "$$SETUP"

.venv/dev: .venv/run ALWAYS
	@eval "$$SETUP_DEV"

.venv/libraries: .venv/run ALWAYS
	@eval "$$SETUP_LIBRARIES"

report: .venv/libraries ## Build the report in source/ into build/ (the default)
	@.venv/bin/reportgen build

test: .venv/dev .venv/libraries ## Run the tests
	@.venv/bin/python -m pytest -q -n auto -m 'not judge'

check: .venv/dev ## Lint, check the format, the types and the layers
	@status=0; \
	.venv/bin/python -m ruff check --quiet || status=1; \
	.venv/bin/python -m ruff format --check --quiet || status=1; \
	.venv/bin/python -m mypy || status=1; \
	.venv/bin/lint-imports --no-logo || status=1; \
	exit $$status

verify: .venv/dev .venv/libraries ## Judge the built files by every judge, which it installs
	@tools/judges/install .judges
	@.venv/bin/reportgen build
	@TZ=Pacific/Kiritimati LC_ALL=C PYTHONHASHSEED=1 \
		.venv/bin/reportgen build --quiet --output .judges/again
	@mkdir -p .judges/said
	@.venv/bin/reportgen verify --require-all --against .judges/again --write .judges/said/report.sarif
	@tools/judges/stress .judges
	@key=$$(cat .judges/installed tests/artifact/test_mutants.py tests/mutants/*.py \
		tests/artifact/test_preview_in_browser.py src/reportgen/live/*.py src/reportgen/live/page/* \
		src/reportgen/plain/*.* src/reportgen/bundled/*/*.* \
		src/reportgen/verify/*.py src/reportgen/verify/*/*.py | cksum); \
	[ "$$(cat .judges/tried 2>/dev/null)" = "$$key" ] || { \
		echo "Trying the judges on broken files"; \
		.venv/bin/python -m pytest -q -n 2 -m judge && echo "$$key" >.judges/tried; \
	}

bench: .venv/dev .venv/libraries ## Measure reportgen beside other tools (SIZES=12,109,487 RUNS=3)
	@[ -x .bench/typst/bin/python ] || .venv/bin/python -I -m venv .bench/typst
	@.bench/typst/bin/python -I -m pip install -qq --disable-pip-version-check --no-input \
		-r bench/requirements.txt
	@.venv/bin/python bench --sizes $(SIZES) --runs $(RUNS) --typst "$$PWD/.bench/typst/bin/python"

bench-guard: .venv/dev .venv/libraries ## Fail if reportgen has got slower than the work by hand
	@.venv/bin/python bench --guard

release: .venv/libraries ## Build the files of a release into dist/release/
	@.venv/bin/reportgen release --output dist/release

lock: .venv/dev ## Renew the lock files (UPGRADE=1: to the newest versions)
	@echo "Writing requirements.lock"
	@$(UV) --group build --all-extras --output-file requirements.lock pyproject.toml
	@echo "Writing requirements-dev.lock"
	@$(UV) --group dev --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## Remove what was built, and the caches
	@[ ! -d build ] || find build -mindepth 1 ! -name .gitkeep -delete
	@rm -rf dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Remove .venv as well
	@rm -rf .venv .bench

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
