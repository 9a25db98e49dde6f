// A kiosk whose power is cut, that many stand around, whose network is plain, whose code is read by a camera; and what lies on its disk.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { chromium } from 'playwright-core'
import { fetchSheets, filesBelow, makeSite, startServer } from '../http/lib/site.mjs'
import { browse } from './lib/browser.mjs'
import { makeProfile, network, power, queued, settled } from './lib/kiosk.mjs'

const WALK = 'tests/http/forms/walk.json', LINKS = 'tests/http/forms/links.json'
const WORD = 'vējdzirnavas'
const kiosks = [
	{ name: 'tent', place: 'Telts', forms: ['links', 'walk'], 'not-for-crowds': ['walk'], 'idle-seconds': 120 },
]
let server, site, net

before(async () => {
	site = makeSite({ forms: [WALK, LINKS], settings: { languages: ['lv', 'en'], address: 'https://uzklausi.example.lv', kiosks } })
	server = await startServer(site)
	net = await network(server)
})

beforeEach(() => {
	net.go(false)
	net.fails = () => null
})

after(async () => {
	await net?.close()
	await server?.stop()
	site?.remove()
})

const sheets = async () => [...(await fetchSheets(server, site)).values()]

async function fill(page, text, address = net.address) {
	await page.goto(`${address}/kiosk/tent/f/links`)
	await page.waitForFunction(() => window.uzklausiKiosk && window.uzklausi && window.uzklausi.take)
	await page.check('input[name=yes][value=no]')
	await page.fill('textarea[name=more]', text)
	await page.click('[data-do=review]:visible')
	await page.click('[data-do=send]:visible')
	await page.waitForURL(/\/done\?/)
}

async function sendAll(page, address = net.address) {
	await page.goto(`${address}/kiosk/tent/staff`)
	await page.waitForFunction(() => document.querySelector('#waiting').textContent !== '–')
	await page.click('#send-all')
	await page.waitForSelector('[data-outcome=all]:visible')
}

// Files of a browser's profile that hold a text, in UTF-8 or as browsers keep it in memory.
function holding(profile, text) {
	const wanted = [Buffer.from(text), Buffer.from(text, 'utf16le')]
	return filesBelow(profile.folder).filter((file) => lstatSync(file).isFile()).filter((file) => {
		const bytes = readFileSync(file)
		return wanted.some((one) => bytes.includes(one))
	})
}

test('the power is cut with sheets in the queue: each is sent once, and the disk holds no word of them', async () => {
	const profile = makeProfile()
	try {
		let machine = await power(profile)
		let page = machine.context.pages()[0]
		await page.goto(`${net.address}/kiosk/tent`)
		await settled(page)
		net.go(true)
		await fill(page, `${WORD} viens`)
		await fill(page, `${WORD} divi`)
		await page.goto(`${net.address}/kiosk/tent/f/links`)
		await page.waitForFunction(() => window.uzklausi && window.uzklausi.take)
		await page.fill('textarea[name=more]', `${WORD} nepabeigts`)
		await machine.cut()
		assert.deepEqual(holding(profile, WORD), [])
		assert.notDeepEqual(holding(profile, 'uzklausi-kiosk'), [], 'the search of the disk finds what is there')

		machine = await power(profile)
		page = machine.context.pages()[0]
		await page.goto(`${net.address}/kiosk/tent`)
		assert.match(await page.innerText('h1'), /Sveicināti/, 'still without a network')
		assert.equal((await queued(page)).length, 2)
		await page.goto(`${net.address}/kiosk/tent/f/links`)
		await page.waitForFunction(() => window.uzklausi && window.uzklausi.take)
		assert.equal(await page.inputValue('textarea[name=more]'), '')
		net.go(false)
		// the first record reaches the server, its reply does not reach the device, and the power goes again
		let cut
		net.fails = (request) => {
			if (request.method !== 'PUT' || cut) return null
			cut = machine.cut()
			return 'reply'
		}
		await page.goto(`${net.address}/kiosk/tent/staff`)
		await page.click('#send-all').catch(() => null)
		while (!cut) await new Promise((next) => setTimeout(next, 50))
		await cut
		net.fails = () => null

		machine = await power(profile)
		page = machine.context.pages()[0]
		await sendAll(page)
		assert.deepEqual((await sheets()).map((sheet) => sheet.answers.more).sort(), [`${WORD} divi`, `${WORD} viens`])
		assert.ok(net.puts.length >= 3, 'one was sent twice')
		await machine.off()
		assert.deepEqual(holding(profile, WORD), [])
	} finally {
		profile.remove()
	}
})

test('thirty devices behind one address at once', async () => {
	const browser = await browse()
	try {
		const before = (await sheets()).length
		const contexts = await Promise.all(Array.from({ length: 30 }, () => browser.newContext({ viewport: { width: 768, height: 1024 } })))
		const pages = await Promise.all(contexts.map((context) => context.newPage()))
		for (const page of pages) page.setDefaultTimeout(120_000)
		await Promise.all(pages.map((page, i) => fill(page, `ierīce ${i}`)))
		await Promise.all(pages.map((page) => sendAll(page)))
		const found = (await sheets()).map((sheet) => sheet.answers.more).filter((more) => more.startsWith('ierīce'))
		assert.equal((await sheets()).length - before, 30)
		assert.deepEqual(found.sort(), Array.from({ length: 30 }, (_, i) => `ierīce ${i}`).sort())
	} finally {
		await browser.close()
	}
})

