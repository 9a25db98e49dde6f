// The staff's corner of a kiosk: how many sheets wait, sending them now, a test sheet, and whether the device is ready. Counts alone.
import { inWords } from './dates.js';
import * as queue from './queue.js';
import { send, sendAll } from './queue_send.js';
import { hexOfBytes, randomBytes, sealRecord } from './seal.js';

const id = (name) => document.getElementById(name);
const corner = id('corner'), { name, pages } = window.uzklausiKiosk;
const LOOK_EACH = 5000;

async function count() {
	try {
		const state = await queue.state(name);
		id('waiting').textContent = state.waiting;
		id('room').textContent = state.room;
		const look = { dateStyle: 'medium', timeStyle: 'short' };
		if (state.sent) id('sent').textContent = inWords(new Date(state.sent), document.documentElement.lang, look);
		id('queue-broken').hidden = true;
	} catch (error) {
		id('queue-broken').hidden = false;
	}
}

function tell(outcome) {
	for (const said of corner.querySelectorAll('[data-outcome]')) said.hidden = said.dataset.outcome !== outcome;
}

// While something is sent, nothing else is.
async function act(work, otherwise) {
	const buttons = [id('send-all'), id('send-test')];
	for (const button of buttons) button.disabled = true;
	tell('busy');
	tell(await work().catch(() => otherwise));
	await count();
	for (const button of buttons) button.disabled = false;
}

async function sendWaiting() {
	const { left, refused } = await sendAll(name);
	return left > refused ? 'away' : left > 0 ? 'refused' : 'all';
}

// Goes the way of every sheet, to where the server looks at it and throws it away.
async function sendTest() {
	const { form, lock, key, size } = corner.dataset, testId = hexOfBytes(randomBytes(16));
	const bytes = sealRecord({ id: lock, key, size: Number(size) }, '{"test":true}');
	await queue.add(name, { id: testId, form, bytes, test: true });
	const became = await send(name, testId);
	return became === 'taken' ? 'test-taken' : became === 'away' ? 'test-waits' : 'test-failed';
}

function check(what, good) {
	const line = corner.querySelector(`[data-check="${what}"]`);
	line.querySelector('[data-good]').hidden = !good;
	line.querySelector('[data-bad]').hidden = good;
}

async function checkAll() {
	check('awake', !!navigator.wakeLock);
	const registration = await pages.catch(() => null);
	check('offline', !!registration);
	check('pages', !!registration && !!registration.active);
	if (registration && !registration.active) navigator.serviceWorker.ready.then(() => check('pages', true));
	check('kept', !!(navigator.storage && navigator.storage.persist && (await navigator.storage.persist())));
}

corner.hidden = false;
id('send-all').addEventListener('click', () => act(sendWaiting, 'away'));
id('send-test').addEventListener('click', () => act(sendTest, 'test-failed'));
setInterval(count, LOOK_EACH);
count();
checkAll();
