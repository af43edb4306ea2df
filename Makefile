# Corale: `make` alone tells what there is. Nothing but Python >= 3.11 and make is needed first.
SHELL := /bin/sh
PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
NPM := $(shell command -v npm 2>/dev/null)
PORT ?= 8080
VENDOR := endpoint/static/vendor

.PHONY: help demo test check build sample generated assets bench soak train mutants clean

help: ## what there is
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(ENV)/ready assets ## build the sample and serve it on http://127.0.0.1:8080/
	@$(BIN)/corale demo --out build/demo --port $(PORT)

test: $(ENV)/ready-dev assets ## environment and all tests
	@echo "make test: a quarter of an hour on two cores. Left out: the long drills (make soak), and what needs a program"
	@echo "or real documents (CORALE_REAL) that are not here; each of these says at the end why it was skipped."
	@$(BIN)/python -m pytest -n auto -m "not heavy" -rs

check: $(ENV)/ready-dev ## style, types, layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

build: $(ENV)/ready-dev assets ## the wheel and its bill of materials, in dist/
	@rm -rf dist && $(BIN)/python -m hatchling build
	@$(BIN)/python .ci/sbom.py dist/corale-$$($(BIN)/python -m hatchling version).cdx.json

sample: $(ENV)/ready-dev ## write data/dumps/sample.ttl anew, after a wanted change of the mapping
	@$(BIN)/python -m tests.data.sample

generated: $(ENV)/ready-dev ## write the files that follow from the field table
	@$(BIN)/python -m corale.mappings.generated

assets: $(VENDOR)/ready ## style and query editor, where npm is present

bench: $(ENV)/ready-dev ## what bench/ measures, at small sizes
	@for bench in bench/*.py; do echo "== $$bench" && $(BIN)/python $$bench --quick || exit 1; done

soak: $(ENV)/ready-dev assets ## the long drills at full count
	@CORALE_SOAK=1 $(BIN)/python -m pytest -m heavy

train: $(ENV)/ready-dev ## learn the weights of the decision on notices and measure the bands anew, from the corpus of CORALE_REAL
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python bench/train.py

mutants: $(ENV)/ready-dev ## change the code in 200 places, one at a time, and see which changes no test notices
	@$(BIN)/python tests/mutants.py --number 200

clean: ## remove what make made
	@rm -rf $(ENV) dist build out $(VENDOR)

define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Corale needs Python >= 3.11: install it (Debian: apt install python3 python3-venv), or say make PYTHON=/path/to/python3"; exit 3; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: apt install python3-venv"; exit 3; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(ENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endef

$(ENV)/ready: requirements.lock pyproject.toml
	@echo "Setting up $(ENV) (once) ..."
	$(call environment,requirements.lock)
	@touch $@

$(ENV)/ready-dev: requirements-dev.lock pyproject.toml
	@echo "Setting up $(ENV) with the test tools (once) ..."
	$(call environment,requirements-dev.lock)
	@touch $@ $(ENV)/ready

# npm works in build/npm, so that no node_modules lies in a folder that goes into the wheel
$(VENDOR)/ready: $(wildcard endpoint/package.json endpoint/package-lock.json endpoint/vendor.mjs endpoint/style/* endpoint/editor/*)
	@mkdir -p $(VENDOR) build/npm
ifeq ($(NPM),)
	@echo "npm is not here: the pages will have a plain style and the query editor will be a form (apt install npm)"
else
	@cp -r endpoint/package.json endpoint/package-lock.json endpoint/vendor.mjs endpoint/style endpoint/editor build/npm/
	@cd build/npm && $(NPM) ci --silent --no-audit --no-fund --ignore-scripts && VENDOR=$(CURDIR)/$(VENDOR) $(NPM) run --silent vendor
	@touch $@
endif
