#!/bin/sh
# Installs what is missing to build (setup.sh build) or to build and test (setup.sh test) on Debian 12, and says what it installs.
# setup.sh npm installs only the npm packages that the device's script is made of; the Makefile calls it.
# Debian packages come through apt-get, with sudo when not root; npm packages from package-lock.json into node_modules/.
set -eu
cd "$(dirname "$0")/.."

build_packages='gcc libc6-dev libsodium-dev libjansson-dev libpcre2-dev ca-certificates curl
	libmicrohttpd-dev libgnutls28-dev libsqlite3-dev libcmark-dev libbrotli-dev zlib1g-dev
	libcurl4-gnutls-dev libxlsxwriter-dev libreadstat-dev
	libqrencode-dev pkg-config libpango1.0-dev libcairo2-dev librsvg2-dev fonts-inter fonts-manrope fonts-comfortaa fonts-sil-andika'
test_packages='clang libclang-rt-14-dev libcmocka-dev
	fiu-utils faketime gnutls-bin openssl sqlite3 systemd procps util-linux bsdutils iproute2 nftables
	chromium fonts-dejavu-core
	hunspell hunspell-lv hunspell-en-gb hunspell-ru hunspell-uk
	libglpk-dev pspp libreoffice-calc-nogui python3-minimal
	zbar-tools poppler-utils imagemagick librsvg2-bin'
audit_packages='default-jre-headless'
bench_packages='wrk slowhttptest chromium'
tidy_packages='clang-tidy clang-format cppcheck'
statistics_packages='r-base-core'

usage() {
	echo "usage: tools/setup.sh build|npm|test|audit|statistics|bench|tidy" >&2
	exit 2
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "setup: to install packages, run as root or install sudo: $*" >&2
		exit 1
	fi
}

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

need_packages() {
	missing=''
	for package in "$@"; do
		installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	echo "setup: installing Debian packages:$missing"
	as_root apt-get -q update >/dev/null
	# shellcheck disable=SC2086
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing >/dev/null
}

# Node.js may have come another way than through Debian; any version from 18 on will do.
need_node() {
	command -v node >/dev/null || need_packages nodejs
	command -v npm >/dev/null || need_packages npm
}

# With --omit=dev, what the build needs alone; but packages for the tests that are there already stay.
need_npm_packages() {
	[ ! -e node_modules/playwright-core ] || set --
	if [ -e node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ] &&
		[ -n "${1:-}" -o -e node_modules/playwright-core ]; then
		return 0
	fi
	echo 'setup: installing npm packages from package-lock.json'
	npm ci --loglevel=error --no-audit --no-fund --ignore-scripts "$@"
	touch node_modules/.package-lock.json
}

# Those of the audits are many and have a lock file of their own. Puppeteer, which two of them use, shall not fetch a browser.
need_audit_packages() (
	cd tests/audit
	if [ -e node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ]; then
		return 0
	fi
	echo 'setup: installing npm packages from tests/audit/package-lock.json'
	PUPPETEER_SKIP_DOWNLOAD=1 npm ci --loglevel=error --no-audit --no-fund --ignore-scripts
	touch node_modules/.package-lock.json
)

[ $# = 1 ] || usage
case "$1" in
build)
	need_packages $build_packages
	need_node
	need_npm_packages --omit=dev
	;;
npm)
	need_node
	need_npm_packages --omit=dev
	;;
test)
	need_packages $build_packages $test_packages
	need_node
	need_npm_packages
	;;
audit)
	need_packages $build_packages $test_packages
	need_node
	need_npm_packages
	command -v java >/dev/null || need_packages $audit_packages
	need_audit_packages
	;;
bench)
	need_packages $build_packages $bench_packages
	need_node
	need_npm_packages
	;;
tidy) need_packages $build_packages $tidy_packages ;;
statistics) need_packages $build_packages $statistics_packages ;;
*) usage ;;
esac
