# `make demo` and `make test` do all the set-up that they need.
.DEFAULT_GOAL := demo
PYTHON ?= python3
BIN := .venv/bin
OUT ?= out/balkan-precedent

.PHONY: demo test test-long lint bench docs record clean browser

.venv/demo.stamp: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/dev.stamp: pyproject.toml constraints.txt .venv/demo.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,build,effects]'
	touch $@

demo: .venv/demo.stamp ## try the shipped example on the embedded record
	$(BIN)/precedents try examples/balkan-precedent.toml -o $(OUT)

# Debian's own browser when we may install it; else the tests that need one say so and skip.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	  else echo "no chromium: install it (Debian: sudo apt-get install chromium) to run the tests of the page" >&2; fi; }

test: .venv/dev.stamp browser ## every test but the long ones
	$(BIN)/python -m pytest -m 'not long' -n 2 --dist loadscope

test-long: .venv/dev.stamp browser ## simulations and fault runs; results are stored under simulations/results
	$(BIN)/python -m pytest -m long

lint: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp
	$(BIN)/python benchmarks/bench_try.py
	$(BIN)/python benchmarks/bench_precedent.py
	$(BIN)/python benchmarks/bench_pull.py
	$(BIN)/python benchmarks/bench_panels.py
	$(BIN)/python benchmarks/bench_survival.py

docs: .venv/dev.stamp ## the dictionary's page, from the same place as `precedents columns`
	$(BIN)/python -m precedents.app.write_docs docs

record: .venv/dev.stamp ## compile the embedded record: make record FROM=folder-of-source-files
	$(BIN)/precedents record build --from $(FROM) -o src/precedents/record/embedded

clean:
	rm -rf .venv out dist build
