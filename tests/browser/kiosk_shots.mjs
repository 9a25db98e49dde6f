// Takes pictures of a kiosk as it runs: each page, the warning, the full queue, at the sizes of tablets and phones. For people who look; no test.
//
//   node tests/browser/kiosk_shots.mjs SHOTS
import { mkdirSync } from 'node:fs'
import { serve } from '../http/lib/site.mjs'
import { browse } from './lib/browser.mjs'

const shots = process.argv[2]
const forms = ['school-parents', 'school-pupils', 'specialists']
const house = await serve({ forms: forms.map((id) => `forms/${id}.json`), settings: { address: 'https://uzklausi.example.lv',
	kiosks: [{ name: 'tent', place: 'Informācijas telts, 1. jūnijs', forms, 'not-for-crowds': ['school-pupils'] }] } })
const browser = await browse()

const acts = {
	start: ['', async () => {}],
	full: ['', (page) => page.waitForSelector('#no-room:visible')],
	form: ['/f/school-parents', (page) => page.waitForFunction(() => window.uzklausi && window.uzklausi.take)],
	idle: ['/f/school-parents', (page) => page.evaluate(() => document.querySelector('#idle').showModal())],
	take: ['/f/school-pupils', async () => {}],
	done: ['/f/school-parents/done', async () => {}],
	staff: ['/staff', (page) => page.waitForSelector('[data-check=kept] span:visible')],
	error: ['/nowhere', async () => {}],
}

mkdirSync(shots, { recursive: true })
for (const [width, height] of [[360, 740], [768, 1024], [1280, 800]])
	for (const colorScheme of ['light', 'dark'])
		for (const [name, [path, act]] of Object.entries(acts)) {
			const page = await browser.newPage({ viewport: { width, height }, colorScheme })
			if (name === 'full') await page.addInitScript(() => delete IDBFactory.prototype.open)
			await page.goto(`${house.server.address}/kiosk/tent${path}`)
			await act(page)
			await page.screenshot({ path: `${shots}/kiosk.${name}.${width}.${colorScheme}.png`, fullPage: name !== 'idle' })
			await page.close()
		}
await browser.close()
await house.remove()
