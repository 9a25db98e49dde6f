#!/bin/sh
# Runs every fuzzer in a folder: over its corpus once ("corpus"), or that many seconds each. Logs and finds are kept in build/fuzz/found/.
# usage: tests/fuzz/run.sh FOLDER corpus|SECONDS
set -eu
folder=$1
how=$2
found=build/fuzz/found
mkdir -p "$found"
ran=0
failed=0

run() { # NAME SEEDS
	set -- "$1" "$2" -rss_limit_mb=2048 -timeout=10 -artifact_prefix="$found/$1-"
	fuzz_name=$1 seeds=$2
	shift 2
	if [ "$how" = corpus ]; then
		"$folder/$fuzz_name" "$@" -runs=0 "$seeds"
	else
		mkdir -p "build/fuzz/work/$fuzz_name"
		"$folder/$fuzz_name" "$@" -max_total_time="$how" -max_len=8192 "build/fuzz/work/$fuzz_name" "$seeds"
	fi
}

for fuzzer in "$folder"/*; do
	[ -x "$fuzzer" ] || continue
	name=$(basename "$fuzzer")
	ran=$((ran + 1))
	[ "$how" = corpus ] || echo "fuzz: $name for $how seconds"
	if [ ! -d "tests/fuzz/corpus/$name" ]; then
		echo "fuzz: $name has no corpus in tests/fuzz/corpus/$name"
		failed=$((failed + 1))
	elif ! run "$name" "tests/fuzz/corpus/$name" >"$found/$name.log" 2>&1; then
		echo "fuzz: $name failed; the end of $found/$name.log:"
		tail -n 25 "$found/$name.log"
		failed=$((failed + 1))
	fi
done
[ "$ran" -gt 0 ] || { echo "fuzz: no fuzzer in $folder"; exit 1; }
echo "fuzz ($how): $((ran - failed)) passed, $failed failed"
[ "$failed" = 0 ]
