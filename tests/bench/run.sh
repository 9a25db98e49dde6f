#!/bin/bash
# Our figures beside what the bare libraries do on this machine: each row is measured alternately with its limit in one run, medians of an
# odd number of rounds. The ratios are what to quote; absolute figures swing with the machine.
# usage: tests/bench/run.sh BUILD        ROUNDS=5 SECONDS_EACH=3 can be set
set -eu -o pipefail
ulimit -n "$(ulimit -Hn)"
cd "$(dirname "$0")/../.."
build=${1:-build}
rounds=${ROUNDS:-5}
each=${SECONDS_EACH:-3}
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/uzklausi-bench.XXXXXX")
site=$folder/site
server=''
limit=''

finish() {
	for process in $server $limit; do kill -TERM "$process" 2>/dev/null && wait "$process" 2>/dev/null || true; done
	rm -rf "$folder"
}
trap finish EXIT

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

header() { printf '%-44s %12s %12s %7s %8s\n' 'work' 'ours' 'limit' 'ratio' 'at least'; }

# Two files of figures, a pair a line: prints the medians and the median of the pairs' ratios.
row() { # TITLE OURS LIMIT AT_LEAST
	local ours limits ratio
	ours=$(median <"$2")
	limits=$(median <"$3")
	ratio=$(paste "$2" "$3" | awk '{ print $1 / $2 }' | median)
	printf '%-44s %12.0f %12.0f %7.2f %8s\n' "$1" "$ours" "$limits" "$ratio" "$4"
}

below() { # TITLE VALUE UNIT BOUND
	printf '%-44s %12s %12s\n' "$1" "$2 $3" "below $4"
}

