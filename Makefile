# Each target installs what it needs, then does it; a second run installs nothing and needs no network.
# System packages come from .ci/packages, tools of the checks go to .tools/, what is built to CARGO_TARGET_DIR.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.DELETE_ON_ERROR:
# The checks run in the order in which they are named, the quickest first, and stop at the first that fails.
.NOTPARALLEL:

CARGO_TARGET_DIR ?= target
BELLHOP_TOOLS ?= .tools
# Some steps run in another folder, so both are made absolute.
override CARGO_TARGET_DIR := $(abspath $(CARGO_TARGET_DIR))
override BELLHOP_TOOLS := $(abspath $(BELLHOP_TOOLS))
export CARGO_TARGET_DIR

TYPOS := $(BELLHOP_TOOLS)/typos-1.52.0/bin/typos
CARGO_DENY := $(BELLHOP_TOOLS)/cargo-deny-0.20.2/bin/cargo-deny
TAURI := $(BELLHOP_TOOLS)/tauri-2.12.3/node_modules/.bin/tauri

PACKAGES := .ci/packages
TOOLCHAIN := .ci/toolchain
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund
# Nothing in the core says `tauri::`, so its checks need no WebKit.
CORE := --workspace --no-default-features --locked
# `cargo test` writes the TypeScript types of the contract; the tree must hold the very same files.
FRESH_BINDINGS := $(CARGO_TARGET_DIR)/bindings
# The media that the tests look at; made anew when the script that makes them changed.
CORPUS := $(CARGO_TARGET_DIR)/corpus
# With a session bus of its own, or a Bellhop that already runs would be brought to the front instead.
on_virtual_display = NO_AT_BRIDGE=1 xvfb-run -a -s "-screen 0 $(1)x24" dbus-run-session --

##@ Everyday
.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^##@ / { print "\n" substr($$0, 5) } /^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## build Bellhop and open its window (on a virtual display where there is no screen)
	@$(TOOLCHAIN) rust node
	@$(PACKAGES) compile window media
	cargo build --locked
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then
		exec "$(CARGO_TARGET_DIR)/debug/bellhop"
	else
		echo "There is no display here, so Bellhop opens on a virtual one."
		$(PACKAGES) display
		$(call on_virtual_display,1360x880) .ci/headless "$(CARGO_TARGET_DIR)/debug/bellhop" "$(CARGO_TARGET_DIR)/bellhop.png"
	fi

.PHONY: test
test: fmt spelling desktop-files lint deny ui unit lint-shell e2e ## every check, in the order below

.PHONY: bench
bench: ui/node_modules/.package-lock.json ## measure what Bellhop promises, and print the table (BENCH=--write-readme puts it into the README)
	@$(TOOLCHAIN) rust node
	@$(PACKAGES) compile window media display driver sound corpus
	tests/media/make.py "$(CORPUS)"
	ui/node_modules/.bin/vite build ui --config ui/bench/vite.config.ts --outDir "$(CARGO_TARGET_DIR)/tmp/bare" --logLevel error
	cargo build --release --locked -p bellhop --bin bellhop --example hello_window
	$(call on_virtual_display,1440x900) cargo bench --locked -p bellhop --bench figures -- $(BENCH)

