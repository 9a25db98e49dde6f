// What moves answers and conditions by itself while somebody answers: core/answers_conditions.c and answers_value.c once more, with the same
// names. Works on a Sheet (sheet.js).
import { blank, numeric, otherChosen } from './checks.js';
import { equal, evaluate, holds, isEmpty } from './expr.js';
import { BOOLEAN, CHECKBOX, CLEAR_ON_HIDDEN, CLEAR_ON_HIDDEN_CONTAINER, COMMENT, DROPDOWN, MATRIX, NUMBER, PANEL, RADIO, RANGE, RANKING, RATING, TEXT } from './kinds.js';

const PASSES = 10; // survey-core's settings.maxConditionRunCountOnValueChanged

const many = (e) => e.k === CHECKBOX || e.k === RANKING;
const selects = (e) => e.k === RADIO || e.k === DROPDOWN || many(e);
const clearsOnHidden = (e) => e.cw === CLEAR_ON_HIDDEN || e.cw === CLEAR_ON_HIDDEN_CONTAINER;

// --- choices -----------------------------------------------------------------------------------------------------------------------

// The place of the choice that a value is, or -1.
function choiceOf(e, v) {
	const exact = e.ch.indexOf(v);
	return exact >= 0 || isEmpty(v) ? exact : e.ch.findIndex((choice) => equal(choice, v));
}

function unknown(sheet, at, v) {
	const e = sheet.els[at], place = choiceOf(e, v);
	return v !== 'other' && (place < 0 || sheet.gone[at].has(place));
}

// --- answers -----------------------------------------------------------------------------------------------------------------------

function corrected(e, v) {
	if (Array.isArray(v) && (e.k === TEXT || e.k === COMMENT)) return v.join(e.k === TEXT ? ', ' : '\n');
	if (!e.ch || isEmpty(v) || e.k === MATRIX || e.k === RATING || e.k === BOOLEAN) return v;
	const spelled = (one) => ((place) => (place < 0 ? one : e.ch[place]))(choiceOf(e, one));
	return many(e) ? (Array.isArray(v) ? v : [v]).map(spelled) : spelled(v);
}

// "None" takes the place of what was put there with it.
function noneAlone(e, before, v) {
	const none = e.k === CHECKBOX && Array.isArray(v) && isEmpty(before) ? v.filter((one) => (e.no || []).indexOf(one) >= 0) : [];
	return none.length && v.length > 1 ? none.slice(-1) : v;
}

// Puts an answer there, as its question takes it.
function put(sheet, at, given) {
	const e = sheet.els[at];
	let v = given;
	if (e.k === MATRIX && !isEmpty(v) && (typeof v !== 'object' || Array.isArray(v))) return;
	if (e.k === TEXT && (e.it === NUMBER || e.it === RANGE) && v) v = numeric(v) === numeric(v) ? numeric(v) : undefined;
	if ((e.k === RADIO || e.k === DROPDOWN) && Array.isArray(v)) v = v[0];
	if (isEmpty(v) && isEmpty(sheet.values[at])) return;
	v = noneAlone(e, sheet.values[at], corrected(e, v));
	sheet.move(at, isEmpty(v) ? undefined : v);
	if (selects(e) && e.ot && !e.co && !otherChosen(v)) sheet.comments[at] = undefined;
}

function clear(sheet, at, keepComment) {
	if (!isEmpty(sheet.values[at])) sheet.move(at, undefined);
	if (!keepComment) sheet.comments[at] = undefined;
}

// Answers that are not among the choices to be seen go.
function clearIncorrect(sheet, at) {
	const e = sheet.els[at], v = sheet.values[at];
	if (!selects(e) || isEmpty(v)) return;
	if (!Array.isArray(v)) {
		if (unknown(sheet, at, v)) clear(sheet, at, true);
		return;
	}
	const kept = v.filter((one) => !isEmpty(one) && !unknown(sheet, at, one));
	if (!kept.length) clear(sheet, at, true);
	else if (kept.length < v.length) put(sheet, at, kept);
}

