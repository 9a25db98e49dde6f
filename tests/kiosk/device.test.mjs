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
	assert.notEqual(verify(read('uzklausi-kiosk.service').replace('/usr/bin/cage', '/usr/bin/nothing-of-the-kind')).status, 0)
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
