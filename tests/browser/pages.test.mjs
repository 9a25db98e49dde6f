// Every page of every form, in each language, as it is sent: valid HTML, nothing for axe to report, no sideways scrolling on a narrow phone
// or with large text, and all of it without a script.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { after, before, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { browse } from './lib/browser.mjs'

const build = process.env.UZKLAUSI_BUILD ?? 'build'
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const forms = ['concern', 'school-parents', 'school-pupils', 'school-teachers', 'specialists'].map((id) => `forms/${id}.json`)
const firstViewMax = 14336 - 1200 // one round trip, less what headers may take
let folder, files, browser

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'uzklausi-pages-'))
	execFileSync(`${build}/tests/render`, [folder, ...forms, 'tests/golden/everything.json'])
	files = readdirSync(folder).sort()
	browser = await browse()
})

after(async () => {
	await browser?.close()
	rmSync(folder, { recursive: true, force: true })
})

const validator = new HtmlValidate({
	extends: ['html-validate:standard'],
	rules: {
		'no-inline-style': 'error',
		// The style is in the page on purpose: one request, and the policy names its hash.
		'no-style-tag': 'off',
		// A fieldset of radio buttons is a radiogroup, so that "required" and "invalid" can be said of it (ARIA in HTML).
		'no-redundant-role': 'off',
		'prefer-native-element': ['error', { exclude: ['radiogroup', 'group'] }],
		// Spelled as browsers serialise them.
		'attribute-boolean-style': 'off',
		'doctype-style': 'off',
		'void-style': 'off',
		'no-implicit-button-type': 'off',
		'long-title': 'off',
		'tel-non-breaking': 'off',
	},
})

