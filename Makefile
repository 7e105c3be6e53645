# Everything a newcomer needs: `make train`, `make test`; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

PACKAGES := libopenblas-dev liblapacke-dev
HAS_OPENBLAS := [ -n "$$(ls /usr/include/cblas.h /usr/include/*/cblas.h 2>/dev/null)" ] && \
	[ -n "$$(ls /usr/include/lapacke.h /usr/include/*/lapacke.h 2>/dev/null)" ]

# What `swift build` is told: nothing where OpenBLAS is there, else to leave it out.
TRAITS = $$($(HAS_OPENBLAS) || echo --traits CKernels,CommandLine)

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.PHONY: openblas
openblas: ## Install OpenBLAS if it is missing (needs apt and root or sudo)
	@if $(HAS_OPENBLAS); then exit 0; fi
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo
	if command -v apt-get >/dev/null && { [ -z "$$sudo" ] || command -v sudo >/dev/null; }; then
		echo "OpenBLAS is missing: installing $(PACKAGES)" >&2
		if $$sudo apt-get update -qq >&2 && \
			$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PACKAGES) >&2; then exit 0; fi
	fi
	echo "OpenBLAS could not be installed: building without it; factorisations are then several times slower." >&2
	echo "To have OpenBLAS, install $(PACKAGES) and run this again." >&2

.PHONY: build
build: openblas ## Build everything in release mode
	@swift build -c release $(TRAITS)

PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: install
install: openblas ## Install the command tessera with its manual page and completions to PREFIX (default: /usr/local)
	@swift build -c release --product tessera $(TRAITS) >&2
	swift package $(TRAITS) generate-manual --output-directory .build/manual >&2
	tool="$$(swift build -c release --show-bin-path $(TRAITS))/tessera"
	root="$(DESTDIR)$(PREFIX)"
	install -D -m 755 "$$tool" "$$root/bin/tessera"
	install -D -m 644 .build/manual/tessera.1 "$$root/share/man/man1/tessera.1"
	mkdir -p .build/completions
	for shell in bash zsh fish; do "$$tool" --generate-completion-script $$shell > .build/completions/$$shell; done
	install -D -m 644 .build/completions/bash "$$root/share/bash-completion/completions/tessera"
	install -D -m 644 .build/completions/zsh "$$root/share/zsh/site-functions/_tessera"
	install -D -m 644 .build/completions/fish "$$root/share/fish/vendor_completions.d/tessera.fish"

.PHONY: train
train: openblas ## Train logistic regression on a synthetic table of 1,000,000 x 64
	@swift build -c release --product tessera $(TRAITS) >&2
	"$$(swift build -c release --show-bin-path $(TRAITS))/tessera" train logistic \
		--synthetic 1000000x64 --epochs 10 --batch-size 4096 --learning-rate 0.2 --seed 7

.PHONY: test
test: openblas ## Run all tests on all backends of this machine
	@swift test $(TRAITS)

.PHONY: test-swift
test-swift: ## Run all tests in a build that leaves OpenBLAS out
	@swift test --traits CommandLine --scratch-path .build-swift

.PHONY: test-release
test-release: openblas ## Run all tests in release mode, with those on large matrices
	@swift test -c release -Xswiftc -enable-testing --scratch-path .build-release $(TRAITS)

.PHONY: sanitize
sanitize: openblas ## Run the tests of the libraries under the address and the thread sanitizer (builds for some minutes)
	@export ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.txt
	for kind in address thread; do
		swift test --sanitize=$$kind --scratch-path .build-$$kind $(TRAITS) --skip TesseraCLITests
	done

.PHONY: embed
embed: ## Build and run a program that uses the library, with OpenBLAS (where it is), and linked statically without
	@cd Tests/Embedding
	if $(HAS_OPENBLAS); then swift run App; fi
	export TESSERA_PLAIN=1
	swift build --scratch-path .build-plain --static-swift-stdlib
	"$$(swift build --scratch-path .build-plain --static-swift-stdlib --show-bin-path)/App"
	# Programs that name their traits fetch nothing for the command line.
	if grep '"identity"' Package.resolved | grep -v swift-numerics; then exit 1; fi

