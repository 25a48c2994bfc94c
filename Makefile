# `make run` starts everything, `make test` and `make lint` prove it; the rest is below.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCAL := $(BIN)/python -m contactcenter.local
APT_INSTALL = scripts/apt_install.sh
# Lays out the PDF files of letters and registers.
PANGO = libpangoft2-1.0.so.0 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: run traffic test lint format bench chaos screenshots messages lock clean

run: $(VENV)/.local
	@$(APT_INSTALL) $(PANGO) || echo "The site works without it and makes no PDF files." >&2
	@exec $(LOCAL) -- python -m contactcenter.local.site

# Clients who write in and operators who answer, on the site that runs in another terminal: make traffic ARGS='--rate 20'
traffic: $(VENV)/.local
	@exec $(LOCAL) --join -- python manage.py demo_traffic $(ARGS)

test: $(VENV)/.develop
	@$(APT_INSTALL) chromium chromium
	@$(APT_INSTALL) $(PANGO)
	@$(APT_INSTALL) pdftoppm poppler-utils
	$(LOCAL) --fast -- pytest -n 2 --dist loadfile $(ARGS)

lint: $(VENV)/.develop
	@$(APT_INSTALL) xgettext gettext
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check --lint templates
	$(BIN)/deptry .
	$(BIN)/python -m scripts.check_translations
	$(LOCAL) --fast -- python manage.py makemigrations --check --dry-run

format: $(VENV)/.develop
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat templates

bench: $(VENV)/.develop
	$(LOCAL) -- python -m bench $(ARGS)

# Kills, restarts and freezes each part of a site at work; the exit code tells whether anybody lost anything.
chaos: $(VENV)/.develop
	$(BIN)/python -m bench.chaos $(ARGS)

screenshots: $(VENV)/.develop
	@$(APT_INSTALL) chromium chromium
	$(LOCAL) --fast -- pytest -q -m screenshots --screenshots docs/screenshots

# Writes what the code says now into locale/, keeps the translations, marks what must be looked at.
messages: $(VENV)/.develop
	@$(APT_INSTALL) xgettext gettext
	$(BIN)/python -m scripts.make_messages

# Needs uv. `make lock ARGS=--upgrade` also takes newer releases.
lock:
	scripts/lock.sh $(ARGS)

# A stamp holds the checksum of the lock file that was installed, so that an unchanged lock costs no start of pip.
$(VENV)/.local $(VENV)/.develop: $(VENV)/.%: FORCE
	@scripts/install.sh $(PYTHON) $(VENV) $*

FORCE:
.PHONY: FORCE

clean:
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
