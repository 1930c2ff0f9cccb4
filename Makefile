# One word each. `golden` also draws the pictures of the READMEs anew.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ANSWERS := smart-city.answers.yaml
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: demo test fault check format bench golden clean

# Installed once, and again when the project's settings change.
$(VENV)/installed: pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e .
	touch $@

$(VENV)/develop: pyproject.toml hatch_build.py $(shell find dtplan/data dtplan/locale -name '*.yaml' -o -name '*.po')
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e '.[dev]'
	touch $@

# An interview, of which the middle is left out; the complete examples; a draft, which is meant to
# fail, so its status is only shown.
demo: $(VENV)/installed
	@echo 'dtplan new do-thi.dtplan.yaml --lang vi --template smart-city --answers examples/$(ANSWERS)'
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && trap 'exit 1' INT TERM && \
	home=$$PWD && cd "$$folder" && \
	"$$home/$(BIN)/dtplan" new do-thi.dtplan.yaml --lang vi --template smart-city \
		--answers "$$home/examples/$(ANSWERS)" >told && \
	sed -n '1,/^== 2/p' told && echo '  …' && tail -n 18 told
	@echo
	$(BIN)/dtplan check examples/ministry.dtplan.yaml examples/province.dtplan.yaml examples/national-database.dtplan.yaml
	@echo
	-$(BIN)/dtplan check docs/picture.dtplan.yaml

test: check
	$(BIN)/python -m pytest

# Some 300 killed runs of each kind, where `test` has 30.
fault: $(VENV)/develop
	DTPLAN_FAULTS=300 $(BIN)/python -m pytest tests/fault tests/wizard/test_killed.py

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
	$(BIN)/python -m pytest --update-golden tests/test_golden.py tests/test_docs.py tests/wizard/test_screens.py tests/formats/test_sarif.py
	$(BIN)/python docs/picture.py
	$(BIN)/python docs/interview.py

clean:
	rm -rf $(VENV) .cache build dist
