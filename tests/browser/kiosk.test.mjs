// A kiosk in a real browser: without a network, left half filled, with its queue full, with every way out tried.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fetchSheets, makeSite, startServer } from '../http/lib/site.mjs'
import * as seal from '../seal/seal.mjs'
import { browse } from './lib/browser.mjs'
import { network, queued, settled } from './lib/kiosk.mjs'

const WALK = 'tests/http/forms/walk.json', LINKS = 'tests/http/forms/links.json'
// So long that no machine is slow enough for it: where it matters, the page's clock is moved.
const IDLE = 120, WARNING = 20
const tent = { name: 'tent', forms: ['walk', 'links'], 'not-for-crowds': ['links'], 'idle-seconds': IDLE, 'warning-seconds': WARNING }
const hall = { name: 'hall', forms: ['links', 'walk'], languages: ['en'] }
const WORD = 'vējdzirnavas' // what somebody types
let server, site, net, browser

before(async () => {
	site = makeSite({ forms: [LINKS, WALK], settings: { languages: ['lv', 'en'], kiosks: [tent, hall] } })
	server = await startServer(site)
	net = await network(server)
	browser = await browse()
})

after(async () => {
	await browser?.close()
	await net?.close()
	await server?.stop()
	site?.remove()
})

// A device of its own for each test; faults of its scripts fail the test.
async function device(use, { clock = false, ...options } = {}) {
	const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, ...options })
	const errors = []
	net.puts.length = 0
	net.go(false)
	net.fails = () => null
	net.portal = false
	try {
		const page = await context.newPage()
		page.on('pageerror', (error) => errors.push(error.message))
		if (clock) await page.clock.install()
		await use(page, context)
		assert.deepEqual(errors, [])
	} finally {
		await context.close()
	}
}

async function openTent(page) {
	await page.goto(`${net.address}/kiosk/tent`)
	await settled(page)
}

// From now on the page's time passes only when a test says so, and somebody has touched the device at this very moment.
async function stopTime(page) {
	await page.clock.pauseAt(await page.evaluate(() => Date.now() + 30_000))
	await page.mouse.move(10, 10)
	await page.mouse.move(20, 20)
}

const pass = (page, seconds) => page.clock.runFor(seconds * 1000)
const press = (page, what) => page.click(`[data-do=${what}]:visible`)
const started = (page) => page.waitForURL((url) => url.pathname === '/kiosk/tent')
const done = (page) => page.waitForURL(/\/done\?/)
const sheets = () => fetchSheets(server, site)

// From the start page to the last page of the walk.
async function begin(page) {
	await page.click('.cards li:first-child a')
	await page.waitForURL(/\/f\/walk/)
	await page.waitForFunction(() => window.uzklausiKiosk && window.uzklausi && window.uzklausi.take)
	await page.check('input[name=walks][value=no]')
	await press(page, 'next')
	await press(page, 'next')
}

async function fill(page, text) {
	await begin(page)
	await page.fill('textarea[name=words]', text)
	await press(page, 'review')
	await press(page, 'send')
}

async function staff(page) {
	await page.goto(`${net.address}/kiosk/tent/staff`)
	await page.waitForFunction(() => document.querySelector('#waiting').textContent !== '–')
}

async function sendAll(page, outcome) {
	await page.click('#send-all')
	await page.waitForSelector(`[data-outcome=${outcome}]:visible`)
}

function sealed(id, i) {
	const sheet = seal.writeSheet({ form: 'walk', version: '0'.repeat(32), wave: '2026', id, lang: 'lv', answers: `{"words":"${i}"}` })
	return seal.sealRecord(site.lock, sheet)
}

// Puts sealed sheets into the queue, and answers their ids in the order in which they came.
async function stock(page, count, make = sealed) {
	const records = Array.from({ length: count }, (_, i) => {
		const id = randomBytes(16).toString('hex')
		return { id, sealed: Buffer.from(make(id, i)).toString('base64') }
	})
	await page.evaluate((all) => new Promise((resolve, reject) => {
		const opening = indexedDB.open('uzklausi-kiosk-tent', 1)
		opening.onsuccess = () => {
			const t = opening.result.transaction('records', 'readwrite')
			for (const { id, sealed } of all)
				t.objectStore('records').put({ form: 'walk', bytes: Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0)), test: false }, id)
			t.oncomplete = () => (opening.result.close(), resolve())
			t.onabort = () => reject(t.error)
		}
	}), records)
	return records.map(({ id }) => id)
}

