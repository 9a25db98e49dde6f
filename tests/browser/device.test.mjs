// The project's forms in Chromium at a phone's size, filled to the end in every language, with script and without: what the real
// uzklausi-tally then reads is what was typed, and what the device sent is sealed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { BUILD, makeSite, startServer } from '../tally/lib/site.mjs'
import { formFiles, formId, languagesOf, readForm } from '../forms/lib/forms.mjs'
import { browse } from './lib/browser.mjs'
import { fillForm, flat, holds, post, press, recorder, taken } from './lib/device.mjs'

const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1, hasTouch: true, isMobile: true }
const BUDGET = 14336
// On plain http of a local network Chromium takes gzip. What does not fit one round trip there: docs/decisions/0040-the-devices-script.md.
const WITH_GZIP = { specialists: 15800 }
const SECRET = 'Noslēpums-ar-ļoti-īpašu-vārdu'

let site, server, browser, wire, address
before(async () => {
	site = makeSite(formFiles)
	server = await startServer(site)
	wire = await recorder(Number(new URL(server.address).port))
	const port = wire.port
	await server.stop()
	const file = join(site.path, 'site.json'), settings = JSON.parse(readFileSync(file, 'utf8'))
	writeFileSync(file, JSON.stringify({ ...settings, languages: ['lv', 'en', 'ru', 'uk'], hosts: [`127.0.0.1:${port}`] }))
	await wire.stop()
	server = await startServer(site)
	wire = await recorder(Number(new URL(server.address).port), port)
	address = `http://127.0.0.1:${wire.port}`
	browser = await browse()
})
after(async () => {
	await browser?.close()
	await wire?.stop()
	await server?.stop()
	site?.remove()
})

async function open(options = {}) {
	const context = await browser.newContext({ ...PHONE, ...options })
	const page = await context.newPage()
	page.faults = []
	page.on('pageerror', (error) => page.faults.push(String(error)))
	page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()))
	return page
}

/** Every sheet that the server has of a form, read by uzklausi-tally: a list of answers. */
function sheets(file) {
	const archive = join(site.folder, 'archive'), key = ['--key', site.key, '--passphrase-file', site.passphrase]
	execFileSync(join(BUILD, 'uzklausi-tally'), ['fetch', '--server', server.address, '--archive', archive, ...key], { stdio: ['ignore', 'ignore', 'pipe'] })
	const out = execFileSync(join(BUILD, 'uzklausi-tally'), ['sheets', '--archive', archive, '--form', file, '--format', 'json', ...key], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
	return JSON.parse(out)
}

/** The bytes of a reply on the wire, headers included, to who takes gzip alone. */
async function gzipped(url) {
	const { hostname, port, pathname, search, host } = new URL(url)
	const socket = net.connect(Number(port), hostname), bytes = []
	socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`)
	for await (const chunk of socket) bytes.push(chunk)
	const all = Buffer.concat(bytes)
	return { reply: all.length, coding: String(all.subarray(0, all.indexOf('\r\n\r\n'))).match(/content-encoding: (\w+)/i)?.[1] }
}

const keep = { institution: 'police' }
const filled = {} // what was typed, by form

for (const file of formFiles) {
	const id = formId(file)
	for (const lang of languagesOf(readForm(file))) {
		test(`${id} is filled to the end with script (${lang})`, async () => {
			const page = await open()
			wire.went.up.length = 0
			await page.goto(`${address}/f/${id}?lang=${lang}`)
			await taken(page)
			const given = await fillForm(page, { seed: id.length + lang.charCodeAt(0), text: SECRET, keep })
			assert.equal(await page.locator('.review dt').count() > 0, true)
			await press(page)
			await page.waitForSelector('.end')
			assert.equal(await page.evaluate(() => document.documentElement.lang), lang)
			assert.deepEqual(page.faults, [])
			assert.ok(!holds(wire.went.up, SECRET), 'an answer left the device in clear')
			assert.ok(holds(wire.went.up, 'PUT /api/records/'), 'the recorder sees what is sent')
			assert.ok(!holds(wire.went.up, 'POST '))
			;(filled[id] ??= []).push(given)
			await page.context().close()
		})
		test(`${id} is filled to the end without script (${lang})`, async () => {
			const page = await open({ javaScriptEnabled: false })
			wire.went.up.length = 0
			await page.goto(`${address}/f/${id}?lang=${lang}`)
			const given = await fillForm(page, { seed: id.length + lang.charCodeAt(1), text: SECRET, keep, script: false })
			await post(page)
			if (readForm(file).uzklausi?.receipt) assert.match(await page.textContent('#receipt'), /^\d{4} \d{4} \d{4} \d{4}$/)
			else assert.match(page.url(), /\/done/)
			assert.ok(!Object.values(given).includes(SECRET) || holds(wire.went.up, SECRET), 'the recorder would see what is sent in clear')
			;(filled[id] ??= []).push(given)
			await page.context().close()
		})
	}
	test(`uzklausi-tally reads of ${id} what was typed`, () => {
		const sorted = (list) => list.map((one) => JSON.stringify(Object.entries(one).sort())).sort()
		assert.deepEqual(sorted(sheets(file).map((sheet) => flat(sheet.answers ?? sheet))), sorted(filled[id]))
	})
	test(`the first view of ${id} is one request and fits one round trip`, async () => {
		for (const lang of languagesOf(readForm(file))) {
			const page = await open()
			const devtools = await page.context().newCDPSession(page)
			await devtools.send('Network.enable')
			const seen = {}
			devtools.on('Network.responseReceived', ({ requestId, response, type }) => (seen[requestId] = { url: response.url, type, encoding: response.headers['Content-Encoding'] }))
			devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (seen[requestId].bytes = encodedDataLength))
			await page.goto(`${address}/f/${id}?lang=${lang}`)
			await taken(page)
			const [view, ...others] = Object.values(seen)
			assert.equal(view.encoding, 'br')
			assert.ok(view.bytes > 4000 && view.bytes <= BUDGET, `${view.bytes} bytes in ${lang}`)
			const { coding, reply } = await gzipped(`${address}/f/${id}?lang=${lang}`)
			assert.ok(reply <= (WITH_GZIP[id] ?? BUDGET), `${reply} bytes with gzip in ${lang}`)
			assert.equal(coding, 'gzip')
			assert.deepEqual(others.map(({ url }) => new URL(url).pathname.replace(/[0-9a-f]{16}/, 'HASH')), ['/a/device.HASH.js'])
			await page.context().close()
		}
	})
}
