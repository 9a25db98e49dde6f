#!/bin/bash
# Proves the rooms (ARCHITECTURE.md): each room includes only what it may, and the server's own objects reference no libsodium call
# that opens or makes secret keys. Each check is first shown to fail on a planted offence.
# usage: tests/arch.sh [BUILD]
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
failures=0

# Room, then what it may include: rooms as ROOM/, libraries by header. The C library's headers are open to all.
allowed() {
	case "$1" in
	core) echo 'core/ pcre2.h' ;;
	seal) echo 'core/ seal/ sodium.h' ;;
	kiosk) echo 'core/ kiosk/' ;;
	client) echo 'core/ client/ curl/curl.h' ;;
	relay) echo 'core/ client/ relay/ curl/curl.h sodium.h' ;;
	server) echo 'core/ seal/ server/ kiosk/ qr/code.h relay/frame.h gen: sodium.h sqlite3.h microhttpd.h cmark.h gnutls/gnutls.h zlib.h brotli/encode.h' ;;
	qr) echo 'core/ seal/ qr/ gen: sodium.h qrencode.h cairo.h cairo-pdf.h cairo-svg.h pango/pangocairo.h librsvg/rsvg.h' ;;
	tally) echo 'core/ seal/ client/ tally/ gen: sodium.h curl/curl.h readstat.h xlsxwriter.h' ;;
	tools) echo 'core/ tools/ pcre2.h sodium.h' ;;
	*) echo '' ;;
	esac
}

# What of the system only some rooms may touch: the core and the kiosk's views know no clock, socket or file.
forbidden_system() {
	case "$1" in
	core | kiosk) echo 'time.h sys/time.h sys/socket.h netinet/in.h arpa/inet.h netdb.h unistd.h fcntl.h pthread.h stdio_ext.h signal.h' ;;
	seal) echo 'time.h sys/socket.h netinet/in.h netdb.h pthread.h signal.h' ;;
	*) echo '' ;;
	esac
}

system_headers='assert.h ctype.h errno.h float.h inttypes.h limits.h locale.h malloc.h math.h setjmp.h signal.h stdalign.h stdarg.h stdatomic.h
	stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h strings.h time.h unistd.h fcntl.h poll.h pthread.h termios.h dirent.h
	netdb.h sched.h semaphore.h getopt.h langinfo.h wchar.h endian.h'

is_in() { # WORD LIST...
	local word=$1 item
	shift
	for item in "$@"; do [ "$item" != "$word" ] || return 0; done
	return 1
}

is_system() { # header of the C library or the kernel
	is_in "$1" $system_headers || case "$1" in sys/*.h | linux/*.h | netinet/*.h | arpa/*.h | net/*.h) return 0 ;; *) return 1 ;; esac
}

may_include() { # ROOM HEADER
	local rule
	for rule in $(allowed "$1"); do
		case "$rule" in
		*/) case "$2" in "$rule"*) return 0 ;; esac ;;
		gen:) [ -e "$build/gen/$2" ] && return 0 ;;
		*) [ "$2" = "$rule" ] && return 0 ;;
		esac
	done
	is_system "$2" && ! is_in "$2" $(forbidden_system "$1")
}

check_includes() { # ROOM FILE...: prints offences
	local room=$1 file header
	shift
	for file in "$@"; do
		sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]\([^>"]*\)[>"].*/\1/p' "$file" | while read -r header; do
			may_include "$room" "$header" || echo "$file includes $header, which room $room may not"
		done
	done
}

# libsodium calls that the server's side may make: it seals, hashes, verifies, draws random bytes and wipes. All else is refused.
sodium_allowed='sodium_init sodium_memzero sodium_memcmp sodium_mlock sodium_munlock sodium_malloc sodium_free sodium_pad sodium_increment
	sodium_bin2hex sodium_hex2bin sodium_bin2base64 sodium_base642bin sodium_base64_encoded_len sodium_is_zero sodium_stackzero sodium_allocarray
	sodium_mprotect_noaccess sodium_mprotect_readonly sodium_mprotect_readwrite sodium_version_string
	randombytes_buf randombytes_buf_deterministic randombytes_uniform randombytes_random
	crypto_box_seal crypto_generichash crypto_generichash_init crypto_generichash_update crypto_generichash_final
	crypto_generichash_statebytes crypto_shorthash crypto_hash_sha256 crypto_hash_sha256_init crypto_hash_sha256_update
	crypto_hash_sha256_final crypto_sign_verify_detached'

# What one file alone may call beside these: server/receipt.c derives the keys of a reporter's own mailbox and opens its messages, for people
# without script (docs/THREATS.md).
sodium_allowed_in() {
	case "$1" in
	*/server/receipt.o) echo 'crypto_pwhash crypto_kdf_derive_from_key crypto_box_seed_keypair crypto_box_seal_open' ;;
	*/server/mailbox_filler.o) echo 'crypto_scalarmult_base' ;; # the public half of a key that is forgotten at once
	esac
}

