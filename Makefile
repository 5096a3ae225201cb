# Bookfast.  `make demo` shows it, `make test` proves it; both install what they need into this folder and nowhere else.
# Ports: make up BOOKFAST_API_PORT=… (see python_functions/stack/settings.py); a stack remembers them.

PYTHON ?= python3
VENV   := .venv/.ready
NPM    := node_modules/.ready
PAGES  := web/dist/.ready
READY  := $(VENV) $(NPM) $(PAGES)
PY     := python_functions webhooks tests seeds
STACK  := .venv/bin/python -m python_functions.stack
WITH   := $(STACK) with --
# How many processes share the tests; each has a stack of its own.
JOBS   ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 4 ? n : 4)))

.DEFAULT_GOAL := help
.PHONY: help demo test install debian up down env smoke migration drift check-deploy types lint bench gallery rewrap permissions clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: up ## install, start, load the demo practices, show one booking's life
	@$(WITH) .venv/bin/python -m seeds.demo --load
	@$(WITH) .venv/bin/python -m python_functions.smoke --transcript
	@echo && $(WITH) .venv/bin/python -m seeds.demo --sign-ins

# Bytecode is kept, here at least: compiling the tests anew costs each process seconds.  The longest files begin: see tests/conftest.py.
test: $(READY) debian ## every test on a stack of its own; FAST=1 leaves out browser, benchmarks, PostgreSQL 15 and most cases of large grids
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(TESTS)

up: $(READY) ## start the stack in the background; returns when it is well
	@$(STACK) up

down: $(VENV) ## stop it; the data stay
	@$(STACK) down

env: $(VENV) ## its addresses and keys as KEY=VALUE lines
	@$(STACK) env

smoke: up ## the main job on the running stack: book, mail, move, cancel
	@$(WITH) .venv/bin/python -m python_functions.smoke

migration: $(VENV) $(NPM) ## NAME=add_rooms: draft a migration from what changed in sql/
	@$(STACK) migration "$(NAME)"

drift: $(VENV) $(NPM) ## do sql/ and supabase/migrations build the same database?
	@$(STACK) drift

check-deploy: $(READY) ## may the hosted project that the environment names hold people's data?  region, TLS, RLS, keys
	@.venv/bin/python -m python_functions.deploy

types: $(VENV) $(NPM) ## write web/src/api/database.ts anew, after a change of the Data API
	@$(STACK) types

lint: $(VENV) ## Python and SQL, and nothing is changed
	@.venv/bin/ruff check --quiet $(PY)
	@.venv/bin/ruff format --check --quiet $(PY)
	@.venv/bin/sqlfluff lint --processes 0 --nocolor --disable-progress-bar sql

rewrap: $(VENV) ## wrap every data key by the current master key, after a new one was put first in ENVELOPE_MASTER_KEYS
	@$(WITH) .venv/bin/python -m python_functions.keys rewrap

gallery: up ## the pictures in docs/gallery, of the demo on the running stack
	@$(WITH) .venv/bin/python -m tests.gallery

permissions: $(READY) ## write tests/contract/permissions.md anew: read what differs, and sign it
	@SIGN=1 .venv/bin/python -m pytest -q tests/contract/test_permissions.py

bench: up ## figures beside their floors, on the running stack
	@$(WITH) .venv/bin/python -m tests.bench

clean: ## stop the stack, delete its data and all that was installed here
	@if [ -e $(VENV) ]; then for home in .bookfast .bookfast/test*; do [ ! -d $$home ] || BOOKFAST_HOME=$$home $(STACK) down; done; fi
	rm -rf .bookfast .venv node_modules web/node_modules web/dist

install: $(READY) ## only install

$(VENV): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed, and $(PYTHON) is older.  Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing Python packages into .venv …" >&2
	@$(PYTHON) -m venv .venv \
	  || { echo "Python cannot make a virtual environment.  On Debian: apt install python3-venv"; exit 1; }
	@.venv/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(NPM): package.json package-lock.json
	@node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' \
	  || { echo "Node.js 20 or newer is needed: https://nodejs.org"; exit 1; }
	@echo "Installing npm packages into node_modules …" >&2
	@npm ci --loglevel=error
	@touch $@

$(PAGES): web/package-lock.json web/package.json $(shell find web/src web/public web/*.html web/*.ts -type f 2>/dev/null)
	@echo "Building the pages in web/dist …" >&2
	@cd web && { [ node_modules -nt package-lock.json ] || npm ci --loglevel=error --no-audit --no-fund; touch node_modules; }
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

# The browser tests need Chromium, and libical judges our calendars.  We may only install them for everybody where we are root; else the tests say so.
# Its shell is enough, and quick; where there is none to be had, all of Chromium serves as well.
debian:
	@missing=; [ -n "$(FAST)" ] || [ -x /usr/bin/chromium-headless-shell ] || missing=chromium-headless-shell; \
	ls /usr/lib/*/libical.so.* >/dev/null 2>&1 || missing="$$missing libical3"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing $$missing for the tests …" >&2; \
	  install() { DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$$@" >/dev/null; }; \
	  apt-get update -qq || [ -x /usr/bin/chromium ]; \
	  for package in $$missing; do \
	    install $$package || { [ $$package = chromium-headless-shell ] && { [ -x /usr/bin/chromium ] || install chromium; }; } || exit 1; \
	  done; \
	fi
