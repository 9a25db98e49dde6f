// What can go wrong on a respondent's device, and what must not happen then.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fillForm, flat, go, mark, press, seen, taken } from './lib/device.mjs'
import { openTown } from './lib/town.mjs'

let town, wire, locks, address, open, sheets
before(async () => {
	town = await openTown(['school-pupils', 'concern', 'specialists'])
	;({ wire, locks, address, open, sheets } = town)
})
after(() => town?.close())

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
	const reply = await fetch(`${town.server.address}/f/school-pupils`, { method: 'POST', redirect: 'manual', body: new URLSearchParams([...fields, ['_do', 'send'], ['_lang', 'lv']]) })
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
test('a place that cannot be kept is told, and the answers stay', async () => {
	const page = await open('/f/school-pupils?lang=en')
	await page.evaluate(fillOne)
	await page.evaluate(() => {
		Storage.prototype.setItem = () => {
			throw new DOMException('full', 'QuotaExceededError')
		}
	})
	await go(page, 'keep')
	assert.ok(await seen(page, 'could not be kept on this device'))
	assert.equal(await page.locator('#sheet :checked').count(), 1)
	await page.context().close()
})

function fillOne() {
	document.querySelector('#sheet section label').click()
}

test('a lock that was replaced meanwhile: the answers stay, the person is told, and sending again is sealed to the new one', async () => {
	const page = await open('/f/school-pupils?lang=en')
	const given = await fillForm(page, { seed: 13, text: 'Kept-through-it-all' }), old = locks['school-pupils'].id
	await town.relock('school-pupils')
	assert.notEqual(locks['school-pupils'].id, old)
	const bodies = []
	page.on('request', (request) => request.method() === 'PUT' && bodies.push(request.postDataBuffer().subarray(1, 17).toString('hex')))
	await press(page)
	await page.waitForSelector('[data-say=changed]')
	assert.ok(await seen(page, 'check your answers and send them again'))
	assert.equal(await page.evaluate(() => document.activeElement.getAttribute('data-say')), 'changed')
	assert.ok(await seen(page, 'Kept-through-it-all'))
	assert.equal((await sheets('school-pupils')).length, 0)
	await press(page)
	await page.waitForSelector('.end')
	assert.deepEqual(bodies, [old, locks['school-pupils'].id])
	const [sheet] = await sheets('school-pupils')
	assert.deepEqual(flat(sheet.answers), given)
	await page.context().close()
})

test('a form that is closed meanwhile: the answers stay, and the person is told that nothing could be loaded', async () => {
	const page = await open('/f/school-pupils?lang=en')
	await fillForm(page, { seed: 14, text: 'Kept-all-the-same' })
	await page.route('**/api/records/**', (route) => route.fulfill({ status: 409, contentType: 'application/json', body: '{}' }))
	await page.route('**/f/school-pupils*', (route) => route.fulfill({ status: 404, body: 'gone' }))
	await press(page)
	await page.waitForSelector('[data-say=unloaded]')
	assert.ok(await seen(page, 'Your answers are still here'))
	assert.ok(await seen(page, 'Kept-all-the-same'))
	await page.context().close()
})

test('axe reports nothing where the script shows faults, the review and the end', async () => {
	const context = await town.browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: true }), page = await context.newPage()
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