check_symbols() { # OBJECT...: prints libsodium symbols that are referenced and not allowed
	local object
	for object in "$@"; do check_symbols_of "$object"; done
}

check_symbols_of() {
	nm -u --no-sort "$1" 2>/dev/null | awk '{print $NF}' | grep -E '^(sodium_|crypto_|randombytes)' | sort -u | while read -r symbol; do
		is_in "$symbol" $sodium_allowed $(sodium_allowed_in "$1") || echo "$1 references $symbol"
	done
}

check_connections() { # OBJECT...: prints what opens a connection: that is uzklausi-relay's alone
	nm -u --no-sort "$@" 2>/dev/null | awk '{print $NF}' | grep -E '^(connect|getaddrinfo|curl_.*)$' | sort -u | sed 's/^/the server calls /'
}

# Names that more than one room gives to something of its own: tests link all rooms together.
check_names() { # ARCHIVE...: prints names
	nm --defined-only "$@" 2>/dev/null | awk '$2 ~ /^[TDRB]$/ { print $3 }' | sort | uniq -d
}

report() { # TITLE OFFENCES
	if [ -n "$2" ]; then
		printf 'not ok - %s\n%s\n' "$1" "$2"
		failures=$((failures + 1))
	else
		printf 'ok - %s\n' "$1"
	fi
}

# --- the checks can fail -------------------------------------------------------------------------------------------------
planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
printf '#include "server/store.h"\n' >"$planted/a.c"
[ -n "$(check_includes core "$planted/a.c")" ] || { echo 'not ok - a planted include was not found'; exit 1; }
printf '#include <time.h>\n' >"$planted/b.c"
[ -n "$(check_includes core "$planted/b.c")" ] || { echo 'not ok - a planted clock was not found'; exit 1; }
printf '#include <sodium.h>\nint f(unsigned char *m, unsigned char *c, unsigned char *k);\nint f(unsigned char *m, unsigned char *c, unsigned char *k) { return crypto_box_seal_open(m, c, 48, k, k); }\n' >"$planted/c.c"
gcc -c -o "$planted/c.o" "$planted/c.c"
[ -n "$(check_symbols "$planted/c.o")" ] || { echo 'not ok - a planted call that opens was not found'; exit 1; }
mkdir "$planted/server" && cp "$planted/c.o" "$planted/server/receipt.o" && cp "$planted/c.o" "$planted/server/receipts.o"
[ -z "$(check_symbols "$planted/server/receipt.o")" ] || { echo 'not ok - the one file that may open a mailbox may not'; exit 1; }
[ -n "$(check_symbols "$planted/server/receipts.o")" ] || { echo 'not ok - another file opens'; exit 1; }
printf '#include <sys/socket.h>\nint f(int s, const struct sockaddr *a);\nint f(int s, const struct sockaddr *a) { return connect(s, a, sizeof *a); }\n' >"$planted/d.c"
gcc -c -o "$planted/d.o" "$planted/d.c"
[ -n "$(check_connections "$planted/d.o")" ] || { echo 'not ok - a planted connection was not found'; exit 1; }
mkdir "$planted/twice" && cp "$planted/d.o" "$planted/twice/d.o"
[ "$(check_names "$planted/d.o" "$planted/twice/d.o")" = f ] || { echo 'not ok - a name given twice was not found'; exit 1; }
echo 'ok - planted offences are found'

# --- the rooms -----------------------------------------------------------------------------------------------------------
for room in core seal kiosk client relay server qr tally tools; do
	files=$(find "$room" -name '*.[ch]' 2>/dev/null)
	report "$room includes only what it may" "$(check_includes "$room" $files)"
done
report 'nobody includes server/ or tally/ from outside' \
	"$(grep -lE '#[[:space:]]*include[[:space:]]*"(server|tally)/' -r core seal kiosk client relay qr tools --include='*.[ch]' || true)"

objects=$(find "$build/obj/server" "$build/obj/relay" "$build/obj/client" "$build/obj/seal" "$build/obj/core" "$build/obj/kiosk" "$build/obj/gen" \
	-name '*.o' 2>/dev/null || true)
if [ -z "$(find "$build/obj/server" -name '*.o' 2>/dev/null)" ]; then
	echo "not ok - no server objects under $build/obj/server: build first"
	exit 1
fi
report 'the server and its relay can open nothing but, in one file, the mailbox of a receipt that it is given' "$(check_symbols $objects)"
report 'no two rooms give the same name' "$(check_names "$build"/lib/*.a)"
report 'the server itself opens no connection' "$(check_connections "$build"/obj/server/*.o)"

if [ "$failures" = 0 ]; then echo '1..ok: the rooms hold'; else echo "$failures room checks failed"; exit 1; fi
