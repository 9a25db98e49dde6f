// Evaluates the trees that core/expr_tree.c writes. The language of expressions is read in C alone; what its operators and functions
// make of values is said here once more, and tests/expressions holds both to the same results. Knows neither forms nor pages.
//
// scope: { look(name) -> a value, undefined when the name is not known, KNOWN when it is and has no value; now: milliseconds;
//          offset: minutes of the place's time zone; standalone: the condition of a function over arrays sees the item's names only }

export const KNOWN = {};

const isArray = Array.isArray;
const isText = (v) => typeof v === 'string';
const isDate = (v) => v instanceof Date;
const isObject = (v) => typeof v === 'object' && v !== null;
const nothing = (v) => v === undefined || v === null;
const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);

export function isEmpty(v) {
	if (nothing(v) || v === '' || v !== v) return true;
	if (isArray(v)) return v.length === 0;
	return isObject(v) && !isDate(v) && Object.keys(v).every((name) => isEmpty(v[name]));
}

// --- numbers in text -------------------------------------------------------------------------------------------------------

function numberWithComma(text) {
	const parts = text.split(',');
	const plain = parts.length === 2 ? parts.join('.') : text;
	return isFinite(Number(plain)) ? parseFloat(plain) : NaN;
}

function numberInText(given) {
	const text = given.trim();
	if (!text || text.length > 1024) return NaN;
	if (/^\d+$/.test(text)) return text.length > 15 ? NaN : Number(text);
	if (text.slice(0, 2) === '0x') return text.length > 32 ? NaN : parseInt(text);
	return !/[-+]/.test(text.slice(1)) && /[*^/%]/.test(text) ? NaN : numberWithComma(text);
}

export function toNumber(v) {
	if (typeof v === 'number') return isFinite(v) ? v : NaN;
	if (isText(v)) return numberInText(v);
	if (!isArray(v)) return NaN;
	return isFinite(Number(String(v))) ? parseFloat(String(v)) : NaN;
}

