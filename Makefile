# One word each. `golden` also draws the picture of the READMEs anew.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: demo test check format bench golden clean

# Installed once, and again when the project's settings change.
$(VENV)/installed: pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e .
	touch $@

$(VENV)/develop: pyproject.toml hatch_build.py $(shell find dtplan/data dtplan/locale -name '*.yaml' -o -name '*.po')
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e '.[dev]'
	touch $@

# The examples, good and bad: the bad ones are meant to fail, so their status is only shown.
demo: $(VENV)/installed
	$(BIN)/dtplan check examples/ministry.dtplan.yaml examples/province.dtplan.yaml examples/national-database.dtplan.yaml
	@echo
	-$(BIN)/dtplan check examples/province.draft.dtplan.yaml
	@echo
	$(BIN)/dtplan explain DT304

test: check
	$(BIN)/python -m pytest

check: $(VENV)/develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/develop
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/develop
	$(BIN)/python -m bench

golden: $(VENV)/develop
	$(BIN)/python -m pytest --update-golden tests/test_golden.py tests/test_docs.py
	$(BIN)/python docs/picture.py

clean:
	rm -rf $(VENV) .cache build dist
