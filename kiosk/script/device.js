// The respondent's script: shows one page of the form at a time, from the markup that the server rendered, and sends the sheet sealed.
// It takes over from start.js when it has loaded and the sealing has passed its test. This file begins, sends and ends; app.js is what the parts
// share, pages.js shows pages, adopt.js takes them from the template, faults.js tells what is wrong, review.js sums up, place.js keeps a
// draft, sheet.js knows the answers.
import { adopt } from './adopt.js';
import { hush, offer, toggle } from './aloud.js';
import { REVIEW, app, form, id, piece, rulesOf, say } from './app.js';
import { bring, poster, slip, slipField } from './brought.js';
import { all, elementOf, exclude, read, write } from './controls.js';
import { inOrder } from './faults.js';
import { back, cameBack, change, depth, go, present, refresh } from './pages.js';
import { pipe } from './pipe.js';
import { today } from './day.js';
import { aboutMailboxes, deriveMailbox, drawReceipt, inGroups } from './mailbox.js';
import { dropPlace, keepPlace, keptPlace, place, restore } from './place.js';
import { hexOfBytes, randomBytes, sealRecord, selfTest } from './seal.js';
import { sender } from './send.js';
import { Sheet, writeSheet } from './sheet.js';
import { prover } from './work_prove.js';

function next() {
	if (!inOrder(app.at)) return;
	if (slipField() && !slip()) {
		askSlip('slip-missing');
		return;
	}
	const pages = app.sheet.shownPages(), after = pages[pages.indexOf(app.at) + 1];
	go(after === undefined ? REVIEW : after);
}

function askSlip(what) {
	go(app.sheet.shownPages()[0]);
	say(what);
	slipField().focus();
}

// --- sending -------------------------------------------------------------------------------------------------------------------------

// The code to come back with: { digits, mailbox }, made while the person types. Without it the sheet is sent all the same, and the end says so.
async function makeReceipt() {
	const about = await aboutMailboxes(), digits = drawReceipt(app.rules.receipt), { id: box, key, secret } = await deriveMailbox(digits, about);
	secret.fill(0);
	return { digits, mailbox: { id: box, key } };
}

function receipt() {
	if (!app.rules.receipt || app.kiosk) return Promise.resolve(null);
	app.receipt = app.receipt || makeReceipt().catch(() => {
		app.receipt = null;
		return null;
	});
	return app.receipt;
}

function record(mailbox) {
	const { rules } = app;
	selfTest();
	const head = { form: rules.form, version: rules.version, wave: rules.wave, id: app.id, lang: rules.lang, day: rules.day ? today() : '', poster: poster(), mailbox };
	return sealRecord({ id: rules.lock, key: rules.key, size: rules.size }, writeSheet(head, app.sheet.json()));
}

async function send() {
	const wrong = app.sheet.faults();
	if (wrong.length) {
		go(app.sheet.els[wrong[0][0]].g);
		inOrder(app.at);
		return;
	}
	if (app.sending) return;
	app.sending = { hurry: () => undefined };
	say('sending');
	lock(true);
	let sealed, code;
	try {
		code = await receipt();
		sealed = record(code ? code.mailbox : null);
	} catch (error) {
		app.sending = null;
		lock(false);
		say('seal');
		return;
	}
	app.sending = app.kiosk ? keeper(sealed) : sender(app.rules.form, app.id, sealed, slip(), working(), () => say('waits'), () => say('works'));
	const became = await app.sending.done;
	app.sending = null;
	if (became === 'taken') end(code);
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
	const { rules, kiosk } = app;
	receipt();
	if (!rules.work || kiosk) return null;
	if (!app.work || app.work.id !== app.id || app.work.lock !== rules.lock) {
		if (app.work) app.work.end();
		app.work = prover(rules.work, rules.lock, app.id);
	}
	app.work.begin();
	return app.work;
}

