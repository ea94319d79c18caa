# `make lab` to work, `make test` to check, `make report` to hand on a report that is proved. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# In a container one is root, where JupyterLab asks for a word of consent.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
export UV_PYTHON_DOWNLOADS := never

.PHONY: lab test lint bench report lock clean

lab: $(STAMP)
	$(BIN)/jupyter lab $(AS_ROOT) notebooks

test: $(STAMP) lint
	$(BIN)/pytest --numprocesses auto --dist worksteal

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python benchmarks/accuracy.py $(DATA)
	$(BIN)/python benchmarks/learning.py $(DATA)
	$(BIN)/python benchmarks/speed.py $(DATA)
	$(BIN)/python benchmarks/personal_data.py

report: $(STAMP)
	$(BIN)/synth report .
	$(BIN)/synth verify report.html .

# Made again whenever what is installed should change.
$(STAMP): requirements.lock bootstrap.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra test pyproject.toml -o requirements.lock
	printf 'uv\n' | $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 - -o bootstrap.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
