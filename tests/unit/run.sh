#!/bin/sh
# Runs each unit test program given, to the end, and fails when any failed.
status=0
for program in "$@"; do
	"$program" || status=1
done
exit $status