// --- answers from the start ----------------------------------------------------------------------------------------------------------

const hasDefault = (e) => e.d !== undefined || e.de !== undefined;

// A boolean's default is one of its two values, or "true" or "false" for them.
function booleanDefault(e, v) {
	const [yes, no] = e.ch;
	if (v === true || v === 'true' || equal(v, yes)) return yes;
	return v === false || v === 'false' || equal(v, no) ? no : undefined;
}

function defaultOf(sheet, at) {
	const e = sheet.els[at], made = e.de === undefined ? undefined : evaluate(e.de, sheet.scope(at));
	const v = made === undefined || made === null ? e.d : made;
	return e.k === BOOLEAN && v !== undefined ? booleanDefault(e, v) : v;
}

// A default that is no choice becomes "other" with the default as its text; of a list, the first such item does.
function setDefault(sheet, at, v) {
	const e = sheet.els[at], strange = (one) => choiceOf(e, one) < 0 || sheet.gone[at].has(choiceOf(e, one));
	const list = Array.isArray(v) ? v : [v], found = e.ot && !e.co && selects(e) ? list.filter((one) => one !== 'other' && strange(one)) : [];
	if (!found.length) {
		put(sheet, at, v);
		return;
	}
	const kept = list.map((one) => (one === found[0] ? 'other' : one)).filter((one) => found.indexOf(one) < 0);
	put(sheet, at, Array.isArray(v) ? kept : 'other');
	sheet.comments[at] = String(found[0]);
}

function applyDefault(sheet, at) {
	const e = sheet.els[at];
	if (!sheet.asks(at) || !hasDefault(e) || !blank(sheet.values[at]) || (clearsOnHidden(e) && !sheet.own[at])) return;
	const v = defaultOf(sheet, at);
	if (isEmpty(v)) return;
	setDefault(sheet, at, v);
	if (e.de === undefined) sheet.touched[at] = true;
}

const same = (a, b) => (isEmpty(a) && isEmpty(b)) || JSON.stringify(a) === JSON.stringify(b);

// An answer that is reckoned from others follows them until somebody changes it.
function followDefault(sheet, at) {
	const e = sheet.els[at];
	if (sheet.touched[at] || (clearsOnHidden(e) && !sheet.shown(at))) return;
	const v = defaultOf(sheet, at);
	if (!same(sheet.values[at], v)) put(sheet, at, v);
}

// Whether an answer that came from a person is theirs, and not what the question says by itself.
export const isOwn = (sheet, at, v) => {
	const e = sheet.els[at];
	return !(e.de !== undefined && !isEmpty(v) && same(v, corrected(e, defaultOf(sheet, at))));
};

// --- conditions ----------------------------------------------------------------------------------------------------------------------

// Which places the conditions of choices or rows leave out. True when that has changed.
function leaveOut(sheet, at, conditions, values, gone) {
	let changed = false;
	(conditions || []).forEach(([place, tree]) => {
		const out = !holds(tree, sheet.scope(at, values[place]));
		changed = changed || out !== gone.has(place);
		if (out) gone.add(place);
		else gone.delete(place);
	});
	return changed;
}

function choicesRun(sheet, at) {
	const e = sheet.els[at];
	leaveOut(sheet, at, e.ce, e.ch, sheet.off[at]);
	const choices = leaveOut(sheet, at, e.cv, e.ch, sheet.gone[at]), rows = leaveOut(sheet, at, e.rv, e.rw, sheet.goneRows[at]);
	if (!choices && !rows) return;
	clearIncorrect(sheet, at);
	if (e.k === RATING && !isEmpty(sheet.values[at]) && sheet.gone[at].has(choiceOf(e, sheet.values[at])) && sheet.enabled(at)) clear(sheet, at);
}

