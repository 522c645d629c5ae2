# What one types here; `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench bench-danger bench-planner bench-pages lock

PORT ?= 8000
ARGS ?=

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):  *## */\1\t/p' Makefile | while IFS='	' read -r name what; do printf 'make %-13s %s\n' "$$name" "$$what"; done

run:  ## prepare what is missing, open the database (a demo one at first) and serve it on 127.0.0.1:$(PORT)
	@sh scripts/python.sh scripts/prepare.py run
	@.venv/bin/obkhid run --port $(PORT)

test:  ## every test, on SQLite, PostgreSQL and in Chromium; ARGS="-k holds" narrows it
	@sh scripts/python.sh scripts/prepare.py test
	@.venv/bin/python -m pytest -n auto --dist worksteal $(ARGS)

lint:  ## ruff and mypy, as before a commit
	@sh scripts/python.sh scripts/prepare.py test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

bench:  ## how long the danger picture takes on this machine, and a report until its hold is shown; ARGS=--largest
	@sh scripts/python.sh scripts/prepare.py test
	@.venv/bin/python -m benchmarks.danger.speed $(ARGS)
	@.venv/bin/python -m benchmarks.danger.hold_time

bench-danger:  ## judge the danger forecast on real warnings and write docs/danger.md: about five minutes
	@sh scripts/python.sh scripts/prepare.py bench || sh scripts/python.sh scripts/prepare.py test
	@.venv/bin/python -m benchmarks.danger.report

bench-planner:  ## judge the planner by an independent scorer and write docs/planner.md: fifteen minutes, three with ARGS=--quick
	@sh scripts/python.sh scripts/prepare.py bench || sh scripts/python.sh scripts/prepare.py test
	@.venv/bin/python -m benchmarks.planner.report $(ARGS)

bench-pages:  ## how long each page takes with a million past needs and reports behind it: about ten minutes
	@sh scripts/python.sh scripts/prepare.py test
	@.venv/bin/python -m benchmarks.pages.measure $(ARGS)

lock:  ## write the lock files anew from pyproject.toml; NEWER=1 takes newer versions
	@sh scripts/lock.sh
