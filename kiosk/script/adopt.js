// Takes the form's other pages out of the template, where what can be told from the rules is left out: alike questions are the same
// bytes there. Put in again: the elements' numbers, each field's name and id, and what stands around a choice's words.
import { app, form, piece, remove, section } from './app.js';
import { all, elementOf, itemOf } from './controls.js';
import { CHECKBOX } from './kinds.js';

// <p data-v="value">words <small>end of a scale</small></p> becomes a choice as the server renders it.
function unfold(words) {
	const e = app.sheet.els[elementOf(words)], made = piece('.choice'), input = made.querySelector('input'), said = made.querySelector('span');
	const row = words.parentNode.getAttribute('data-r'), end = words.querySelector('small');
	input.type = e.k === CHECKBOX || e.mm ? 'checkbox' : 'radio';
	input.name = row === null ? '' : `.${row}`;
	input.value = words.getAttribute('data-v');
	while (words.firstChild !== end) said.appendChild(words.firstChild);
	if (end) made.append(' ', end);
	words.parentNode.replaceChild(made, words);
}

function name(fresh) {
	const page = Number(fresh.getAttribute('data-page')), first = app.sheet.els.findIndex((e) => e.g === page);
	all(fresh, '[data-e]').forEach((item, i) => item.setAttribute('data-e', first + i));
	all(fresh, '[data-v]').forEach(unfold);
	all(fresh, '[data-e] [name]').forEach((control) => {
		const i = elementOf(control);
		control.name = app.sheet.els[i].n + control.getAttribute('name');
		if (!fresh.querySelector(`#q${i}`)) control.id = `q${i}`;
	});
	return fresh;
}

// A question of whose choices the page has shown some: all of them come, marked as they were.
function exchange(there, item) {
	const e = app.sheet.els[elementOf(there)];
	if (!(e.cv || e.rv)) return;
	const copy = item.cloneNode(true), fields = all(there, 'input,select,textarea');
	all(copy, 'input,select,textarea').forEach((field) => {
		const before = fields.filter((old) => old.name === field.name && (old.type === 'radio' || old.type === 'checkbox' ? old.value === field.value : true))[0];
		if (!before) return;
		if (field.type === 'radio' || field.type === 'checkbox') field.checked = before.checked;
		else field.value = before.value;
	});
	there.parentNode.replaceChild(copy, there);
}

// Puts into the page that is shown what it has not shown.
function complete(live, fresh) {
	all(fresh, '[data-e]').forEach((item) => {
		const there = itemOf(item.getAttribute('data-e'));
		if (there) {
			exchange(there, item);
			return;
		}
		const before = item.previousElementSibling, around = item.parentNode.closest('[data-e]');
		const sibling = before && before.getAttribute('data-e') ? itemOf(before.getAttribute('data-e')) : null;
		const copy = item.cloneNode(true);
		if (sibling) sibling.parentNode.insertBefore(copy, sibling.nextSibling);
		else if (around) itemOf(around.getAttribute('data-e')).querySelector('.panel').appendChild(copy);
		else live.insertBefore(copy, live.querySelector('[data-e]'));
	});
}

export function adopt() {
	all(app.pieces, 'section[data-page]').forEach((held) => {
		const fresh = name(document.importNode(held, true)), live = section(fresh.getAttribute('data-page'));
		if (live) complete(live, fresh);
		else form().insertBefore(fresh, form().querySelector('.buttons'));
	});
	form().replaceChild(piece('.buttons'), form().querySelector('.buttons'));
	remove('.steps');
	form().parentNode.insertBefore(piece('.steps'), form());
}
