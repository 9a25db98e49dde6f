// What may be wrong with one answer: the intake's rules (core/intake.c), survey-core's own (core/answers_check.c, answers_text.c) and the form's
// validators (core/validator.c). Each gives the name of the sentence that says so, or ''.
import { holds, isEmpty } from './expr.js';
import { CHECKBOX, COMMENT, DATE, DATETIME, EMAIL, MONTH, NUMBER, RANGE, RANKING, TEXT, TIME, WEEK } from './kinds.js';

// enum validator_kind.
const NUMERIC = 0, LENGTH = 1, COUNT = 2, REGEX = 3, MAIL = 4;

export const blank = (v) => (typeof v === 'string' ? !v.trim() : isEmpty(v));
const length = (text) => text.length; // in UTF-16 units, as in C

// The number that a text stands for, one comma counting as the decimal point; NaN when it is none.
export function numeric(v) {
	if (typeof v === 'number') return isFinite(v) ? v : NaN;
	if (Array.isArray(v)) return v.length === 1 ? numeric(v[0]) : NaN;
	if (typeof v !== 'string' || !v.trim()) return NaN;
	if (isFinite(Number(v)) && isFinite(parseFloat(v))) return Number(v);
	const parts = v.split(',');
	const point = parts.length === 2 && v.length < 64 ? parts.join('.') : '';
	return point && isFinite(Number(point)) && isFinite(parseFloat(point)) ? Number(point) : NaN;
}

// --- the intake's rules ------------------------------------------------------------------------------------------------------

const clean = (text, lines) => !(lines ? /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/ : /[\x00-\x08\x0a-\x1f\x7f-\x9f]/).test(text);

const isDay = (t) => {
	const [year, month, day] = t.split('-').map(Number);
	return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
};
const isTime = (t) => Number(t.slice(0, 2)) < 24 && t.slice(3).split(':').every((part) => Number(part) < 60);

function shaped(type, t) {
	switch (type) {
		case DATE: return /^\d{4}-\d\d-\d\d$/.test(t) && isDay(t);
		case DATETIME: return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(t) && isDay(t.slice(0, 10)) && isTime(t.slice(11, 16));
		case TIME: return /^\d\d:\d\d(:\d\d)?$/.test(t) && isTime(t.slice(0, 5));
		case MONTH: return /^\d{4}-\d\d$/.test(t) && t.slice(5) >= '01' && t.slice(5) <= '12';
		case WEEK: return /^\d{4}-W\d\d$/.test(t) && t.slice(6) >= '01' && t.slice(6) <= '53';
		default: return true;
	}
}

function intakeOfLine(e, v) {
	if (e.it === NUMBER || e.it === RANGE) {
		if (typeof v !== 'number') return 'notanumber';
		return e.it === RANGE && ((typeof e.lo === 'number' && v < e.lo) || (typeof e.hi === 'number' && v > e.hi)) ? 'outofrange' : '';
	}
	return shaped(e.it, v) ? '' : 'badtext';
}

export function intake(e, v, comment) {
	let rule = '';
	if (isEmpty(v)) rule = '';
	else if (e.k === TEXT) rule = intakeOfLine(e, v);
	else if (e.k === CHECKBOX && e.mx && v.length > e.mx) rule = 'toomany';
	else if (e.k === RANKING && v.some((one, i) => one === undefined || v.indexOf(one) < i)) rule = 'unknownvalue';
	if (!rule && typeof v === 'string' && (e.k === TEXT || e.k === COMMENT))
		rule = !clean(v, e.k === COMMENT) ? 'badtext' : e.ml && length(v) > e.ml ? 'toolong' : '';
	if (!rule && comment) rule = !clean(comment, true) ? 'badcomment' : length(comment) > e.cl ? 'longcomment' : '';
	return rule;
}

// --- survey-core's rules -------------------------------------------------------------------------------------------------------

const isDated = (e) => e.it === DATE || e.it === DATETIME;
const dayMs = (text) => (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.length > 10 ? `${text}Z` : text) : NaN);
const comparable = (e, v) => (isDated(e) ? (typeof v === 'string' ? dayMs(v) : typeof v === 'number' ? v : NaN) : v);
const BOUNDED = [NUMBER, DATE, DATETIME, TIME, MONTH, WEEK, RANGE];

