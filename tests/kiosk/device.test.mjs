// kiosk/device/: what systemd, the shell and Chromium's policies are given.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

const read = (file) => readFileSync(`kiosk/device/${file}`, 'utf8')
let folder
before(() => (folder = mkdtempSync(join(tmpdir(), 'uzklausi-device.'))))
after(() => rmSync(folder, { recursive: true, force: true }))

// What systemd says of a unit. The two programs that it starts stand in the folder, since cage is not installed here.
function verify(unit) {
	const file = join(folder, 'uzklausi-kiosk.service')
	for (const program of ['cage', 'browser']) {
		writeFileSync(join(folder, program), '#!/bin/sh\n')
		chmodSync(join(folder, program), 0o755)
	}
	writeFileSync(file, unit.replace('/usr/bin/cage', join(folder, 'cage')).replace('/usr/local/lib/uzklausi-kiosk/browser', join(folder, 'browser')))
	const run = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
	return { status: run.status, said: run.stderr.split('\n').filter((line) => line.includes('uzklausi-kiosk')).join('\n') }
}

test('systemd has nothing to say about the unit', () => {
	assert.deepEqual(verify(read('uzklausi-kiosk.service')), { status: 0, said: '' })
})

test('systemd finds a mistake in it', () => {
	const { said } = verify(read('uzklausi-kiosk.service').replace('Restart=always', 'Restrat=always'))
	assert.match(said, /Restrat/)
	assert.notEqual(verify(read('uzklausi-kiosk.service').replace('/usr/bin/env', '/usr/bin/nothing-of-the-kind')).status, 0)
})

// Whether the exposure that systemd reckons is at most so many tenths.
function exposure(unit, most) {
	const file = join(folder, 'uzklausi-kiosk.service')
	writeFileSync(file, unit)
	return spawnSync('systemd-analyze', ['security', '--offline=true', `--threshold=${most}`, '--no-pager', file], { encoding: 'utf8' })
}

test('the unit leaves open what README.md says and no more', () => {
	const unit = read('uzklausi-kiosk.service'), { status, stdout } = exposure(unit, 23)
	assert.equal(status, 0, stdout)
	assert.match(read('README.md'), /its exposure 2\.3 /)
	assert.match(stdout, /exposure level for uzklausi-kiosk\.service: 2\.3/)
	for (const taken of ['CapabilityBoundingSet=', 'ProtectSystem=strict', 'PrivateTmp=yes', 'SystemCallArchitectures=native'])
		assert.notEqual(exposure(unit.replace(`\n${taken}\n`, '\n'), 23).status, 0, `without ${taken}`)
})

// Tried with Debian 12's cage and Chromium under these very lines: it starts, and each page has name spaces of its own.
test("the unit leaves Chromium's own sandbox its means, and cage a place for its socket", () => {
	const unit = read('uzklausi-kiosk.service'), line = (name) => unit.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1]
	assert.deepEqual(line('RestrictNamespaces').split(' ').sort(), ['net', 'pid', 'user'])
	assert.ok(line('SystemCallFilter').split(' ').includes('chroot'))
	assert.equal(line('MemoryDenyWriteExecute'), undefined)
	assert.equal(line('ProtectHome'), 'yes', 'which hides /run/user, where the socket would lie')
	assert.ok(line('ExecStart').includes(`XDG_RUNTIME_DIR=/run/${line('RuntimeDirectory')} `))
	assert.ok(line('ExecStart').includes(`HOME=/var/lib/${line('StateDirectory')} `))
	assert.match(read('README.md'), /apt install[^\n]* xwayland /, 'cage ends at once without it')
})

// Runs the script that starts the browser, with a browser that tells how it was called.
function start(environment) {
	const browser = join(folder, 'chromium')
	writeFileSync(browser, '#!/bin/sh\nprintf "%s\\n" "$@"\n')
	chmodSync(browser, 0o755)
	const run = spawnSync('kiosk/device/browser', [], { encoding: 'utf8', env: { PATH: process.env.PATH, CHROMIUM: browser, ...environment } })
	return { status: run.status, said: run.stderr, called: run.stdout.trim().split('\n') }
}

test('the browser is started on the kiosk alone, with a profile that lasts', () => {
	writeFileSync(join(folder, 'SingletonLock'), '')
	const { status, called } = start({ KIOSK_ADDRESS: 'https://town.example/kiosk/tent', STATE_DIRECTORY: folder })
	assert.equal(status, 0)
	assert.equal(called.at(-1), 'https://town.example/kiosk/tent')
	assert.ok(called.includes('--kiosk') && called.includes(`--user-data-dir=${folder}`))
	assert.ok(!called.some((option) => /incognito|guest/.test(option)), 'the queue has to last')
	assert.throws(() => readFileSync(join(folder, 'SingletonLock')), 'what a power cut left behind is gone')
})

test('without an address or a folder it does not start', () => {
	for (const environment of [{ STATE_DIRECTORY: folder }, { KIOSK_ADDRESS: 'https://town.example/kiosk/tent' }]) {
		const { status, said } = start(environment)
		assert.notEqual(status, 0)
		assert.match(said, /KIOSK_ADDRESS|STATE_DIRECTORY/)
	}
})

test('policies forbid every address but the kiosk, and what would keep or carry something away', () => {
	const policies = JSON.parse(read('policies.json'))
	assert.deepEqual(policies.URLBlocklist, ['*'])
	assert.ok(policies.URLAllowlist.every((address) => /^https:\/\/[^/]+\/(kiosk\/[a-z0-9-]+|a|api\/records)$/.test(address)))
	assert.equal(policies.IncognitoModeAvailability, 1)
	for (const name of ['PrintingEnabled', 'AutofillAddressEnabled', 'PasswordManagerEnabled', 'AllowFileSelectionDialogs', 'SyncDisabled'])
		assert.equal(policies[name], name === 'SyncDisabled', name)
	assert.deepEqual([policies.DownloadRestrictions, policies.DeveloperToolsAvailability], [3, 2])
})
