.DEFAULT_GOAL := help
.PHONY: help setup demo test check train clean

BIN := .venv/bin
ARGS ?=

help:
	@echo "make demo   set up, count a kecamatan from photos to published totals, then serve the pages"
	@echo "            (make demo ARGS=--no-serve ends after the summary)"
	@echo "make test   set up and run every check and test"
	@echo "make check  the quick checks alone: format, lint, imports, types, dependencies, dead code"
	@echo "make train  train the networks again: digits from local data, tally marks and words from made pictures"

setup:
	@sh .ci/setup

demo: setup
	@$(BIN)/recap demo $(ARGS)

check: setup
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy .
	$(BIN)/deptry .
	$(BIN)/vulture

test: check
	@sh .ci/tools
	$(BIN)/pytest -n 2 $(ARGS)

train: setup
	$(BIN)/python -m pip install --quiet --group train
	$(BIN)/python -m ocr.training
	$(BIN)/python -m ocr.training.tally
	@sh .ci/fonts out/fonts
	$(BIN)/python -m ocr.training.words --fonts out/fonts

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis out
