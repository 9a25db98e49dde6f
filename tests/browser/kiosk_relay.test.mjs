// A kiosk in a tent: its pages come from a small computer beside it, which passes on what it takes. Browser, box and town are real.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fetchSheets, filesBelow, startServer } from '../http/lib/site.mjs'
import { idsAt, makeTown, startRelay, until } from '../http/lib/relay.mjs'
import { issue } from '../http/lib/slips.mjs'
import { browse } from './lib/browser.mjs'
import { network, queued, settled } from './lib/kiosk.mjs'

const FORMS = ['pupils-slip', 'worked', 'walk'] // the lock of a site is that of its last form
const WORD = 'vējdzirnavas'
const tent = { name: 'tent', forms: [...FORMS].reverse() }

async function fill(page, net, text) {
	await page.goto(`${net.address}/kiosk/tent`)
	await page.waitForFunction(() => window.uzklausiKiosk)
	await page.click('.cards li:first-child a')
	await page.waitForURL(/\/f\/walk/)
	await page.waitForFunction(() => window.uzklausiKiosk && window.uzklausi && window.uzklausi.take)
	await page.check('input[name=walks][value=no]')
	for (const what of ['next', 'next']) await page.click(`[data-do=${what}]:visible`)
	await page.fill('textarea[name=words]', text)
	for (const what of ['review', 'send']) await page.click(`[data-do=${what}]:visible`)
	await page.waitForURL(/\/done\?/)
}

async function sendAll(page, net, outcome) {
	await page.goto(`${net.address}/kiosk/tent/staff`)
	await page.waitForFunction(() => document.querySelector('#waiting').textContent !== '–')
	await page.click('#send-all')
	await page.waitForSelector(`[data-outcome=${outcome}]:visible`)
}

test('device, box and town: what is filled in while one after the other is away arrives in the town once, and lies nowhere in clear', { timeout: 300_000 }, async () => {
	const { site, box } = makeTown({ forms: FORMS.map((form) => `tests/http/forms/${form}.json`), settings: { kiosks: [tent] } })
	issue(site, 'pupils-slip', '7-12', 1)
	let town = await startServer(site)
	const address = { url: town.address, listen: `127.0.0.1:${town.port}` }
	await town.stop()
	const relay = await startRelay(box, address.url), net = await network(relay), browser = await browse()
	try {
		const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } }), errors = []
		page.on('pageerror', (error) => errors.push(error.message))
		await page.goto(`${net.address}/kiosk/tent`)
		await settled(page)
		assert.doesNotMatch(await page.content(), /pupils-slip/, 'a form that costs a slip is not here')

		await fill(page, net, `${WORD} viens`) // the town is away: the box takes it
		await sendAll(page, net, 'all')
		net.go(true) // and the box too: it waits on the device
		await fill(page, net, `${WORD} divi`)
		assert.equal((await queued(page)).length, 1)
		await sendAll(page, net, 'away')
		net.go(false)
		net.fails = (request) => (request.method === 'PUT' ? 'reply' : null) // the box has it, the device does not know
		await sendAll(page, net, 'away')
		net.fails = () => null
		await sendAll(page, net, 'all')

		assert.deepEqual(filesBelow(box.path).filter((file) => readFileSync(file).includes(WORD)), [], 'nothing of it is in clear on the box')
		town = await startServer(site, { listen: address.listen })
		await until('both have arrived', async () => (await idsAt(town, site)).length === 2)
		assert.deepEqual([...(await fetchSheets(town, site)).values()].map((sheet) => sheet.answers.words).sort(), [`${WORD} divi`, `${WORD} viens`])
		await page.click('#send-test')
		await page.waitForSelector('[data-outcome=test-taken]:visible')
		assert.equal((await idsAt(town, site)).length, 2, 'a test sheet goes no further than the box')
		assert.deepEqual(errors, [])
	} finally {
		await browser.close()
		await net.close()
		await relay.stop()
		await town.stop().catch(() => null)
		site.remove()
	}
})
