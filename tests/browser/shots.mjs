// Takes a picture of rendered pages. For people who look; no test.
//
//   node tests/browser/shots.mjs PAGES SHOTS [all] [ONLY]     ONLY: a part of the file names
//
// Every page of every form in Latvian at 360, 768 and 1280 px; beside that what is likely to break, on one page of each kind: the dark, the longest
// language, forced colours, type twice as large, no style. With "all" everything of everything in every language, which takes half an hour.
import { mkdirSync, readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { resolve } from 'node:path'
import { browse } from './lib/browser.mjs'

const words = process.argv.slice(2).filter((word) => word !== 'all'), everything = process.argv.includes('all')
const [pages, shots, only = ''] = words
const at = (width, more = {}) => ({ viewport: { width, height: width < 500 ? 640 : 800 }, ...more })
const plain = (page) => page.evaluate(() => document.querySelector('style').remove())
const large = (page) => page.addStyleTag({ content: 'html{font-size:212.5%}' })
const LIGHT = { 360: [at(360)], 768: [at(768)], 1280: [at(1280)] }
const DARK = { '360.dark': [at(360, { colorScheme: 'dark' })], '768.dark': [at(768, { colorScheme: 'dark' })], '1280.dark': [at(1280, { colorScheme: 'dark' })] }
const ODD = { '360.forced': [at(360, { forcedColors: 'active' })], '360.large': [at(360), large], '360.plain': [at(360), plain] }

const isOne = (name) => /^(home|help|error-413|everything)\b|concern(-easy)?\.1-|faults|thanks/.test(name)
function looks(name) {
	if (everything) return { ...LIGHT, ...DARK, ...ODD }
	if (!name.includes('.lv.')) return isOne(name) && name.includes('.uk.') ? { 360: LIGHT[360] } : {}
	return isOne(name) ? { ...LIGHT, '360.dark': DARK['360.dark'], ...ODD } : LIGHT
}

async function shoot(browser, file, look, [options, before]) {
	const page = await browser.newPage(options)
	await page.goto('file://' + resolve(pages, file))
	await before?.(page)
	await page.screenshot({ path: `${shots}/${file.replace(/\.html$/, '')}.${look}.png`, fullPage: true })
	await page.close()
}

mkdirSync(shots, { recursive: true })
const work = readdirSync(pages).filter((name) => name.endsWith('.html') && name.includes(only)).sort()
	.flatMap((file) => Object.entries(looks(file)).map(([look, how]) => [file, look, how]))
const count = work.length
// A browser each: pages of one browser wait for each other's frames.
await Promise.all(Array.from({ length: availableParallelism?.() ?? cpus().length }, async () => {
	const browser = await browse()
	for (let one = work.shift(); one; one = work.shift()) await shoot(browser, ...one)
	await browser.close()
}))
console.log(`${count} pictures in ${shots}`)