// What a variable's text becomes.
function converted(v) {
	if (!isText(v) || !v) return v;
	const lower = v.toLowerCase();
	if (lower === 'true' || lower === 'false') return lower === 'true';
	if (v.length > 1 && /^['"][^]*['"]$/.test(v)) return v.slice(1, -1);
	const n = toNumber(v);
	return n !== n || (v[0] === '0' && v.length > 1 && !/^0[x.,]/.test(v)) ? v : n;
}

// --- sameness --------------------------------------------------------------------------------------------------------------

function objectsEqual(a, b, anyOrder) {
	if (isArray(a) && isArray(b) && anyOrder && a.length > 1) {
		if (a.length !== b.length) return false;
		const x = a.slice().sort(), y = b.slice().sort();
		return x.every((item, i) => equal(item, y[i], true));
	}
	const names = isDate(a) ? [] : Object.keys(a);
	if (names.length !== (isDate(b) ? 0 : Object.keys(b).length)) return false;
	return names.every((name) => has(b, name) && equal(a[name], b[name], anyOrder));
}

function scalarsEqual(a, b) {
	if (typeof a === 'boolean' && isText(b)) return b.toLowerCase() === String(a);
	if (typeof b === 'boolean' && isText(a)) return a.toLowerCase() === String(b);
	return Number(a) === Number(b);
}

// Text in another radix: parseInt and parseFloat read "0b1" as 0.
function numberEqualsText(n, text) {
	const other = Number(text);
	return text !== '' && other === other && (other === n || (n === 0 && parseInt(text) === 0 && parseFloat(text) === 0));
}

export function equal(a, b, anyOrder) {
	if (isText(a) && isText(b)) return a === b || a.trim().toLowerCase() === b.trim().toLowerCase();
	if (isDate(a) && isDate(b)) return a.getTime() === b.getTime();
	if ((a === undefined && isArray(b) && !b.length) || (b === undefined && isArray(a) && !a.length)) return true;
	if (nothing(a) || nothing(b)) return (nothing(a) || a === '') && (nothing(b) || b === '');
	if (typeof a === 'number' && isText(b) && numberEqualsText(a, b)) return true;
	if (typeof b === 'number' && isText(a) && numberEqualsText(b, a)) return true;
	if (isEmpty(a) !== isEmpty(b)) return false;
	if (!isObject(a) && !isObject(b)) return scalarsEqual(a, b);
	return isObject(a) && isObject(b) && (a === b || objectsEqual(a, b, anyOrder));
}

const named = (v) => (v === 'undefined' ? undefined : v);
const same = (a, b, ordered) => equal(named(a), named(b), !ordered);

// --- dates -----------------------------------------------------------------------------------------------------------------

const DAY = 86400000;

function toDate(v) {
	if (isDate(v)) return v.getTime();
	if (typeof v === 'number' || typeof v === 'boolean') return new Date(Number(v)).getTime();
	const text = isText(v) || isArray(v) ? String(v) : '';
	if (!text || text.length > 256) return NaN;
	const ms = new Date(text).getTime();
	if (!isText(v) || text.indexOf('T') > 0 || ms !== ms || !/\d{4}-\d\d-\d\d/.test(text)) return ms;
	return new Date(`${text}T00:00:00`).getTime();
}

// A date against text is only as exact as the text is long.
function cutDate(ms, length, offset) {
	const unit = length < 11 ? DAY : length < 14 ? 3600000 : length < 17 ? 60000 : 1;
	return Math.floor((ms + offset) / unit) * unit - offset;
}

function dateOfText(text, other, scope) {
	const offset = scope.offset * 60000, ms = text ? toDate(text) : scope.now;
	const ofDay = (((other + offset) % DAY) + DAY) % DAY;
	if (ms !== ms || other !== other || ofDay >= 1000) return ms;
	return Math.floor((ms + offset) / DAY) * DAY - offset + (ms - Math.floor(ms / 1000) * 1000);
}

// Both sides as dates when one is a date and the other text.
function matched(a, b, scope) {
	const whole = (ms) => Math.floor(ms / 1000) * 1000;
	if (isText(a) && isDate(b)) {
		const right = whole(b.getTime());
		return [new Date(dateOfText(a, right, scope)), new Date(right)];
	}
	if (isDate(a) && isText(b)) {
		const left = whole(cutDate(a.getTime(), b.length, scope.offset * 60000));
		return [new Date(left), new Date(dateOfText(b, left, scope))];
	}
	return [a, b];
}

// --- arithmetic --------------------------------------------------------------------------------------------------------------

function decimals(v) {
	if ((typeof v === 'number' && (!isFinite(v) || v === Math.floor(v))) || toNumber(v) !== toNumber(v)) return 0;
	const fraction = String(v).split('.')[1];
	return fraction ? fraction.length : 0;
}

// toFixed throws for more than 100 digits, and on text: the whole expression is then null.
const fixed = (result, digits) => (digits > 0 ? parseFloat(result.toFixed(digits)) : result);
const fixedSum = (a, b, result) => fixed(result, Math.max(decimals(a), decimals(b)));

function filled(v, other) {
	if (!isEmpty(v)) return v;
	if (typeof other === 'number') return 0;
	if (isText(v)) return v;
	return isText(other) ? '' : isArray(other) ? [] : 0;
}

function plus(a, b) {
	if (toNumber(a) === toNumber(a) && toNumber(b) === toNumber(b)) return isText(a) || isText(b) ? a + b : fixedSum(a, b, a + b);
	if (isArray(a) && isArray(b)) return a.concat(b);
	const array = isArray(a) ? a : b, other = isArray(a) ? b : a;
	if (!isArray(array)) return a + b;
	if (isText(other)) return array === a ? array.join(', ') + other : other + array.join(', ');
	if (typeof other !== 'number') return a + b;
	const sum = array.reduce((so, item) => (typeof item === 'number' ? fixedSum(so, item, so + item) : so), 0);
	return fixedSum(sum, other, sum + other);
}

function arithmetic(op, left, right) {
	const a = filled(left, right), b = filled(right, a);
	switch (op) {
		case 'and': return a ? b : a;
		case 'or': return a ? a : b;
		case '+': return plus(a, b);
		case '-': return fixedSum(a, b, a - b);
		case '*': return fixed(a * b, decimals(a) + decimals(b));
		case '/': return b ? a / b : null;
		case '%': return b ? a % b : null;
		default: return Math.pow(a, b);
	}
}

// --- contains and its kin ----------------------------------------------------------------------------------------------------

const arrayHas = (array, item) => array.some((one) => same(one, item, false));
const arrayHasAll = (array, items) => (isArray(items) ? items.every((item) => arrayHas(array, item)) : arrayHas(array, items));

function contains(left, right, found) {
	if (isArray(left)) return left.length ? arrayHasAll(left, right) === found : !found;
	if ((!left && left !== false && left !== 0) || !right) return false;
	return (String(left).toLowerCase().indexOf(String(right).toLowerCase()) >= 0) === found;
}

function anyOf(left, right) {
	if (isEmpty(left)) return isEmpty(right);
	if (isEmpty(right)) return true;
	if (!isArray(left)) return contains(right, left, true);
	return isArray(right) ? right.some((item) => contains(left, item, true)) : contains(left, right, true);
}

function allOf(left, right) {
	if (!left && !isEmpty(right)) return false;
	return isArray(right) ? right.every((item) => contains(left, item, true)) : contains(left, right, true);
}

function less(left, right, scope) {
	if (nothing(left) || nothing(right)) return false;
	const [a, b] = matched(left, right, scope);
	return a < b;
}

function equalOrDates(left, right, ordered, scope) {
	const [a, b] = matched(left, right, scope);
	return same(a, b, ordered);
}

function greater(left, right, scope) {
	if (nothing(left) || nothing(right)) return false;
	const [a, b] = matched(left, right, scope);
	return b < a;
}

function apply(op, a, b, ordered, scope) {
	switch (op) {
		case '=': return equalOrDates(a, b, ordered, scope);
		case '!=': return !equalOrDates(a, b, ordered, scope);
		case '<': return less(a, b, scope);
		case '>': return greater(a, b, scope);
		case '<=': return equalOrDates(a, b, false, scope) || less(a, b, scope);
		case '>=': return equalOrDates(a, b, false, scope) || greater(a, b, scope);
		case 'has': return contains(a, b, true);
		case 'hasnot': return (!a && !isEmpty(b)) || contains(a, b, false);
		case 'anyof': return anyOf(a, b);
		case 'noneof': return !anyOf(a, b);
		case 'allof': return allOf(a, b);
		default: return arithmetic(op, a, b);
	}
}

// --- functions -----------------------------------------------------------------------------------------------------------------

// Arrays opened, missing values left out, numeric text as numbers.
function flat(values, out = []) {
	values.forEach((v) => {
		if (isArray(v)) flat(v, out);
		else if (!nothing(v)) out.push(toNumber(v) === toNumber(v) ? toNumber(v) : v);
	});
	return out;
}

const sum = (items) => items.reduce((so, item) => fixedSum(so, item, so + item), 0);
const extreme = (items, least) => items.reduce((best, item, i) => (i === 0 || (least ? item < best : best < item) ? item : best), undefined);

function numberAndPrecision(args, missing) {
	const [n, precision] = flat(args);
	if (typeof n !== 'number' || !isFinite(n)) return null;
	if (!precision) return [n, missing];
	return typeof precision === 'number' && isFinite(precision) ? [n, precision] : null;
}

function round(args) {
	const found = numberAndPrecision(args, 0);
	if (!found) return NaN;
	const scale = Math.pow(10, found[1]);
	return Math.round(found[0] * scale * (1 + Number.EPSILON)) / scale;
}

function trunc(args) {
	const found = numberAndPrecision(args, -1);
	if (!found) return NaN;
	const [n, precision] = found;
	const cuts = precision > 0 && precision === Math.floor(precision) && precision < 1e21;
	return Number(String(n).match(cuts ? new RegExp(`^-?\\d*(.\\d{0,${Math.min(precision, 400)}})?`) : /^-?\d*/)[0]);
}

function substring(text, from, to) {
	if (!isText(text) || toNumber(from) !== toNumber(from)) return '';
	const part = toNumber(to) === toNumber(to) ? text.substring(from, to) : text.substring(from);
	return part.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '\ufffd');
}

// The items that have the member and fulfil the condition, as [item, member].
function walk(run, args, condition) {
	if (args.length < 2 || args.length > 4 || !args[0] || !isText(args[1]) || !isObject(args[0])) return [];
	const items = isArray(args[0]) ? args[0] : Object.keys(args[0]).map((name) => args[0][name]);
	return items.map((item) => [item, isObject(item) && !isArray(item) && has(item, args[1]) ? item[args[1]] : undefined])
		.filter(([item, member]) => !isEmpty(member) && (isArray(condition) && !condition.length || node(Object.assign({}, run, { item: [item] }), condition) == true));
}

const numbersOf = (found) => found.map(([item, member]) => [item, isText(member) ? toNumber(member) : member]).filter(([, n]) => n === n);
const sumOf = (found) => numbersOf(found).reduce((so, [, n]) => fixedSum(so, n, so + n), 0);

function extremeOf(found, least, name, column) {
	let best;
	numbersOf(found).forEach((one) => {
		if (!best || (least ? one[1] < best[1] : best[1] < one[1])) best = one;
	});
	if (!best) return undefined;
	return isText(column) && column !== name ? (has(best[0], column) ? best[0][column] : undefined) : best[1];
}

function months(from, to, whole) {
	const a = new Date(from), b = new Date(to);
	let count = (b.getFullYear() - a.getFullYear()) * 12 + b.getMonth() - a.getMonth();
	if (b.getDate() < a.getDate()) count--;
	return whole ? count : count === count ? Math.trunc(count / 12) + 0 : 0;
}

function days(a, b) {
	const day = (v) => ((d) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()))(new Date(toDate(v)));
	return a && b ? Math.ceil(Math.abs(day(b) - day(a)) / DAY) : 0;
}

