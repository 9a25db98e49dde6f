/* The service worker, where a browser permits one: https, or a server on this very computer. */
self.kiosk = self.kiosk || {};
self.kiosk.offline = (function () {
	'use strict';

	function possible() {
		return self.isSecureContext === true && 'serviceWorker' in navigator;
	}

	/* A newer worker takes over on the start page alone, never under somebody's answers. */
	function replace_when_waiting(registration) {
		const ask = function () {
			if (registration.waiting)
				registration.waiting.postMessage('take over');
		};
		registration.addEventListener('updatefound', function () {
			const coming = registration.installing;
			coming.addEventListener('statechange', ask);
		});
		ask();
	}

	/* Answers the registration, or null where there can be none. */
	async function start(home, kind) {
		if (!possible())
			return null;
		const registration = await navigator.serviceWorker.register(home + '/worker.js', { scope: home, updateViaCache: 'none' });
		if (kind === 'start' && navigator.serviceWorker.controller) {
			navigator.serviceWorker.addEventListener('controllerchange', function () { location.replace(home); });
			replace_when_waiting(registration);
		}
		return registration;
	}

	return { possible: possible, start: start };
})();
