// One person's answers on their own device: what is asked, what is wrong, and what the sheet says in the end. The rules come from
// core/form_device.c; what core/answers*.c and core/intake.c do for pages without script is done here once more (moves.js, checks.js), and
// tests/device holds both to the same results. Knows no page.
import { blank, checkMatrix, checkSelect, checkText, intake, judge, numeric, otherChosen } from './checks.js';
import { KNOWN, evaluate, isEmpty, resolve } from './expr.js';
import { CHECKBOX, CLEAR_NONE, MATRIX, NUMBER, PANEL, RADIO, RANGE, RANKING, TEXT } from './kinds.js';
import { finalValue, isOwn, load, run, settle } from './moves.js';

// Half of a character, which a keyboard can leave behind, cannot be written in UTF-8.
export const wellFormed = (text) => text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (c) => (c.length > 1 ? c : '\ufffd'));

export class Sheet {
	// rows: the rows of each matrix in the form's order, by element; clock: () => milliseconds.
	constructor(rules, clock = Date.now) {
		const none = () => rules.els.map(() => undefined), sets = () => rules.els.map(() => new Set());
		this.rules = rules;
		this.els = rules.els;
		this.conditions = rules.pages.filter((page, i) => i % 2);
		this.tops = this.conditions.map(() => []); // by page: the elements that stand in no panel
		this.inside = this.els.map(() => []); // by panel
		this.arrange();
		this.clock = clock;
		this.rows = {};
		this.values = none();
		this.comments = none();
		this.touched = none(); // changed by hand: what is reckoned from other answers no longer sets it
		this.moved = new Set(); // changed by conditions since update() was asked
		this.gone = sets(); // places of choices that are left out, of those that cannot be chosen, of rows that are left out
		this.off = sets();
		this.goneRows = sets();
		this.own = this.els.map((e) => !e.h); // its own visibility; what stands around it is not asked
		this.seen = this.own.slice(); // panels: with something in them to be seen
		this.pages = this.conditions.map((page) => page !== false);
		this.required = this.els.map((e) => !!e.r);
		this.readOnly = this.els.map((e) => !!e.o);
		load(this);
		this.update();
	}