function dateDiff([from, to, unit]) {
	if (!from || !to) return null;
	if (!unit || unit === 'days') return days(from, to);
	const ms = { hours: 3600000, minutes: 60000, seconds: 1000 }[unit];
	if (ms) return Math.ceil(Math.abs(toDate(to) - toDate(from)) / ms);
	return months(toDate(from), toDate(to), unit === 'months');
}

function dateAdd([date, shift, unit]) {
	if (!date || !shift) return null;
	const d = new Date(toDate(date));
	const part = { days: 'Date', months: 'Month', years: 'FullYear', hours: 'Hours', minutes: 'Minutes', seconds: 'Seconds' }[unit || 'days'];
	if (part) d[`set${part}`](d[`get${part}`]() + shift);
	return d;
}

function today(scope, args) {
	const d = new Date(scope.now);
	d.setHours(0, 0, 0, 0);
	if (args.length === 1) d.setDate(d.getDate() + args[0]);
	return d;
}

const dateOrNow = (scope, v) => new Date(v ? toDate(v) : scope.now);

const FUNCTIONS = {
	sum: (run, args) => sum(flat(args)),
	avg: (run, args) => ((items) => (items.length ? Number(sum(items)) / items.length : 0))(flat(args)),
	count: (run, args) => flat(args).length,
	min: (run, args) => extreme(flat(args), true),
	max: (run, args) => extreme(flat(args), false),
	round: (run, args) => round(args),
	trunc: (run, args) => trunc(args),
	substring: (run, args) => (args.length < 2 ? '' : substring(args[0], args[1], args[2])),
	sumInArray: (run, args, condition) => sumOf(walk(run, args, condition)),
	countInArray: (run, args, condition) => walk(run, args, condition).length,
	avgInArray: (run, args, condition) => ((found) => (found.length ? Number(sumOf(found)) / found.length : 0))(walk(run, args, condition)),
	minInArray: (run, args, condition, column) => extremeOf(walk(run, args, condition), true, args[1], column),
	maxInArray: (run, args, condition, column) => extremeOf(walk(run, args, condition), false, args[1], column),
	getDate: (run, args) => (args[0] ? new Date(toDate(args[0])) : null),
	age: (run, args) => (!args[0] ? null : args[1] === 'days' ? 0 : months(toDate(args[0]), run.scope.now, args[1] === 'months')),
	dateDiff: (run, args) => dateDiff(args),
	dateAdd: (run, args) => dateAdd(args),
	currentDate: (run) => new Date(run.scope.now),
	today: (run, args) => today(run.scope, args),
	getYear: (run, args) => (args.length === 1 && args[0] ? new Date(toDate(args[0])).getFullYear() : undefined),
	currentYear: (run) => new Date(run.scope.now).getFullYear(),
	diffDays: (run, args) => (args.length === 2 ? days(args[0], args[1]) : 0),
	year: (run, args) => dateOrNow(run.scope, args[0]).getFullYear(),
	month: (run, args) => dateOrNow(run.scope, args[0]).getMonth() + 1,
	day: (run, args) => dateOrNow(run.scope, args[0]).getDate(),
	weekday: (run, args) => dateOrNow(run.scope, args[0]).getDay(),
};

