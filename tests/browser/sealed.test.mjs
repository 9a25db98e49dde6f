// What can go wrong on a respondent's device, and what must not happen then.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fetchSheets, makeSite, startServer } from '../http/lib/site.mjs'
import { namedForm } from '../forms/lib/forms.mjs'
import { addLock } from '../http/lib/site.mjs'
import { browse } from './lib/browser.mjs'
import { fillForm, press, recorder, taken } from './lib/device.mjs'

let site, server, browser, wire, address
const locks = {}
before(async () => {
	const probe = await recorder(1)
	const { port } = probe
	await probe.stop()
	site = makeSite({ forms: ['forms/school-pupils.json'], settings: { languages: ['lv', 'en', 'ru', 'uk'], hosts: [`127.0.0.1:${port}`, `town.test:${port}`], leave: 'https://neutral.test/' } })
	locks['school-pupils'] = site.lock
	const { copyFileSync } = await import('node:fs')
	for (const id of ['concern', 'specialists']) {
		copyFileSync(`forms/${id}.json`, `${site.path}/forms/${id}.json`)
		locks[id] = addLock(site, id, { size: namedForm(id).uzklausi.recordSize })
	}
	server = await startServer(site)
	wire = await recorder(server.port, port)
	address = `http://127.0.0.1:${port}`
	browser = await browse()
})
after(async () => {
	await browser?.close()
	await wire?.stop()
	await server?.stop()
	site?.remove()
})

async function open(path, { wait = true, before: prepare } = {}) {
	const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
	const page = await context.newPage()
	await prepare?.(page)
	await page.goto(path.startsWith('http') ? path : address + path)
	if (wait) await taken(page)
	return page
}
const sheets = async (id) => [...(await fetchSheets(server, site, locks[id])).values()]
const go = (page, what) => page.evaluate((name) => [...document.querySelectorAll(`[data-do=${name}]`)].find((b) => b.getClientRects().length).click(), what)
const mark = (page, name, value) => page.evaluate(([n, v]) => document.querySelector(`input[name="${n}"][value="${v}"]`).closest('label').click(), [name, value])
const seen = (page, text) => page.evaluate((what) => document.body.innerText.includes(what), text)

test('what an answer brings up appears at once, and goes again', async () => {
	const page = await open('/f/concern?lang=en')
	assert.equal(await seen(page, 'Call now. Say where'), false)
	await mark(page, 'danger', 'yes')
	assert.equal(await seen(page, 'Call now. Say where'), true)
	await mark(page, 'danger', 'no')
	assert.equal(await seen(page, 'Call now. Say where'), false)
	await page.context().close()
})

test('a missing answer is told beside its question and in a summary that has the focus; Back keeps answers', async () => {
	const page = await open('/f/specialists?lang=en')
	await press(page)
	assert.equal(await page.locator('.faults li').count(), 1)
	assert.equal(await page.evaluate(() => document.activeElement.className), 'faults')
	assert.match(await page.locator('.faults h2').textContent(), /^1 answer needs correcting$/)
	assert.match(await page.locator('fieldset.faulty p.fault').textContent(), /Please choose the institution/)
	assert.equal(await page.locator('fieldset.faulty').getAttribute('aria-invalid'), 'true')
	await mark(page, 'institution', 'social')
	await press(page)
	assert.equal(await page.locator('.faults').count(), 0)
	await mark(page, 'k01', 'true')
	await go(page, 'back')
	assert.ok(await page.isChecked('input[name=institution][value=social]'))
	await page.goBack()
	await page.goForward()
	await press(page)
	assert.ok(await page.isChecked('input[name=k01][value=true]'))
	await page.context().close()
})

test('another language keeps the answers and the page', async () => {
	const page = await open('/f/concern?lang=en')
	await mark(page, 'danger', 'no')
	await press(page)
	await mark(page, 'who', 'parent')
	await page.evaluate(() => document.querySelector('nav a[lang=lv]').click())
	await page.waitForFunction(() => document.documentElement.lang === 'lv')
	assert.ok(await page.isChecked('input[name=who][value=parent]'))
	assert.match(await page.locator('.steps').textContent(), /^2\. lapa no 6/)
	await go(page, 'back')
	assert.ok(await page.isChecked('input[name=danger][value=no]'))
	await page.context().close()
})