test('over plain http the kiosk works while there is a network, and tells the staff what it cannot do', async () => {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--headless', '--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP town.test 127.0.0.1'] })
	try {
		const page = await browser.newPage(), address = `http://town.test:${net.port}`
		await page.goto(`${address}/kiosk/tent/staff`)
		await page.waitForSelector('[data-check=offline] [data-bad]:visible')
		assert.match(await page.innerText('[data-check=offline]'), /https/)
		await fill(page, 'bez https', address)
		await sendAll(page, address)
		assert.ok((await sheets()).some((sheet) => sheet.answers.more === 'bez https'))
	} finally {
		await browser.close()
	}
})

test('the browser finds nothing wrong with the manifest, takes its icon and would install the kiosk', async () => {
	const profile = makeProfile()
	try {
		const machine = await power(profile), page = machine.context.pages()[0]
		await page.goto(`${net.address}/kiosk/tent`)
		await settled(page)
		const session = await machine.context.newCDPSession(page)
		const { errors, data } = await session.send('Page.getAppManifest')
		assert.deepEqual(errors, [])
		assert.equal(JSON.parse(data).start_url, '/kiosk/tent')
		assert.deepEqual((await session.send('Page.getInstallabilityErrors')).installabilityErrors, [])
		assert.ok((await session.send('Page.getManifestIcons')).primaryIcon, 'the icon is drawn')
		await page.goto(`${net.address}/f/walk`)
		assert.notDeepEqual((await session.send('Page.getInstallabilityErrors')).installabilityErrors, [], 'other pages are not to be installed')
		await machine.off()
	} finally {
		profile.remove()
	}
})

test('without script the kiosk warns the staff', async () => {
	const browser = await browse()
	const page = await browser.newPage({ javaScriptEnabled: false })
	await page.goto(`${net.address}/kiosk/tent`)
	assert.match(await page.innerText('main'), /izslēgti skripti/)
	await browser.close()
})

test('a camera reads the code that is to be taken along', async () => {
	const browser = await browse(), folder = mkdtempSync(join(tmpdir(), 'uzklausi-code.'))
	try {
		for (const colorScheme of ['light', 'dark']) {
			const page = await browser.newPage({ colorScheme, viewport: { width: 768, height: 1024 } })
			await page.goto(`${net.address}/kiosk/tent/f/walk?lang=en`)
			await page.screenshot({ path: join(folder, 'code.png') })
			const read = execFileSync('zbarimg', ['-q', '--raw', join(folder, 'code.png')], { encoding: 'utf8' }).trim()
			assert.equal(read, 'https://uzklausi.example.lv/f/walk?lang=en')
		}
	} finally {
		await browser.close()
		rmSync(folder, { recursive: true, force: true })
	}
})

const PAGES = ['', '/f/links', '/f/walk', '/f/links/done', '/staff', '/help', '/accessibility', '/nowhere']
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function axe(page) {
	await page.evaluate(axeSource)
	const { violations } = await page.evaluate(() =>
		globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
	return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)
}

for (const colorScheme of ['light', 'dark'])
	test(`axe reports nothing on a kiosk's pages, ${colorScheme}`, async () => {
		const browser = await browse()
		const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width: 1024, height: 768 } })
		const page = await context.newPage()
		for (const path of PAGES) {
			await page.goto(`${net.address}/kiosk/tent${path}?lang=en`)
			assert.deepEqual(await axe(page), [], path)
		}
		await page.goto(`${net.address}/kiosk/tent/f/links`)
		await page.evaluate(() => document.querySelector('#idle').showModal())
		assert.deepEqual(await axe(page), [], 'the warning')
		await browser.close()
	})

test('nothing scrolls sideways on a narrow screen, and what is pressed is at least 48 px tall', async () => {
	const browser = await browse()
	const page = await browser.newPage({ viewport: { width: 320, height: 700 } })
	for (const path of PAGES) {
		await page.goto(`${net.address}/kiosk/tent${path}`)
		assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, path)
		const small = await page.evaluate(() => [...document.querySelectorAll('main a, main button, .choice, .tongues a')]
			.filter((e) => e.offsetParent && (e.offsetHeight < 48 || e.offsetWidth < 48)).map((e) => e.outerHTML))
		assert.deepEqual(small, [], path)
	}
	await browser.close()
})

test('the pages of a kiosk are valid HTML', async () => {
	const validator = new HtmlValidate({ extends: ['html-validate:standard'], rules: {
		'no-style-tag': 'off', 'no-redundant-role': 'off', 'prefer-native-element': ['error', { exclude: ['radiogroup', 'group', 'alertdialog'] }],
		'attribute-boolean-style': 'off', 'doctype-style': 'off', 'void-style': 'off', 'no-implicit-button-type': 'off', 'long-title': 'off', 'tel-non-breaking': 'off',
	} })
	for (const path of PAGES) {
		const html = await (await fetch(`${server.address}/kiosk/tent${path}`)).text()
		const report = await validator.validateString(html)
		const said = report.results.flatMap((one) => one.messages).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`)
		assert.deepEqual(said.filter((line) => !/empty-heading|<d[td]> element requires/.test(line)), [], path)
	}
})