test('a sheet is filled in, kept and sent without and with a network, in either language, and counts once', () => device(async (page) => {
	await openTent(page)
	net.go(true)
	await begin(page)
	await page.fill('textarea[name=words]', WORD)
	await page.click('header nav a[lang=en]')
	await page.waitForFunction(() => document.documentElement.lang === 'en')
	assert.equal(await page.inputValue('textarea[name=words]'), WORD, 'another language keeps the answers')
	await press(page, 'review')
	await press(page, 'send')
	await done(page)
	assert.match(await page.innerText('main'), /Thank you!/)

	await page.reload()
	await done(page)
	await page.goto(`${net.address}/kiosk/tent`)
	assert.match(await page.innerText('h1'), /Sveicināti/, 'the start page is there, and in its own language again')

	await staff(page)
	assert.equal(await page.innerText('#waiting'), '1')
	await sendAll(page, 'away')
	assert.equal(net.puts.length, 0)
	net.go(false)
	await sendAll(page, 'all')
	assert.equal(await page.innerText('#waiting'), '0')
	assert.notEqual(await page.innerText('#sent'), 'vēl nav')
	assert.equal(net.puts.length, 1)
	assert.ok(!net.puts[0].body.includes(WORD), 'nothing leaves the device in clear')
	const found = [...(await sheets()).values()].filter((sheet) => sheet.answers.words === WORD)
	assert.equal(found.length, 1)
	assert.equal(found[0].lang, 'en')
	assert.deepEqual(found[0].answers, { walks: 'no', words: WORD })
}))

test('what the queue holds says neither what nor when', () => device(async (page) => {
	await openTent(page)
	net.go(true)
	for (const text of ['pirmais', WORD]) {
		await fill(page, text)
		await done(page)
		await page.goto(`${net.address}/kiosk/tent`)
	}
	const items = await queued(page)
	assert.equal(items.length, 2)
	for (const item of items) {
		assert.match(item.id, /^[0-9a-f]{32}$/)
		assert.deepEqual(item.members, ['bytes', 'form', 'test'])
		assert.equal(item.bytes.length, 4000)
		assert.ok(!Buffer.from(item.bytes).includes(WORD))
	}
	const opened = items.map((item) => JSON.parse(seal.openRecord(site.lock, site.lock.secret, Uint8Array.from(item.bytes))))
	assert.deepEqual(opened.map((sheet) => sheet.answers.words).sort(), ['pirmais', WORD].sort())
	assert.deepEqual(opened.map((sheet) => sheet.id), items.map((item) => item.id), 'what is kept is sealed, and opens with the key alone')
}))

test('records leave at times drawn at random, in another order than they came', () => device(async (page) => {
	await openTent(page)
	net.go(true)
	const ids = await stock(page, 20)
	net.go(false)
	const minutes = []
	// Time runs faster than the network: what is cut off by its deadline comes twice, and counts once.
	const arrivals = () => [...new Set(net.puts.map((one) => one.path.slice(-32)))]
	for (let minute = 1; arrivals().length < 20 && minute < 400; minute++) {
		await page.clock.runFor(60_000)
		minutes.push(arrivals().length)
		await page.mouse.move(minute, minute)
	}
	const arrived = arrivals()
	assert.deepEqual([...arrived].sort(), [...ids].sort(), 'all of them')
	assert.notDeepEqual(arrived, ids)
	assert.notDeepEqual(arrived, [...ids].reverse())
	assert.ok(minutes[0] < 20 && minutes.length > 5, `spread over time: ${minutes}`)
}, { clock: true }))

test('a request in five is lost on its way or back, and each sheet arrives once', () => device(async (page) => {
	await openTent(page)
	const before = (await sheets()).size
	await stock(page, 30)
	let put = 0
	net.fails = (request) => (request.method === 'PUT' && ++put % 5 === 0 ? (put % 2 ? 'request' : 'reply') : null)
	await staff(page)
	await sendAll(page, 'all')
	assert.equal((await queued(page)).length, 0)
	assert.equal((await sheets()).size - before, 30)
	assert.ok(net.puts.length > 30, 'some were sent twice, because the reply was lost')
}))

