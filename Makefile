# Everything a person types. The work is in scripts/.

.PHONY: run setup test faults bench lint format lock fonts messages clean
.DEFAULT_GOAL := run

run: ## install what is missing and start everything (PORT=8000)
	@scripts/run

setup: ## install only
	@scripts/setup

test: ## everything: lint, types, SQLite, PostgreSQL, broker, browser
	@scripts/test

faults: ## reminders through kills, crashes and a failing mail server (RECIPIENTS=100000 KILLS=200)
	@scripts/faults

bench: ## PDFs against their peers; tables for docs/performance.md
	@scripts/bench

lint: ## format, lint and types
	@scripts/setup dev
	@scripts/lint

format: ## format Python and templates
	@scripts/setup dev
	@scripts/lint --fix

lock: ## renew the hash-locked requirements
	@scripts/lock

fonts: ## build static/fonts from their npm packages
	@scripts/setup dev
	@.venv/bin/python scripts/build_fonts.py

messages: ## collect the strings to translate (needs gettext)
	@scripts/setup dev
	@scripts/messages

clean: ## remove what is installed or built; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
