// The way back of a reporter with script: the receipt is made, derived and opened on the device, and never leaves it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { say } from '../http/lib/mailbox.mjs'
import * as seal from '../seal/seal.mjs'
import { holds, press, seen } from './lib/device.mjs'
import { openTown } from './lib/town.mjs'

const HOSTILE = '</article><script>window.harmed = 1</script><img src=x onerror="window.harmed = 1">\u202eatpakaļ\u202c ${1} {{x}} javascript:harm() +371 29 999 999 https://evil.example 😀'

let town, told
before(async () => {
	town = await openTown(['tests/http/forms/told.json', 'concern'], { 'erase-after-days': 0 })
	told = town.locks.told
})
after(() => town?.close())

const reportOf = async (what) => (await town.sheets('told')).find((one) => one.answers?.what === what)
const saidOn = (page) => page.locator('#main article.message').evaluateAll((all) => all.map((one) => [one.querySelector('h2').textContent, one.querySelector('.words')?.textContent ?? '']))

// A report by script; answers the receipt that the page shows.
async function report(page, what) {
	await page.fill('textarea[name=what]', what)
	await press(page)
	await page.waitForSelector('input[name=place]:visible')
	await press(page)
	await page.waitForSelector('.review')
	await press(page)
	await page.waitForSelector('.end', { timeout: 120_000 })
	return page.textContent('#receipt')
}

async function look(page, receipt) {
	await page.fill('#code', receipt)
	await page.press('#code', 'Enter')
	await page.waitForSelector('#main article.message, #main [data-say=none], #main [data-say=failed]', { timeout: 120_000 })
}

test('report, receipt, reply, come back, write more; the receipt never leaves the device', async () => {
	const page = await town.open('/f/told?lang=en')
	const addresses = []
	page.on('request', (request) => addresses.push(request.url()))
	const receipt = await report(page, 'by script')
	assert.match(receipt, /^3\d{3} \d{4} \d{4} \d{4}$/)
	assert.ok(await seen(page, 'Write it down, photograph it, or let it go'))
	assert.equal(await page.locator('.no-receipt').count(), 0)
	const sheet = await reportOf('by script')
	assert.deepEqual(Object.keys(sheet).slice(-3), ['day', 'mailbox', 'answers'])
	await say(town.server, town.site.staff, sheet.mailbox, { kind: 'read', day: '2026-03-02' })
	await say(town.server, town.site.staff, sheet.mailbox, { kind: 'expires', day: '2026-06-30' })
	await say(town.server, town.site.staff, sheet.mailbox, { kind: 'reply', day: '2026-03-03', text: HOSTILE })

	await page.goto(`${town.address}/r?lang=en`)
	await look(page, receipt.replaceAll(' ', '-'))
	assert.deepEqual(await saidOn(page), [['The report was read', ''], ['Reply', HOSTILE], ['The report and the replies will be erased', '']])
	assert.ok(await seen(page, '30.06.2026'))
	assert.equal(await page.evaluate(() => window.harmed), undefined)
	assert.equal(await page.locator('#main article a, #main article script, #main article img').count(), 0)
	assert.equal(await page.getAttribute('#main article .words', 'dir'), 'auto')

	await page.fill('textarea[name=text]', 'Vēl viens\nteikums “ar” \\ zīmēm')
	await page.click('form.write button')
	await page.waitForSelector('[data-say=sent]')
	const more = (await town.sheets('told')).find((one) => one.message)
	assert.equal(more.message, 'Vēl viens\nteikums “ar” \\ zīmēm')
	assert.deepEqual(more.mailbox, sheet.mailbox)
	assert.equal(await page.inputValue('textarea[name=text]'), '')

	const digits = seal.readReceipt(receipt)
	for (const form of [digits, receipt, receipt.replaceAll(' ', '-'), receipt.replaceAll(' ', '+'), encodeURIComponent(receipt)]) {
		assert.ok(!holds(town.wire.went.up, form), 'not over the wire')
		assert.ok(!addresses.some((address) => address.includes(form)), 'in no address')
	}
	assert.ok(holds(town.wire.went.up, 'POST /api/mailbox') && holds(town.wire.went.up, 'PUT /api/records/'), 'the check sees what is sent')
	const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, history.state, document.title]))
	assert.ok(!stored.includes(digits) && !stored.includes(receipt))
	await page.context().close()
})

test('the code in the page is what the mailbox derives from', async () => {
	const page = await town.open('/f/told?lang=lv')
	const receipt = await report(page, 'derived')
	const salt = seal.unhex((await (await fetch(`${town.server.address}/api/mailbox`)).json()).salt)
	const { id, key } = seal.mailboxOf(seal.readReceipt(receipt), salt)
	assert.deepEqual((await reportOf('derived')).mailbox, { id, key })
	await page.context().close()
})

test('a slip of the finger is told at once; a wrong code and one without replies look alike', async () => {
	const page = await town.open('/f/told?lang=en')
	const receipt = await report(page, 'no reply yet')
	const pages = []
	for (const code of [receipt, seal.drawReceipt(3)]) {
		await page.goto(`${town.address}/r?lang=en`)
		await page.fill('#code', '3000 0000 0000 0009')
		await page.press('#code', 'Enter')
		await page.waitForSelector('[data-say=check]')
		await look(page, code)
		assert.ok(await seen(page, 'There is no reply here yet'))
		pages.push(await page.innerHTML('#main'))
	}
	assert.equal(pages[0], pages[1])
	await page.context().close()
})

test('what was opened is gone after leaving, also by Back', async () => {
	const page = await town.open('/f/told?lang=en')
	const receipt = await report(page, 'leaving')
	await say(town.server, town.site.staff, (await reportOf('leaving')).mailbox, { text: 'nobody else reads this' })
	await page.goto(`${town.address}/r?lang=en`)
	await look(page, receipt)
	assert.ok(await seen(page, 'nobody else reads this'))
	await page.goto(`${town.address}/help`)
	await page.goBack()
	await page.waitForSelector('#code')
	assert.equal(await page.inputValue('#code'), '')
	assert.ok(!(await page.textContent('#main')).includes('nobody else reads this'))
	await page.context().close()
})

test('where the code cannot be made the report arrives all the same, and the page says so', async () => {
	const page = await town.open('/f/told?lang=en', { before: (fresh) => fresh.route('**/api/mailbox', (route) => route.abort()) })
	await page.fill('textarea[name=what]', 'without a code')
	await press(page)
	await page.waitForSelector('input[name=place]:visible')
	await press(page)
	await page.waitForSelector('.review')
	await press(page)
	await page.waitForSelector('.end')
	assert.equal(await page.locator('#receipt').count(), 0)
	assert.ok(await seen(page, 'No code to come back with'))
	assert.equal((await reportOf('without a code')).mailbox, undefined)
	await page.context().close()
})