test("a hotel's welcome page is no answer of the server's", () => device(async (page) => {
	await openTent(page)
	await stock(page, 1)
	await staff(page)
	net.portal = true
	await sendAll(page, 'away')
	assert.equal((await queued(page)).length, 1)
}))

test('what the server refuses stays, and the staff hear of it', () => device(async (page) => {
	await openTent(page)
	await page.evaluate(() => new Promise((resolve) => {
		const opening = indexedDB.open('uzklausi-kiosk-tent', 1)
		opening.onsuccess = () => {
			const t = opening.result.transaction('records', 'readwrite')
			t.objectStore('records').put({ form: 'walk', bytes: new Uint8Array(4000), test: false }, 'ab'.repeat(16))
			t.oncomplete = () => (opening.result.close(), resolve())
		}
	}))
	await staff(page)
	await sendAll(page, 'refused')
	assert.equal((await queued(page)).length, 1)
}))

test('a sheet for which the server wants a slip now is told to the staff, and holds up no other', () => device(async (page) => {
	await openTent(page)
	const before = (await sheets()).size
	await stock(page, 3)
	let first
	await page.route('**/api/records/walk/*', (route) => {
		first = first || route.request().url()
		return route.request().url() === first ? route.fulfill({ status: 403, json: { slip: 'missing' } }) : route.continue()
	})
	await staff(page)
	await sendAll(page, 'refused')
	assert.deepEqual((await queued(page)).map((item) => item.id), [first.slice(-32)])
	assert.equal((await sheets()).size - before, 2)
}))

test('a test sheet reaches the server and is kept nowhere', () => device(async (page) => {
	await openTent(page)
	await staff(page)
	const before = (await sheets()).size
	await page.click('#send-test')
	await page.waitForSelector('[data-outcome=test-taken]:visible')
	assert.deepEqual(net.puts.map((one) => one.path), ['/kiosk/tent/test/walk'])
	assert.equal((await sheets()).size, before)
	assert.equal(await page.innerText('#sent'), 'vēl nav', 'and is not counted as sent')
	net.go(true)
	await page.click('#send-test')
	await page.waitForSelector('[data-outcome=test-waits]:visible')
	assert.deepEqual((await queued(page)).map((item) => item.test), [true])
	net.go(false)
	await sendAll(page, 'all')
	assert.equal((await sheets()).size, before)
}))

test('a full queue refuses openly and keeps what was typed', () => device(async (page) => {
	await openTent(page)
	net.go(true)
	await stock(page, 299, () => randomBytes(4000)) // they are never sent, and sealing so many takes a while
	await begin(page)
	await page.fill('textarea[name=words]', WORD)
	await stock(page, 1)
	await press(page, 'review')
	await press(page, 'send')
	await page.waitForSelector('#not-kept:visible')
	assert.ok(await page.isVisible('#no-room'))
	await press(page, 'back')
	assert.equal(await page.inputValue('textarea[name=words]'), WORD)
	assert.equal((await queued(page)).length, 300)
	await page.goto(`${net.address}/kiosk/tent`)
	await page.waitForSelector('#no-room:visible')
	assert.equal(await page.isVisible('.cards'), false, 'the start page offers nothing')
}))

test('a browser that can store nothing refuses openly and keeps what was typed', () => device(async (page) => {
	await openTent(page)
	await begin(page)
	await page.fill('textarea[name=words]', WORD)
	await page.evaluate(() => {
		IDBFactory.prototype.open = () => {
			throw new DOMException('', 'QuotaExceededError')
		}
	})
	await press(page, 'review')
	await press(page, 'send')
	await page.waitForSelector('#not-kept:visible')
	await press(page, 'back')
	assert.equal(await page.inputValue('textarea[name=words]'), WORD)
	await press(page, 'review')
	assert.ok(await page.isEnabled('[data-do=send]:visible'), 'and can be sent again')
	assert.equal(net.puts.length, 0)
}))

const left = (page) => page.evaluate(async () => ({
	session: sessionStorage.length, local: localStorage.length, cookies: document.cookie,
	databases: (await indexedDB.databases()).map((one) => one.name),
	cached: (await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))).flat().map((one) => new URL(one.url).pathname),
}))

