// A form whose questions move while one answers: answers from the start, some reckoned from others, choices and rows that come and go, answers
// that vanish with their question, texts that name answers. With script it is what it is without.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { go, mark, post, press, seen } from './lib/device.mjs'
import { openTown } from './lib/town.mjs'

let town
before(async () => {
	town = await openTown(['tests/browser/forms/moving.json'])
})
after(() => town?.close())

const labels = (page, name) => page.evaluate((n) => [...document.querySelectorAll(`[name="${n}"]`)].filter((input) => input.closest('.choice').getClientRects().length).map((input) => input.value), name)
const value = (page, name) => page.locator(`[name="${name}"]`).inputValue()
const title = (page, name) => page.evaluate((n) => document.querySelector(`[name="${n}"]`).closest('[data-e]').querySelector('.asked').textContent.trim(), name)
const shown = (page, name) => page.evaluate((n) => document.querySelector(`[name="${n}"]`).closest('[data-e]').getClientRects().length > 0, name)
const known = new Set()
async function newest() { // records lie in no order
	const fresh = (await town.sheets('moving')).filter(({ id }) => !known.has(id))
	assert.equal(fresh.length, 1)
	known.add(fresh[0].id)
	return fresh[0]
}
const end = async (page) => {
	await press(page)
	await page.waitForSelector('.review')
	await press(page)
	await page.waitForSelector('.end')
	return newest()
}

test('answers from the start, choices and texts follow the answers', async () => {
	const page = await town.open('/f/moving?lang=en')
	assert.equal(await value(page, 'name'), 'Anna')
	assert.deepEqual(await labels(page, 'fruit'), ['apple'])
	assert.equal(await title(page, 'fruit'), 'Which is the best, Anna?')
	await page.fill('[name=name]', 'Zane <b>')
	assert.equal(await title(page, 'fruit'), 'Which is the best, Zane <b>?')
	await mark(page, 'basket', 'plum')
	assert.deepEqual(await labels(page, 'fruit'), ['apple', 'plum'])
	await mark(page, 'fruit', 'plum')
	await press(page)
	assert.ok(await seen(page, 'More about the plum'))
	assert.ok(await seen(page, 'In it: an apple, a plum; 4 in all.'))
	assert.deepEqual([await value(page, 'count'), await value(page, 'why')], ['4', 'sweet'])
	await page.selectOption('[name=size]', '2')
	await mark(page, 'taste.plum', 'good')
	await go(page, 'back')
	await mark(page, 'basket', 'plum')
	assert.deepEqual(await labels(page, 'fruit'), ['apple'])
	assert.equal(await page.locator('[name=fruit]:checked').count(), 0, 'what was chosen went with its choice')
	await mark(page, 'basket', 'apple')
	assert.equal(await shown(page, 'fruit'), false)
	await mark(page, 'basket', 'apple')
	await mark(page, 'basket', 'pear')
	await mark(page, 'fruit', 'pear')
	await press(page)
	assert.equal(await shown(page, 'why'), false)
	assert.deepEqual([await value(page, 'count'), await value(page, 'size')], ['4', ''], 'with too few it could not be large')
	await page.selectOption('[name=size]', '2')
	const sheet = await end(page)
	assert.ok(await seen(page, 'Thank you, Zane <b>. You chose the pear.'))
	assert.deepEqual(sheet.answers, { name: 'Zane <b>', basket: ['apple', 'pear'], fruit: 'pear', count: 4, size: 2 })
	await page.context().close()
})

test('an answer that was reckoned stays as somebody changed it, and what vanished comes back as from the start', async () => {
	const page = await town.open('/f/moving?lang=en')
	await mark(page, 'basket', 'plum')
	await press(page)
	await page.fill('[name=count]', '9')
	await page.fill('[name=why]', 'sour')
	await go(page, 'back')
	await mark(page, 'basket', 'plum')
	await mark(page, 'basket', 'plum')
	await press(page)
	assert.deepEqual([await value(page, 'count'), await value(page, 'why')], ['9', 'sweet'])
	await page.evaluate(() => document.querySelector('nav a[lang=lv]').click())
	await page.waitForFunction(() => document.documentElement.lang === 'lv')
	assert.deepEqual([await value(page, 'count'), await value(page, 'why')], ['9', 'sweet'])
	assert.ok(await seen(page, 'Grozā: ābols, plūme.'))
	assert.deepEqual((await end(page)).answers, { name: 'Anna', basket: ['apple', 'plum'], count: 9, why: 'sweet' })
	await page.context().close()
})

test('a choice that cannot be made yet is there and cannot be made, with script and without', async () => {
	for (const javaScriptEnabled of [true, false]) {
		const page = await town.open('/f/moving?lang=en', { wait: javaScriptEnabled, javaScriptEnabled })
		if (javaScriptEnabled) await mark(page, 'basket', 'plum')
		else assert.deepEqual(await labels(page, 'fruit'), ['apple'])
		if (javaScriptEnabled) assert.equal(await page.isDisabled('[name=fruit][value=plum]'), true)
		if (javaScriptEnabled) await page.fill('[name=name]', 'Zane')
		if (javaScriptEnabled) assert.equal(await page.isDisabled('[name=fruit][value=plum]'), false)
		await page.context().close()
	}
})

test('sent untouched it says the same with script and without', async () => {
	const page = await town.open('/f/moving?lang=en')
	await press(page)
	const withScript = await end(page)
	await page.context().close()
	const plain = await town.open('/f/moving?lang=en', { wait: false, javaScriptEnabled: false })
	await post(plain)
	await post(plain)
	assert.ok(await seen(plain, 'Thank you, Anna.'))
	assert.equal(JSON.stringify((await newest()).answers), JSON.stringify(withScript.answers))
	await plain.context().close()
})
