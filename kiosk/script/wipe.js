// Nothing of one person may meet the next: not in fields, not in storage, not behind the back button.

function empty(storage) {
	try {
		window[storage].clear();
	} catch (error) {
		// A browser that keeps none has nothing to clear.
	}
}

// Fields first: browsers put what they held into the page's history entry when it is left.
function forget() {
	for (const form of Array.from(document.forms)) {
		form.reset();
		for (const field of Array.from(form.elements)) if (field.type === 'text' || field.type === 'textarea') field.value = '';
		form.remove();
	}
	empty('sessionStorage');
	empty('localStorage');
}

// The page at address takes the place of this one, so that Back does not lead here and nothing of its memory stays.
export function go(address) {
	forget();
	document.documentElement.hidden = true;
	location.replace(address);
}

function cameBack() {
	const [entry] = performance.getEntriesByType('navigation');
	return !!entry && entry.type === 'back_forward';
}

// Links lead on without leaving an entry behind, and to nowhere but the kiosk's own pages. What the form's own script has taken is its own.
function follow(event, home) {
	const link = event.target.closest && event.target.closest('a[href]');
	if (!link || event.defaultPrevented) return;
	event.preventDefault();
	const target = link.getAttribute('href').startsWith('#') && document.getElementById(link.hash.slice(1));
	if (target) {
		target.scrollIntoView();
		(target.matches('fieldset') ? target.querySelector('input') || target : target).focus();
	} else if (link.origin === location.origin && (link.pathname === home || link.pathname.startsWith(`${home}/`))) {
		go(link.href);
	}
}

// For every page of a kiosk: what a browser brings back gives way to the start.
export function guard(home, kind) {
	addEventListener('pageshow', (event) => {
		if (event.persisted) go(home);
	});
	if (kind !== 'start' && cameBack()) go(home);
	for (const press of ['click', 'auxclick']) document.addEventListener(press, (event) => follow(event, home));
	for (const wayOut of ['contextmenu', 'dragstart']) document.addEventListener(wayOut, (event) => event.preventDefault());
}
