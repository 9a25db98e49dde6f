/* The kiosk's service worker: keeps the kiosk's pages and what they load, so that it works without a network. The server puts KIOSK
   ("/kiosk/NAME"), VERSION (of all that is kept), LANGUAGES and KEPT (addresses) in front. Answers never pass through here
   unsealed: forms are filled in and sealed by the page, and what is sent goes by. */
'use strict';
const CACHE = KIOSK + ' ' + VERSION;

self.addEventListener('install', function (event) {
	event.waitUntil(caches.open(CACHE).then(function (cache) {
		return cache.addAll(KEPT.map(function (address) { return new Request(address, { cache: 'reload', credentials: 'omit' }); }));
	}));
});

async function tidy() {
	for (const name of await caches.keys()) {
		if (name.indexOf(KIOSK + ' ') === 0 && name !== CACHE)
			await caches.delete(name);
	}
	await self.clients.claim();
}

self.addEventListener('activate', function (event) {
	event.waitUntil(tidy());
});

self.addEventListener('message', function (event) {
	if (event.data === 'take over')
		self.skipWaiting();
});

function kept(address) {
	return caches.open(CACHE).then(function (cache) { return cache.match(address, { ignoreVary: true }); });
}

function page_address(url) {
	const lang = url.searchParams.get('lang');
	return url.pathname + '?lang=' + (LANGUAGES.indexOf(lang) >= 0 ? lang : LANGUAGES[0]);
}

/* What is not kept comes from the network; without one, the start page stands for it. */
async function page(request) {
	const found = await kept(page_address(new URL(request.url)));
	if (found)
		return found;
	return fetch(request).catch(function () { return kept(KIOSK + '?lang=' + LANGUAGES[0]); });
}

async function asset(request) {
	return await kept(request.url) || fetch(request);
}

self.addEventListener('fetch', function (event) {
	const url = new URL(event.request.url);
	if (event.request.method !== 'GET' || url.origin !== location.origin)
		return;
	if (url.pathname.indexOf('/a/') === 0)
		event.respondWith(asset(event.request));
	else if (event.request.mode === 'navigate' && (url.pathname === KIOSK || url.pathname.indexOf(KIOSK + '/') === 0))
		event.respondWith(page(event.request));
});
