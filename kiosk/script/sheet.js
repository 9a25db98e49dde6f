// One person's answers on their own device: what is asked, what is wrong, and what the sheet says in the end. The rules come from
// core/form_device.c; what core/answers*.c and core/intake.c do for pages without script is done here once more, and tests/device holds
// both to the same results. Knows no page.
import { KNOWN, evaluate, holds, isEmpty, resolve } from './expr.js';

// enum element_kind, enum input_type and enum validator_kind in core/.
export const PANEL = 0, TEXT = 4, COMMENT = 5, RADIO = 6, DROPDOWN = 7, CHECKBOX = 8, BOOLEAN = 9, RATING = 10, MATRIX = 11, RANKING = 12;
const NUMBER = 1, DATE = 2, DATETIME = 3, TIME = 4, MONTH = 5, WEEK = 6, EMAIL = 7, RANGE = 10;
const NUMERIC = 0, LENGTH = 1, COUNT = 2, REGEX = 3, MAIL = 4;

const blank = (v) => (typeof v === 'string' ? !v.trim() : isEmpty(v));
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

function intake(e, v, comment) {
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

function checkText(e, v) {
	const least = boundOf(e, 'lo'), most = boundOf(e, 'hi');
	if (blank(v)) return '';
	if (least !== undefined && comparable(e, v) < comparable(e, least)) return 'min';
	if (most !== undefined && comparable(e, most) < comparable(e, v)) return 'max';
	if (offStep(e, v)) return 'step';
	return e.it === EMAIL && !(e.va || []).some(([kind]) => kind === MAIL) && !isEmail(String(v)) ? 'email' : '';
}

const otherChosen = (v) => (Array.isArray(v) ? v.indexOf('other') >= 0 : v === 'other');

function checkSelect(e, v, comment) {
	if (e.ot && e.k !== RANKING && otherChosen(v) && !comment) return 'other';
	const list = Array.isArray(v) ? v : [];
	if (!e.ms || (e.k !== CHECKBOX && e.k !== RANKING) || (list.length === 1 && (e.no || []).indexOf(list[0]) >= 0)) return '';
	return list.length < e.ms ? 'few' : '';
}

function checkMatrix(e, v, rows) {
	const cells = rows.map((row) => (v || {})[row]);
	if (e.rr && cells.some(isEmpty)) return 'rows';
	const given = cells.filter((cell) => !isEmpty(cell)).map(String);
	return e.ru && given.some((cell, i) => given.indexOf(cell) < i) ? 'unique' : '';
}

// What is wrong, as the number of a sentence, or -1.
function judge([kind, words, others, least, most, extra, flags], v, sheet, at) {
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

// --- the sheet ---------------------------------------------------------------------------------------------------------------------

// Half of a character, which a keyboard can leave behind, cannot be written in UTF-8.
export const wellFormed = (text) => text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (c) => (c.length > 1 ? c : '\ufffd'));

export class Sheet {
	// rows: the rows of each matrix in the form's order, by element; clock: () => milliseconds.
	constructor(rules, clock = Date.now) {
		this.rules = rules;
		this.els = rules.els;
		this.conditions = rules.pages.filter((page, i) => i % 2);
		let at = 0;
		this.conditions.forEach((tree, page) => {
			for (const end = at + rules.pages[page * 2]; at < end; at++) this.els[at].g = page;
		});
		this.clock = clock;
		this.rows = {};
		this.values = this.els.map(() => undefined);
		this.comments = this.els.map(() => undefined);
		this.update();
	}

	asks(at) {
		return this.els[at].k >= TEXT;
	}

	// What a control says, as the form writes it: choices that are no text, numbers.
	typed(at, text) {
		const e = this.els[at];
		if (e.k === TEXT && (e.it === NUMBER || e.it === RANGE)) return numeric(text) === numeric(text) ? numeric(text) : text;
		const found = (e.ch || []).filter((choice) => String(choice) === text);
		return found.length ? found[0] : wellFormed(text);
	}

	set(at, value, comment) {
		this.values[at] = isEmpty(value) ? undefined : value;
		this.comments[at] = comment ? wellFormed(comment) : undefined;
	}

	// A ranking that is answered in part goes on with what is left, in the form's order.
	value(at) {
		const e = this.els[at], v = this.values[at];
		if (e.k !== RANKING || isEmpty(v) || intake(e, v)) return v;
		return v.concat(e.ch.filter((choice) => v.indexOf(choice) < 0));
	}

	look(name, owner) {
		const binding = this.rules.names[name], mine = owner !== undefined && this.els[owner].k === MATRIX ? this.value(owner) : undefined;
		const root = name.split(/[.[]/)[0];
		if (mine && mine[root] !== undefined) return resolve(mine, name);
		if (!binding || binding[0] === 0) return undefined;
		const [kind, at, path, skip] = binding;
		if (kind === 4) return KNOWN;
		let v = kind === 2 ? this.calculated(at) : kind === 3 ? this.comments[at] : this.value(at);
		if (kind === 1 && (this.els[at].k === CHECKBOX || this.els[at].k === RANKING) && isEmpty(v)) v = [];
		if (path === undefined) return v === undefined && kind === 1 && this.els[at].k !== MATRIX ? KNOWN : v;
		return v === undefined ? (name.slice(-7) === '.length' ? 0 : undefined) : resolve({ [path]: v }, name.slice(skip));
	}

	scope(owner) {
		const now = this.clock();
		return { look: (name) => this.look(name, owner), now, offset: -new Date(now).getTimezoneOffset() };
	}

	calculated(i) {
		const tree = this.rules.calc[i][1];
		return tree === null ? undefined : evaluate(tree, this.scope());
	}

	strictly(tree, owner) {
		return evaluate(tree, this.scope(owner)) === true;
	}

	// Finds out what is asked now.
	update() {
		const own = this.els.map((e, at) => (e.vi === undefined ? !e.h : this.strictly(e.vi, at)));
		const seen = own.slice();
		const pages = this.conditions.map((page) => (typeof page === 'boolean' ? page : this.strictly(page)));
		const filled = pages.map(() => false);
		for (let at = this.els.length - 1; at >= 0; at--) { // children stand behind their panels
			const e = this.els[at];
			if (e.k === PANEL) seen[at] = own[at] && this.els.some((child, i) => child.u === at && seen[i]);
			if (e.u === undefined && seen[at]) filled[e.g] = true;
		}
		this.pages = pages.map((page, i) => page && filled[i]);
		this.visible = seen;
		this.required = this.els.map((e, at) => (e.ri === undefined ? !!e.r : this.strictly(e.ri, at)));
		this.readOnly = this.els.map((e, at) => (e.ei === undefined ? !!e.o : evaluate(e.ei, this.scope(at)) === false));
	}

	around(at, test) {
		for (let up = at; up !== undefined; up = this.els[up].u) if (test(up)) return true;
		return false;
	}

	shown(at) {
		return this.pages[this.els[at].g] && !this.around(at, (up) => !this.visible[up]);
	}

	enabled(at) {
		return !this.around(at, (up) => this.readOnly[up]);
	}

	shownPages() {
		return this.pages.map((shown, i) => (shown ? i : -1)).filter((i) => i >= 0);
	}

	// What is wrong with a panel or a question beyond the intake: the number of a sentence, or -1.
	check(at) {
		const e = this.els[at], v = this.value(at);
		if (!this.enabled(at)) return -1;
		if (e.k === PANEL) return this.required[at] && this.unanswered(at) ? e.t.requireoneanswer : -1;
		if (this.required[at] && blank(v)) return e.t.required;
		const rule = e.k === TEXT ? checkText(e, v) : e.k === MATRIX ? checkMatrix(e, v, this.rows[at] || [])
			: e.k >= RADIO && e.k <= CHECKBOX || e.k === RANKING ? checkSelect(e, v, this.comments[at]) : '';
		if (rule) return e.t[rule];
		const wrong = (e.va || []).map((rules) => (rules[6] & 1 ? -1 : judge(rules, v, this, at))).filter((words) => words >= 0);
		return wrong.length ? wrong[0] : -1;
	}

	unanswered(panel) {
		const inside = this.els.map((e, at) => at).filter((at) => this.asks(at) && this.shown(at) && this.around(at, (up) => up === panel));
		return inside.length > 0 && inside.every((at) => blank(this.values[at]));
	}

	// What is to be corrected on a page, or on all pages: [element, number of the sentence], the first of each element.
	faults(page) {
		const here = this.els.map((e, at) => at).filter((at) => (page === undefined || this.els[at].g === page) && this.shown(at));
		const found = [];
		const add = (at, words) => {
			if (words >= 0 && !found.some(([other]) => other === at)) found.push([at, words]);
		};
		here.filter((at) => this.asks(at)).forEach((at) => {
			const rule = intake(this.els[at], this.values[at], this.comments[at]);
			if (rule) add(at, this.els[at].t[rule]);
		});
		here.filter((at) => this.asks(at) || this.els[at].k === PANEL).forEach((at) => add(at, this.check(at)));
		return found;
	}

	// The "answers" of a sheet, as core/answers_write.c writes them: the form's order, nothing of what was not asked.
	json() {
		const members = [];
		const add = (name, v) => members.push(`${JSON.stringify(name)}:${typeof v === 'object' ? this.structure(v) : JSON.stringify(v)}`);
		this.els.forEach((e, at) => {
			if (!this.asks(at) || !this.shown(at)) return;
			const v = this.value(at), comment = this.comments[at], key = e.v || e.n;
			if (!isEmpty(v)) add(key, e.k === MATRIX ? this.ordered(at, v) : v);
			if (comment && (e.co || otherChosen(v))) add(`${key}-Comment`, comment);
		});
		this.rules.calc.forEach(([name, , kept], i) => {
			const v = kept ? this.calculated(i) : undefined;
			if (v !== undefined) add(name, v);
		});
		return `{${members.join(',')}}`;
	}

	// [name, value] pairs: an object would put names that are numbers first.
	ordered(at, v) {
		return { pairs: (this.rows[at] || Object.keys(v)).filter((row) => !isEmpty(v[row])).map((row) => [row, v[row]]) };
	}

	structure(v) {
		if (v && v.pairs) return `{${v.pairs.map(([row, cell]) => `${JSON.stringify(row)}:${JSON.stringify(cell)}`).join(',')}}`;
		return JSON.stringify(v);
	}

	isPlace(page) {
		return page === -1 || !!this.pages[page];
	}

	// All answers by name, to be put into a sheet of this form again, if in another language or a later version.
	state() {
		const kept = {};
		this.els.forEach((e, at) => {
			if (this.asks(at)) kept[e.n] = [this.values[at], this.comments[at]];
		});
		return kept;
	}

	restore(kept) { // JSON has made null of what was not answered
		this.els.forEach((e, at) => {
			const [value, comment] = kept[e.n] || [];
			if (this.asks(at)) this.set(at, value === null ? undefined : value, comment || undefined);
		});
		this.update();
	}

	wipe() {
		this.values = this.els.map(() => undefined);
		this.comments = this.els.map(() => undefined);
	}
}

// The whole sheet: docs/RECORD.md. head: { form, version, wave, id, lang, day }.
export function writeSheet({ form, version, wave, id, lang, day, poster }, answers) {
	const dated = (day ? `,"day":"${day}"` : '') + (poster ? `,"poster":"${poster}"` : '');
	return `{"form":"${form}","version":"${version}","wave":"${wave}","id":"${id}","lang":"${lang}"${dated},"answers":${answers}}`;
}
