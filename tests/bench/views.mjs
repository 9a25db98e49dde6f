// First views on a slow phone: 1.6 Mbit/s, 150 ms, a processor four times slower. Prints, for each form in Latvian, when something is painted, when
// the page can be used, and when the device is ready to seal. usage: node tests/bench/views.mjs ADDRESS FORM.json...
import { basename } from 'node:path'
import { browse } from '../browser/lib/browser.mjs'

const [address, ...forms] = process.argv.slice(2)
const browser = await browse()

async function view(form) {
	const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
	const page = await context.newPage(), devtools = await context.newCDPSession(page)
	await devtools.send('Network.enable')
	await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 })
	await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
	await page.goto(`${address}/f/${form}?lang=lv`)
	await page.waitForFunction(() => !window.uzklausi || window.uzklausi.take)
	const times = await page.evaluate(() => ({
		painted: performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint')?.startTime,
		usable: performance.getEntriesByType('navigation')[0].domInteractive,
		sealing: performance.getEntriesByName('uzklausi-ready')[0]?.startTime,
	}))
	await context.close()
	return times
}

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]
console.log('first views, 1.6 Mbit/s, 150 ms, CPU 4x      painted    usable   sealing')
for (const file of forms) {
	const form = basename(file, '.json'), views = []
	for (let i = 0; i < 3; i++) views.push(await view(form))
	const figure = (name) => `${Math.round(median(views.map((one) => one[name])))} ms`.padStart(10)
	console.log(form.padEnd(40) + figure('painted') + figure('usable') + figure('sealing'))
}
await browser.close()
