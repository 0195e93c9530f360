# Everything a checkout needs: `make run` to use the bot, `make test` to check it. Needs make and a Python with pip.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run install train test check lock clean

PORT ?= 5005
BIN := .venv/bin
# What is set for another project's Python must not reach this one's; without its compiled files Rasa starts half as fast.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
export PYTHON UPGRADE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: install ## install, train and serve on port 5005 (another: make run PORT=8080)
	@$(BIN)/bot serve --port "$(PORT)"

install: ## install .venv and train the model, whatever of it is missing
	@scripts/install.sh
	@$(BIN)/bot train

train: install ## train the model, unless it is up to date

test: ## install with the development tools and run every check and test
	@scripts/install.sh --dev
	@$(BIN)/bot train
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/bot check
	@$(BIN)/bot check --safety
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: ## lint and type-check only, quickly
	@scripts/install.sh --dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lock: ## lock the dependencies anew from pyproject.toml (newest versions: make lock UPGRADE=1)
	@scripts/lock.sh

clean: ## remove all that was installed, trained or cached (keeps var/: conversations, the record of alarms)
	rm -rf .venv .tools .rasa models results build widget/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
