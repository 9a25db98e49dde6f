// Sends what waits on a kiosk. Every record waits for a time drawn at random, without memory: every few seconds each is sent with the same
// small chance, so that nothing about when it was filled in has to be kept to send it later, and of records that wait together each
// order of arrival is as likely as any other.
import * as queue from './queue.js';
import { hexOfBytes } from './seal.js';
import { prove } from './work_prove.js';

const TICK = 5000, MEAN = 10 * 60 * 1000, PATIENCE = 30000, TRIES = 5, WORKS = 3;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// 'taken', 'refused' or 'away', or what to reckon with for a proof of work. A page that a hotel's network puts in between is no answer of
// the server's.
async function put(name, id, { form, bytes, test }, proof) {
	const address = test ? `/kiosk/${name}/test/${form}` : `/api/records/${form}/${id}`;
	const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE);
	const headers = { 'Content-Type': 'application/octet-stream' };
	if (proof) headers.Work = proof;
	try {
		const reply = await fetch(address, {
			method: 'PUT', body: bytes, headers, credentials: 'omit', cache: 'no-store', redirect: 'error',
			signal: patience.signal,
		});
		if (reply.status === 403) return await reply.json().then((said) => (said.challenge ? said : said.slip ? 'refused' : 'away'));
		if ([400, 404, 409, 413].includes(reply.status)) return 'refused';
		return reply.ok && (await reply.json()).taken === true ? 'taken' : 'away';
	} catch (error) {
		return 'away';
	} finally {
		clearTimeout(timer);
	}
}

// A proof lasts an hour and a queue for days, so it is made when the record goes out. Its lock's id stands in the record.
async function proven(name, id, item) {
	let became = await put(name, id, item);
	for (let works = 0; became.challenge && works < WORKS; works++)
		became = await put(name, id, item, await prove(became, hexOfBytes(new Uint8Array(item.bytes).slice(1, 17)), id, null));
	return became.challenge ? 'away' : became;
}

export async function send(name, id) {
	const item = await queue.get(name, id);
	if (!item) return 'taken';
	const became = await proven(name, id, item);
	if (became === 'taken') await queue.sent(name, id, item.test);
	return became;
}

async function tick(name) {
	if (navigator.onLine === false) return;
	for (const id of await queue.ids(name))
		if (queue.below(MEAN) < TICK && (await send(name, id)) === 'away') return;
}

// For as long as the page is open. What fails is tried again.
export async function keepSending(name) {
	for (;;) {
		await pause(TICK);
		await tick(name).catch(() => undefined);
	}
}

async function persist(name, id) {
	for (let tries = 1; ; tries++) {
		const became = await send(name, id);
		if (became !== 'away' || tries === TRIES) return became;
		await pause(200 * tries);
	}
}

// At the staff's wish: all that waits, in a random order and with random gaps. Answers how many are still there, and how many of them the
// server refuses.
export async function sendAll(name) {
	let refused = 0;
	for (const id of await queue.ids(name)) {
		const became = await persist(name, id);
		if (became === 'away') break;
		if (became === 'refused') refused++;
		await pause(queue.below(300));
	}
	return { left: (await queue.ids(name)).length, refused };
}