offered=$(grep -L '"register": true' forms/*.json) # not what only staff write

make_site() {
	"$build/uzklausi-server" init "$site" >/dev/null
	(umask 077 && head -c 18 /dev/urandom | base64 >"$folder/passphrase")
	"$build/uzklausi-tally" keygen --name Bench --out "$folder" --passphrase-file "$folder/passphrase" >/dev/null
	cp "$folder/Bench.card" "$site/staff/"
	cp "$site/site.json" "$folder/site.json"
	cp forms/*.json "$site/forms/"
	for form in forms/*.json; do
		"$build/uzklausi-tally" lock --form "$form" --wave bench --staff "$folder/Bench.card" --key "$folder/Bench.key" \
			--passphrase-file "$folder/passphrase" --out "$site/locks/$(basename "$form" .json).lock" >/dev/null
	done
}

start_server() {
	rm -f "$folder/address"
	mkfifo "$folder/address"
	"$build/uzklausi-server" run "$site" --listen 127.0.0.1:0 >"$folder/address" 2>"$folder/server.log" &
	server=$!
	read -r _ _ address <"$folder/address"
	to=${address#http://}
}

stop_server() {
	kill -TERM "$server"
	wait "$server"
	server=''
	rm -f "$site"/data/*
}

requests() { wrk -t1 -c64 -d"${each}s" "$1" | awk '/Requests\/sec/ { print $2 }'; }

answered() { awk '{ print $1 + 0 }'; } # of load: "REQUESTS/S answered, OTHERS otherwise, LOST lost"

no_loss() { # LINE: load must have had every answer it expected
	case "$1" in
	*' 0 otherwise, 0 lost'*) printf '%s\n' "$1" ;;
	*)
		echo "bench: not every request was answered as expected: $1" >&2
		exit 1
		;;
	esac
}

bench_pages() {
	curl -s -i "$address/f/specialists?lang=lv" >"$folder/reply"
	"$build/bench/limit_http" --port 18431 --threads "$(nproc)" --reply "$folder/reply" &
	limit=$!
	curl -s --retry 20 --retry-connrefused --retry-delay 0 -o /dev/null http://127.0.0.1:18431/
	requests "$address/f/specialists?lang=lv" >/dev/null
	for _ in $(seq "$rounds"); do
		requests "$address/f/specialists?lang=lv" >>"$folder/pages.ours"
		requests http://127.0.0.1:18431/ >>"$folder/pages.limit"
	done
	kill "$limit"
	wait "$limit" 2>/dev/null || true
	limit=''
	row 'form page, GET, keep-alive [/s]' "$folder/pages.ours" "$folder/pages.limit" 0.95
}

best() { awk '$1 == "best" { print $2 }'; }

# The limits write into a table that is laid out beforehand: so do we, in a site with this form alone.
make_room() {
	find "$site/forms" "$site/locks" -type f ! -name 'specialists.*' -delete
	sed 's/"expected-sheets": 0/"expected-sheets": 150000/' "$folder/site.json" >"$site/site.json"
}

# Bare libmicrohttpd in front of the same table: what lies between SQLite alone and this is not ours.
bench_bare() { # CONNECTIONS: appends to records.N.bare
	local line
	"$build/bench/limit_durable" --port 18432 --threads "$(nproc)" --dir "$folder" --table 150000 >"$folder/bare" &
	limit=$!
	curl -s --retry 50 --retry-connrefused --retry-delay 0 -o /dev/null --data-binary x http://127.0.0.1:18432/
	line=$("$build/bench/load" put --to 127.0.0.1:18432 --connections "$1" --seconds "$each" --form specialists \
		--lock "$site/locks/specialists.lock")
	no_loss "$line" | answered >>"$folder/records.$1.bare"
	kill -TERM "$limit"
	wait "$limit"
	limit=''
}

bench_records() {
	local line
	for _ in $(seq "$rounds"); do
		start_server
		line=$("$build/bench/load" put --to "$to" --connections "$1" --seconds "$each" --form specialists --lock "$site/locks/specialists.lock")
		no_loss "$line" | answered >>"$folder/records.$1.ours"
		stop_server
		"$build/bench/limit_sqlite" --dir "$folder" --table 150000 | best >>"$folder/records.$1.limit"
		bench_bare "$1"
	done
	row "sealed record in, durably, $1 connections [/s]" "$folder/records.$1.ours" "$folder/records.$1.limit" 0.9
	row '  beside bare libmicrohttpd, same table' "$folder/records.$1.ours" "$folder/records.$1.bare" ''
	row '  bare libmicrohttpd beside SQLite' "$folder/records.$1.bare" "$folder/records.$1.limit" ''
}

bench_sheets() {
	local line seal sqlite
	"$build/tools/synthetic" forms/specialists.json 2000 1 --fields >"$folder/bodies"
	for _ in $(seq "$rounds"); do
		start_server
		line=$("$build/bench/load" post --to "$to" --connections 256 --seconds "$each" --form specialists --bodies "$folder/bodies")
		no_loss "$line" | answered >>"$folder/sheets.ours"
		stop_server
		seal=$("$build/bench/limit_seal" "$each")
		sqlite=$("$build/bench/limit_sqlite" --dir "$folder" --table 150000 | best)
		printf '%s\n%s\n' "$seal" "$sqlite" | sort -g | head -n 1 >>"$folder/sheets.limit"
	done
	row 'plaintext sheet in, 256 connections [/s]' "$folder/sheets.ours" "$folder/sheets.limit" 0.8
}

bench_count() {
	"$build/tools/synthetic" forms/specialists.json 100000 1 | "$build/bench/make_archive" forms/specialists.json "$folder/archive"
	"$build/bench/count_bench" "$folder/archive" forms/specialists.json >/dev/null
	for _ in $(seq "$rounds"); do
		"$build/bench/count_bench" "$folder/archive" forms/specialists.json | best >>"$folder/count.ours"
		"$build/bench/limit_open" "$each" >>"$folder/count.limit"
	done
	row 'records opened, checked and counted [/s]' "$folder/count.ours" "$folder/count.limit" 0.9
	for _ in $(seq "$rounds"); do
		"$build/bench/count_bench" "$folder/archive" forms/specialists.json analyse | best >>"$folder/analyse.ours"
	done
	row 'records opened, checked and analysed [/s]' "$folder/analyse.ours" "$folder/count.limit" 0.9
}

bench_first_view() {
	local largest=0 size form lang
	for form in $offered; do
		for lang in lv en ru uk; do
			size=$(curl -s -H 'Accept-Encoding: br, gzip' -o /dev/null -w '%{size_header} %{size_download}' \
				"$address/f/$(basename "$form" .json)?lang=$lang" | awk '{ print $1 + $2 }')
			[ "$size" -le "$largest" ] || largest=$size
		done
	done
	below 'first view of a form, the largest' "$largest" bytes 14336
}

bench_slow_phone() { node tests/bench/views.mjs "$address" $offered; }

bench_form() { below 'a form of 400 KB, loaded' "$("$build/bench/form_bench" | best)" ms 50; }

bench_work() { below 'a proof of work, judged' "$("$build/bench/work_bench")" us 10; }

resident() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }

bench_memory() {
	below 'memory of the idle server' "$(resident)" MB 20
	local line
	coproc HOLD { "$build/bench/hold" "$to" 10000; }
	read -r line <&"${HOLD[0]}"
	[ "$line" = 'holding 10000' ]
	below 'memory with 10,000 open connections' "$(resident)" MB 64
	eval "exec ${HOLD[1]}>&-"
	wait "$HOLD_PID"
}

echo "$(nproc) processors, $rounds rounds of $each s each, medians; the load runs on the same processors"
header
make_site
start_server
bench_memory
bench_first_view
bench_slow_phone
bench_form
bench_work
bench_pages
stop_server
make_room
bench_records 64
bench_records 1024
bench_sheets
bench_count
