// The kiosk's service worker: keeps the kiosk's pages and what they load, so that it works without a network. The server puts KIOSK
// ("/kiosk/NAME"), VERSION (of all that is kept), LANGUAGES and KEPT (addresses) in front. Answers never pass through here unsealed:
// the page seals them, and what is sent goes by.
'use strict';
const CACHE = `${KIOSK} ${VERSION}`;

self.addEventListener('install', (event) => {
	const fresh = KEPT.map((address) => new Request(address, { cache: 'reload', credentials: 'omit' }));
	event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

async function tidy() {
	for (const name of await caches.keys()) if (name.startsWith(`${KIOSK} `) && name !== CACHE) await caches.delete(name);
	await self.clients.claim();
}

self.addEventListener('activate', (event) => event.waitUntil(tidy()));

self.addEventListener('message', (event) => {
	if (event.data === 'take over') self.skipWaiting();
});

async function kept(address) {
	const cache = await caches.open(CACHE);
	return cache.match(address, { ignoreVary: true });
}

function addressOf(url) {
	const lang = url.searchParams.get('lang');
	return `${url.pathname}?lang=${LANGUAGES.includes(lang) ? lang : LANGUAGES[0]}`;
}

// What is not kept comes from the network; without one, the start page stands for it.
async function page(request) {
	const found = await kept(addressOf(new URL(request.url)));
	return found || fetch(request).catch(() => kept(`${KIOSK}?lang=${LANGUAGES[0]}`));
}

async function asset(request) {
	return (await kept(request.url)) || fetch(request);
}

self.addEventListener('fetch', (event) => {
	const url = new URL(event.request.url);
	if (event.request.method !== 'GET' || url.origin !== location.origin) return;
	if (url.pathname.startsWith('/a/')) event.respondWith(asset(event.request));
	else if (url.pathname === KIOSK || url.pathname.startsWith(`${KIOSK}/`)) event.respondWith(page(event.request));
});
