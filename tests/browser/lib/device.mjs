// Filling forms in a browser as people do: page by page, by what can be seen, with script and without.
import net from 'node:net'

/** In the page: marks and writes an answer for every question that can be seen, some left out. Answers what was given: {name: answer}. */
export function fillPage({ seed, text, keep }) {
	let state = seed
	const next = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0
		return state / 2 ** 32
	}
	const one = (list) => list[Math.floor(next() * list.length)]
	const seen = (node) => node.getClientRects().length > 0
	const given = {}
	const type = (control, value) => {
		control.value = value
		control.dispatchEvent(new Event('input', { bubbles: true }))
		control.dispatchEvent(new Event('change', { bubbles: true }))
	}
	const press = (control) => control.checked || control.closest('label').click()
	const names = () => [...new Set([...document.querySelectorAll('#sheet section input:not([type=hidden]), #sheet section select, #sheet section textarea')]
		.filter((control) => seen(control) && !control.disabled).map((control) => control.name))]
	const done = new Set()
	for (let left = names(); left.length; left = names().filter((name) => !done.has(name))) {
		const name = left[0], controls = [...document.getElementsByName(name)], control = controls[0]
		done.add(name)
		if (/-Comment$/.test(name)) {
			const chosen = given[name.slice(0, -8)]
			if (!chosen || !chosen.includes('other')) continue
			type(control, text)
			given[name] = text
		} else if (name in keep) {
			press(controls.find((c) => c.value === keep[name]))
			given[name] = keep[name]
		} else if (control.type !== 'checkbox' && next() < 0.15) continue
		else if (control.type === 'radio') {
			const chosen = one(controls)
			press(chosen)
			given[name] = chosen.value
		} else if (control.type === 'checkbox') {
			const some = controls.filter((c, i) => c.value !== 'none' && (i === 0 || next() < 0.4))
			some.forEach(press)
			given[name] = some.map((c) => c.value)
		} else if (control.tagName === 'SELECT') {
			const chosen = one([...control.options].filter((option) => option.value))
			type(control, chosen.value)
			given[name] = chosen.value
		} else {
			const most = control.maxLength > 0 ? control.maxLength : text.length
			const words = control.tagName === 'TEXTAREA' ? `${text}\n“2”` : text
			type(control, words.slice(0, most))
			given[name] = words.slice(0, most)
		}
	}
	return given
}

/** The answers of a sheet as fillPage names them: every value as text, matrices by row. */
export function flat(answers) {
	const fields = {}
	for (const [name, v] of Object.entries(answers)) {
		if (name.startsWith('_')) continue
		if (Array.isArray(v)) fields[name] = v.map(String)
		else if (typeof v === 'object') for (const [row, cell] of Object.entries(v)) fields[`${name}.${row}`] = String(cell)
		else fields[name] = String(v)
	}
	return fields
}

export const taken = (page) => page.waitForFunction(() => window.uzklausi && window.uzklausi.take)
export const main = (page) => page.locator('.buttons .main:visible')

/** Presses the main button that is seen. Not by playwright's own click, which waits for frames that a page without script never draws. */
export const press = (page) => page.evaluate(() => [...document.querySelectorAll('.buttons .main')].find((button) => button.getClientRects().length).click())
export const post = (page) => Promise.all([page.waitForNavigation(), press(page)])

/** Presses the button of that data-do which is seen. */
export const go = (page, what) => page.evaluate((name) => [...document.querySelectorAll(`[data-do=${name}]`)].find((b) => b.getClientRects().length).click(), what)
/** Marks a choice. */
export const mark = (page, name, value) => page.evaluate(([n, v]) => document.querySelector(`input[name="${n}"][value="${v}"]`).closest('label').click(), [name, value])
/** Whether the page shows that text. */
export const seen = (page, text) => page.evaluate((what) => document.body.innerText.includes(what), text)

/** Fills a form from its first page to the end of it. Answers what was given. */
export async function fillForm(page, { seed, text = 'Šķūnītī „pie upes” \\ 7 % <b>&', keep = {}, script = true }) {
	const given = {}
	for (let turn = 1; turn < 40; turn++) {
		if (script && await page.locator('.review').count()) break
		Object.assign(given, await page.evaluate(fillPage, { seed: seed * 1000 + turn, text, keep }))
		const last = !script && await main(page).getAttribute('value') === 'send'
		if (last) break
		const before = await page.locator('.steps').textContent()
		if (script) {
			await press(page)
			await page.waitForFunction((was) => document.querySelector('.steps').textContent !== was || document.querySelector('.faults'), before)
		} else await post(page)
		const faults = await page.locator('.faults li').allTextContents()
		if (faults.length) throw new Error(`to correct: ${faults.join(' | ')}`)
	}
	return given
}

/** A TCP relay to a port (or to what a function says it is now) that keeps what went each way; off() breaks all connections and takes no more until on(). */
export async function recorder(port, at = 0) {
	const went = { up: [], down: [] }, open = new Set()
	let there = true
	const server = net.createServer((client) => {
		if (!there) return client.destroy()
		const up = net.connect(typeof port === 'function' ? port() : port, '127.0.0.1')
		for (const socket of [client, up]) {
			open.add(socket)
			socket.on('close', () => open.delete(socket)).on('error', () => undefined)
		}
		client.on('data', (bytes) => (went.up.push(bytes), up.write(bytes))).on('close', () => up.destroy())
		up.on('data', (bytes) => (went.down.push(bytes), client.write(bytes))).on('close', () => client.destroy())
	})
	await new Promise((resolve) => server.listen(at, '127.0.0.1', resolve))
	return {
		went, port: server.address().port,
		off: () => ((there = false), open.forEach((socket) => socket.destroy())),
		on: () => (there = true),
		stop: () => (open.forEach((socket) => socket.destroy()), new Promise((resolve) => server.close(resolve))),
	}
}

/** Whether some text stands in bytes, plainly or in one of the ways that text is written for the wire. */
export function holds(bytes, text) {
	const all = Buffer.concat(bytes), raw = Buffer.from(text)
	const ways = [raw, encodeURIComponent(text), new URLSearchParams({ x: text }).toString().slice(2), JSON.stringify(text).slice(1, -1), Buffer.from(text, 'utf16le'),
		raw.toString('base64').replace(/.?=*$/, ''), raw.toString('hex')]
	return ways.some((way) => all.includes(way))
}
