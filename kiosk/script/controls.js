// Between the controls of a page and the sheet: what a person has marked and written, read and put back, and what is shown of it.
import { fieldInWords } from './dates.js';
import { BOOLEAN, CHECKBOX, MATRIX, RADIO, RANKING, RATING } from './kinds.js';

export const all = (root, selector) => Array.prototype.slice.call(root.querySelectorAll(selector));
export const itemOf = (at) => document.querySelector(`[data-e="${at}"]`);
export const elementOf = (node) => {
	const item = node.closest('[data-e]');
	return item ? Number(item.getAttribute('data-e')) : -1;
};

const isComment = (control) => /-Comment$/.test(control.name) && /-text$/.test(control.id);
const own = (item) => all(item, 'input,select,textarea').filter((control) => elementOf(control) === Number(item.getAttribute('data-e')));
const ticked = (controls) => controls.filter((control) => control.checked);

function rowsOf(e, controls) {
	const rows = [];
	controls.forEach((control) => {
		const row = control.name.slice(e.n.length + 1);
		if (rows.indexOf(row) < 0) rows.push(row);
	});
	return rows;
}

function readMatrix(sheet, at, controls) {
	const e = sheet.els[at], cells = {};
	ticked(controls).forEach((control) => {
		const row = control.name.slice(e.n.length + 1), cell = sheet.typed(at, control.value);
		cells[row] = e.mm ? (cells[row] || []).concat([cell]) : cell;
	});
	return cells;
}

// Places without a choice at the end are no part of the answer.
function readRanking(sheet, at, controls) {
	const places = controls.map((control) => (control.value ? sheet.typed(at, control.value) : undefined));
	while (places.length && places[places.length - 1] === undefined) places.pop();
	return places;
}

// Takes what the controls of one question say into the sheet.
export function read(sheet, at) {
	const e = sheet.els[at], item = itemOf(at), mine = own(item), controls = mine.filter((control) => !isComment(control));
	const comment = mine.filter(isComment).map((control) => control.value)[0];
	let value;
	if (e.k === MATRIX) {
		sheet.rows[at] = rowsOf(e, controls);
		value = readMatrix(sheet, at, controls);
	} else if (e.k === RANKING) value = readRanking(sheet, at, controls);
	else if (e.k === CHECKBOX) value = ticked(controls).map((control) => sheet.typed(at, control.value));
	else if ([RADIO, RATING, BOOLEAN].indexOf(e.k) >= 0) value = ticked(controls).map((control) => sheet.typed(at, control.value))[0];
	else if (controls.length && controls[0].value) value = sheet.typed(at, controls[0].value);
	sheet.set(at, value, comment);
}

// Choices such as "none" and "prefer not to say" exclude the others.
export function exclude(sheet, control) {
	const at = elementOf(control), alone = (sheet.els[at].no || []).map(String);
	if (!control.checked || control.type !== 'checkbox' || !alone.length || sheet.els[at].k === MATRIX) return;
	const lonely = alone.indexOf(control.value) >= 0;
	own(itemOf(at)).forEach((other) => {
		if (other !== control && other.type === 'checkbox' && (lonely || alone.indexOf(other.value) >= 0)) other.checked = false;
	});
}

function says(e, control, value) {
	if (e.k !== MATRIX) return (Array.isArray(value) ? value : [value]).map(String).indexOf(control.value) >= 0;
	const cell = (value || {})[control.name.slice(e.n.length + 1)];
	return (Array.isArray(cell) ? cell : [cell]).map(String).indexOf(control.value) >= 0;
}

// Puts an answer of the sheet into its controls.
export function write(sheet, at) {
	const e = sheet.els[at], value = sheet.values[at];
	let place = 0;
	own(itemOf(at)).forEach((control) => {
		if (isComment(control)) control.value = sheet.comments[at] || '';
		else if (control.type === 'radio' || control.type === 'checkbox') control.checked = value !== undefined && says(e, control, value);
		else {
			const said = e.k === RANKING ? (value || [])[place++] : value;
			control.value = said === undefined ? '' : String(said);
		}
	});
}

// Shows of a question's choices and rows those that there are now, and lets nobody choose what cannot be chosen.
export function limit(sheet, at) {
	const e = sheet.els[at], item = itemOf(at), locked = !sheet.enabled(at);
	const placeOf = (value) => (e.ch || []).findIndex((choice) => String(choice) === value);
	own(item).forEach((control) => {
		const place = isComment(control) || control.tagName === 'SELECT' ? -1 : placeOf(control.value), label = control.closest('.choice');
		control.disabled = locked || sheet.off[at].has(place);
		if (label) label.hidden = sheet.gone[at].has(place);
	});
	all(item, 'option').filter((option) => option.value).forEach((option) => {
		option.hidden = sheet.gone[at].has(placeOf(option.value));
		option.disabled = option.hidden || sheet.off[at].has(placeOf(option.value));
	});
	if (e.rv) all(item, 'fieldset.row').forEach((row) => {
		const name = row.querySelector('input').name.slice(e.n.length + 1);
		row.hidden = sheet.goneRows[at].has(e.rw.findIndex((one) => String(one) === name));
	});
}

const textOf = (node) => (node ? node.textContent.trim() : '');
const labelOf = (control) => textOf(control.closest('label'));

// What was chosen, in the words of the choices; the text of "other" for itself.
export function chosenWords(sheet, at) {
	const controls = own(itemOf(at)).filter((control) => !isComment(control)), other = sheet.comments[at];
	const words = (value, node) => (value === 'other' && other ? other : textOf(node));
	return ticked(controls).map((control) => words(control.value, control.closest('label').querySelector('span')))
		.concat(controls.filter((control) => control.tagName === 'SELECT' && control.value).map((select) => words(select.value, select.options[select.selectedIndex])));
}

// The question and its answer in words, as the page has them: [question, [line...]].
export function inWords(sheet, at) {
	const e = sheet.els[at], item = itemOf(at), mine = own(item), asked = item.querySelector('.asked').cloneNode(true);
	all(asked, '.must').forEach((must) => must.remove());
	const lines = [], comment = mine.filter(isComment)[0], controls = mine.filter((control) => control !== comment);
	if (e.k === MATRIX) {
		ticked(controls).filter((control) => !control.closest('.row').hidden).forEach((control) => lines.push(`${textOf(control.closest('fieldset').querySelector('legend'))}: ${labelOf(control)}`));
	} else {
		ticked(controls).forEach((control) => lines.push(labelOf(control)));
		controls.forEach((control) => {
			if (control.tagName === 'SELECT') {
				if (control.value) lines.push(textOf(control.options[control.selectedIndex]));
			} else if (control.type !== 'radio' && control.type !== 'checkbox' && control.value) {
				lines.push(fieldInWords(control.type, control.value, document.documentElement.lang));
			}
		});
	}
	if (comment && comment.value) lines.push(comment.value);
	return [textOf(asked), lines];
}