.PHONY: dist
dist: $(TAURI) ## the packages to install: .deb and .rpm
	@$(TOOLCHAIN) rust node
	@$(PACKAGES) compile window
	CI=true $(TAURI) build --bundles deb,rpm
	@ls -1 "$(CARGO_TARGET_DIR)"/release/bundle/{deb/*.deb,rpm/*.rpm}

##@ Checks, each alone
.PHONY: fmt
fmt: ## Rust is formatted
	@$(TOOLCHAIN) rust-checks
	cargo fmt --all --check

.PHONY: spelling
spelling: $(TYPOS) ## no known misspelling
	$(TYPOS)

.PHONY: desktop-files
desktop-files: ## what the packages tell a desktop: its menu's entry, its software centre's description
	@$(PACKAGES) entries
	@.ci/desktop-files

.PHONY: lint
lint: ## clippy on the core, and who may say `tauri::`
	@$(TOOLCHAIN) rust-checks
	@$(PACKAGES) compile
	@.ci/tauri-owner
	cargo clippy $(CORE) --all-targets -- --deny warnings

.PHONY: deny
deny: $(CARGO_DENY) ## who may depend on whom, licences, sources
	$(CARGO_DENY) --locked --config .deny.toml check --allow unused-wrapper bans licenses sources

.PHONY: ui
ui: ui/node_modules/.package-lock.json ## the user interface: lint, types, tests, build
	cd ui && npm run lint && npm run check && npm test && npm run build

.PHONY: unit
unit: tests/contract/official-client/node_modules/.package-lock.json ## the core: unit tests, contract, scenarios, fresh bindings
	@$(TOOLCHAIN) rust
	@$(PACKAGES) compile corpus
	tests/media/make.py "$(CORPUS)"
	rm -rf "$(FRESH_BINDINGS)"
	TS_RS_EXPORT_DIR="$(FRESH_BINDINGS)" cargo test $(CORE)
	diff -ru ui/src/bindings "$(FRESH_BINDINGS)" || {
		echo "ui/src/bindings does not match the Rust types any more. Run \`make bindings\` and commit what it writes." >&2
		exit 1
	}

.PHONY: lint-shell
lint-shell: ui/node_modules/.package-lock.json ## clippy on the window
	@$(TOOLCHAIN) rust-checks node
	@$(PACKAGES) compile window
	cargo clippy --locked -p bellhop --all-targets -- --deny warnings

.PHONY: e2e
e2e: ui/node_modules/.package-lock.json ## the story in the real window, with a real browser as the customer
	@$(TOOLCHAIN) rust node
	@$(PACKAGES) compile window media display driver words sound corpus
	$(call on_virtual_display,1920x1200) cargo test --locked -p bellhop --test e2e -- --test-threads=1

.PHONY: advisories
advisories: $(CARGO_DENY) ## known vulnerabilities (fetches the advisory database)
	$(CARGO_DENY) --locked --config .deny.toml check advisories

##@ Made by hand, committed
.PHONY: bindings
bindings: ## the TypeScript types of the contract, from Rust
	@$(TOOLCHAIN) rust
	@$(PACKAGES) compile
	rm -rf ui/src/bindings
	cargo test --locked -p bellhop-model -p bellhop-desk

.PHONY: screens
screens: e2e ## the pictures of the README, from the real window
	mkdir -p tests/e2e/screens
	cp tests/e2e/out/light-en-1440.png tests/e2e/screens/light.png
	cp tests/e2e/out/dark-en-1440.png tests/e2e/screens/dark.png

.PHONY: icons
icons: ## every size of the icon, from icons/bellhop.svg
	@$(PACKAGES) drawing
	icons/render.sh

# What the targets above stand on.

%/node_modules/.package-lock.json: %/package-lock.json %/package.json
	@$(TOOLCHAIN) node
	(cd $* && $(NPM_CI))
	@touch $@

$(TYPOS):
	@$(PACKAGES) python
	python3 -m venv $(BELLHOP_TOOLS)/typos-1.52.0
	$(BELLHOP_TOOLS)/typos-1.52.0/bin/pip install --quiet typos==1.52.0

$(CARGO_DENY):
	@$(TOOLCHAIN) rust
	@$(PACKAGES) compile
	cargo install --quiet --locked --root $(BELLHOP_TOOLS)/cargo-deny-0.20.2 --target-dir $(BELLHOP_TOOLS)/build cargo-deny@0.20.2
	@rm -rf $(BELLHOP_TOOLS)/build

$(TAURI):
	@$(TOOLCHAIN) node
	npm install --prefix $(BELLHOP_TOOLS)/tauri-2.12.3 --ignore-scripts --no-audit --no-fund @tauri-apps/cli@2.12.3
