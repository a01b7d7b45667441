# The two commands a newcomer needs: `make run` and `make test`. Each does all its own set-up.
.DEFAULT_GOAL := run
.PHONY: setup extras run test test-full explore lint format lock notices

BIN := .venv/bin

## setup: everything that running needs; leaves the command at .venv/bin/parley. NO_VOICE=1 leaves out
## the voice under GPL-3 (decision 17)
setup:
	@scripts/setup runtime

## extras: besides, the heavy and vendors' parts: faster-whisper, google-genai, Piper
extras:
	@scripts/setup extras

## run: sets up, then runs everything on this machine; options in ARGS="--port 8080"
run: setup
	@exec $(BIN)/parley up $(ARGS)

## test: static checks, the fast tests, a handful of faults, some browser journeys
test:
	@scripts/setup browser
	@scripts/checks
	@$(BIN)/pytest -n 2 --dist loadgroup -m "not full" $(ARGS)

## test-full: every browser and fault case besides
test-full:
	@scripts/setup browser
	@$(BIN)/pytest -n 2 --dist loadgroup -m full $(ARGS)

## explore: the property tests with new random examples, where `make test` draws the same every time
explore:
	@scripts/setup dev
	@$(BIN)/pytest -n 2 --dist loadgroup -m hypothesis --hypothesis-profile=explore $(ARGS)

## lint: the static checks alone
lint:
	@scripts/setup dev
	@scripts/checks

## format: formats and mends what Ruff can
format:
	@scripts/setup dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

## lock: compiles pyproject.toml to requirements/*.txt; ARGS=--upgrade for newer versions
lock:
	@scripts/lock $(ARGS)

## notices: writes THIRD_PARTY_NOTICES.md from what is installed
notices:
	@scripts/setup dev
	@$(BIN)/python scripts/notices
