// Somebody left without finishing: after a while without a touch a warning with a countdown, then the end. While it warns, what was
// written cannot be read by whoever comes by.
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'touchstart', 'touchmove', 'scroll'];
const SAY_EACH = 10;

const now = () => performance.now() / 1000;

// Answers a function that tells for how many seconds nobody has touched the device.
function watchSigns() {
	let since = now();
	const live = () => {
		since = now();
	};
	for (const sign of SIGNS) addEventListener(sign, live, { capture: true, passive: true });
	return () => now() - since;
}

// Calls end() after so many seconds without a sign of life.
export function after(seconds, end) {
	const idle = watchSigns();
	const timer = setInterval(() => {
		if (idle() < seconds) return;
		clearInterval(timer);
		end();
	}, 500);
}

// Shows the countdown and says it aloud every ten seconds. Answers a function that stops it. A device that slept meanwhile still warns for
// the whole time: the countdown begins when it can be seen.
function countDown(dialog, seconds, end) {
	const left = dialog.querySelector('[data-left]'), said = dialog.querySelector('[data-said]'), ends = now() + seconds;
	let shown;
	const show = (count) => {
		if (count === shown) return;
		left.textContent = shown = count;
		if (count === seconds || count % SAY_EACH === 0) said.textContent = left.parentNode.textContent;
	};
	show(seconds);
	const timer = setInterval(() => {
		show(Math.max(0, Math.ceil(ends - now())));
		if (now() < ends) return;
		clearInterval(timer);
		end();
	}, 200);
	return () => clearInterval(timer);
}

// After so many seconds without a sign of life <dialog id="idle"> warns for so many more, then end() is called, once. Another language
// brings another dialog: it is looked up each time.
export function watch(seconds, warning, end) {
	const idle = watchSigns(), dialog = () => document.getElementById('idle');
	let stop = null;
	const stay = () => {
		if (stop) stop();
		stop = null;
		if (dialog().open) dialog().close();
	};
	document.addEventListener('click', (event) => {
		if (event.target.closest('#idle [data-stay]')) stay();
		else if (event.target.closest('#idle [data-end]')) end();
	});
	document.addEventListener('cancel', stay, true);
	setInterval(() => {
		if (stop || idle() < seconds) return;
		dialog().showModal();
		stop = countDown(dialog(), warning, end);
	}, 500);
}
