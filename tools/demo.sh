#!/bin/bash
# The whole way of a sheet in a throw-away site: a staff key, locks, a server, 77 synthetic specialists' sheets over HTTP, fetched, opened and
# counted by institution. Then the server stays up until Ctrl-C. Everything it made is removed at the end.
# usage: tools/demo.sh BUILD        DEMO_LISTEN=ADDR:PORT listens elsewhere than on a free port of this computer
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
folder=$(mktemp -d "${TMPDIR:-/tmp}/uzklausi-demo.XXXXXX")
site=$folder/site
server=''

finish() {
	trap - EXIT INT TERM
	[ -z "$server" ] || { kill -TERM "$server" 2>/dev/null; wait "$server" 2>/dev/null; } || true
	rm -rf "$folder"
}
trap finish EXIT
trap 'echo; echo "demo: the server has stopped and $folder is removed"; exit 0' INT TERM

say() { printf '\n== %s\n' "$*"; }

say 'A site, and a staff member with a key'
"$build/uzklausi-server" init "$site"
(umask 077 && head -c 18 /dev/urandom | base64 >"$folder/passphrase")
"$build/uzklausi-tally" keygen --name Demo --out "$folder" --passphrase-file "$folder/passphrase"
cp "$folder/Demo.card" "$site/staff/"

say 'The forms, each with a lock that only this staff member can open'
cp forms/*.json "$site/forms/"
for form in "$site"/forms/*.json; do
	"$build/uzklausi-tally" lock --form "$form" --wave synthetic --staff "$folder/Demo.card" --key "$folder/Demo.key" \
		--passphrase-file "$folder/passphrase" --out "$site/locks/$(basename "$form" .json).lock"
done

say 'The server'
mkfifo "$folder/address"
"$build/uzklausi-server" run "$site" --listen "${DEMO_LISTEN:-127.0.0.1:0}" >"$folder/address" &
server=$!
read -r _ _ address <"$folder/address"
echo "listening on $address"

# 77 people answered in December 2023: 31, 28, 12 and 6 (the plan, section 3.1). These sheets are made up; their wave is called "synthetic".
say '77 synthetic sheets of the specialists'\'' survey, each sent over HTTP as a page without script sends it'
sent=0
while read -r institution count seed; do
	while read -r body; do
		status=$(printf '%s' "$body" | curl -s -o "$folder/answer.html" -w '%{http_code}' --data-binary @- "$address/f/specialists")
		case "$status" in
		200 | 303) sent=$((sent + 1)) ;;
		*)
			echo "demo: a sheet was answered with $status"
			exit 1
			;;
		esac
	done < <("$build/tools/synthetic" forms/specialists.json "$count" "$seed" --set "institution=$institution" --fields)
done <<'INSTITUTIONS'
education 31 1
social 28 2
police 12 3
orphans 6 4
INSTITUTIONS
echo "$sent sheets taken"

say 'Fetched to the coordinator'\''s computer, opened and counted there'
"$build/uzklausi-tally" fetch --server "$address" --key "$folder/Demo.key" --passphrase-file "$folder/passphrase" --archive "$folder/archive"
"$build/uzklausi-tally" count --archive "$folder/archive" --key "$folder/Demo.key" --passphrase-file "$folder/passphrase" \
	--form forms/specialists.json --by institution

say 'The server goes on'
"$build/uzklausi-qr" screen "$address"
echo "$address"
echo 'Ctrl-C ends it.'
wait "$server"