.PHONY: lint
lint: ## Check the formatting
	@swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Benchmarks Benchmarks/Report Benchmarks/Peers/Package.swift Benchmarks/Peers/Sources Tools

.PHONY: format
format: ## Format all sources
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Benchmarks Benchmarks/Report Benchmarks/Peers/Package.swift Benchmarks/Peers/Sources Tools

.PHONY: strict
strict: openblas ## Build in release mode with warnings as errors
	@TESSERA_WARNINGS_AS_ERRORS=1 swift build -c release $(TRAITS)

# The modules that programs import; each has a listing in docs/api and a documentation catalog beside its sources.
MODULES := $(notdir $(patsubst %.docc,%,$(wildcard Sources/*/*.docc)))
SYMBOLS := .build/symbols
TOOLCHAIN = $$(swiftc -print-target-info | sed -n 's|.*"runtimeResourcePath": "\(.*\)/lib/swift".*|\1|p')
TARGET = $$(swiftc -print-target-info | sed -n 's|.*"unversionedTriple": "\(.*\)".*|\1|p')

# The symbol graphs come from the modules of the debug build, which the tests need anyway.
.PHONY: symbols
symbols: openblas
	@swift build $(TRAITS) >&2
	modules="$$(swift build --show-bin-path $(TRAITS))"
	rm -rf $(SYMBOLS)
	for module in $(MODULES); do
		mkdir -p $(SYMBOLS)/$$module
		swift symbolgraph-extract -module-name $$module -target $(TARGET) -minimum-access-level public \
			-skip-synthesized-members -output-dir $(SYMBOLS)/$$module -I "$$modules/Modules" -I Sources/COpenBLAS \
			-I "$$modules/CKernels.build" -I .build/checkouts/swift-numerics/Sources/_NumericsShims/include
	done
	swiftc -O Tools/APIListing.swift -o .build/api-listing

.PHONY: api
api: symbols ## Write the listings of the public declarations to docs/api
	@.build/api-listing $(SYMBOLS) docs/api $(MODULES)

.PHONY: api-check
api-check: symbols ## Check that docs/api is up to date and that every public declaration is documented
	@.build/api-listing --check $(SYMBOLS) docs/api $(MODULES)

# The pages for users, whose blocks of Swift are programs.
PAGES := README.md docs/debugging.md $(wildcard docs/guides/*.md)

.PHONY: examples
examples: openblas ## Compile and run every block of Swift in the README and the guides
	@swift build $(TRAITS) >&2
	swiftc -O Tools/DocumentationPrograms.swift -o .build/documentation-programs
	.build/documentation-programs "$$(swift build --show-bin-path $(TRAITS))" .build/documentation $(PAGES)

.PHONY: docs
docs: symbols ## Build the documentation of the modules, and the lesson, in .build/docs
	@mkdir -p .build/docs
	for module in $(MODULES); do
		"$(TOOLCHAIN)/bin/docc" convert Sources/$$module/$$module.docc --warnings-as-errors \
			--additional-symbol-graph-dir $(SYMBOLS)/$$module --output-path .build/docs/$$module \
			--fallback-display-name $$module --fallback-bundle-identifier tessera.$$module
	done
	rm -rf .build/TesseraLesson.docc
	"$$(swift build --show-bin-path $(TRAITS))/tessera" lesson --docc --out .build/TesseraLesson.docc >/dev/null 2>&1
	"$(TOOLCHAIN)/bin/docc" convert .build/TesseraLesson.docc --warnings-as-errors --output-path .build/docs/TesseraLesson \
		--fallback-display-name TesseraLesson --fallback-bundle-identifier tessera.TesseraLesson

SAFETY := .build/memory-safety

# Warnings are shown for what is compiled, hence the new build.
.PHONY: unsafe-code
unsafe-code: openblas
	@rm -rf .build-safety
	mkdir -p .build
	echo "building for some minutes" >&2
	swift build --scratch-path .build-safety -Xswiftc -strict-memory-safety >$(SAFETY).log 2>&1 || \
		{ tail -20 $(SAFETY).log >&2; exit 1; }
	swiftc -O Tools/MemorySafety.swift -o $(SAFETY)

.PHONY: memory-safety
memory-safety: unsafe-code ## Write the numbers of unsafe expressions to docs/memory-safety.md (builds for some minutes)
	@$(SAFETY) $(SAFETY).log docs/memory-safety.md

.PHONY: memory-safety-check
memory-safety-check: unsafe-code ## Check that docs/memory-safety.md lists all files with unsafe code
	@$(SAFETY) --check $(SAFETY).log docs/memory-safety.md

.PHONY: lesson
lesson: openblas ## Write the lesson's pages and pictures to docs/lesson
	@swift run -c release $(TRAITS) tessera lesson --markdown --out docs/lesson

.PHONY: bench
bench: openblas ## Compare the backends, count allocations, write docs/performance.md (builds for some minutes)
	@cd Benchmarks
	swift package --disable-sandbox --allow-writing-to-package-directory benchmark --no-progress --target Backends \
		--format jmh --path .build/results
	swift package --disable-sandbox --allow-writing-to-package-directory benchmark thresholds check --no-progress \
		--target Allocations --path Thresholds
	swift run -c release Report .build/results/Current_run.jmh.json ../docs/performance.md ../docs/backends.svg

PEERS := Benchmarks/Peers
# Groups or names of rows, such as `products,fit-*`; all if it is empty.
ROWS :=

.PHONY: peers
peers: openblas ## Compare with other libraries (installs them in a folder of their own); ROWS=products,fit-* for some rows
	@python3 -m venv $(PEERS)/.venv
	pip=$(PEERS)/.venv/bin/pip
	$$pip install --quiet --requirement $(PEERS)/requirements.txt
	while read -r package; do
		$$pip install --quiet --constraint $(PEERS)/requirements.txt "$$package" </dev/null || \
			echo "$$package cannot be installed and is left out" >&2
	done <$(PEERS)/optional.txt
	swift build -c release --package-path $(PEERS)
	$(PEERS)/.venv/bin/python $(PEERS)/peers.py --rows "$(ROWS)" --out $(PEERS)/results.json
	$(PEERS)/.venv/bin/python $(PEERS)/report.py $(PEERS)/results.json docs/performance.md
	if [ -n "$(ROWS)" ]; then exit 0; fi
	swift build -c release --product tessera
	$(PEERS)/.venv/bin/python $(PEERS)/accuracy.py --tessera .build/release/tessera --report docs/accuracy.md

INTEROP := Tests/Interoperation

.PHONY: interop
interop: openblas ## Compute the stored cases of the ONNX standard (installs its package in a folder of its own)
	@python3 -m venv $(INTEROP)/.venv
	$(INTEROP)/.venv/bin/pip install --quiet --requirement $(INTEROP)/requirements.txt
	$(HAS_OPENBLAS) || export TESSERA_PLAIN=1
	swift build --package-path $(INTEROP)
	$(INTEROP)/.venv/bin/python $(INTEROP)/onnx_cases.py "$$(swift build --package-path $(INTEROP) --show-bin-path)/Cases"

REPORTS := .build/report-check

.PHONY: chromium
chromium: ## Install headless Chromium if it is missing (needs apt and root or sudo)
	@if command -v chromium >/dev/null; then exit 0; fi
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo
	$$sudo apt-get update -qq >&2
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2

.PHONY: report-check
report-check: openblas chromium ## Open pages of tessera report in headless Chromium: nothing from outside, readable, contrast
	@swift build --product tessera $(TRAITS) >&2
	rm -rf $(REPORTS)
	sh Tests/Report/pages.sh "$$(swift build --show-bin-path $(TRAITS))/tessera" $(REPORTS)
	python3 Tests/Report/check.py --pictures $(REPORTS)/pictures $(REPORTS)/*.html

.PHONY: clean
clean: ## Remove what was built
	@rm -rf .build .build-swift .build-release .build-address .build-thread .build-safety Benchmarks/.build Benchmarks/Peers/.build Benchmarks/Peers/.venv Tests/Embedding/.build* $(INTEROP)/.build $(INTEROP)/.venv
