// A real server with some of the project's forms behind a recorder of what goes over the wire, and a phone's Chromium before it.
import { copyFileSync } from 'node:fs'
import { readForm } from '../../forms/lib/forms.mjs'
import { addLock, fetchSheets, makeSite, startServer } from '../../http/lib/site.mjs'
import { browse } from './browser.mjs'
import { recorder, taken } from './device.mjs'

export const PHONE = { width: 360, height: 740 }

export async function openTown(forms, settings = {}) {
	const probe = await recorder(1), { port } = probe
	await probe.stop()
	const site = makeSite({ forms: [], settings: { languages: ['lv', 'en', 'ru', 'uk'], hosts: [`127.0.0.1:${port}`, `town.test:${port}`], leave: 'https://neutral.test/', ...settings } })
	const locks = {}
	for (const form of forms) {
		const id = form.split('/').pop().replace(/\.json$/, '')
		const file = form.includes('/') ? form : `forms/${form}.json`
		copyFileSync(file, `${site.path}/forms/${id}.json`)
		locks[id] = addLock(site, id, { size: readForm(file).uzklausi?.recordSize })
	}
	let server = await startServer(site)
	const wire = await recorder(() => server.port, port), browser = await browse()
	const address = `http://127.0.0.1:${port}`
	return {
		site, wire, browser, address, port, locks,
		get server() {
			return server
		},
		open: async (path, { wait = true, before, ...options } = {}) => {
			const page = await (await browser.newContext({ viewport: PHONE, ...options })).newPage()
			await before?.(page)
			await page.goto(path.startsWith('/') ? address + path : path)
			if (wait) await taken(page)
			return page
		},
		sheets: async (id) => [...(await fetchSheets(server, site, locks[id])).values()],
		/** A new lock for a form, as when somebody may no longer open what comes in: the server starts again with it. */
		relock: async (id) => {
			await server.stop()
			locks[id] = addLock(site, id, { size: locks[id].size })
			server = await startServer(site)
		},
		close: async () => {
			await browser.close()
			await wire.stop()
			await server.stop()
			site.remove()
		},
	}
}