// Nothing that was typed is on the page, in storage or behind Back.
async function wiped(page) {
	const { databases, cached, ...none } = await left(page)
	assert.deepEqual(none, { session: 0, local: 0, cookies: '' })
	assert.deepEqual(databases, ['uzklausi-kiosk-tent'])
	assert.deepEqual(cached.filter((path) => !/^\/(kiosk\/tent|a\/)/.test(path)), [])
	assert.ok(!(await page.content()).includes(WORD))
	for (const way of ['goBack', 'goForward']) {
		await page[way]().catch(() => null)
		if (page.url() === 'about:blank') await page.goForward()
		await started(page)
		assert.ok(!(await page.content()).includes(WORD), way)
	}
	await page.click('.cards li:first-child a')
	await page.waitForURL(/\/f\/walk/)
	await page.waitForFunction(() => window.uzklausi && window.uzklausi.take)
	assert.equal(await page.evaluate(() => document.querySelectorAll('#sheet :checked:not(option)').length), 0, 'nothing is chosen')
	assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('#sheet textarea, #sheet input[type=text]')].map((e) => e.value).filter(Boolean)), [])
}

test('left half filled: a warning, a countdown of 20 seconds, then nothing is left', () => device(async (page) => {
	await openTent(page)
	await begin(page)
	await page.fill('textarea[name=words]', WORD)
	await stopTime(page)
	await pass(page, IDLE - 1)
	assert.equal(await page.isVisible('#idle'), false)
	await pass(page, 1.5)
	assert.ok(await page.isVisible('#idle'))
	assert.equal(await page.evaluate(() => document.activeElement.hasAttribute('data-stay')), true, 'the way to stay has the focus')
	assert.ok(Number(await page.innerText('[data-left]')) >= WARNING - 1, 'the whole time is left')
	assert.match(await page.textContent('[data-said]'), /20/, 'and is said aloud')
	const behind = await page.evaluate(() => getComputedStyle(document.querySelector('#idle'), '::backdrop').backgroundColor)
	assert.match(behind, /^rgb\(/, 'what was written cannot be read behind it')

	await page.click('[data-stay]')
	assert.equal(await page.isVisible('#idle'), false)
	assert.equal(await page.inputValue('textarea[name=words]'), WORD, 'who stays keeps everything')

	await pass(page, IDLE + 1)
	assert.ok(await page.isVisible('#idle'))
	await pass(page, WARNING - 2)
	assert.ok(await page.isVisible('#idle'), 'not before the time is over')
	await pass(page, 3)
	await started(page)
	await wiped(page)
}, { clock: true }))

test('the countdown works in the language that was changed to', () => device(async (page) => {
	await openTent(page)
	await begin(page)
	await page.click('header nav a[lang=en]')
	await page.waitForFunction(() => document.documentElement.lang === 'en')
	await stopTime(page)
	await pass(page, IDLE + 1)
	assert.match(await page.innerText('#idle'), /Are you still here/)
	await page.click('[data-end]')
	await started(page)
	await wiped(page)
}, { clock: true }))

test('after a sheet nothing is left, and the start page comes by itself', () => device(async (page) => {
	await openTent(page)
	await fill(page, WORD)
	await done(page)
	await page.waitForFunction(() => window.uzklausiKiosk)
	await pass(page, 21)
	await started(page)
	await wiped(page)
}, { clock: true }))

test('a reload in the middle leaves an empty form', () => device(async (page) => {
	await openTent(page)
	await page.click('.cards li:first-child a')
	await page.waitForURL(/\/f\/walk/)
	await page.waitForFunction(() => window.uzklausi && window.uzklausi.take)
	await page.check('input[name=walks][value=no]')
	await page.reload()
	await page.waitForFunction(() => window.uzklausi && window.uzklausi.take)
	assert.equal(await page.locator('#sheet :checked').count(), 0)
}))

test('the search for what is left finds something', () => device(async (page) => {
	await openTent(page)
	await page.evaluate((word) => sessionStorage.setItem('x', word), WORD)
	await assert.rejects(wiped(page))
}))

test('no link and no key leads out of the kiosk', () => device(async (page, context) => {
	const opened = []
	context.on('page', (other) => opened.push(other.url()))
	await openTent(page)
	const inside = () => page.evaluate(() => [...document.querySelectorAll('a[href], form[action], area, iframe, object, embed')]
		.map((e) => e.href || e.action || e.src || e.tagName)
		.filter((address) => !address.startsWith(location.origin + '/kiosk/tent')))
	const look = async (what) => assert.deepEqual(await inside(), [], what)
	await look('start')
	for (const path of ['?lang=en', '/f/links', '/f/walk', '/f/walk/done', '/staff', '/help', '/accessibility', '/nowhere']) {
		await page.goto(`${net.address}/kiosk/tent${path}`)
		await look(path)
		const count = await page.locator('a[href]:visible').count()
		for (let i = 0; i < count; i++) {
			await page.goto(`${net.address}/kiosk/tent${path}`)
			const link = page.locator('a[href]:visible').nth(i)
			if (await link.getAttribute('href') === '#main') await link.press('Enter')
			else await link.click({ modifiers: i % 2 ? ['ControlOrMeta'] : [], button: i % 3 === 2 ? 'middle' : 'left' })
			await page.waitForLoadState()
			assert.ok(page.url().startsWith(`${net.address}/kiosk/tent`), page.url())
		}
	}
	await page.goto(`${net.address}/kiosk/tent`)
	await begin(page)
	await look('the last page')
	await page.fill('textarea[name=words]', WORD)
	await press(page, 'review')
	await look('the review')
	assert.deepEqual(opened, [], 'no other window')
}))

test('the procedure and the accessibility statement are read without leaving the kiosk and without a network', () => device(async (page) => {
	await openTent(page)
	net.go(true)
	const entries = await page.evaluate(() => history.length)
	for (const [path, about] of [['help', /Pienākums ziņot tajā pašā dienā/], ['accessibility', /WCAG 2\.2/]]) {
		await page.click(`footer a[href*="/${path}"]`)
		await page.waitForURL(`**/kiosk/tent/${path}?lang=lv`)
		assert.match(await page.innerText('main'), about)
		await page.waitForFunction(() => window.uzklausiKiosk)
		await page.click('main .buttons a')
		await started(page)
		await page.waitForFunction(() => window.uzklausiKiosk)
	}
	assert.equal(await page.evaluate(() => history.length), entries)
}))

test('whoever leaves the procedure open finds the start page again', () => device(async (page) => {
	await openTent(page)
	await page.goto(`${net.address}/kiosk/tent/help`)
	await page.waitForFunction(() => window.uzklausiKiosk)
	await stopTime(page)
	await pass(page, IDLE + WARNING - 2)
	assert.match(page.url(), /help/)
	await pass(page, 3)
	await started(page)
}, { clock: true }))

test('following links leaves no entries behind', () => device(async (page) => {
	await openTent(page)
	const entries = await page.evaluate(() => history.length)
	await page.click('.tongues a[lang=en]')
	await page.waitForURL(/lang=en/)
	await begin(page)
	await page.fill('textarea[name=words]', WORD)
	await press(page, 'review')
	await press(page, 'send')
	await done(page)
	await page.click('main .buttons a')
	await started(page)
	assert.equal(await page.evaluate(() => history.length), entries)
}))

test('pages that the server has newer are used from the next start on, and never under answers', () => device(async (page) => {
	await openTent(page)
	const file = `${site.path}/site.json`, old = readFileSync(file, 'utf8')
	const port = server.port
	try {
		await begin(page)
		await server.stop()
		writeFileSync(file, JSON.stringify({ ...JSON.parse(old), name: 'Jauns novads' }))
		server = await startServer(site, { listen: `127.0.0.1:${port}` })
		await page.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one.update()))
		await page.waitForFunction(() => navigator.serviceWorker.getRegistration().then((one) => !!one.waiting))
		assert.ok(await page.isVisible('textarea[name=words]'), 'the half-filled form stays')
		await page.goto(`${net.address}/kiosk/tent`)
		await page.waitForFunction(() => document.querySelector('.site') && document.querySelector('.site').innerText.includes('Jauns novads'))
		await settled(page)
		net.go(true)
		await page.goto(`${net.address}/kiosk/tent/staff`)
		assert.match(await page.innerText('.site'), /Jauns novads/)
	} finally {
		await server.stop()
		writeFileSync(file, old)
		server = await startServer(site, { listen: `127.0.0.1:${port}` })
	}
}))
