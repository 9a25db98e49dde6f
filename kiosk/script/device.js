// The respondent's script: shows one page of the form at a time, from the markup that the server rendered, and sends the sheet sealed.
// It takes over from start.js when it has loaded and the sealing has passed its test.
import { hush, offer, toggle } from './aloud.js';
import { all, elementOf, exclude, inWords, itemOf, read, write } from './controls.js';
import { hexOfBytes, randomBytes, sealRecord, selfTest } from './seal.js';
import { sender } from './send.js';
import { Sheet, writeSheet } from './sheet.js';
import { prover } from './work_prove.js';

const id = (name) => document.getElementById(name);
const PLACE = 'uzklausi-place';

let rules, sheet, pieces, kiosk;
let at = 0; // the page that is shown; REVIEW for the summary of all
let sheetId; // drawn once: sending again under the same id counts once
let sending = null, over = false;
let work = null; // the proof that the record will need, where the form asks for one
const REVIEW = -1;

// --- pieces of the page ------------------------------------------------------------------------------------------------------------

const piece = (selector) => pieces.querySelector(selector).cloneNode(true);
const form = () => id('sheet');
const section = (page) => form().querySelector(`section[data-page="${page}"]`);
const remove = (selector) => all(document, `#main ${selector}`).forEach((node) => node.remove());
const show = (node, on) => {
	if (node) node.hidden = !on;
};

function say(what) {
	remove('[data-say]');
	if (!what) return;
	const notice = piece(`[data-say="${what}"]`);
	form().insertBefore(notice, form().querySelector('.buttons'));
	if (notice.tabIndex === -1) notice.focus();
}

// A page out of the template gets what was left out there so that alike questions are the same bytes: its elements' numbers, the
// question's name before each field's, the question's id on its first choice.
function name(fresh) {
	const page = Number(fresh.getAttribute('data-page')), first = sheet.els.findIndex((e) => e.g === page);
	all(fresh, '[data-e]').forEach((item, i) => item.setAttribute('data-e', first + i));
	all(fresh, '[data-e] [name]').forEach((control) => {
		const i = elementOf(control);
		control.name = sheet.els[i].n + control.getAttribute('name');
		if (!fresh.querySelector(`#q${i}`)) control.id = `q${i}`;
	});
	return fresh;
}

// The form's other pages, and what the first page has not shown.
function adopt() {
	all(pieces, 'section[data-page]').forEach((held) => {
		const fresh = name(document.importNode(held, true)), live = section(fresh.getAttribute('data-page'));
		if (live) complete(live, fresh);
		else form().insertBefore(fresh, form().querySelector('.buttons'));
	});
	form().replaceChild(piece('.buttons'), form().querySelector('.buttons'));
	remove('.steps');
	form().parentNode.insertBefore(piece('.steps'), form());
}

function complete(live, fresh) {
	all(fresh, '[data-e]').forEach((item) => {
		if (itemOf(item.getAttribute('data-e'))) return;
		const before = item.previousElementSibling, around = item.parentNode.closest('[data-e]');
		const sibling = before && before.getAttribute('data-e') ? itemOf(before.getAttribute('data-e')) : null;
		const copy = item.cloneNode(true);
		if (sibling) sibling.parentNode.insertBefore(copy, sibling.nextSibling);
		else if (around) itemOf(around.getAttribute('data-e')).querySelector('.panel').appendChild(copy);
		else live.insertBefore(copy, live.querySelector('[data-e]'));
	});
}

// --- what is asked -----------------------------------------------------------------------------------------------------------------

function mark(item, required) {
	const asked = item.querySelector('.asked'), must = asked && asked.querySelector('.must');
	if (!asked || !must === !required) return;
	if (required) asked.appendChild(piece('span.must'));
	else must.remove();
}

function refresh() {
	sheet.update();
	sheet.els.forEach((e, i) => {
		const item = itemOf(i);
		if (!item) return;
		show(item, sheet.visible[i]);
		if (!sheet.asks(i)) return;
		mark(item, sheet.required[i]);
		all(item, 'input,select,textarea').forEach((control) => {
			control.disabled = !sheet.enabled(i);
		});
	});
	progress();
}

function progress() {
	const pages = sheet.shownPages(), steps = document.querySelector('#main .steps'), bar = steps.querySelector('progress');
	const total = pages.length + 1, number = at === REVIEW ? total : pages.indexOf(at) + 1;
	const words = rules.progress.replace('{number}', number).replace('{total}', total);
	if (steps.firstChild.textContent !== words) steps.firstChild.textContent = words;
	bar.max = total;
	bar.value = number;
	const last = at !== REVIEW && pages.indexOf(at) === pages.length - 1;
	const shown = { next: at !== REVIEW && !last, review: last, send: at === REVIEW, back: at === REVIEW || pages.indexOf(at) > 0, keep: !kiosk };
	all(form(), '.buttons [data-do]').forEach((button) => show(button, shown[button.getAttribute('data-do')]));
}

