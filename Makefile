SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test crash-test chaos completeness-test check bench format clean

# Tests that run processes and servers beside each other.
WIDTH := --experimental-maximum-parallelization-width
SWIFT_FILES := $(wildcard Sources Tests Benchmarks Package.swift)

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the system packages that building needs (Debian, Ubuntu)
	@Scripts/setup.sh Scripts/packages.txt

setup-test:
	@Scripts/setup.sh Scripts/packages.txt Scripts/packages-test.txt

run: setup ## Build the release program and run its demo
	swift build -c release --product sigma
	.build/release/sigma demo

test: setup-test ## Install what is missing, build debug and release, run every test
	@python=$$(Scripts/python.sh); [ -z "$$python" ] || export SIGMA_PYTHON=$$python; \
	swift build -c release --product sigma; \
	swift build --build-tests; \
	Scripts/run-tests.sh --skip-build --parallel $(WIDTH) 4 --disable-xctest

crash-test: setup-test ## Kill 500 sessions at any instant (SEEDS=n), or time the recovery of a busy day (DAY=1)
	swift build -c release --product sigma
	swift build --build-tests
	$(if $(DAY),SIGMA_RECOVERY_EVENTS=86400000,SIGMA_CRASH_SEEDS=$(or $(SEEDS),500)) \
	    Scripts/run-tests.sh --skip-build --disable-xctest --filter $(if $(DAY),RecoveryTimeTests,CrashTests)

chaos: setup-test ## Trade live at emulated venues while everything goes wrong (SEEDS=n of each, VENUE=upbit for one)
	swift build -c release --product sigma
	swift build --build-tests
	SIGMA_CHAOS_SEEDS=$(or $(SEEDS),200) $(if $(VENUE),SIGMA_CHAOS_VENUE=$(VENUE)) \
	    Scripts/run-tests.sh --skip-build --parallel $(WIDTH) 8 --disable-xctest --filter ChaosTests

completeness-test: setup-test ## Hear a million trades of each venue through cuts and reconnects (TRADES=n)
	swift build --build-tests
	SIGMA_COMPLETENESS_TRADES=$(or $(TRADES),1000000) \
	    Scripts/run-tests.sh --skip-build --no-parallel --disable-xctest --filter CompletenessTests

check: setup ## Lint the format, build, and test the house rules
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)
	swift build --build-tests
	Scripts/run-tests.sh --skip-build --disable-xctest --filter TidyTests

bench: ## Compare with C and the peers (QUICK=1: our program and C only)
	@Scripts/setup.sh Scripts/packages.txt Scripts/packages-bench.txt
	Benchmarks/run.sh $(if $(QUICK),quick,all)

format: ## Format every Swift file in place
	swift format format --in-place --parallel --recursive $(SWIFT_FILES)

clean: ## Remove build products and the test environment
	rm -rf .build .venv
