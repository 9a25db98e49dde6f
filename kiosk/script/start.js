// Stands in the page. Holds back what would send answers in clear until device.js is there to seal them, and says so when that
// cannot be loaded. A browser that lacks what device.js needs keeps the page as it is, which is complete without script.
const page = document;
const enough = window.Promise && window.fetch && window.BigInt && window.TextEncoder && window.DOMParser && window.WeakMap
	&& 'content' in page.createElement('template') && page.body.closest && page.body.append && window.crypto && crypto.getRandomValues;
const id = (name) => page.getElementById(name);

// held: what was pressed too early. take: set by device.js, gets each such event. forget: wipes the answers.
const device = { held: null, take: null, forget: () => id('sheet').reset() };

function hold(event) {
	const target = event.target;
	const away = event.type === 'click' && target.closest && target.closest('nav a');
	if (!away && !(event.type === 'submit' && target.id === 'sheet')) return;
	if (device.free) return;
	event.preventDefault();
	if (device.take) return device.take(away || target);
	device.held = away || target;
	id('device-wait').hidden = !id('device-late').hidden;
}

function late() {
	id('device-wait').hidden = true;
	id('device-late').hidden = false;
	id('device-late').focus();
}

function again() {
	const old = device.failed, fresh = page.createElement('script');
	fresh.integrity = old.integrity;
	fresh.src = old.getAttribute('src');
	old.parentNode.replaceChild(fresh, old);
	id('device-late').hidden = true;
	id('device-wait').hidden = false;
}

// Nobody goes on without sealing on the device who did not say so.
function without() {
	device.free = true;
	id('device-late').hidden = true;
	if (device.held && device.held.href) location.href = device.held.href;
}

if (enough) {
	window.uzklausi = device;
	page.addEventListener('submit', hold, true);
	page.addEventListener('click', (event) => {
		const button = event.target.closest && event.target.closest('#device-late [data-do]');
		if (button) (button.getAttribute('data-do') === 'again' ? again : without)();
		else hold(event);
	}, true);
	page.addEventListener('error', (event) => {
		if (event.target.tagName !== 'SCRIPT') return;
		device.failed = event.target;
		late();
	}, true);
}
