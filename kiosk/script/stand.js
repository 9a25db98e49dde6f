/* A page of a kiosk: puts the parts together as <div id="kiosk"> says. */
(function () {
	'use strict';
	const kiosk = self.kiosk;
	const mark = document.getElementById('kiosk').dataset;
	const home = '/kiosk/' + mark.name;
	const DONE_SECONDS = 20;

	function show_full(why) {
		const notice = document.getElementById(why);
		if (!notice)
			return;
		notice.hidden = false;
		notice.focus();
	}

	/* The start page offers nothing that could not be kept. */
	async function look_for_room() {
		const room = await kiosk.queue.state(mark.name).then(function (state) { return state.room; }, function () { return 0; });
		document.documentElement.classList.toggle('no-room', room === 0);
		const notice = document.getElementById('no-room');
		if (notice)
			notice.hidden = room > 0;
	}

	/* The screen of a kiosk stays on. Browsers let go of it whenever the page is hidden. */
	async function keep_awake() {
		if (navigator.wakeLock && document.visibilityState === 'visible')
			await navigator.wakeLock.request('screen').catch(function () { return null; });
	}

	function watch_idle() {
		const idle = Number(mark.idle), warning = Number(mark.warning);
		const end = function () { kiosk.wipe.go(home); };
		if (mark.kind === 'form')
			kiosk.idle.watch(document.getElementById('idle'), idle, warning, end);
		else
			kiosk.idle.after(mark.kind === 'done' ? DONE_SECONDS : idle + warning, end);
	}

	/* Takes a sealed sheet over from the form's page. Answers once it is kept; else it rejects, and the page keeps what was typed. */
	kiosk.keep = async function (form, id, bytes) {
		try {
			await kiosk.queue.add(mark.name, { form: form, id: id, bytes: bytes });
		} catch (error) {
			show_full(error.full ? 'no-room' : 'not-kept');
			throw error;
		}
		kiosk.wipe.go(home + '/f/' + form + '/done?lang=' + document.documentElement.lang);
	};

	kiosk.name = mark.name;
	kiosk.home = home;
	kiosk.wipe.guard(home, mark.kind);
	watch_idle();
	look_for_room();
	keep_awake();
	document.addEventListener('visibilitychange', keep_awake);
	kiosk.sender.start(mark.name);
	kiosk.registration = kiosk.offline.start(home, mark.kind);
	kiosk.registration.catch(function () { return null; });
})();