function questionRun(sheet, at) {
	const e = sheet.els[at], before = sheet.own[at];
	sheet.ownConditions(at);
	if (e.he && e.vi === undefined) sheet.own[at] = !e.h;
	if (e.cv || e.ce || e.rv) choicesRun(sheet, at);
	if (e.he & 1 && sheet.own[at]) sheet.own[at] = sheet.gone[at].size < e.ch.length;
	if (e.he & 2 && sheet.own[at]) sheet.own[at] = sheet.goneRows[at].size < (e.rw || []).length;
	if (!sheet.asks(at)) return;
	if (before && !sheet.own[at] && clearsOnHidden(e)) clear(sheet, at);
	else if (!before && sheet.own[at] && clearsOnHidden(e) && sheet.shown(at)) applyDefault(sheet, at);
	if (e.de !== undefined) followDefault(sheet, at);
}

// A panel or page that appears gives its questions their defaults; one that goes takes what is to go with it.
function containerChanged(sheet, inside, seen) {
	inside.forEach((at) => {
		if (sheet.els[at].k === PANEL) containerChanged(sheet, sheet.inside[at], seen);
		else if (seen) applyDefault(sheet, at);
		else if (sheet.asks(at) && sheet.els[at].cw === CLEAR_ON_HIDDEN_CONTAINER) clear(sheet, at);
	});
}

const someSeen = (sheet, inside) => inside.some((at) => (sheet.els[at].k === PANEL ? sheet.seen[at] : sheet.own[at]));

function elementsRun(sheet, inside) {
	inside.forEach((at) => {
		if (sheet.els[at].k !== PANEL) {
			questionRun(sheet, at);
			return;
		}
		elementsRun(sheet, sheet.inside[at]);
		sheet.ownConditions(at);
		const seen = sheet.own[at] && someSeen(sheet, sheet.inside[at]);
		const changed = seen !== sheet.seen[at];
		sheet.seen[at] = seen;
		if (changed && sheet.conditional) containerChanged(sheet, sheet.inside[at], seen);
	});
}

function pageRun(sheet, page) {
	const inside = sheet.tops[page], tree = sheet.conditions[page];
	elementsRun(sheet, inside);
	const seen = (typeof tree === 'boolean' ? tree : sheet.strictly(tree)) && someSeen(sheet, inside);
	const changed = seen !== sheet.pages[page];
	sheet.pages[page] = seen;
	if (changed && sheet.conditional) containerChanged(sheet, inside, seen);
}

// Runs all conditions until nothing moves any more.
export function run(sheet) {
	for (let pass = 0; pass <= PASSES; pass++) {
		sheet.moving = false;
		sheet.tops.forEach((inside, page) => pageRun(sheet, page));
		if (!sheet.moving) break;
	}
}

// What loading the form does before anybody has answered.
export function load(sheet) {
	sheet.els.forEach((e, at) => applyDefault(sheet, at));
	run(sheet);
}

// Before anything is checked: what is not among the choices is no answer.
export function settle(sheet) {
	sheet.moving = false;
	sheet.els.forEach((e, at) => e.cv && sheet.shown(at) && clearIncorrect(sheet, at));
	if (sheet.moving) run(sheet);
}

// --- the end -------------------------------------------------------------------------------------------------------------------------

// What is left of an answer in the end: of choices, rows and columns that are not seen nothing is.
export function finalValue(sheet, at, v) {
	const e = sheet.els[at];
	if (isEmpty(v) || !(e.cv || e.rv)) return v;
	if (selects(e)) {
		const kept = (Array.isArray(v) ? v : [v]).filter((one) => !isEmpty(one) && !unknown(sheet, at, one));
		return Array.isArray(v) ? kept : kept[0];
	}
	if (e.k !== MATRIX) return v;
	const left = {}, seen = (one) => choiceOf(e, one) >= 0 && !sheet.gone[at].has(choiceOf(e, one));
	Object.keys(v).forEach((row) => {
		const place = (e.rw || []).map(String).indexOf(row), cell = e.mm && Array.isArray(v[row]) ? v[row].filter(seen) : v[row];
		if (place < 0 || !v[row] || (!sheet.goneRows[at].has(place) && (e.mm ? cell.length : seen(cell)))) left[row] = cell;
	});
	return left;
}
