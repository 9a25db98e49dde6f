// What is to be corrected: told beside each question, and in a summary that takes the focus.
import { app, form, piece, remove } from './app.js';
import { all, elementOf, inWords, itemOf } from './controls.js';
import { CHECKBOX } from './kinds.js';

const described = (node) => (node.getAttribute('aria-describedby') || '').split(' ').filter((name) => name && !/-fault$/.test(name));

function describe(node, names) {
	if (names.length) node.setAttribute('aria-describedby', names.join(' '));
	else node.removeAttribute('aria-describedby');
}

export function clearFaults() {
	remove('.faults');
	remove('[data-e] p.fault');
	all(form(), '.faulty').forEach((node) => node.classList.remove('faulty'));
	all(form(), '[aria-invalid]').forEach((node) => node.removeAttribute('aria-invalid'));
	all(form(), '[aria-describedby*="-fault"]').forEach((node) => describe(node, described(node)));
}

// As the server's pages have it: "invalid" is said of a radiogroup, of each checkbox, of a single control.
function invalid(i, box) {
	if (box.tagName !== 'FIELDSET') return all(box, 'input,select,textarea').slice(0, 1);
	if (box.getAttribute('role') === 'radiogroup') return [box];
	return app.sheet.els[i].k === CHECKBOX ? all(box, 'input[type=checkbox]') : [];
}

function markFault(i, words) {
	const box = itemOf(i).firstElementChild, note = piece('p.fault'), wrong = invalid(i, box);
	note.id = `q${i}-fault`;
	note.querySelector('span').textContent = words;
	box.classList.add('faulty');
	const notes = all(box, '.about').filter((about) => elementOf(about) === i), asked = box.querySelector('.asked');
	const before = notes.length ? notes[notes.length - 1] : asked;
	box.insertBefore(note, before && before.parentNode === box ? before.nextSibling : box.firstChild);
	wrong.forEach((node) => node.setAttribute('aria-invalid', 'true'));
	const told = box.tagName === 'FIELDSET' ? box : wrong[0] || box;
	describe(told, described(told).concat(note.id));
}

function inNumbers(count) {
	const plural = Number(app.rules.plural[count < 100 ? count : 100 + (count % 100)] || 0);
	return app.rules.faults[plural].replace('{count}', count);
}

// Shows what is wrong on the page and takes the person there. True when nothing is.
export function inOrder(page) {
	clearFaults();
	const faults = app.sheet.faults(page);
	if (!faults.length) return true;
	const summary = piece('section.faults'), list = summary.querySelector('ul');
	summary.querySelector('h2').textContent = inNumbers(faults.length);
	faults.forEach(([i, words]) => {
		const entry = document.createElement('li'), link = document.createElement('a'), what = document.createElement('span');
		link.href = `#q${i}`;
		link.textContent = app.sheet.asks(i) ? inWords(app.sheet, i)[0] : app.rules.texts[words];
		what.textContent = app.rules.texts[words];
		entry.append(link, ' ', what);
		list.appendChild(entry);
		markFault(i, app.rules.texts[words]);
	});
	form().parentNode.insertBefore(summary, form());
	summary.focus();
	return false;
}