test('a record of a device and one of the server look alike and say the same', async () => {
	const page = await open('/f/school-pupils?lang=lv')
	await fillForm(page, { seed: 5, text: 'Teksts „ā” \\ "x"' })
	const fields = await page.evaluate(() => [...new FormData(document.getElementById('sheet'))].filter(([name, value]) => value !== '' && !name.startsWith('_')))
	let sent
	page.on('request', (request) => request.method() === 'PUT' && (sent = request.postDataBuffer()))
	await press(page)
	await page.waitForSelector('.end')
	const reply = await fetch(`${server.address}/f/school-pupils`, { method: 'POST', redirect: 'manual', body: new URLSearchParams([...fields, ['_do', 'send'], ['_lang', 'lv']]) })
	assert.equal(reply.status, 303)
	const [one, other] = (await sheets('school-pupils')).slice(-2)
	assert.deepEqual(Object.keys(one), Object.keys(other))
	assert.equal(JSON.stringify(one.answers), JSON.stringify(other.answers), 'also in their order')
	assert.deepEqual({ ...one, id: '' }, { ...other, id: '' })
	assert.equal(sent.length, locks['school-pupils'].size)
	assert.equal(sent.subarray(0, 17).toString('hex'), `01${locks['school-pupils'].id}`)
	await page.context().close()
})

test('a network that fails delays a sheet and does not double it', async () => {
	const count = (await sheets('school-pupils')).length
	const page = await open('/f/school-pupils?lang=en')
	await fillForm(page, { seed: 6 })
	let dropped = 0
	await page.route('**/api/records/**', async (route) => {
		if (dropped++ > 0) return route.continue()
		await route.fetch() // it arrives, and the answer is lost
		await route.abort()
	})
	await press(page)
	await page.waitForSelector('[data-say=waits]')
	await go(page, 'again')
	await page.waitForSelector('.end', { timeout: 60_000 })
	assert.ok(dropped >= 2)
	assert.equal((await sheets('school-pupils')).length, count + 1)
	await page.context().close()
})

test('pressing Send twice sends once', async () => {
	const count = (await sheets('school-pupils')).length
	const page = await open('/f/school-pupils?lang=en')
	await fillForm(page, { seed: 7 })
	await page.evaluate(() => { const b = document.querySelector('[data-do=send]'); b.click(); b.click() })
	await page.waitForSelector('.end')
	assert.equal((await sheets('school-pupils')).length, count + 1)
	await page.context().close()
})

test('a device that cannot seal sends nothing and keeps the answers', async () => {
	const count = (await sheets('school-pupils')).length
	const page = await open('/f/school-pupils?lang=en')
	await fillForm(page, { seed: 8 })
	await page.evaluate(() => { crypto.getRandomValues = (bytes) => bytes.fill(0) })
	let requests = 0
	page.on('request', () => requests++)
	await press(page)
	await page.waitForSelector('[data-say=seal]')
	assert.ok(await seen(page, 'could not be encrypted on this device'))
	assert.ok(await page.locator('.review dt').count() > 5)
	assert.equal(requests, 0)
	assert.equal((await sheets('school-pupils')).length, count)
	await page.context().close()
})

