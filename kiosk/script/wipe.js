/* Nothing of one person may meet the next: not in fields, not in storage, not behind the back button. */
self.kiosk = self.kiosk || {};
self.kiosk.wipe = (function () {
	'use strict';

	function empty_storage(storage) {
		try {
			self[storage].clear();
		} catch (error) {
			/* a browser that keeps none has nothing to clear */
		}
	}

	/* Fields first: browsers put what they held into the page's history entry when it is left. */
	function forget() {
		Array.from(document.forms).forEach(function (form) {
			form.reset();
			Array.from(form.elements).forEach(function (field) {
				if (field.type === 'text' || field.type === 'textarea')
					field.value = '';
			});
			form.remove();
		});
		empty_storage('sessionStorage');
		empty_storage('localStorage');
	}

	/* The page takes the place of this one, so that Back does not lead here. */
	function go(address) {
		forget();
		document.documentElement.hidden = true;
		location.replace(address);
	}

	function came_back() {
		const entry = performance.getEntriesByType ? performance.getEntriesByType('navigation')[0] : null;
		return entry ? entry.type === 'back_forward' : performance.navigation && performance.navigation.type === 2;
	}

	/* Links lead on without leaving an entry behind, and to nowhere but the kiosk's own pages. */
	function on_link(event, home) {
		const link = event.target.closest ? event.target.closest('a[href]') : null;
		if (!link)
			return;
		event.preventDefault();
		if (link.getAttribute('href').charAt(0) === '#') {
			const target = document.getElementById(link.hash.slice(1));
			if (target)
				target.focus();
		} else if (link.origin === location.origin && (link.pathname === home || link.pathname.indexOf(home + '/') === 0)) {
			go(link.href);
		}
	}

	function guard(home, kind) {
		addEventListener('pageshow', function (event) {
			if (event.persisted)
				go(home);
		});
		if (kind !== 'start' && came_back())
			go(home);
		['click', 'auxclick'].forEach(function (press) {
			document.addEventListener(press, function (event) { on_link(event, home); });
		});
		['contextmenu', 'dragstart'].forEach(function (way_out) {
			document.addEventListener(way_out, function (event) { event.preventDefault(); });
		});
	}

	return { guard: guard, go: go };
})();
