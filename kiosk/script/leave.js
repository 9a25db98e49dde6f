// Leaves at once: a press on the button at the top, or Shift three times within two seconds. The page is blank before anything else
// happens; then a neutral public page takes its place in the history. What stood there before the form stays in the history.
const link = document.querySelector('.leave a');
const keys = document.querySelector('[data-keys]');
let times = [];

if (keys) keys.hidden = !matchMedia('(any-pointer: fine)').matches; // who has only fingers has no Shift

// The pages of the form that the script has shown are entries of the history (pages.js), depth of them behind the first. They go: back to the
// first, where a new entry takes the place of all that follow; from that back once more, and the neutral page takes the place of the first.
function replace(address) {
	const depth = (history.state && history.state.depth) || 0;
	let going = false;
	const away = () => {
		if (going) return;
		going = true;
		history.replaceState(null, '', '/');
		location.replace(address);
	};
	const then = (what) => addEventListener('popstate', what, { once: true });
	if (!depth) return away();
	setTimeout(away, 1000); // whatever a browser makes of its history
	then(() => {
		history.pushState(null, '', '/');
		then(away);
		history.back();
	});
	history.go(-depth);
}

function leave() {
	const page = document.documentElement, address = link.href;
	page.style.display = 'none';
	if (window.uzklausi) window.uzklausi.forget();
	page.textContent = '';
	try {
		sessionStorage.clear();
	} catch (error) {
		// Storage is off: then nothing is in it.
	}
	replace(address);
}

document.addEventListener('click', (event) => {
	if (!event.target.closest || !event.target.closest('.leave a')) return;
	event.preventDefault();
	leave();
}, true);

document.addEventListener('keydown', (event) => {
	if (event.key !== 'Shift') times = [];
	else if (!event.repeat) times = times.filter((time) => event.timeStamp - time < 2000).concat(event.timeStamp);
	if (times.length > 2) leave();
}, true);
