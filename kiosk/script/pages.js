// Going from page to page: which one is shown, what is asked on it, how far it is, and the browser's own Back.
import { hush } from './aloud.js';
import { REVIEW, app, form, id, piece, remove, say, section, show } from './app.js';
import { all, itemOf, limit, write } from './controls.js';
import { clearFaults } from './faults.js';
import { pipe } from './pipe.js';
import { review } from './review.js';

// --- what is asked -----------------------------------------------------------------------------------------------------------------

function mark(item, required) {
	const asked = item.querySelector('.asked'), must = asked && asked.querySelector('.must');
	if (!asked || !must === !required) return;
	if (required) asked.appendChild(piece('span.must'));
	else must.remove();
}

export function refresh() {
	const { sheet } = app;
	sheet.update().forEach((i) => write(sheet, i));
	sheet.els.forEach((e, i) => {
		const item = itemOf(i);
		if (!item) return;
		show(item, sheet.visible[i]);
		if (!sheet.asks(i)) return;
		mark(item, sheet.required[i]);
		limit(sheet, i);
	});
	pipe(id('main'));
	progress();
}

function progress() {
	const { at, rules } = app, pages = app.sheet.shownPages(), steps = document.querySelector('#main .steps'), bar = steps.querySelector('progress');
	const total = pages.length + 1, number = at === REVIEW ? total : pages.indexOf(at) + 1;
	const words = rules.progress.replace('{number}', number).replace('{total}', total);
	if (steps.firstChild.textContent !== words) steps.firstChild.textContent = words;
	bar.max = total;
	bar.value = number;
	const last = at !== REVIEW && pages.indexOf(at) === pages.length - 1;
	const shown = { next: at !== REVIEW && !last, review: last, send: at === REVIEW, back: at === REVIEW || pages.indexOf(at) > 0, keep: !app.kiosk };
	all(form(), '.buttons [data-do]').forEach((button) => show(button, shown[button.getAttribute('data-do')]));
}

// --- one page at a time --------------------------------------------------------------------------------------------------------------

const someRequired = () => app.at !== REVIEW
	&& app.sheet.els.some((e, i) => app.sheet.asks(i) && e.g === app.at && app.sheet.shown(i) && app.sheet.required[i]);

export function present(quietly) {
	const { at } = app, first = at === app.sheet.shownPages()[0];
	all(form(), 'section[data-page]').forEach((node) => show(node, Number(node.getAttribute('data-page')) === at));
	remove('.review');
	if (at === REVIEW) form().insertBefore(review(), form().querySelector('.buttons'));
	document.querySelector('#main h1').className = first ? '' : 'again';
	all(form(), '.brought').forEach((node) => show(node, first));
	all(document, '.about-leaving, #main > .lead, #main > .kept, #main > .version, #sheet > .quiet').forEach((node) =>
		show(node, node.className === 'quiet' ? someRequired() : first));
	progress();
	if (quietly) return;
	const heading = at === REVIEW ? form().querySelector('.review h2') : section(at).querySelector('h2');
	window.scrollTo(0, 0);
	if (heading) heading.tabIndex = -1;
	(heading || id('main')).focus();
}

function turnTo(page) {
	hush();
	clearFaults();
	say();
	app.at = page;
	present();
}

// Every page but the first is an entry of the browser's history, so that its Back is the form's. Its depth tells how many there are to be left
// (leave.js). A kiosk has none.
export const depth = () => (history.state && history.state.depth) || 0;

export function go(page) {
	turnTo(page);
	if (!app.kiosk) history.pushState({ page, depth: depth() + 1 }, '');
}

export function cameBack(event) {
	if (app.over || app.sending || !app.sheet) return;
	const page = event.state && event.state.page !== undefined ? event.state.page : app.sheet.shownPages()[0];
	turnTo(app.sheet.isPlace(page) ? page : app.sheet.shownPages()[0]);
}

export function back() {
	const pages = app.sheet.shownPages();
	go(app.at === REVIEW ? pages[pages.length - 1] : pages[Math.max(0, pages.indexOf(app.at) - 1)]);
}

export function change(i) {
	go(app.sheet.els[i].g);
	const control = itemOf(i).querySelector('input,select,textarea');
	if (control) control.focus();
}