function call(run, [, name, args, condition, column]) {
	if (name !== 'iif') return FUNCTIONS[name](run, args.map((arg) => node(run, arg)), condition, column);
	if (args.length < 2) return null;
	if (node(run, args[0])) return node(run, args[1]);
	return args.length > 2 ? node(run, args[2]) : undefined;
}

// --- names -----------------------------------------------------------------------------------------------------------------------

function property(v, name) {
	if (!name) return undefined;
	if (name === 'length' && (isArray(v) || (isText(v) && v))) return v.length;
	if (isArray(v)) return String(Number(name)) === name && has(v, name) ? v[name] : undefined;
	if (!isObject(v) || isDate(v)) return undefined;
	const lower = name.toLowerCase();
	const found = Object.keys(v).filter((key) => key.toLowerCase() === lower)[0];
	return found === undefined ? undefined : v[found];
}

function itemAt(v, at) {
	return isArray(v) ? v[at < 0 ? at + v.length : at] : undefined;
}

// A part of a name between dots; [index] behind it is taken off when it is a number.
function segment(text) {
	const open = text[text.length - 1] === ']' ? text.lastIndexOf('[') : -1;
	const index = open < 0 ? NaN : toNumber(text.slice(open + 1, -1));
	return index === index ? { text: text.slice(0, open), index } : { text };
}