	arrange() {
		let at = 0;
		this.conditions.forEach((tree, page) => {
			for (const end = at + this.rules.pages[page * 2]; at < end; at++) {
				const e = this.els[at];
				e.g = page;
				(e.u === undefined ? this.tops[page] : this.inside[e.u]).push(at);
			}
		});
		this.conditional = this.conditions.some((tree) => typeof tree !== 'boolean') || this.els.some((e) => e.vi !== undefined || e.ei !== undefined || e.ri !== undefined);
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

	// What a person answers.
	set(at, value, comment) {
		const before = this.values[at];
		this.values[at] = isEmpty(value) ? undefined : value;
		this.comments[at] = comment ? wellFormed(comment) : undefined;
		if (JSON.stringify(before) !== JSON.stringify(this.values[at]) && isOwn(this, at, value)) this.touched[at] = true;
	}

	// What a condition answers.
	move(at, value) {
		this.values[at] = value;
		this.moving = true;
		this.moved.add(at);
	}

	// A ranking that is answered in part goes on with what is left, in the form's order.
	value(at) {
		const e = this.els[at], v = this.values[at];
		if (e.k !== RANKING || isEmpty(v) || intake(e, v)) return v;
		return v.concat(e.ch.filter((choice) => v.indexOf(choice) < 0));
	}

	look(name, owner, item) {
		if (item !== undefined && /^(item|choice|self)$/i.test(name)) return item;
		if (owner !== undefined && item === undefined && /^self$/i.test(name)) return this.value(owner);
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

	// item: the value of the choice or row whose condition is asked.
	scope(owner, item) {
		const now = this.clock();
		return { look: (name) => this.look(name, owner, item), now, offset: -new Date(now).getTimezoneOffset() };
	}

	calculated(i) {
		const tree = this.rules.calc[i][1];
		return tree === null ? undefined : evaluate(tree, this.scope());
	}

	strictly(tree, owner) {
		return evaluate(tree, this.scope(owner)) === true;
	}

	ownConditions(at) {
		const e = this.els[at];
		if (e.vi !== undefined) this.own[at] = this.strictly(e.vi, at);
		if (e.ei !== undefined) this.readOnly[at] = evaluate(e.ei, this.scope(at)) === false;
		if (e.ri !== undefined) this.required[at] = this.strictly(e.ri, at);
	}

	// Finds out what is asked now. Answers the questions whose answers that has moved.
	update() {
		run(this);
		this.visible = this.els.map((e, at) => (e.k === PANEL ? this.seen[at] : this.own[at]));
		const moved = Array.from(this.moved);
		this.moved.clear();
		return moved;
	}

	around(at, test) {
		for (let up = at; up !== undefined; up = this.els[up].u) if (test(up)) return true;
		return false;
	}

	shown(at) {
		return this.pages[this.els[at].g] && !this.around(at, (up) => !(this.els[up].k === PANEL ? this.seen : this.own)[up]);
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
		const rule = e.k === TEXT ? checkText(e, v) : e.k === MATRIX ? checkMatrix(e, v, this.rowsSeen(at))
			: e.k >= RADIO && e.k <= CHECKBOX || e.k === RANKING ? checkSelect(e, v, this.comments[at]) : '';
		if (rule) return e.t[rule];
		const judged = isEmpty(v) && (e.k === CHECKBOX || e.k === RANKING) ? [] : v;
		const wrong = (e.va || []).map((rules) => (rules[6] & 1 ? -1 : judge(rules, judged, this, at))).filter((words) => words >= 0);
		return wrong.length ? wrong[0] : -1;
	}

	rowsSeen(at) {
		const gone = Array.from(this.goneRows[at]).map((place) => String(this.els[at].rw[place]));
		return (this.rows[at] || []).filter((row) => gone.indexOf(row) < 0);
	}

	unanswered(panel) {
		const inside = this.els.map((e, at) => at).filter((at) => this.asks(at) && this.shown(at) && this.around(at, (up) => up === panel));
		return inside.length > 0 && inside.every((at) => blank(this.values[at]));
	}

	// What is to be corrected on a page, or on all pages: [element, number of the sentence], the first of each element.
	faults(page) {
		settle(this);
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
			if (!this.asks(at) || (!this.shown(at) && e.cw !== CLEAR_NONE)) return;
			const v = e.cw === CLEAR_NONE ? this.value(at) : finalValue(this, at, this.value(at)), comment = this.comments[at], key = e.v || e.n;
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
			if (this.asks(at)) kept[e.n] = [this.values[at], this.comments[at], this.touched[at]];
		});
		return kept;
	}

	restore(kept) { // JSON has made null of what was not answered
		this.els.forEach((e, at) => {
			const [value, comment, touched] = kept[e.n] || [];
			if (!this.asks(at)) return;
			this.set(at, value === null ? undefined : value, comment || undefined);
			this.touched[at] = !!touched;
		});
		this.update();
	}

	wipe() {
		this.values = this.els.map(() => undefined);
		this.comments = this.els.map(() => undefined);
	}
}

// The whole sheet: docs/RECORD.md. head: { form, version, wave, id, lang, day }.
export function writeSheet({ form, version, wave, id, lang, day, poster, mailbox }, answers) {
	const dated = (day ? `,"day":"${day}"` : '') + (poster ? `,"poster":"${poster}"` : '') + (mailbox ? `,"mailbox":{"id":"${mailbox.id}","key":"${mailbox.key}"}` : '');
	return `{"form":"${form}","version":"${version}","wave":"${wave}","id":"${id}","lang":"${lang}"${dated},"answers":${answers}}`;
}
