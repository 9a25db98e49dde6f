# Uzklausi: one non-recursive Makefile. `make demo` and `make test` work on a fresh Debian 12; see README.md.
#
# Rooms become static libraries (build/lib/ROOM.a) of every ROOM/*.c but main.c; programs link the rooms they may use, and
# tests/arch.sh holds them to it. Set B for another build folder, V=1 to see the commands.

B ?= build
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-6s %s\n' '$(1)' '$(2)')

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
OPT ?= -O2 -g
EXTRA ?=
CPPFLAGS := -D_GNU_SOURCE -I. -I$(B)/gen
CFLAGS := -std=c17 $(OPT) $(WARN) $(HARDEN) $(EXTRA)
LDFLAGS := -pie -Wl,-z,relro,-z,now $(EXTRA)

CORE_LIBS := -lpcre2-8 -lm
SEAL_LIBS := -lsodium
# libmicrohttpd's reads pass through server/gate.c: docs/decisions/0005-strict-framing.md. Only calls of what is linked statically can be wrapped.
SERVER_LIBS := -Wl,--wrap=recv,--wrap=gnutls_record_recv -l:libmicrohttpd.a -l:libcmark.a -lgnutls -lqrencode -lsqlite3 -lz -lbrotlienc -lpthread
CLIENT_LIBS := -lcurl-gnutls
TALLY_LIBS := $(CLIENT_LIBS) -lxlsxwriter -lreadstat -lpthread
RELAY_LIBS := $(CLIENT_LIBS) -lsodium
# What pkg-config says of the drawing libraries; their headers are not held to our warnings.
QR_PACKAGES := pangocairo pangoft2 librsvg-2.0
QR_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(QR_PACKAGES)))
QR_LIBS := -lqrencode $(shell pkg-config --libs $(QR_PACKAGES) 2>/dev/null)

PROGRAMS := $(B)/uzklausi-server $(B)/uzklausi-relay $(B)/uzklausi-tally $(B)/uzklausi-form $(B)/uzklausi-qr

.PHONY: all test check asan fuzz bench tidy format demo install clean \
	test-rooms test-unit test-node test-asan test-fuzz fuzzers demo-programs bench-programs
.DELETE_ON_ERROR:
.SECONDARY:
all: $(PROGRAMS)

# --- rooms -------------------------------------------------------------------------------------------------------------