function follow(v, segments) {
	for (let at = 0; at < segments.length; at++) {
		let last = at, found;
		while (last < segments.length - 1 && segments[last].index === undefined) last++;
		for (; ; last--) { // dots may be part of the name: the longest first
			found = property(v, segments.slice(at, last + 1).map((one) => one.text).join('.'));
			if (found !== undefined || last === at) break;
		}
		if (found !== undefined && segments[last].index !== undefined) found = itemAt(found, segments[last].index);
		if (found === undefined) return undefined;
		v = found;
		at = last;
	}
	return v;
}

// Finds a name in an object: docs/EXPRESSIONS.md says how.
export function resolve(object, name) {
	const segments = name.split('.').map(segment);
	const found = segments.length > 33 ? undefined : follow(object, segments);
	return found === undefined && name.slice(-7) === '.length' ? 0 : found;
}

function variable(run, [, name, flags, fallback]) {
	let v = run.item ? resolve(run.item[0], name) : undefined;
	if (v === undefined && !(run.item && run.scope.standalone)) v = run.scope.look(name);
	if (v === KNOWN) return undefined;
	if (v === undefined) return flags & 4 ? 0 : fallback === undefined ? null : fallback;
	return flags & 1 ? v : converted(v);
}

// --- the tree ----------------------------------------------------------------------------------------------------------------------

const isEquality = (op) => op === '=' || op === '!=';
const decided = (op, left) => !isEmpty(left) && (op === 'or' ? !!left : op === 'and' && !left);

// Whether = and != mind the order of arrays: an operand is a ranking.
function isOrdered(tree) {
	if (!isArray(tree)) return false;
	return tree[0] === '$' ? (tree[2] & 2) > 0 : tree[0] === 'o' && tree.some((part, i) => i % 2 === 1 && isOrdered(part));
}

function chain(run, tree) {
	let left = node(run, tree[1]), ordered = isEquality(tree[2]) && isOrdered(tree[1]);
	for (let i = 2; i < tree.length; i += 2) {
		if (decided(tree[i], left)) continue;
		const right = node(run, tree[i + 1]);
		if (isEquality(tree[i])) ordered = ordered || isOrdered(tree[i + 1]);
		left = apply(tree[i], left, right, ordered, run.scope);
	}
	return left;
}

function node(run, tree) {
	if (!isArray(tree)) return tree;
	switch (tree[0]) {
		case '=': return tree[1];
		case '$': return variable(run, tree);
		case '[': return tree.slice(1).map((item) => node(run, item));
		case '!': return !node(run, tree[1]);
		case 'e': return isEmpty(node(run, tree[1]));
		case 'n': return !isEmpty(node(run, tree[1]));
		case 'f': return call(run, tree);
		default: return chain(run, tree);
	}
}

export function evaluate(tree, scope) {
	try {
		return node({ scope }, tree);
	} catch (error) {
		return null;
	}
}

// What a condition asks: JavaScript's == true.
export function holds(tree, scope) {
	const v = evaluate(tree, scope);
	return !isDate(v) && v == true;
}
