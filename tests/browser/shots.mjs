// Takes a picture of every rendered page: in each language, at three widths, light and dark, and of some pages without the style and with
// text twice as large. For people who look; no test.
//
//   node tests/browser/shots.mjs PAGES SHOTS [ONLY]     ONLY: a part of the file names
import { mkdirSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { browse } from './lib/browser.mjs'

const [pages, shots, only = ''] = process.argv.slice(2)
const widths = [360, 768, 1280]

async function shoot(browser, file, name, options, before = async () => {}) {
	const page = await browser.newPage(options)
	await page.goto('file://' + resolve(pages, file))
	await before(page)
	await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
	await page.close()
}

mkdirSync(shots, { recursive: true })
const browser = await browse()
for (const file of readdirSync(pages).filter((name) => name.endsWith('.html') && name.includes(only)).sort()) {
	const name = file.replace(/\.html$/, '')
	for (const width of widths)
		for (const colorScheme of ['light', 'dark'])
			await shoot(browser, file, `${name}.${width}.${colorScheme}`, { viewport: { width, height: 800 }, colorScheme })
	await shoot(browser, file, `${name}.plain`, { viewport: { width: 360, height: 800 } }, (page) =>
		page.evaluate(() => document.querySelector('style').remove()))
	await shoot(browser, file, `${name}.large`, { viewport: { width: 360, height: 800 } }, (page) =>
		page.addStyleTag({ content: 'html{font-size:212.5%}' }))
}
await browser.close()