// A kiosk keeps the record until there is a connection (kiosk.js), and another page takes the place of this one. Or it says why it cannot.
function keeper(sealed) {
	const stand = window.uzklausiKiosk;
	return { done: stand ? stand.keep(app.rules.form, app.id, sealed) : Promise.resolve('refused'), hurry: () => undefined };
}

// While a sealed record is under way nothing of it can be changed any more.
function lock(on) {
	all(form(), '.buttons button, .review button').forEach((button) => {
		button.disabled = on;
	});
}

function wipe() {
	app.sheet.wipe();
	if (app.work) app.work.end();
	app.work = app.receipt = null;
	app.id = undefined;
	dropPlace();
	if (form()) {
		form().reset();
		form().remove();
	}
}

// The pages of the form are no entries of the history any more: Back leads to what was before it.
function end(code) {
	hush();
	const shown = piece('section.end'), given = shown.querySelector('.receipt');
	if (given && code) given.querySelector('output').textContent = inGroups(code.digits);
	if (given) shown.querySelector(code ? '.no-receipt' : '.receipt').remove();
	pipe(shown);
	app.over = true;
	wipe();
	id('main').textContent = '';
	all(document, 'header nav').forEach((nav) => nav.remove());
	if (!app.rules.leave) document.title = shown.getAttribute('data-title') + document.title.slice(document.title.lastIndexOf(' – '));
	id('main').appendChild(shown);
	window.scrollTo(0, 0);
	shown.focus();
	if (depth()) history.go(-depth());
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
	if (reply.status !== 200 || !found || rulesOf(found).form !== app.rules.form) throw new Error('not this form');
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

// The same form at another address takes the answers over. What to say then; where it cannot be loaded, that is said instead.
async function turn(address, then) {
	try {
		const other = await load(address);
		become(other, place());
		if (!app.rules.leave) history.replaceState(Object.assign({}, history.state, { page: app.at }), '', address);
		say(then);
	} catch (error) {
		say('unloaded');
	}
}

const renew = () => turn(`/f/${app.rules.form}?lang=${app.rules.lang}`, 'changed');

// --- beginning -----------------------------------------------------------------------------------------------------------------------------

const DO = {
	aloud: toggle, next, review: next, send, back, keep: keepPlace, forget,
	again: () => app.sending && app.sending.hurry(),
	change: (button) => change(Number(button.getAttribute('data-at'))),
};

function begin(kept) {
	const template = id('device'), live = form();
	app.pieces = template.content;
	app.kiosk = template.hasAttribute('data-kiosk');
	app.rules = rulesOf(template);
	app.rules.leave = !!document.querySelector('.leave');
	app.at = app.rules.first;
	app.sheet = new Sheet(app.rules);
	app.id = hexOfBytes(randomBytes(16));
	const there = all(live, '[data-e]').map((item) => Number(item.getAttribute('data-e')));
	adopt();
	offer(live, app.pieces.querySelector('[data-do="aloud"]'));
	app.sheet.els.forEach((e, i) => app.sheet.asks(i) && (there.indexOf(i) < 0 ? write : read)(app.sheet, i));
	app.sheet.update();
	if (kept) restore(kept);
	all(live, 'input[type=hidden]').forEach((hidden) => hidden.name === '_poster' || hidden.remove());
	all(document, 'header button[hidden]').forEach((button) => button.remove());
}

function take(target) {
	if (app.over) return;
	if (target.href) turn(target.getAttribute('href'));
	else if (app.at === REVIEW) send();
	else next();
}

function changed(event) {
	if (app.over || !form() || !form().contains(event.target)) return;
	const i = elementOf(event.target);
	if (i < 0) return;
	working();
	exclude(app.sheet, event.target);
	read(app.sheet, i);
	refresh();
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
	window.addEventListener('popstate', cameBack);
	window.addEventListener('online', () => app.sending && app.sending.hurry());
	window.addEventListener('pageshow', (event) => {
		if (event.persisted && app.over) forget();
	});
}

// What cannot seal sends nothing: the page says so, and what was written stays.
function refuse(device) {
	id('device-wait').hidden = true;
	app.pieces = id('device').content;
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
		app.over = true;
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
