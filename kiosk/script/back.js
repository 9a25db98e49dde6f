// Coming back with a receipt: derives, asks, opens and seals on the device. Stands before the page's form, so that nothing typed there can be
// posted before this runs; where it cannot run, the page works without it.
import { today } from './day.js';
import { aboutMailboxes, deriveMailbox, openCells, readReceipt, writeFollowup } from './mailbox.js';
import { bytesOfHex, hexOfBytes, randomBytes, sealRecord, selfTest } from './seal.js';
import { sender } from './send.js';
import { prover } from './work_prove.js';

const page = document;
let pieces; // the template's, which goes with the page that it stands in
const piece = (selector) => pieces.querySelector(selector).cloneNode(true);
const main = () => page.getElementById('main');

// What the open mailbox needs: form as /api/mailbox has it, the mailbox's keys, the next thing that is written.
const box = { form: null, keys: null, id: '', work: null, busy: false };

function say(what, before) {
	main().querySelectorAll('[data-say]').forEach((node) => node.remove());
	if (!what) return;
	const notice = piece(`[data-say="${what}"]`), place = before || main().querySelector('form');
	place.parentNode.insertBefore(notice, place);
	if (notice.tabIndex === -1) notice.focus();
}

const forPeople = (day) => day.split('-').reverse().join('.');

function articleOf(said) {
	const article = piece(`[data-kind="${said.kind}"]`), day = page.createElement('p'), time = page.createElement('time');
	time.dateTime = said.day;
	time.textContent = forPeople(said.day);
	day.className = 'quiet';
	day.appendChild(time);
	article.appendChild(day);
	if (said.text) {
		const words = page.createElement('p');
		words.className = 'words';
		words.dir = 'auto';
		words.lang = said.lang;
		words.textContent = said.text;
		article.appendChild(words);
	}
	return article;
}

function another() {
	box.id = hexOfBytes(randomBytes(16));
	if (box.work) box.work.end();
	box.work = box.form && box.form.work ? prover(box.form.work, box.form.lock, box.id) : null;
}

function show(messages) {
	const all = [page.querySelector('h1'), ...messages.map(articleOf)];
	if (!messages.length) all.push(piece('[data-say="none"]'));
	if (box.form) {
		const form = piece('form');
		form.querySelectorAll('input').forEach((input) => input.remove());
		form.querySelector('textarea').maxLength = box.form.most;
		all.push(form);
	}
	all.push(piece('.again'));
	page.querySelectorAll('header nav').forEach((nav) => nav.remove());
	main().textContent = '';
	all.forEach((node) => main().appendChild(node));
	another();
	page.querySelector('h1').tabIndex = -1;
	page.querySelector('h1').focus();
}

async function ask(id) {
	const reply = await fetch('/api/mailbox', {
		method: 'POST', body: bytesOfHex(id), headers: { 'Content-Type': 'application/octet-stream' }, credentials: 'omit', cache: 'no-store', redirect: 'error',
	});
	if (reply.status === 429) throw new Error('busy');
	if (reply.status !== 200) throw new Error('failed');
	return new Uint8Array(await reply.arrayBuffer());
}

async function open(form) {
	const [receipt, wrong] = readReceipt(form.elements.receipt.value);
	if (wrong) {
		say(wrong);
		return;
	}
	say('works');
	try {
		selfTest();
		const about = await aboutMailboxes();
		box.form = about.forms.filter((one) => `${one.receipt}` === receipt[0])[0] || null;
		box.keys = await deriveMailbox(receipt, about);
		const messages = openCells(await ask(box.keys.id), box.keys.secret);
		form.reset();
		show(messages);
	} catch (error) {
		say(error.message === 'busy' ? 'busy' : 'failed');
	}
}

const fits = (text) => text.trim() !== '' && text.length <= box.form.most && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);

async function write(form) {
	const text = form.elements.text.value, { form: to, keys } = box;
	if (!fits(text)) {
		say('empty');
		return;
	}
	say('works');
	try {
		const more = { form: to.form, mailbox: keys, wave: to.wave, id: box.id, lang: page.documentElement.lang, day: today(), message: text };
		const record = sealRecord({ id: to.lock, key: to.key, size: to.size }, writeFollowup(more));
		const became = await sender(to.form, box.id, record, '', box.work, () => undefined, () => undefined).done;
		if (became !== 'taken') throw new Error(became);
		form.reset();
		another();
		say('sent');
	} catch (error) {
		say('failed');
	}
}

async function submitted(event) {
	event.preventDefault();
	if (box.busy) return;
	box.busy = true;
	await (event.target.id === 'open' ? open : write)(event.target);
	box.busy = false;
}

function wipe() {
	if (box.keys) box.keys.secret.fill(0);
	if (box.work) box.work.end();
	box.keys = box.work = null;
	page.querySelectorAll('form').forEach((form) => form.reset());
}

if (window.Promise && window.fetch && window.BigInt && window.TextEncoder && window.Worker && window.crypto && crypto.getRandomValues) {
	pieces = page.getElementById('come-back').content;
	page.addEventListener('submit', submitted);
	page.addEventListener('input', (event) => event.target.name === 'text' && box.work && box.work.begin());
	window.addEventListener('pagehide', wipe);
	window.addEventListener('pageshow', (event) => event.persisted && location.replace('/r'));
}
