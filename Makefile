# Deskhand. Two commands are enough: `make demo` to see it, `make test` to check it. No root, docker or Node.

PYTHON := .venv/bin/python
BIN := .venv/bin
SHELL := /bin/sh
# macOS: forking after its frameworks were loaded is what we do, and safe with what we load.
export OBJC_DISABLE_INITIALIZE_FORK_SAFETY := YES

.DEFAULT_GOAL := help
.PHONY: help demo test check isolation pooled bench reset mail logs assets lock runtime dev

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: runtime ## Install, migrate, seed, run everything; Ctrl-C stops it
	@$(PYTHON) -m infra.embedded demo

# One process per processor (at most four), each with servers of its own; tests that share something stay together.
test: dev ## All tests on servers of their own
	@$(PYTHON) -m pytest -q -n logical --maxprocesses 4 --dist loadscope --no-loadscope-reorder tests

check: dev ## Style, types, import contracts, migrations, templates, API description, built assets
	@sh infra/embedded/check.sh

isolation: dev ## Walk another organization, print the proof, write docs/isolation.json
	@DESKHAND_PROOF=docs/isolation.json $(PYTHON) -m pytest -q tests/isolation

pooled: dev ## The tests of isolation, races and the desk through PgBouncer (Debian: apt-get install pgbouncer)
	@DESKHAND_TEST_POOL=3 $(PYTHON) -m pytest -q tests/isolation tests/races tests/core tests/tenants

bench: dev ## The benchmarks of infra/benchmarks, one after the other
	@for name in intake reading fetching pages triage fairness ai incidents promises tenancy pooler faults; do echo "== $$name"; $(PYTHON) -m infra.benchmarks.$$name || missed="$$missed $$name"; done; \
	test -z "$$missed" || { echo "A bar was missed:$$missed" >&2; exit 1; }

reset: runtime ## Wipe the demo's data
	@$(PYTHON) -m infra.embedded reset

mail: runtime ## Send a real mail to support@acme.localhost; more with ARGS="--help"
	@$(PYTHON) -m infra.embedded send-mail $(ARGS)

logs: ## Follow the logs of all parts
	@tail -n 20 -F "$${DESKHAND_VAR:-var}"/log/*.log

assets: ## Rebuild stylesheet and scripts (needs Node)
	@cd portal/assets && npm install --no-save --no-audit --no-fund && npm run build

lock: dev ## Recompile the hashed requirements from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url -o infra/requirements/runtime.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url -c infra/requirements/runtime.txt -o infra/requirements/dev.txt

runtime:
	@infra/embedded/install.sh runtime

dev:
	@infra/embedded/install.sh dev
