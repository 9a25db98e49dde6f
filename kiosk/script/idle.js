/* Somebody left without finishing: after a while without a touch a warning with a countdown, then the end. While it warns, what was
   written cannot be read by whoever comes by. */
self.kiosk = self.kiosk || {};
self.kiosk.idle = (function () {
	'use strict';
	const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'touchstart', 'touchmove', 'scroll'];
	const SAY_EACH = 10;

	function now() {
		return performance.now();
	}

	/* Calls end() after so many seconds without a sign of life. */
	function after(seconds, end) {
		let since = now();
		SIGNS.forEach(function (sign) {
			addEventListener(sign, function () { since = now(); }, { capture: true, passive: true });
		});
		setInterval(function () {
			if (now() - since >= seconds * 1000)
				end();
		}, 500);
	}

	/* A device that slept meanwhile still warns for the whole time: the countdown begins when it can be seen. */
	function warn(dialog, seconds, said, end) {
		const left = dialog.querySelector('[data-left]');
		const live = dialog.querySelector('[data-said]');
		const ends = now() + seconds * 1000;
		let last = seconds;
		const show = function (count) {
			left.textContent = String(count);
			if (count === seconds || count % SAY_EACH === 0)
				live.textContent = left.parentNode.textContent;
		};
		dialog.showModal();
		show(seconds);
		const timer = setInterval(function () {
			const count = Math.max(0, Math.ceil((ends - now()) / 1000));
			if (count !== last)
				show(last = count);
			if (count === 0) {
				clearInterval(timer);
				end();
			}
		}, 200);
		said(function () { clearInterval(timer); });
	}

	function watch(dialog, idle, warning, end) {
		let since = now();
		let stop = null;
		const stay = function () {
			if (stop)
				stop();
			stop = null;
			since = now();
			if (dialog.open)
				dialog.close();
		};
		SIGNS.forEach(function (sign) {
			addEventListener(sign, function () { since = now(); }, { capture: true, passive: true });
		});
		dialog.querySelector('[data-stay]').addEventListener('click', stay);
		dialog.querySelector('[data-end]').addEventListener('click', end);
		dialog.addEventListener('cancel', stay);
		setInterval(function () {
			if (!stop && now() - since >= idle * 1000)
				warn(dialog, warning, function (stopper) { stop = stopper; }, end);
		}, 500);
	}

	return { after: after, watch: watch };
})();