test('a lock that is broken in the page sends nothing', async () => {
	const page = await open('/f/school-pupils?lang=en', { before: (p) => p.route('**/f/school-pupils*', async (route) => {
		const reply = await route.fetch(), body = (await reply.text()).replace(/(`key`:`)[0-9a-f]{64}/, `$1${'0'.repeat(64)}`)
		await route.fulfill({ response: reply, body })
	}) })
	await fillForm(page, { seed: 9 })
	await press(page)
	await page.waitForSelector('[data-say=seal]')
	await page.context().close()
})

test('when the sealing part does not load nothing is posted before the person says so', async () => {
	const page = await open('/f/concern?lang=en', { wait: false, before: (p) => p.route('**/a/**', (route) => route.abort()) })
	await page.waitForSelector('#device-late:not([hidden])')
	let posted = 0
	page.on('request', (request) => (posted += request.method() === 'POST'))
	await mark(page, 'danger', 'no')
	await press(page)
	assert.equal(posted, 0)
	await page.unroute('**/a/**')
	await page.evaluate(() => document.querySelector('#device-late [data-do=again]').click())
	await taken(page)
	await page.waitForFunction(() => document.querySelector('.steps').textContent.startsWith('Page 2'))
	assert.equal(posted, 0)
	await page.context().close()
})

test('it seals on plain http of a local network, where there is no secure context', async () => {
	const { chromium } = await import('playwright-core')
	const other = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP town.test 127.0.0.1'] })
	const page = await other.newPage()
	await page.goto(`http://town.test:${wire.port}/f/school-pupils?lang=en`)
	await taken(page)
	assert.equal(await page.evaluate(() => window.isSecureContext), false)
	await fillForm(page, { seed: 10 })
	await press(page)
	await page.waitForSelector('.end')
	await other.close()
})

test('nothing is kept on the device but a place that was asked for, and sending ends it', async () => {
	const page = await open('/f/school-pupils?lang=en')
	await page.evaluate(fillOne)
	await press(page)
	const stored = () => page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])
	assert.deepEqual(await stored(), [0, 0, ''])
	await go(page, 'keep')
	assert.deepEqual(await stored(), [1, 0, ''])
	const steps = await page.locator('.steps').textContent()
	await page.reload()
	await taken(page)
	assert.equal(await page.locator('.steps').textContent(), steps)
	await fillForm(page, { seed: 11 })
	await press(page)
	await page.waitForSelector('.end')
	assert.deepEqual(await stored(), [0, 0, ''])
	await page.context().close()
})
function fillOne() {
	document.querySelector('#sheet section label').click()
}

test('after sending nothing of the answers is in the page, nor behind Back', async () => {
	const page = await open('/f/concern?lang=en')
	await fillForm(page, { seed: 12, text: 'Very-special-words' })
	await press(page)
	await page.waitForSelector('.end')
	assert.ok(await page.locator('.end a[href^="tel:"], footer a[href^="tel:"]').count() > 2)
	assert.ok(!(await page.content()).includes('Very-special-words'))
	await page.goto('about:blank')
	await page.goBack()
	assert.ok(!(await page.content()).includes('Very-special-words'))
	assert.equal(await page.locator('.review').count(), 0)
	await page.context().close()
})

for (const how of ['the button', 'Shift three times'])
	test(`${how} leaves at once, and nothing of the page is left`, async () => {
		const page = await open('/f/concern?lang=en', { before: (p) => p.route('https://neutral.test/**', (route) => route.fulfill({ body: 'weather' })) })
		assert.ok(await seen(page, 'history is not erased'))
		assert.doesNotMatch(await page.title(), /worr|report|concern/i)
		await mark(page, 'danger', 'yes')
		const before = await page.evaluate(() => history.length)
		if (how === 'the button') await page.evaluate(() => document.querySelector('.leave a').click())
		else for (let i = 0; i < 3; i++) await page.keyboard.press('Shift')
		await page.waitForURL('https://neutral.test/')
		assert.equal(await page.evaluate(() => history.length), before)
		await page.goBack()
		assert.ok(!page.url().includes('/f/concern'))
		await page.context().close()
	})

test('axe reports nothing where the script shows faults, the review and the end', async () => {
	const context = await browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: true }), page = await context.newPage()
	const source = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
	const quiet = async () => {
		await page.evaluate(source)
		const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
		assert.deepEqual(violations.map(({ id }) => id), [])
	}
	await page.goto(`${address}/f/specialists?lang=en`)
	await taken(page)
	await press(page)
	await page.waitForSelector('.faults')
	await quiet()
	await page.goto(`${address}/f/concern?lang=en`)
	await taken(page)
	await fillForm(page, { seed: 3 })
	await quiet()
	await press(page)
	await page.waitForSelector('.end')
	await quiet()
	await context.close()
})