async function invalid(html) {
	const report = await validator.validateString(html)
	return report.results.flatMap((result) => result.messages).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`)
}

async function axe(page) {
	await page.evaluate(axeSource)
	const { violations } = await page.evaluate(() =>
		globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
	return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)
}

// Scripts of the page itself would not run under the server's policy, and there are none; axe comes from outside.
async function show(page, file) {
	await page.setContent(readFileSync(join(folder, file), 'utf8'))
}

async function withPage(options, use) {
	const page = await browser.newPage(options)
	await use(page)
	await page.close()
}

test('there are pages of all kinds in both languages', () => {
	for (const wanted of ['home.lv.html', 'home.en.html', 'error-413.lv.html', 'concern.1-now.lv.html', 'specialists.2-know1.faults.en.html',
		'everything.whole.lv.html', 'concern.thanks.en.html'])
		assert.ok(files.includes(wanted), wanted)
})

test('pages are valid HTML', async () => {
	for (const file of files)
		assert.deepEqual(await invalid(readFileSync(join(folder, file), 'utf8')), [], file)
})

test('the validator sees a fault', async () => {
	assert.notDeepEqual(await invalid('<!DOCTYPE html><html lang="lv"><head><title>x</title></head><body><p><div></p></body></html>'), [])
})

test('pages that are posted hold no script but the one for leaving at once', () => {
	for (const file of files) {
		const html = readFileSync(join(folder, file), 'utf8')
		assert.doesNotMatch(html, /javascript:| on[a-z]+=/i, file)
		assert.equal(html.split('<script').length - 1, html.includes('class="leave"') ? 1 : 0, file)
	}
})

// Languages differ in words alone, and error pages too: one of each kind is enough.
const differentPages = () => files.filter((name) => name.includes('.lv.') && !/error-(?!413)/.test(name))

// What tests/browser/walk.test.mjs does not come by: pages with faults as the server tells them, of all kinds of questions, in four languages.
const withoutScript = () => files.filter((name) => /^(everything|home|help|error-413)\b/.test(name) || /faults\.lv|thanks\.(lv|uk)|1-\w+\.(en|ru)\./.test(name))

test('axe reports nothing', async () => {
	await withPage({ viewport: { width: 360, height: 800 } }, async (page) => {
		for (const file of withoutScript()) {
			await show(page, file)
			assert.deepEqual(await axe(page), [], file)
		}
	})
})

test('axe reports nothing in the dark', async () => {
	await withPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }, async (page) => {
		for (const file of files.filter((name) => /home\.lv|error-413\.lv|everything.*\.lv|concern\.(1|t).*\.lv/.test(name))) {
			await show(page, file)
			assert.deepEqual(await axe(page), [], file)
		}
	})
})

test('axe sees a fault', async () => {
	await withPage({}, async (page) => {
		await page.setContent('<html lang="lv"><title>x</title><main><h1>x</h1><input></main></html>')
		assert.notDeepEqual(await axe(page), [])
	})
})

test('nothing scrolls sideways at 320 px, nor with text twice as large', async () => {
	await withPage({ viewport: { width: 320, height: 800 } }, async (page) => {
		for (const file of differentPages()) {
			await show(page, file)
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, file)
			await page.addStyleTag({ content: 'html{font-size:200%}' })
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, `${file}, large text`)
		}
	})
})

// A link whose ::after covers the card or line around it is as large as that.
const smallTargets = () =>
	[...document.querySelectorAll('button:not([hidden]), header a:not(.skip), .choice, .phones a, .forms a, .buttons a, .version a, .more a, footer a, select, textarea, input[dir]')]
		.map((e) => ({ e, covers: getComputedStyle(e, '::after').position === 'absolute' ? e.offsetParent : e }))
		.map(({ e, covers }) => ({ html: e.outerHTML.slice(0, 80), width: covers.offsetWidth, height: covers.offsetHeight }))
		.filter((box) => box.height < 48 || box.width < 48)

test('what is pressed is at least 48 px tall and wide', async () => {
	await withPage({ viewport: { width: 360, height: 800 } }, async (page) => {
		for (const file of files.filter((name) => /faults\.lv|home\.lv|thanks\.lv|error-404\.lv|\.1-[a-z_]+\.lv/.test(name))) {
			await show(page, file)
			assert.deepEqual(await page.evaluate(smallTargets), [], file)
		}
	})
})

test('a small target is seen', async () => {
	await withPage({}, async (page) => {
		await page.setContent('<main><button style="width:47px;height:60px">x</button><p class="phones"><a href="tel:1">1</a></p></main>')
		assert.equal((await page.evaluate(smallTargets)).length, 2)
	})
})

test('one h1, one main, every control labelled, every description there', async () => {
	await withPage({}, async (page) => {
		for (const file of differentPages()) {
			await show(page, file)
			const wrong = await page.evaluate(() => {
				const ids = [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')].flatMap((e) =>
					`${e.getAttribute('aria-describedby') ?? ''} ${e.getAttribute('aria-labelledby') ?? ''}`.trim().split(/\s+/))
				const links = [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href').slice(1))
				const controls = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
				return {
					h1: document.querySelectorAll('h1').length,
					main: document.querySelectorAll('main').length,
					missing: [...ids, ...links].filter((id) => !document.getElementById(id)),
					unlabelled: controls.filter((e) => e.labels.length !== 1).map((e) => e.outerHTML),
				}
			})
			assert.deepEqual(wrong, { h1: 1, main: 1, missing: [], unlabelled: [] }, file)
		}
	})
})

test('the first view of each form fits one round trip', () => {
	for (const file of files.filter((name) => /\.1-[a-z_]+\.(lv|en)\.html$/.test(name))) {
		const size = brotliCompressSync(readFileSync(join(folder, file))).length
		assert.ok(size <= firstViewMax, `${file}: ${size} bytes`)
	}
})

test('a form with a neutral title says nothing of itself in the window', () => {
	const title = (file) => readFileSync(join(folder, file), 'utf8').match(/<title>([^<]*)<\/title>/)[1]
	assert.equal(title('concern.1-now.lv.html'), 'Rīta novads')
	assert.equal(title('concern.thanks.lv.html'), 'Rīta novads')
	assert.notEqual(title('specialists.1-start.lv.html'), 'Rīta novads')
})

test('the way out of a report leads to the address of the site', () => {
	for (const name of ['concern.1-now.lv.html', 'concern.2-about.faults.lv.html', 'concern.thanks.en.html'])
		assert.match(readFileSync(join(folder, name), 'utf8'), /class="leave"><a href="https:\/\/weather\.example\/" rel="noreferrer"/)
	assert.doesNotMatch(readFileSync(join(folder, 'specialists.1-start.lv.html'), 'utf8'), /weather\.example/)
})

// What the browser posts when a page of that name is open and do happens.
async function posted(file, act) {
	let body
	await withPage({ javaScriptEnabled: false }, async (page) => {
		await page.route('http://town.test/**', (route) => {
			const request = route.request()
			if (request.method() === 'POST')
				body = new URLSearchParams(request.postData())
			return route.fulfill({ contentType: 'text/html; charset=utf-8', body: readFileSync(join(folder, file), 'utf8') })
		})
		await page.goto('http://town.test/f/everything')
		await act(page)
		await page.waitForLoadState()
	})
	return body
}

test('Enter in a text field goes on, and does not change the language', async () => {
	const body = await posted('everything.2-texts.faults.lv.html', (page) => page.press('input[name=line]', 'Enter'))
	assert.deepEqual(body.getAll('_do'), ['next'])
	assert.deepEqual(body.getAll('_lang'), ['lv'])
	assert.equal(body.get('_page'), 'texts')
})

test('Back and a language keep the answers and need none', async () => {
	const answer = async (page, button) => {
		await page.fill('textarea[name=story]', 'Rīts pļavā')
		await page.press(button, 'Enter')
	}
	for (const act of ['back', 'lang-en']) {
		const body = await posted('everything.2-texts.faults.lv.html', (page) => answer(page, `button[value=${act}]`))
		assert.deepEqual(body.getAll('_do'), [act])
		assert.equal(body.get('story'), 'Rīts pļavā')
		assert.equal(body.get('one'), '2')
	}
})
