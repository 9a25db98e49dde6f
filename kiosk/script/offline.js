// The service worker, where a browser permits one: over https, or when the server is on this very computer.

// A newer worker takes over on the start page alone, never under somebody's answers.
function letTakeOver(registration) {
	const ask = () => registration.waiting && registration.waiting.postMessage('take over');
	registration.addEventListener('updatefound', () => registration.installing.addEventListener('statechange', ask));
	ask();
}

// Answers the registration, or null where there can be none.
export async function keepPages(home, kind) {
	const workers = isSecureContext && navigator.serviceWorker;
	if (!workers) return null;
	const registration = await workers.register(`${home}/worker.js`, { scope: home, updateViaCache: 'none' });
	if (kind === 'start' && workers.controller) {
		workers.addEventListener('controllerchange', () => location.replace(home));
		letTakeOver(registration);
	}
	return registration;
}