// --- faults ------------------------------------------------------------------------------------------------------------------------

function clearFaults() {
	remove('.faults');
	remove('[data-e] p.fault');
	all(form(), '.faulty').forEach((node) => node.classList.remove('faulty'));
	all(form(), '[aria-invalid]').forEach((node) => {
		node.removeAttribute('aria-invalid');
		const others = (node.getAttribute('aria-describedby') || '').split(' ').filter((name) => name && !/-fault$/.test(name));
		if (others.length) node.setAttribute('aria-describedby', others.join(' '));
		else node.removeAttribute('aria-describedby');
	});
}

function markFault(i, words) {
	const item = itemOf(i), box = item.firstElementChild, note = piece('p.fault');
	note.id = `q${i}-fault`;
	note.querySelector('span').textContent = words;
	box.classList.add('faulty');
	const notes = all(box, '.about').filter((about) => elementOf(about) === i), asked = box.querySelector('.asked');
	const before = notes.length ? notes[notes.length - 1] : asked;
	box.insertBefore(note, before && before.parentNode === box ? before.nextSibling : box.firstChild);
	const target = box.tagName === 'FIELDSET' ? box : box.querySelector('input,select,textarea') || box;
	target.setAttribute('aria-invalid', 'true');
	target.setAttribute('aria-describedby', `${target.getAttribute('aria-describedby') || ''} ${note.id}`.trim());
}

function faultCount(count) {
	const forms = rules.faults, plural = Number(rules.plural[count < 100 ? count : 100 + (count % 100)] || 0);
	return forms[plural].replace('{count}', count);
}

// Shows what is wrong on the page and takes the person there. True when nothing is.
function inOrder(page) {
	clearFaults();
	const faults = sheet.faults(page);
	if (!faults.length) return true;
	const summary = piece('section.faults'), list = summary.querySelector('ul');
	summary.querySelector('h2').textContent = faultCount(faults.length);
	faults.forEach(([i, words]) => {
		const entry = document.createElement('li'), link = document.createElement('a'), what = document.createElement('span');
		link.href = `#q${i}`;
		link.textContent = sheet.asks(i) ? inWords(sheet, i)[0] : rules.texts[words];
		what.textContent = rules.texts[words];
		entry.append(link, ' ', what);
		list.appendChild(entry);
		markFault(i, rules.texts[words]);
	});
	form().parentNode.insertBefore(summary, form());
	summary.focus();
	return false;
}

// --- going from page to page -------------------------------------------------------------------------------------------------------

function present(quietly) {
	all(form(), 'section[data-page]').forEach((node) => show(node, Number(node.getAttribute('data-page')) === at));
	remove('.review');
	if (at === REVIEW) form().insertBefore(review(), form().querySelector('.buttons'));
	const first = at === sheet.shownPages()[0];
	all(form(), '.brought').forEach((node) => show(node, first));
	all(document, '#main > .lead, #main > .kept, #sheet > .quiet').forEach((node) => show(node, first || (node.className === 'quiet' && someRequired())));
	progress();
	if (quietly) return;
	const heading = at === REVIEW ? form().querySelector('.review h2') : section(at).querySelector('h2');
	window.scrollTo(0, 0);
	if (heading) heading.tabIndex = -1;
	(heading || id('main')).focus();
}

const someRequired = () => at !== REVIEW && sheet.els.some((e, i) => sheet.asks(i) && e.g === at && sheet.shown(i) && sheet.required[i]);

function go(page, silently) {
	hush();
	clearFaults();
	say();
	at = page;
	present();
	if (!silently && !rules.leave && !kiosk) history.pushState({ page }, '');
}

function next() {
	if (!inOrder(at)) return;
	if (named('_slip') && !slip()) {
		askSlip('slip-missing');
		return;
	}
	const pages = sheet.shownPages(), after = pages[pages.indexOf(at) + 1];
	go(after === undefined ? REVIEW : after);
}

function back() {
	const pages = sheet.shownPages();
	go(at === REVIEW ? pages[pages.length - 1] : pages[Math.max(0, pages.indexOf(at) - 1)]);
}

function review() {
	const made = piece('.review'), list = made.querySelector('dl'), entry = made.querySelector('div');
	entry.remove();
	sheet.els.forEach((e, i) => {
		if (!sheet.asks(i) || !sheet.shown(i)) return;
		const copy = entry.cloneNode(true), [asked, lines] = inWords(sheet, i), said = copy.querySelector('dd span');
		copy.querySelector('dt').textContent = asked;
		copy.querySelector('button').setAttribute('data-at', i);
		copy.querySelector('button').setAttribute('aria-label', `${copy.querySelector('button').textContent}: ${asked}`);
		if (lines.length) said.textContent = lines.join('\n');
		said.className = lines.length ? 'said' : 'unsaid';
		list.appendChild(copy);
	});
	return made;
}

