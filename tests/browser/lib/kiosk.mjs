// A kiosk's surroundings: a network that fails at will, and a browser whose power can be cut.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

// Stands between the browser and the server. away: nobody is reached. fails(request) may answer 'request' (lost on the way there) or
// 'reply' (lost on the way back). puts: what was sent to the server's door, in the order in which it came.
export async function network(server) {
	const net = { away: false, fails: () => null, puts: [], sockets: new Set(), portal: false }
	const proxy = http.createServer((request, response) => {
		const chunks = []
		request.on('data', (chunk) => chunks.push(chunk))
		request.on('end', () => {
			const body = Buffer.concat(chunks)
			const failure = net.away ? 'request' : net.fails(request)
			if (failure === 'request') return request.socket.destroy()
			if (net.portal) return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Welcome to our network</h1>')
			if (request.method === 'PUT') net.puts.push({ path: request.url, body })
			const forward = http.request({ host: '127.0.0.1', port: server.port, method: request.method, path: request.url,
				headers: { ...request.headers, host: server.host } }, (reply) => {
				if (failure === 'reply') return request.socket.destroy()
				response.writeHead(reply.statusCode, reply.headers)
				reply.pipe(response)
			})
			forward.on('error', () => request.socket.destroy())
			forward.end(body)
		})
	})
	proxy.on('connection', (socket) => {
		net.sockets.add(socket)
		socket.on('close', () => net.sockets.delete(socket))
		socket.on('error', () => socket.destroy())
	})
	await new Promise((done) => proxy.listen(0, '127.0.0.1', done))
	net.port = proxy.address().port
	net.address = `http://127.0.0.1:${net.port}`
	net.go = (away) => {
		net.away = away
		if (away) for (const socket of net.sockets) socket.destroy()
	}
	net.close = () => {
		for (const socket of net.sockets) socket.destroy()
		return new Promise((done) => proxy.close(done))
	}
	return net
}

export function makeProfile() {
	const folder = mkdtempSync(join(tmpdir(), 'uzklausi-kiosk.'))
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) }
}

async function until(what) {
	for (;;) {
		const found = what()
		if (found) return found
		await new Promise((done) => setTimeout(done, 50))
	}
}

// Chromium on a profile that lasts, in a process group of its own. cut() is kill -9 of all of it.
export async function power(profile) {
	const mark = join(profile.folder, 'DevToolsActivePort')
	rmSync(mark, { force: true })
	for (const lock of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) rmSync(join(profile.folder, lock), { force: true })
	const child = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
		'--disable-component-update', '--disable-sync', '--remote-debugging-port=0', `--user-data-dir=${profile.folder}`, 'about:blank'],
	{ detached: true, stdio: 'ignore' })
	const ended = new Promise((done) => child.on('exit', done))
	const port = await until(() => existsSync(mark) && readFileSync(mark, 'utf8').split('\n')[0])
	const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
	const context = browser.contexts()[0]
	return {
		context,
		cut: async () => {
			process.kill(-child.pid, 'SIGKILL')
			await ended
		},
		off: async () => {
			const session = await browser.newBrowserCDPSession()
			await Promise.all([ended, session.send('Browser.close').catch(() => null)])
		},
	}
}

// Once the worker keeps the pages and looks after this one.
export async function settled(page) {
	await page.waitForFunction(() => navigator.serviceWorker && navigator.serviceWorker.controller && window.uzklausiKiosk)
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => null))
}

// What IndexedDB holds: [{ id, members, test, bytes }].
export async function queued(page, name = 'tent') {
	const items = await page.evaluate((kiosk) => new Promise((resolve, reject) => {
		const opening = indexedDB.open(`uzklausi-kiosk-${kiosk}`, 1)
		opening.onerror = () => reject(opening.error)
		opening.onsuccess = () => {
			const db = opening.result, records = db.transaction('records').objectStore('records')
			const keys = records.getAllKeys(), values = records.getAll()
			values.onsuccess = () => {
				resolve(keys.result.map((id, i) => ({ id, members: Object.keys(values.result[i]).sort(), test: values.result[i].test,
					text: String.fromCharCode(...values.result[i].bytes) })))
				db.close()
			}
		}
	}), name)
	return items.map(({ text, ...item }) => ({ ...item, bytes: Buffer.from(text, 'latin1') }))
}
