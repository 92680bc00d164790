# make run    set up everything and serve the demo town on http://localhost:8000 (PORT=… for another)
# make test   set up everything and run the tests
# make prove  what takes longer than a test may: everything anybody could do to a ticket, 2,000 times; the web server,
#             the worker and a rebuild killed in 200 rounds while people answer
# make check  what CI runs: lint, types, migrations, tests on SQLite and PostgreSQL
.DEFAULT_GOAL := run
.PHONY: run setup setup-dev test prove check lint types migrations-check bench lock vendor translations catalogue clean

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# A worker keeps to its part of the files, so that what a file shares is made once.
PYTEST := $(BIN)/pytest --numprocesses auto --dist worksteal
export PORT

run: setup
	@$(BIN)/flask set-up --demo
	@$(BIN)/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 4 --no-control-socket --log-level warning wsgi:app

setup: .venv/installed translations

setup-dev: .venv/installed-dev translations

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Torv needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .venv || (echo "No venv module: install python3-venv (apt-get install python3-venv)"; exit 1)

.venv/installed: requirements.txt | .venv/bin/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/installed

translations: app/translations/da/LC_MESSAGES/messages.mo

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Bring the catalogue up to date with the words in app/ and templates/; then translate what is new in it.
catalogue: setup
	@mkdir -p .cache
	@$(BIN)/pybabel --quiet extract --mapping pyproject.toml --keywords _l --sort-output --no-wrap --add-location file --output .cache/messages.pot .
	@$(BIN)/pybabel --quiet update --input-file .cache/messages.pot --output-dir app/translations --no-wrap \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

test: setup-dev
	@.ci/chromium
	@$(PYTEST)

# The state machine of tickets, kills, and every text of a real dump: some minutes on a machine of its own.
prove: setup-dev
	@TORV_PROVE=2000x50 $(PYTEST) tests/tickets/test_machine.py
	@TORV_CYCLES=200 $(BIN)/pytest tests/kills
	@TORV_PROVE=all $(BIN)/pytest tests/imports/test_real_dumps.py

# The tests include those of the migrations, on both databases.
check: setup-dev lint types
	@$(MAKE) --no-print-directory test
	@TORV_TEST_DATABASE=$$(.ci/postgres) $(PYTEST) -m "not browser"

lint: setup-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: setup-dev
	@$(BIN)/mypy

migrations-check: setup-dev
	@$(BIN)/pytest tests/migrations

bench: setup-dev
	@$(BIN)/python -m bench.personal_data
	@$(BIN)/python -m bench

lock: setup-dev
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header requirements.in --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header requirements-dev.in --output-file requirements-dev.txt

vendor:
	@static/vendor/update.sh

clean:
	rm -rf .venv .cache instance
