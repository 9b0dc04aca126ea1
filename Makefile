# `make run` starts the dashboard, `make test` runs every test, `make check` lints, types and checks
# the layers. Each makes its own environment in .venv and reinstalls only when the pins change.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test check format locale browser catalogue demo-model bench-engine bench-explain \
	bench-batch bench-batch-memory bench-batch-page bench-pages bench-large-results bench-cluster \
	bench-hosts bench-scikit-llm screenshots

# Two heaps: glibc gives every thread one of its own, and what each leaves over adds up in a long batch.
# What is larger than 1 MB lies outside them, so that the arrays of a large run go back when they go.
run: $(VENV)/.run
	MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576 $(BIN)/python -m streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

test: $(VENV)/.dev browser
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Reads the texts out of the code and brings the catalogues up to date.
locale: $(VENV)/.run
	$(BIN)/pybabel -q extract -F locale/babel.cfg -k N_ -k _ -k n_:1,2 --no-location --sort-output \
		--project vitrine -o locale/vitrine.pot .
	$(BIN)/pybabel -q update -i locale/vitrine.pot -d locale -D vitrine --no-fuzzy-matching

browser: $(VENV)/.dev
	@$(BIN)/python tests/browser/find_chromium.py

# Writes data/sample_catalogue.csv, the same bytes every time.
catalogue: $(VENV)/.run
	$(BIN)/python -m training.catalogue

# Trains the demo model from scratch into checkpoints/, its tokenizer too, and writes the GGUF file.
demo-model: $(VENV)/.train
	rm -f checkpoints/tokenizer.json checkpoints/model.pt
	$(BIN)/python -m training.train --out checkpoints
	$(BIN)/python -m training.export checkpoints/model.pt checkpoints/tokenizer.json \
		data/vitrine-demo.gguf

# What one classification costs in the embedded engine, and how fast it starts.
bench-engine: $(VENV)/.run
	$(BIN)/python -m bench.engine

# Explanations beside LIME, SHAP and others: hours of one core. What is done is kept in var/bench/, so
# it may be interrupted. BENCH="--quick" is a smoke run, BENCH="--jobs 4" takes four cores.
bench-explain: $(VENV)/.bench
	$(BIN)/python -m bench.explain $(BENCH)

# Products a minute of a run, beside a bare loop with Ollama's own client on the same server.
bench-batch: $(VENV)/.run
	$(BIN)/python -m bench.batch

# Memory of a process that works on 100,000 rows, and how fast a page reads them meanwhile.
bench-batch-memory: $(VENV)/.run
	$(BIN)/python -m bench.batch_memory

# The Batch page with 100,000 rows in a real browser: the app's memory, and how long the page takes to answer.
bench-batch-page: $(VENV)/.dev
	$(BIN)/python -m bench.batch_page

# The README's pictures, of the app as it is.
screenshots: $(VENV)/.dev browser
	$(BIN)/python -m tests.browser.take_screenshots

# How fast the pages open and react, beside an app of one line a page; and with twenty visitors at once.
bench-pages: $(VENV)/.dev browser
	$(BIN)/python -m bench.pages

# Results of a run of 1,000,000 products, its answers in files: how fast each panel opens, and the app's memory.
bench-large-results: $(VENV)/.dev
	$(BIN)/python -m bench.large_results

# 1,000,000 products on a cluster of two workers, a kill in the middle; and two workers beside one. About an hour.
bench-cluster: $(VENV)/.dev
	$(BIN)/python -m bench.cluster

# How much faster a run is on 2, 4 and 16 model hosts, each of which takes its time.
bench-hosts: $(VENV)/.dev
	$(BIN)/python -m bench.hosts

# As bench-batch, beside scikit-llm too, on an Ollama that has the demo model: make bench-scikit-llm OLLAMA=…
OLLAMA ?= http://127.0.0.1:11434
bench-scikit-llm: $(VENV)/.run requirements-scikit-llm.txt
	test -d .venv-scikit-llm || $(PYTHON) -m venv .venv-scikit-llm
	.venv-scikit-llm/bin/python -m pip install --disable-pip-version-check -q -r requirements-scikit-llm.txt
	$(BIN)/python -m bench.batch --host $(OLLAMA) --openai $(OLLAMA)/v1

# A half-made environment would pass for a whole one at the next start: it is removed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Vitrine needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-cluster.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch $@ $(VENV)/.run

$(VENV)/.train: requirements-train.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-train.txt
	@touch $@ $(VENV)/.run

$(VENV)/.bench: requirements-bench.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-bench.txt
	@touch $@ $(VENV)/.run
