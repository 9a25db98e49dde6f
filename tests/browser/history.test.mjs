// Where the browser's own buttons lead while a form is filled in, after it was sent, and after somebody has left at once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { fillForm, mark, press, seen, taken } from './lib/device.mjs'
import { openTown } from './lib/town.mjs'

let town
before(async () => {
	town = await openTown(['school-pupils', 'concern'])
})
after(() => town?.close())

const neutral = (page) => page.route('https://neutral.test/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Weather</title>weather' }))
const onPage = (page, number) => page.waitForFunction((n) => document.querySelector('.steps').textContent.startsWith(`Page ${n}`), number)

// A report, three pages on.
async function threePages(page) {
	await mark(page, 'danger', 'no')
	await press(page)
	await onPage(page, 2)
	await mark(page, 'who', 'parent')
	await press(page)
	await onPage(page, 3)
}

test('the browser\'s Back is the form\'s on a report too, and says nothing of it in address or title', async () => {
	const page = await town.open('/f/concern?lang=en')
	const [address, title] = [page.url(), await page.title()]
	await threePages(page)
	assert.deepEqual([page.url(), await page.title()], [address, title])
	await page.goBack()
	await onPage(page, 2)
	assert.ok(await page.isChecked('input[name=who][value=parent]'))
	await page.goForward()
	await onPage(page, 3)
	await page.goBack()
	await page.goBack()
	await onPage(page, 1)
	assert.ok(await page.isChecked('input[name=danger][value=no]'))
	await page.context().close()
})

for (const pages of [1, 3])
	for (const how of ['the button', 'Shift three times'])
		test(`${how} leaves at once from page ${pages}, and no page of the form is left in the history`, async () => {
			const page = await town.open('about:blank', { wait: false, before: neutral })
			await page.goto(`${town.address}/f/concern?lang=en`)
			await taken(page)
			assert.ok(await seen(page, 'history is not erased'))
			assert.doesNotMatch(await page.title(), /worr|report|concern/i)
			if (pages > 1) await threePages(page)
			if (how === 'the button') await page.evaluate(() => document.querySelector('.leave a').click())
			else for (let i = 0; i < 3; i++) await page.keyboard.press('Shift')
			await page.waitForURL('https://neutral.test/')
			const session = await page.context().newCDPSession(page)
			const { entries, currentIndex } = await session.send('Page.getNavigationHistory')
			assert.deepEqual(entries.filter(({ url }) => url.includes('/f/')), [])
			assert.equal(entries[currentIndex - 1].url, 'about:blank', 'the neutral page has the place of the form')
			await page.goBack()
			assert.equal(page.url(), 'about:blank')
			await page.context().close()
		})

test('leaving blanks the page in the same moment', async () => {
	const page = await town.open('/f/concern?lang=en', { before: (p) => p.route('https://neutral.test/**', () => undefined) })
	await threePages(page)
	assert.deepEqual(await page.evaluate(() => {
		document.querySelector('.leave a').click()
		return [document.documentElement.textContent, getComputedStyle(document.documentElement).display]
	}), ['', 'none'])
	await page.context().close()
})

test('after sending nothing of the answers is in the page, nor behind Back', async () => {
	const page = await town.open('/f/concern?lang=en')
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

// Playwright switches the back-forward cache off. Here it is on, and a form that was not sent comes back from it.
test('no back-forward cache brings back what was sent', async () => {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', ignoreDefaultArgs: ['--disable-back-forward-cache'],
		args: ['--headless=new', '--no-sandbox', '--disable-gpu'] })
	try {
		const page = await (await browser.newContext()).newPage()
		const awayAndBack = async () => {
			await page.evaluate(() => {
				window.here = true
			})
			await page.goto(`${town.address}/?lang=en`)
			await page.goBack({ waitUntil: 'commit' })
		}
		await page.goto(`${town.address}/f/school-pupils?lang=en`)
		await taken(page)
		await awayAndBack()
		assert.equal(await page.evaluate(() => window.here), true, 'the cache works')
		await fillForm(page, { seed: 21, text: 'Very-special-words' })
		await press(page)
		await page.waitForSelector('.end')
		await awayAndBack()
		await page.waitForFunction(() => document.readyState === 'complete' && !document.querySelector('.end'))
		assert.equal(await page.evaluate(() => window.here), undefined)
		assert.ok(!(await page.content()).includes('Very-special-words'))
	} finally {
		await browser.close()
	}
})

test('the end of a form that comes back from such a cache gives way to the home page', async () => {
	const page = await town.open('/f/school-pupils?lang=en')
	await fillForm(page, { seed: 22 })
	await press(page)
	await page.waitForSelector('.end')
	await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
	await page.waitForURL(`${town.address}/`)
	await page.context().close()
})
