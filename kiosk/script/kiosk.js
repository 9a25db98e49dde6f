// A page of a kiosk: puts the parts together as <div id="kiosk"> says, and takes sealed sheets over from the form's script (device.js).
import * as idle from './idle.js';
import { keepPages } from './offline.js';
import * as queue from './queue.js';
import { keepSending } from './queue_send.js';
import * as wipe from './wipe.js';

const mark = document.getElementById('kiosk').dataset;
const name = mark.name, kind = mark.kind, home = `/kiosk/${name}`;
const DONE_SECONDS = 20;

function showNotice(id) {
	const notice = document.getElementById(id);
	notice.hidden = false;
	notice.focus();
}

// The start page offers nothing that could not be kept.
async function lookForRoom() {
	const room = await queue.state(name).then((state) => state.room > 0, () => false);
	document.documentElement.classList.toggle('no-room', !room);
	document.getElementById('no-room').hidden = room;
}

// Takes a sealed sheet. Once it is kept, the form's page is no more; else it answers 'unkept', and what was typed is still there.
async function keep(form, id, bytes) {
	const done = `${home}/f/${form}/done?lang=${document.documentElement.lang}`;
	try {
		await queue.add(name, { form, id, bytes });
	} catch (error) {
		if (error.full) showNotice('no-room');
		showNotice('not-kept');
		return 'unkept';
	}
	wipe.go(done);
	return new Promise(() => undefined);
}

// Browsers let go of the screen whenever the page is hidden.
async function stayAwake() {
	if (navigator.wakeLock && document.visibilityState === 'visible') await navigator.wakeLock.request('screen').catch(() => null);
}

// A start page without a worker stays: it could not be loaded again without a network.
function startOver() {
	if (kind !== 'start' || (navigator.serviceWorker && navigator.serviceWorker.controller)) wipe.go(home);
}

function watchIdle() {
	const seconds = Number(mark.idle), warning = Number(mark.warning);
	if (kind === 'form') idle.watch(seconds, warning, () => wipe.go(home));
	else idle.after(kind === 'done' ? DONE_SECONDS : seconds + warning, startOver);
}

wipe.guard(home, kind);
watchIdle();
lookForRoom();
stayAwake();
document.addEventListener('visibilitychange', stayAwake);
keepSending(name);
const pages = keepPages(home, kind);
pages.catch(() => null);

// For the form's script and the staff's corner.
window.uzklausiKiosk = { name, home, keep, pages };