room_sources = $(filter-out %/main.c,$(wildcard $(1)/*.c))
room_objects = $(patsubst %.c,$(B)/obj/%.o,$(call room_sources,$(1)))

GENERATED := $(B)/gen/kiosk/messages.h $(B)/gen/kiosk/templates.h $(B)/gen/kiosk/assets.h $(B)/gen/qr/messages.h

# A file that a program carries in itself: build/gen/NAME.c holds NAME[] and NAME_size (tools/embed.c).
$(B)/tools/embed: tools/embed.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $<

embed = @mkdir -p $(@D) && $(B)/tools/embed $(basename $(notdir $@)) $< > $@

$(B)/gen/schema_sql.c: server/schema.sql $(B)/tools/embed
	$(embed)
$(B)/gen/site_json.c: server/site.json $(B)/tools/embed
	$(embed)
$(B)/gen/ready_json.c: tally/ready.json $(B)/tools/embed
	$(embed)
$(B)/gen/case_json.c: forms/case.json $(B)/tools/embed
	$(embed)
$(B)/gen/help_%.c: server/pages/help.%.md $(B)/tools/embed
	$(embed)
$(B)/gen/accessibility_%.c: server/pages/accessibility.%.md $(B)/tools/embed
	$(embed)
OWN_PAGES := $(patsubst %,$(B)/obj/%.o,$(subst .,_,$(basename $(notdir $(wildcard server/pages/*.md)))))

$(B)/gen/worker_js.c: kiosk/script/worker.js $(B)/tools/embed
	$(embed)

# Templates and message catalogues become C (tools/build/): build/gen/kiosk/{templates,messages}.{h,c}.
BUILD_CORE := $(addprefix core/,arena.c buf.c catalogue.c err.c html.c json_names.c json_number.c json_read.c json_scalar.c \
	problems.c utf8.c value.c)
$(B)/tools/build: $(wildcard tools/build/*.c tools/build/*.h) $(BUILD_CORE)
	@mkdir -p $(@D)
	$(call say,CC,tools/build)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.c,$^) -lsodium -lm

$(B)/gen/kiosk/messages.h $(B)/gen/kiosk/messages.c &: kiosk/languages/lv.json $(filter-out kiosk/languages/lv.json,$(wildcard kiosk/languages/*.json)) $(B)/tools/build
	@mkdir -p $(@D)
	$(call say,WORDS,$@)
	$(Q)$(B)/tools/build catalogues kiosk "" $(basename $@).h $(basename $@).c $(filter %.json,$^)

$(B)/gen/qr/messages.h $(B)/gen/qr/messages.c &: qr/languages/lv.json $(filter-out qr/languages/lv.json,$(wildcard qr/languages/*.json)) $(B)/tools/build
	@mkdir -p $(@D)
	$(call say,WORDS,$@)
	$(Q)$(B)/tools/build catalogues qr qr_ $(basename $@).h $(basename $@).c $(filter %.json,$^)

# The respondent's script (docs/decisions/0040-the-devices-script.md): kiosk/script/*.js bundled with what they import from npm.
# Small ones stand in the pages, allowed by their hash; device.js is loaded from /a/ when the page can be used already.
INLINE_SCRIPTS := $(B)/gen/kiosk/start.js $(B)/gen/kiosk/leave.js
ASSETS := $(addprefix $(B)/gen/kiosk/,device.js kiosk.js corner.js work.js receipt.js back.js)
BUNDLE := node_modules/.bin/esbuild --bundle --minify --format=iife --target=es2017 --supported:bigint=true --charset=utf8 \
	--legal-comments=inline --log-level=warning

$(B)/npm.stamp: package-lock.json
	@mkdir -p $(@D)
	$(Q)tools/setup.sh npm
	@touch $@

$(B)/gen/kiosk/%.js: kiosk/script/%.js $(wildcard kiosk/script/*.js) $(B)/npm.stamp
	@mkdir -p $(@D)
	$(call say,BUNDLE,$@)
	$(Q)$(BUNDLE) $< --outfile=$@

# Styles are only made shorter: templates find them there before their own.
$(B)/gen/kiosk/%.css: kiosk/templates/%.css $(B)/npm.stamp
	@mkdir -p $(@D)
	$(Q)node_modules/.bin/esbuild --minify --charset=utf8 --log-level=warning $< --outfile=$@

$(B)/gen/kiosk/assets.h $(B)/gen/kiosk/assets.c &: $(ASSETS) $(B)/tools/build
	$(Q)$(B)/tools/build assets $(basename $@).h $(basename $@).c $(ASSETS)

$(B)/gen/kiosk/templates.h $(B)/gen/kiosk/templates.c &: $(wildcard kiosk/templates/*.html) $(wildcard kiosk/templates/*.css) $(patsubst kiosk/templates/%,$(B)/gen/kiosk/%,$(wildcard kiosk/templates/*.css)) $(INLINE_SCRIPTS) $(B)/tools/build
	@mkdir -p $(@D)
	$(call say,PAGES,$@)
	$(Q)$(B)/tools/build templates $(basename $@).h $(basename $@).c $(filter %.html,$^)

$(B)/lib/core.a: $(call room_objects,core)
$(B)/lib/seal.a: $(call room_objects,seal)
$(B)/lib/kiosk.a: $(call room_objects,kiosk) $(B)/obj/kiosk/messages.o $(B)/obj/kiosk/templates.o $(B)/obj/kiosk/assets.o
$(B)/lib/server.a: $(call room_objects,server) $(B)/obj/schema_sql.o $(B)/obj/site_json.o $(B)/obj/worker_js.o $(OWN_PAGES)
$(B)/lib/client.a: $(call room_objects,client)
$(B)/lib/relay.a: $(call room_objects,relay)
$(B)/lib/tally.a: $(call room_objects,tally) $(B)/obj/ready_json.o $(B)/obj/case_json.o
$(B)/lib/qr.a: $(call room_objects,qr) $(B)/obj/qr/messages.o
$(B)/lib/form.a: $(call room_objects,tools/form)
$(B)/lib/build.a: $(call room_objects,tools/build)
$(B)/lib/synthetic.a: $(call room_objects,tools/synthetic)

$(B)/lib/%.a:
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(B)/obj/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/obj/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# --- programs ----------------------------------------------------------------------------------------------------------

link = $(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o %.a,$^)

$(B)/uzklausi-server: $(B)/obj/server/main.o $(B)/lib/server.a $(B)/lib/kiosk.a $(B)/lib/qr.a $(B)/lib/relay.a $(B)/lib/seal.a $(B)/lib/core.a
	$(call say,LINK,$@)
	$(link) $(SERVER_LIBS) $(SEAL_LIBS) $(CORE_LIBS)

# What a server that is a relay starts beside itself: the only part of it that opens connections.
$(B)/uzklausi-relay: $(B)/obj/relay/main.o $(B)/lib/relay.a $(B)/lib/client.a $(B)/lib/core.a
	$(call say,LINK,$@)
	$(link) $(RELAY_LIBS) $(CORE_LIBS)

$(B)/uzklausi-tally: $(B)/obj/tally/main.o $(B)/lib/tally.a $(B)/lib/client.a $(B)/lib/seal.a $(B)/lib/core.a
	$(call say,LINK,$@)
	$(link) $(TALLY_LIBS) $(SEAL_LIBS) $(CORE_LIBS)

$(B)/uzklausi-form: $(B)/obj/tools/form/main.o $(B)/lib/form.a $(B)/lib/core.a
	$(call say,LINK,$@)
	$(link) $(CORE_LIBS)

$(B)/obj/qr/%.o $(B)/obj/tests/unit/poster_test.o $(B)/obj/tests/fuzz/art_fuzz.o: private CPPFLAGS += $(QR_CFLAGS)

$(B)/uzklausi-qr: $(B)/obj/qr/main.o $(B)/lib/qr.a $(B)/lib/seal.a $(B)/lib/core.a
	$(call say,LINK,$@)
	$(link) $(QR_LIBS) $(SEAL_LIBS) $(CORE_LIBS)

# Made-up answers to any form: for the demo, tests and benchmarks.
$(B)/tools/synthetic: $(B)/obj/tools/synthetic/main.o $(B)/lib/synthetic.a $(B)/lib/core.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) $(CORE_LIBS)

demo-programs: $(B)/tools/synthetic

# --- tests -------------------------------------------------------------------------------------------------------------
# tests/unit/NAME_test.c is one program; it may use every room.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*_test.c))
# tests/faults/NAME_test.c: what disks, kills and other processes do. They take seconds each and run without sanitizers.
FAULT_TESTS := $(patsubst tests/faults/%.c,$(B)/faults/%,$(wildcard tests/faults/*_test.c))
ALL_ROOMS := $(B)/lib/build.a $(B)/lib/server.a $(B)/lib/kiosk.a $(B)/lib/tally.a $(B)/lib/relay.a $(B)/lib/client.a $(B)/lib/qr.a $(B)/lib/form.a $(B)/lib/seal.a $(B)/lib/core.a
ALL_LIBS := $(SERVER_LIBS) $(TALLY_LIBS) $(QR_LIBS) $(SEAL_LIBS) $(CORE_LIBS)

# In these every allocation of our own objects fails once (tests/unit/torture.h).
$(B)/tests/%_torture_test: private LDFLAGS += $(foreach f,malloc calloc realloc strdup sodium_malloc,-Wl,--wrap=$(f))
$(B)/tests/pages_torture_test: private LDFLAGS += $(foreach f,malloc calloc realloc strdup sodium_malloc arena_array arena_copy,-Wl,--wrap=$(f))

TEST_PROGRAMS := $(B)/tests/seal_peer $(B)/tools/synthetic $(B)/tests/render $(B)/tests/attack

# C's side of tests/seal/seal.test.mjs.
$(B)/tests/seal_peer: $(B)/obj/tests/seal/peer.o $(B)/lib/tally.a $(B)/lib/seal.a $(B)/lib/core.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) $(SEAL_LIBS) $(CORE_LIBS)

# A reader with a solver, for tests/tally/solver.test.mjs: none of our rooms.
$(B)/tests/attack: $(B)/obj/tests/tally/attack.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) -lglpk -ljansson -lm

# Pages as files, for tests/browser and for people who look: `make shots` takes their pictures into build/shots.
$(B)/tests/render: $(B)/obj/tests/browser/render.o $(B)/lib/server.a $(B)/lib/kiosk.a $(B)/lib/qr.a $(B)/lib/seal.a $(B)/lib/core.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) $(SERVER_LIBS) $(SEAL_LIBS) $(CORE_LIBS)

.PHONY: shots shots-all shots-posters golden audit
shots-all: ALL := all
shots shots-all: setup-test all $(B)/tests/render
	$(Q)rm -rf $(B)/pages && mkdir -p $(B)/pages && $(B)/tests/render $(B)/pages forms/*.json tests/golden/everything.json
	$(Q)node tests/browser/shots.mjs $(B)/pages $(B)/shots $(ALL) $(ONLY)
	$(Q)UZKLAUSI_BUILD=$(B) node tests/browser/kiosk_shots.mjs $(B)/shots
	$(Q)$(MAKE) --no-print-directory shots-posters
shots-posters: all
	$(Q)UZKLAUSI_BUILD=$(B) node tests/qr/shots.mjs $(B)/shots/posters

# Writes the golden pages anew; the difference is then for people to read.
golden: $(B)/tests/pages_test $(B)/tests/pages_languages_test
	$(Q)UZKLAUSI_GOLDEN=write $(B)/tests/pages_test
	$(Q)UZKLAUSI_GOLDEN=write $(B)/tests/pages_languages_test

$(B)/tests/%_test: $(B)/obj/tests/unit/%_test.o $(ALL_ROOMS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) -lcmocka -ljansson $(ALL_LIBS)

$(B)/faults/%_test: $(B)/obj/tests/faults/%_test.o $(ALL_ROOMS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) -lcmocka $(ALL_LIBS)

test: setup-test
	$(Q)$(MAKE) --no-print-directory test-rooms test-asan test-fuzz test-unit test-faults test-node

setup-%:
	$(Q)tools/setup.sh $*

test-rooms: all
	$(Q)tests/arch.sh $(B)

test-unit: $(UNIT_TESTS)
	$(Q)tests/unit/run.sh $(UNIT_TESTS)

test-faults: $(FAULT_TESTS)
	$(Q)tests/unit/run.sh $(FAULT_TESTS)

# So many test files run at a time, if this node can (18.19 and later); most of them wait for a browser, a server or a clock.
NODE_JOBS ?= 3
NODE_AT_ONCE = $(if $(NODE_JOBS),$(shell node --test-concurrency=$(NODE_JOBS) -e 0 2>/dev/null && echo --test-concurrency=$(NODE_JOBS)))
test-node: all $(TEST_PROGRAMS)
	$(Q)UZKLAUSI_BUILD=$(B) node --test $(NODE_AT_ONCE) $(shell find tests -name node_modules -prune -o -name '*.test.mjs' -print | sort)

# --- sanitizers and fuzzers: the same sources, built apart -----------------------------------------------------------------

SANITIZE := address,undefined
ASAN_MAKE = $(MAKE) --no-print-directory B=build/asan OPT='-O1 -g -fno-omit-frame-pointer' HARDEN='-fPIE' \
	EXTRA='-fsanitize=$(SANITIZE) -fno-sanitize-recover=all'
FUZZ_MAKE = $(MAKE) --no-print-directory B=build/fuzz CC=clang OPT='-O1 -g -fno-omit-frame-pointer' HARDEN='-fPIE' \
	EXTRA='-fsanitize=$(SANITIZE) -fsanitize=fuzzer-no-link -fno-sanitize-recover=all'
FUZZERS := $(patsubst tests/fuzz/%_fuzz.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_SECONDS ?= 60

$(B)/fuzz/%: $(B)/obj/tests/fuzz/%_fuzz.o $(ALL_ROOMS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) -fsanitize=fuzzer -ljansson $(ALL_LIBS)

fuzzers: $(FUZZERS)

asan: setup-test test-asan
test-asan:
	$(Q)$(ASAN_MAKE) test-unit

fuzz: setup-test
	$(Q)$(FUZZ_MAKE) fuzzers
	$(Q)tests/fuzz/run.sh build/fuzz/fuzz $(FUZZ_SECONDS)

# The corpus alone, each input once: quick, and part of `make test`.
test-fuzz:
	$(Q)$(FUZZ_MAKE) fuzzers
	$(Q)tests/fuzz/run.sh build/fuzz/fuzz corpus

# tests/bench/NAME.c is one program, build/bench/NAME; a limit program uses none of our rooms.
BENCH_PROGRAMS := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))
bench-programs: $(BENCH_PROGRAMS)

# Without our reading in front of it.
$(B)/bench/limit_http $(B)/bench/limit_durable: $(B)/bench/%: $(B)/obj/tests/bench/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) -lmicrohttpd -lsqlite3

$(B)/bench/%: $(B)/obj/tests/bench/%.o $(ALL_ROOMS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) $(ALL_LIBS)

# The statistics against R's (tests/audit): longer than a test, and R is large.
$(B)/tests/stats_lines: $(B)/obj/tests/audit/stats.o $(B)/lib/tally.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(link) $(SEAL_LIBS) $(CORE_LIBS)

.PHONY: audit-statistics
audit: audit-statistics
audit-statistics: setup-statistics $(B)/tests/stats_lines
	$(Q)$(B)/tests/stats_lines >$(B)/tests/stats_lines.txt
	$(Q)Rscript tests/audit/statistics.R $(B)/tests/stats_lines.txt

# --- what people run -------------------------------------------------------------------------------------------------------

demo: setup-build
	$(Q)$(MAKE) --no-print-directory all demo-programs
	$(Q)tools/demo.sh $(B)

bench: setup-bench
	$(Q)$(MAKE) --no-print-directory all bench-programs
	$(Q)tests/bench/run.sh $(B)

# What takes too long for `make test`: pa11y, the Nu HTML checker and Lighthouse over every page. ONLY=vnu for one of them.
audit: setup-audit
	$(Q)$(MAKE) --no-print-directory all
	$(Q)UZKLAUSI_BUILD=$(B) node tests/audit/run.mjs $(ONLY)
	$(Q)UZKLAUSI_BUILD=$(B) UZKLAUSI_FULL=1 node --test tests/qr/poster.test.mjs

check: setup-test
	$(Q)$(MAKE) --no-print-directory test-rooms
	$(Q)$(B)/uzklausi-form lint forms/*.json
	$(Q)tests/spelling/spelling.sh

SOURCES = $(shell git ls-files '*.c' '*.h')
# cppcheck takes what a function answers for a pointer to the call it was given.
tidy: setup-tidy
	$(Q)$(MAKE) --no-print-directory all
	$(Q)clang-tidy --quiet $(filter %.c,$(filter-out tests/%,$(SOURCES))) -- -std=c17 $(CPPFLAGS)
	$(Q)cppcheck --quiet --std=c11 --enable=warning,portability --suppress=returnDanglingLifetime:core/expr_eval.c --error-exitcode=1 $(CPPFLAGS) \
		$(filter %.c,$(filter-out tests/%,$(SOURCES)))

format: setup-tidy
	$(Q)clang-format -i $(SOURCES)

PREFIX ?= /usr/local
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/uzklausi/forms $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 forms/*.json $(DESTDIR)$(PREFIX)/share/uzklausi/forms
	install -m 644 server/uzklausi-relay.conf $(DESTDIR)$(PREFIX)/share/uzklausi
	install -m 644 server/uzklausi.service server/uzklausi.socket $(DESTDIR)$(PREFIX)/lib/systemd/system

clean:
	rm -rf build

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