function change(i) {
	go(sheet.els[i].g);
	const control = itemOf(i).querySelector('input,select,textarea');
	if (control) control.focus();
}

// --- keeping one's place -------------------------------------------------------------------------------------------------------------

const place = () => JSON.stringify({ form: rules.form, version: rules.version, at, values: sheet.values, comments: sheet.comments, id: sheetId });

function keep() {
	try {
		sessionStorage.setItem(PLACE, place());
		say('kept');
	} catch (error) {
		say('unloaded');
	}
}

function dropPlace() {
	try {
		sessionStorage.removeItem(PLACE);
	} catch (error) {
		// Storage is off: then nothing is in it.
	}
}

function keptPlace() {
	try {
		const kept = kiosk ? null : JSON.parse(sessionStorage.getItem(PLACE));
		return kept && kept.form === rules.form && kept.version === rules.version ? kept : null;
	} catch (error) {
		return null;
	}
}

// JSON has made null of what was not answered.
function restore(kept) {
	sheet.els.forEach((e, i) => {
		if (!sheet.asks(i)) return;
		sheet.set(i, kept.values[i] === null ? undefined : kept.values[i], kept.comments[i] || undefined);
		write(sheet, i);
	});
	sheetId = kept.id;
	sheet.update();
	at = kept.at === REVIEW || sheet.pages[kept.at] ? kept.at : sheet.shownPages()[0];
}

// --- sending -------------------------------------------------------------------------------------------------------------------------

