/* The staff's corner: how many sheets wait, sending them now, a test sheet, and whether the device is ready. Counts alone. */
addEventListener('DOMContentLoaded', function () {
	'use strict';
	const kiosk = self.kiosk;
	const buttons = [document.getElementById('send-all'), document.getElementById('send-test')];

	function show(id, text) {
		document.getElementById(id).textContent = text;
	}

	async function count() {
		try {
			const state = await kiosk.queue.state(kiosk.name);
			const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
			show('waiting', state.waiting);
			show('room', state.room);
			if (state.sent)
				show('sent', when.format(new Date(state.sent)));
		} catch (error) {
			document.getElementById('queue-broken').hidden = false;
		}
	}

	function tell(outcome) {
		document.querySelectorAll('[data-outcome]').forEach(function (said) {
			said.hidden = said.dataset.outcome !== outcome;
		});
	}

	/* While something is sent, nothing else is. */
	async function act(work) {
		buttons.forEach(function (button) { button.disabled = true; });
		tell('busy');
		tell(await work());
		await count();
		buttons.forEach(function (button) { button.disabled = false; });
	}

	async function send_all() {
		try {
			const went = await kiosk.sender.all(kiosk.name);
			return went.away > 0 ? 'away' : went.refused > 0 ? 'refused' : 'all';
		} catch (error) {
			return 'away';
		}
	}

	async function send_test() {
		try {
			const record = await kiosk.make_test();
			await kiosk.queue.add(kiosk.name, record);
			const outcome = await kiosk.sender.send(kiosk.name, record.id);
			return outcome === 'taken' ? 'test-taken' : outcome === 'away' ? 'test-waits' : 'test-failed';
		} catch (error) {
			return 'test-failed';
		}
	}

	function check(name, good) {
		const line = document.querySelector('[data-check="' + name + '"]');
		line.querySelector('[data-good]').hidden = !good;
		line.querySelector('[data-bad]').hidden = good;
	}

	async function check_all() {
		const registration = await kiosk.registration.catch(function () { return null; });
		check('offline', Boolean(registration));
		check('pages', Boolean(registration && registration.active));
		if (registration && !registration.active)
			navigator.serviceWorker.ready.then(function () { check('pages', true); });
		check('kept', Boolean(navigator.storage && navigator.storage.persist && await navigator.storage.persist()));
		check('awake', 'wakeLock' in navigator);
	}

	document.getElementById('corner').hidden = false;
	buttons[0].addEventListener('click', function () { act(send_all); });
	buttons[1].addEventListener('click', function () { act(send_test); });
	setInterval(count, 5000);
	count();
	check_all();
});