function boundOf(e, name) {
	const v = e[name];
	if (BOUNDED.indexOf(e.it) < 0 || isEmpty(v)) return name === 'hi' && isDated(e) ? '2999-12-31' : undefined;
	const isNumber = numeric(v) === numeric(v);
	return isNumber === (e.it === NUMBER || e.it === RANGE) ? v : name === 'hi' && isDated(e) ? '2999-12-31' : undefined;
}

function offStep(e, v) {
	let value = numeric(v), step = numeric(e.st), power = 1;
	if (e.it !== NUMBER || value !== value || step !== step) return false;
	while ((Math.round(step * power) / power !== step || Math.round(value * power) / power !== value) && power < 1000000) power *= 10;
	value = Math.round(value * power);
	step = Math.round(step * power);
	return step > 0 && value % step !== 0;
}

export function isEmail(text) {
	const at = text.lastIndexOf('@');
	if (at < 1) return false;
	const local = text.slice(0, at), domain = text.slice(at + 1).split('.');
	const named = local.length >= 3 && /^"[^\n\r]*"$/.test(local) ? true : local.split('.').every((atom) => /^[^<>()[\],;:@"\s]+$/.test(atom));
	return named && domain.length > 1 && domain.every((label) => /^[^<>()[\],;:@"\s=]+$/.test(label)) && length(domain[domain.length - 1]) >= 2;
}

export function checkText(e, v) {
	const least = boundOf(e, 'lo'), most = boundOf(e, 'hi');
	if (blank(v)) return '';
	if (least !== undefined && comparable(e, v) < comparable(e, least)) return 'min';
	if (most !== undefined && comparable(e, most) < comparable(e, v)) return 'max';
	if (offStep(e, v)) return 'step';
	return e.it === EMAIL && !(e.va || []).some(([kind]) => kind === MAIL) && !isEmail(String(v)) ? 'email' : '';
}

export const otherChosen = (v) => (Array.isArray(v) ? v.indexOf('other') >= 0 : v === 'other');

export function checkSelect(e, v, comment) {
	if (e.ot && e.k !== RANKING && otherChosen(v) && !comment) return 'other';
	const list = Array.isArray(v) ? v : [];
	if (!e.ms || (e.k !== CHECKBOX && e.k !== RANKING) || (list.length === 1 && (e.no || []).indexOf(list[0]) >= 0)) return '';
	return list.length < e.ms ? 'few' : '';
}

export function checkMatrix(e, v, rows) {
	const cells = rows.map((row) => (v || {})[row]);
	if (e.rr && cells.some(isEmpty)) return 'rows';
	const given = cells.filter((cell) => !isEmpty(cell)).map(String);
	return e.ru && given.some((cell, i) => given.indexOf(cell) < i) ? 'unique' : '';
}

// What is wrong, as the number of a sentence, or -1.
export function judge([kind, words, others, least, most, extra, flags], v, sheet, at) {
	const under = (n) => least !== null && n < least, over = (n) => most !== null && n > most;
	if (kind === NUMERIC) {
		if (blank(v)) return -1;
		return numeric(v) !== numeric(v) ? others : under(numeric(v)) || over(numeric(v)) ? words : -1;
	}
	if (kind === LENGTH) {
		if (blank(v)) return -1;
		if (extra && /\d$/.test(String(v))) return others;
		return (typeof v === 'string' || Array.isArray(v)) && (under(v.length) || over(v.length)) ? words : -1;
	}
	if (kind === COUNT) return !Array.isArray(v) || !v.length ? -1 : under(v.length) ? words : over(v.length) ? others : -1;
	if (kind === REGEX) {
		if (extra === false || blank(v)) return -1;
		const re = new RegExp(extra, flags & 2 ? 'i' : '');
		return (Array.isArray(v) ? v : []).concat([v]).every((one) => re.test(String(one))) ? -1 : words;
	}
	if (kind === MAIL) return !v || isEmail(String(v)) ? -1 : words;
	return extra === false || holds(extra, sheet.scope(at)) ? -1 : words;
}