const two = (n) => `0${n}`.slice(-2);
const today = () => ((d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`)(new Date());

function record() {
	selfTest();
	const head = { form: rules.form, version: rules.version, wave: rules.wave, id: sheetId, lang: rules.lang, day: rules.day ? today() : '', poster: poster() };
	return sealRecord({ id: rules.lock, key: rules.key, size: rules.size }, writeSheet(head, sheet.json()));
}

async function send() {
	const wrong = sheet.faults();
	if (wrong.length) {
		go(sheet.els[wrong[0][0]].g);
		inOrder(at);
		return;
	}
	if (sending) return;
	let sealed;
	try {
		sealed = record();
	} catch (error) {
		say('seal');
		return;
	}
	say('sending');
	lock(true);
	sending = kiosk ? keeper(sealed) : sender(rules.form, sheetId, sealed, slip(), working(), () => say('waits'), () => say('works'));
	const became = await sending.done;
	sending = null;
	if (became === 'taken') end();
	else {
		lock(false);
		if (became === 'unkept') say();
		else if (became === 'changed') renew();
		else if (/^slip-/.test(became)) askSlip(became);
		else say('seal');
	}
}

// Begins when the person does, so that it is done when they are.
function working() {
	if (!rules.work || kiosk) return null;
	if (!work || work.id !== sheetId || work.lock !== rules.lock) {
		if (work) work.end();
		work = prover(rules.work, rules.lock, sheetId);
	}
	work.begin();
	return work;
}

// A kiosk keeps the record until there is a connection (kiosk.js), and another page takes the place of this one. Or it says why it cannot.
function keeper(sealed) {
	const stand = window.uzklausiKiosk;
	return { done: stand ? stand.keep(rules.form, sheetId, sealed) : Promise.resolve('refused'), hurry: () => undefined };
}

// --- what was brought: a slip's code, and the poster's place with its box --------------------------------------------------------------

const named = (name) => form().querySelector(`[name="${name}"]`);
const slip = () => (named('_slip') ? named('_slip').value.replace(/[\s-]/g, '') : '');
const poster = () => (named('_poster') && named('_keep') && named('_keep').checked ? named('_poster').value : '');

function askSlip(what) {
	go(sheet.shownPages()[0]);
	say(what);
	named('_slip').focus();
}

// Takes what was brought along into the same page in another language.
function bring(old) {
	const typed = old.querySelector('[name="_slip"]'), code = old.querySelector('[name="_poster"]'), box = old.querySelector('[name="_keep"]');
	if (typed && named('_slip')) named('_slip').value = typed.value;
	if (!code || !box || named('_poster')) return;
	form().insertBefore(box.closest('.brought'), form().firstChild);
	form().insertBefore(code, form().firstChild);
}

// While a sealed record is under way nothing of it can be changed any more.
function lock(on) {
	all(form(), '.buttons button, .review button').forEach((button) => {
		button.disabled = on;
	});
}

function wipe() {
	sheet.wipe();
	if (work) work.end();
	work = null;
	sheetId = undefined;
	dropPlace();
	if (form()) {
		form().reset();
		form().remove();
	}
}

function end() {
	hush();
	const shown = piece('section.end');
	over = true;
	wipe();
	id('main').textContent = '';
	all(document, 'header nav').forEach((nav) => nav.remove());
	if (!rules.leave) document.title = shown.getAttribute('data-title') + document.title.slice(document.title.lastIndexOf(' – '));
	id('main').appendChild(shown);
	window.scrollTo(0, 0);
	shown.focus();
}

function forget() {
	hush();
	document.documentElement.style.display = 'none';
	dropPlace();
	document.documentElement.textContent = '';
	location.replace('/');
}

// --- another language, or a lock that has changed ----------------------------------------------------------------------------------------

async function load(address) {
	const reply = await fetch(address, { credentials: 'omit', cache: 'no-store' });
	const other = new DOMParser().parseFromString(await reply.text(), 'text/html');
	const found = other.getElementById('device');
	if (reply.status !== 200 || !found || JSON.parse(found.getAttribute('data-rules')).form !== rules.form) throw new Error('not this form');
	return other;
}

function become(other, kept) {
	hush();
	document.documentElement.lang = other.documentElement.lang;
	document.title = other.title;
	const old = form();
	document.body.replaceWith(document.adoptNode(other.body));
	begin(kept);
	bring(old);
	refresh();
	present();
}

async function turn(address) {
	try {
		const other = await load(address);
		become(other, JSON.parse(place()));
		if (!rules.leave) history.replaceState({ page: at }, '', address);
	} catch (error) {
		say('unloaded');
	}
}

async function renew() {
	const version = rules.version;
	await turn(`/f/${rules.form}?lang=${rules.lang}`);
	say(version === rules.version ? 'changed' : 'changed');
}

// --- beginning -----------------------------------------------------------------------------------------------------------------------------

const DO = {
	aloud: toggle, next, review: next, send, back, keep, forget, again: () => sending && sending.hurry(), change: (button) => change(Number(button.getAttribute('data-at'))),
};

function begin(kept) {
	const template = id('device');
	pieces = template.content;
	kiosk = template.hasAttribute('data-kiosk');
	rules = JSON.parse(template.getAttribute('data-rules'));
	rules.leave = !!document.querySelector('.leave');
	const live = form();
	at = rules.first;
	sheet = new Sheet(rules);
	sheetId = hexOfBytes(randomBytes(16));
	adopt();
	offer(live, pieces.querySelector('[data-do="aloud"]'));
	sheet.els.forEach((e, i) => sheet.asks(i) && read(sheet, i));
	sheet.update();
	if (kept) restore(kept);
	all(live, 'input[type=hidden]').forEach((hidden) => hidden.name === '_poster' || hidden.remove());
	all(document, 'header button[hidden]').forEach((button) => button.remove());
}

function take(target) {
	if (over) return;
	if (target.href) turn(target.getAttribute('href'));
	else if (at === REVIEW) send();
	else next();
}

function listen() {
	document.addEventListener('input', changed);
	document.addEventListener('change', changed);
	document.addEventListener('click', (event) => {
		const button = event.target.closest('#main [data-do]');
		if (!button || button.disabled || !DO[button.getAttribute('data-do')]) return;
		event.preventDefault();
		DO[button.getAttribute('data-do')](button);
	});
	window.addEventListener('popstate', (event) => {
		if (over || sending || !sheet) return;
		const page = event.state && event.state.page !== undefined ? event.state.page : sheet.shownPages()[0];
		go(page === REVIEW || sheet.pages[page] ? page : sheet.shownPages()[0], true);
	});
	window.addEventListener('online', () => sending && sending.hurry());
	window.addEventListener('pageshow', (event) => {
		if (event.persisted && over) forget();
	});
}

function changed(event) {
	if (over || !form() || !form().contains(event.target)) return;
	const i = elementOf(event.target);
	if (i < 0) return;
	working();
	exclude(sheet, event.target);
	read(sheet, i);
	refresh();
}

// What cannot seal sends nothing: the page says so, and what was written stays.
function refuse(device) {
	id('device-wait').hidden = true;
	pieces = id('device').content;
	say('seal');
	device.take = () => say('seal');
}

function start(device) {
	begin();
	const kept = keptPlace();
	if (kept) restore(kept);
	refresh();
	present(!kept);
	listen();
	device.take = take;
	device.forget = () => {
		over = true;
		wipe();
	};
	id('device-wait').hidden = true;
	performance.mark('uzklausi-ready');
	if (device.held) take(device.held);
	device.held = null;
}

function main(device) {
	if (!device || device.take || device.free) return;
	try {
		selfTest();
	} catch (error) {
		refuse(device);
		return;
	}
	start(device);
}

main(window.uzklausi);
