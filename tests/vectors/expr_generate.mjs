// Cases of expressions with survey-core's own results.
//
//   node expr_generate.mjs > expressions.jsonl            the cases that the unit test runs
//   node expr_generate.mjs --random N [--seed S]          N random cases
//   ... --check PROGRAM                                   compares PROGRAM (build/uzklausi-form) with survey-core, prints differences
//
// A line is {kind, expr, values, valid, result}. {"$undefined":true}, {"$number":"NaN"} and {"$date":...} stand for what JSON lacks. The
// clock stands at NOW, the zone is UTC. Cases at which survey-core throws are left out.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

process.env.TZ = "UTC";
const NOW = "2026-01-15T12:00:00.000Z";
console.warn = () => {};
const { ConditionRunner, ExpressionRunner, settings } = await import("survey-core");
settings.onDateCreated = (date, reason, value) => (value ? date : new Date(NOW));

// --- survey-core -----------------------------------------------------------------------------------------------------------

const isPlain = (v) => typeof v === "object" && v !== null && !Array.isArray(v) && !(v instanceof Date);

function encode(v) {
	if (v === undefined) return { $undefined: true };
	if (typeof v === "number" && !Number.isFinite(v)) return { $number: String(v) };
	if (v instanceof Date) return { $date: Number.isNaN(v.getTime()) ? null : v.toISOString() };
	if (Array.isArray(v)) return v.map(encode);
	if (isPlain(v)) return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, encode(x)]));
	return v;
}

/** The case with survey-core's result, or null when it throws. */
function ask({ kind, expr, values }) {
	const input = encode(values);
	const Runner = kind === "cond" ? ConditionRunner : ExpressionRunner;
	try {
		const runner = new Runner(expr);
		const valid = runner.canRun();
		return { kind, expr, values: input, valid, result: valid ? encode(runner.runValues(values)) : null };
	} catch {
		return null;
	}
}

// --- what cases are made of -------------------------------------------------------------------------------------------------

const day = (text) => () => new Date(text);
/** Values, or functions that make a fresh one: comparing changes dates. */
const VALUES = [
	undefined, null, "", " ", "a", "A", " a ", "b", "ab", "abc", "ā", "Ā", "Cēsis", "CĒSIS", "ß", "İ", "ΟΔΟΣ", "οδος", "😀", "0", "1", "01", "007",
	"1.0", "1.50", "1,5", "1,5,5", "-1", "+2", ".5", "5.", "1e3", "1e400", "0x1F", "0x", "0b1", "12px", "10", "9", "Infinity", "NaN",
	"123456789012345", "1234567890123456", "true", "TRUE", "false", "undefined", "null", "'q'", "\"q\"", "'", "2024-05-01", "2024-05-01T10:20",
	"2024-05-01T10:20:30Z", "2024-02-30", "May 1, 2024", "5/1/2024", "10:30", 0, 1, 2, -1, 9, 10, 1.5, -2.5, 0.1, 0.2, 1.005, 1e21, 1e-7, 123456789.125,
	NaN, Infinity, true, false, [], [1], ["1"], ["a"], ["A"], ["a", "b"], ["b", "a"], ["B", "a"], [1, 2, 3], [3, 1, 2], [1, "2"], [[1, 2], [3]], [""],
	[null], [{ x: 1 }], {}, { x: 1 }, { x: "1" }, { y: 1 }, { x: "" }, { x: { y: [] } }, { x: { y: [1, 2] } }, day("2024-05-01T00:00:00Z"),
	day("2024-05-01T10:20:30.400Z"), day("2026-01-15T12:00:00Z"),
];
const LITERALS = [
	"1", "0", "-1", "2.5", "007.5", "0x10", "'1'", "'a'", "\"A\"", "' a '", "''", "'true'", "true", "FALSE", "abc", "null", "undefined", "'undefined'", "[]",
	"[1]", "['a', 'b']", "['b', 'a']", "[1, 2, 3]", "['1', 2]", "'2024-05-01'", "'2024-05-01T10:20'", "'ā'", "'it\\'s'",
];
const BINARY = [
	"=", "==", "!=", "<>", "<", "<=", "=<", ">", ">=", "=>", "+", "-", "*", "/", "%", "^", "and", "or", "contains", "notcontains", "anyof", "allof",
	"noneof",
];
const SPELLINGS = [
	"&&", "||", "AND", "Or", "equal", "Equal", "equals", "notequal", "notequals", "less", "lessorequal", "greater", "greaterorequal", "power", "*=",
	"contain", "notcontain", "CONTAINS", "AnyOf",
];
const HALF_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const fresh = (v) => (typeof v === "function" ? v() : v);
const cases = [];
const add = (kind, expr, values = {}) => cases.push({ kind, expr, values });

// --- systematic cases -------------------------------------------------------------------------------------------------------

const GRAMMAR = [
	"", " ", "1", "-1", "- 1", "--1", "1 -1", "1-1", "1--1", "007", "007.5", ".5", "5.", "1e5", "-0", "0x1F", "0x10", "0x", "-0x10", "1.2.3", "1 2",
	"'a'", "\"a\"", "'a\"", "'O'Neil'", "'O\\'Neil'", "\"O\\\"N\"", "'a\\b'", "'a\\\\'", "''", "\"\"", "'", "'{a}'", "' '", "abc", "abc1", "1abc", "_x1",
	"true", "True", "trueish", "null", "(null)", "NULL", "nullable", "undefined", "undefinedx", "{a}", "{ a }", "{}", "{", "}", "{a", "{a}}", "{{a}}", "{a b}",
	"{a'b}", "[]", "[ ]", "[1", "[1]", "[1,]", "[,1]", "[1,2,3]", "[[1],[2]]", "[1 2]", "()", "(", "(1", "(1))", "((1", "((1)", "( 1 )", "(1)(2)", "f(", "f()",
	"f( )", "f(1", "f(1,", "f(1,2", "f(,1)", "sum(1,2", "sum (1)", "!", "!1", "! 1", "!!1", "!!!1", "!{a}", "!({a})", "!{a} empty", "negate 1", "negate1", "negate",
	"NEGATE {a}", "negate(1)", "not {a}", "{a} empty", "{a} notempty", "{a} not empty", "{a}empty", "{a} EMPTY", "{a} emptyx", "({a}) empty", "'' empty",
	"[] empty", "1 empty", "empty", "notempty", "empty empty", "{a} empty empty", "{a} empty and {b} notempty", "1 = 1 = 1", "1 = 1 = true", "3 > 2 > 1",
	"1 < 2 < 3", "2^3^2", "2*3+4", "2+3*4", "2*3%4", "10/2/5", "10-2-3", "1 + 2 = 3", "1 = 1 and 2 = 2", "1 = 1 or 2 = 3 and 3 = 4", "true or false and false",
	"(true or false) and false", "1 and 2", "0 or 2", "'' or 'x'", "1 or", "or 1", "or", "and", "1 and and 2", "and and and", "{a} or {b}", "{a}or{b}", "1or 2",
	"aor b", "a or b", "a orb", "1 =", "= 1", "1 = = 1", "1 === 1", "1 == 1", "1 =! 1", "1 != 1", "1 <> 1", "1 => 1", "1 =< 1", "1 =<> 1", "1 <= > 1", "1 equals 1",
	"1 equal 1", "1 notequals 2", "1 notequal 2", "1 less 2", "1 lessorequal 1", "2 greater 1", "2 greaterorequal 2", "1less2", "'equals'", "'a=>b'", "'<>'",
	"{a=>b}", "{equals}", "'abc' contains", "'abc' contains 'b'", "'abc' contain 'b'", "'abc' *= 'b'", "'abc' *='b'", "'abc' notcontains 'x'",
	"'a' anyof ['a','b']", "['a'] allof ['a','b']", "'a' noneof ['b']", "1 anyof", "[1] contains 1 contains true", "1 power 2", "2 power 3", "2^-1", "-2^2",
	"f(1) + f(2)", "f(!= 1", "f(* 2", "f(= 1", "sum(- 2", "sum(-{a}", "1 , 2", "[1;2]", "#", "@a", "{a}.b", "{a}[0]", "a.b", "a-b", "a - b", "ā", "'ā' = 'Ā'", "1\n+\t2\r",
	"1\u00a0+ 2", "{#a}", "{#}", "{a:1}", "{\"x\": 1}", "{\"x\": 1} = {b}", "{x: 1}", "{:}", "{a} + - 1", "2 - -1", "2 + (-1)", "iif(1 = 1, 'y', 'n')", "iif(true, 1)", "iif(true)",
	"unknownFunction(1)", "Sum(1)", "iif(unknown(), 1, 2)", "1 + unknown()", "unknown() = 1", "unknown() empty",
];

function systematic() {
	for (const expr of GRAMMAR)
		for (const kind of ["expr", "cond"]) add(kind, expr, { a: "x", b: { x: 1 } });
	VALUES.forEach((a, i) => {
		for (const suffix of ["", " empty", " notempty", " = {a}", " + 1", " + 'x'", " * 2", " contains 1", " anyof ['a', 1]"])
			add("expr", `{a}${suffix}`, { a: fresh(a) });
		add("cond", "{a}", { a: fresh(a) });
		add("expr", "!{a}", { a: fresh(a) });
		add("expr", "{#a}", { a: fresh(a) });
		add("expr", "iif({a}, 'y', 'n')", { a: fresh(a) });
		add("expr", "{a.length}", { a: fresh(a) });
		LITERALS.forEach((literal, j) => {
			add("expr", `{a} ${BINARY[(i + j) % BINARY.length]} ${literal}`, { a: fresh(a) });
			add("cond", `${literal} ${BINARY[(i * 3 + j) % BINARY.length]} {a}`, { a: fresh(a) });
		});
		VALUES.forEach((b, j) => {
			if ((i + j) % 4 === 0) add("expr", `{a} = {b}`, { a: fresh(a), b: fresh(b) });
			if ((i + 2 * j) % 7 === 0) add("expr", `{a} ${BINARY[(i * 5 + j * 3) % BINARY.length]} {b}`, { a: fresh(a), b: fresh(b) });
		});
	});
	for (const op of [...BINARY, ...SPELLINGS]) {
		add("expr", `{a} ${op} {b}`, { a: 5, b: "5" });
		add("expr", `{a}${op}{b}`, { a: ["x", "y"], b: "X" });
		add("cond", `{a} ${op} 'b' and {b} ${op} 1`, { a: "B", b: 1 });
	}
	systematicNames();
	systematicFunctions();
}

function systematicNames() {
	const values = {
		q: "x", Q2: 2, "a.b": "dotted", a: { b: "path", c: [10, { d: "deep" }], "x.y": { z: 1 }, length: 7 }, list: ["p", "q", ["r"]], "ā": "small", m: { row1: "col1", "Row 2": null },
		text: "😀a", empty: "", zero: 0, no: false, n: null, "sp ace": 1, panel: [{ name: "A", n: 1 }, { name: "B", n: "2" }], "u[0]": "literal", toString: "own",
	};
	const names = [
		"q", "Q", "q2", "Q2", "a.b", "A.B", "a.c", "a.c[0]", "a.c[1].d", "a.c[-1].d", "a.c[-2]", "a.c[2]", "a.c[-3]", "a.c[x]", "a.c[ 1 ].d", "a.c[01].d", "a.c.0", "a.c.1.d", "a.x.y.z", "a.x.y",
		"a.x", "a.length", "a.c.length", "list", "list[0]", "list[2][0]", "list[2]", "list.length", "list[0].length", "list[9].length", "none.length", "none", "none.x", "Ā", "ā", "m.row1",
		"m.Row 2", "m.row 2", "m.none", "text.length", "empty.length", "zero.length", "no.length", "n.length", "n", "n.x", "sp ace", "sp  ace", "panel[0].name", "panel[1].n",
		"panel.length", "panel[0]", "PANEL[1].NAME", "u[0]", "toString", "length", ".length", ".", "..", "a.", ".a", "a..b", "[0]", "a[0]", "q[0]", "a.c[0", "a.c0]", "constructor", "__proto__",
	];
	for (const name of names)
		for (const form of [`{${name}}`, `{#${name}}`, `{${name}} empty`, `{${name}} = 'x'`]) add("expr", form, values);
	add("expr", "{a}", { A: 1, a: 2 });
	add("expr", "{A}", { a: 1, A: 2 });
	add("expr", "{ab}", { AB: 1, Ab: 2 });
}

function systematicFunctions() {
	const two = (name) => VALUES.forEach((a, i) => add("expr", `${name}({a}, {b})`, { a: fresh(a), b: fresh(VALUES[(i * 7 + 3) % VALUES.length]) }));
	for (const name of ["sum", "avg", "min", "max", "count", "round", "trunc", "year", "month", "day", "weekday", "getYear", "getDate", "age", "today", "currentYear"]) {
		add("expr", `${name}()`);
		for (const a of VALUES) add("expr", `${name}({a})`, { a: fresh(a) });
		two(name);
	}
	for (const name of ["diffDays", "dateDiff", "dateAdd", "substring", "iif"]) two(name);
	for (const n of [0, 1, -1, 2.5, -2.5, 1.005, -1.005, 2.345, 123.456, -0.5, 0.5, 1e21, 1e-7, 12345.6789, "1.255", "abc"])
		for (const p of [0, 1, 2, 3, -1, 1.5, "2", "x", 10]) {
			add("expr", "round({n}, {p})", { n, p });
			add("expr", "trunc({n}, {p})", { n, p });
		}
	const dates = ["2024-02-29", "2023-12-31", "2024-01-01T23:59:59", "2000-01-01", "1970-01-01", "2026-01-15", "2026-01-16", "0099-05-05", "2024-05-01T10:20:30Z", "2024-05-01T10:20+03:00", "bad", "May 1, 2024 3:30 PM"];
	for (const d of dates) {
		for (const e of dates)
			for (const unit of ["", ", 'days'", ", 'months'", ", 'years'", ", 'hours'", ", 'minutes'", ", 'seconds'", ", 'weeks'"]) if ((d.length + e.length + unit.length) % 3 === 0) add("expr", `dateDiff('${d}', '${e}'${unit})`);
		for (const n of [1, -1, 13, 1.5, "'5'", "null", "{none}", "400"])
			for (const unit of ["", ", 'months'", ", 'years'", ", 'hours'", ", 'seconds'", ", 'x'"]) add("expr", `dateAdd('${d}', ${n}${unit})`);
		for (const e of [`age('${d}')`, `age('${d}', 'months')`, `age('${d}', 'days')`, `diffDays('${d}', today())`, `diffDays(today(), '${d}')`, `getDate('${d}')`, `year('${d}')`, `{d} > today()`, `{d} = getDate('${d}')`, `getDate({d}) >= '2024-01-01'`, `today() < {d}`, `currentDate() > {d}`])
			add("expr", e, { d });
	}
	for (const e of ["today()", "today(1)", "today(-40)", "today('5')", "today(1, 2)", "currentDate()", "currentYear()", "year()", "month()", "day()", "weekday()", "today() = today()", "today() < currentDate()", "dateAdd(today(), 1)", "today() + 1", "today() - today()", "year(today())"]) add("expr", e);
	const panel = [{ n: 1, t: "a", f: true }, { n: "2.5", t: "b" }, { n: null, t: "c" }, { t: "d" }, { n: 10, t: "A", d: { x: 1 } }, { n: "x", t: "e" }, { n: 1.1 }, null, 5, "s"];
	for (const name of ["sumInArray", "countInArray", "avgInArray", "minInArray", "maxInArray"])
		for (const rest of ["", ", 'n'", ", 't'", ", n", ", 'n', {n} > 1", ", 'n', '{n} > 1'", ", 'n', {t} = 'a'", ", 'n', 't'", ", 'n', 't', {n} > 1", ", 'n', 't', '{n} < 2'", ", 'n', {k} = 3", ", 'n', {t} anyof ['a', 'b']", ", 'n', ''", ", 'n', 't', ''", ", 'n', '1 +'", ", 'n', 1", ", 'n', true", ", {name}", ", 'n', 't', {n} > 1, 5", ", 'n', {t} notempty and {n} notempty"])
			for (const data of [panel, { r1: { n: 3, t: "x" }, r2: { n: 4, t: "y" } }, [], "text", 7, undefined]) add("expr", `${name}({p}${rest})`, { p: data, k: 3, name: "n" });
	for (const s of ["abcdef", "ā😀b", "", 12345]) for (const args of ["1", "1, 3", "3, 1", "-1, 2", "0", "'1'", "1.7, 3.2", "2, 100", "x", "{none}", "1, {none}", "10"]) add("expr", `substring({s}, ${args})`, { s });
	for (const e of ["0.1 + 0.2", "0.1 + 0.2 = 0.3", "1.1 * 1.1", "0.3 - 0.1", "1.005 * 100", "4.35 * 100", "'1.5' + '1'", "1 + '1'", "1e3", "1 / 3", "5 % 3", "-5 % 3", "5.5 % 2", "2 ^ 0.5", "2 ^ 1.5", "10 ^ 21", "10 ^ 20", "1 / 0", "0 / 0", "1 % 0", "0.1 * 3", "100 * 1.1", "123456789 * 1000000000", "1 / 1000000", "1 / 10000000", "9007199254740993", "0.1 + 0.7", "3 * 1.15", "[1] + 2", "[1, 2] + [3]", "[1, 2] + 'x'", "'x' + [1, 2]", "[0.1, 0.2] + 0.3", "true + 1", "true + 'a'", "true + true", "[1.5] * 2"]) add("expr", e);
}

// --- random cases -------------------------------------------------------------------------------------------------------------

function randomly(count, seed) {
	let state = seed >>> 0;
	const random = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	const pick = (list) => list[Math.floor(random() * list.length)];
	const chance = (p) => random() < p;
	const number = () => pick([() => Math.floor(random() * 20) - 5, () => +(random() * 100).toFixed(Math.floor(random() * 4)), () => +((random() - 0.5) * 10 ** Math.floor(random() * 24 - 8)).toPrecision(1 + Math.floor(random() * 16))])();
	const text = () => Array.from({ length: Math.floor(random() * 5) }, () => pick([..."aAbBāĀžŽ019.,-+ exTtΣσİß😀_/:", "true", "20", "12"])).join("");
	const dateText = () => pick([() => `20${10 + Math.floor(random() * 30)}-0${1 + Math.floor(random() * 9)}-${10 + Math.floor(random() * 22)}`, () => `${Math.floor(random() * 13)}/${Math.floor(random() * 32)}/${Math.floor(random() * 2100)}`, () => `2024-05-0${1 + Math.floor(random() * 9)}${pick(["T", " "])}1${Math.floor(random() * 10)}:2${Math.floor(random() * 10)}${pick(["", ":30", ":30.5", "Z", "+02:00", " PM", " GMT+1"])}`, () => `${pick(["Jan", "february", "Mai", "mon", "Sept"])} ${Math.floor(random() * 33)}${pick([",", "", " -"])} ${Math.floor(random() * 2100)}`])();
	const value = (depth = 0) => pick([() => fresh(pick(VALUES)), () => fresh(pick(VALUES)), number, text, dateText, () => String(number()), () => (depth > 2 ? 1 : Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1) ?? null)), () => (depth > 2 ? 1 : Object.fromEntries(Array.from({ length: Math.floor(random() * 3) }, () => [pick(["x", "X", "y", "n", "z"]), value(depth + 1)])))])();
	const quoted = () => `'${text().replace(/['"\\]/g, "")}'`;
	const name = () => `{${chance(0.05) ? "#" : ""}${pick(["a", "b", "c", "A", "p", "a.x", "b[0]", "p[1].n", "none", "a.length", "p.length", "a[-1]", "c.x.y"])}}`;
	const FUNCTIONS = ["sum", "avg", "min", "max", "count", "round", "trunc", "iif", "iif", "substring", "year", "month", "day", "weekday", "getYear", "getDate", "age", "today", "dateAdd", "dateDiff", "diffDays", "sumInArray", "countInArray", "minInArray", "maxInArray", "avgInArray", "currentYear", "currentDate", "nope"];
	const call = (depth) => {
		const f = pick(FUNCTIONS);
		if (f.endsWith("InArray")) return `${f}({p}, ${pick(["'n'", "'x'", "'t'"])}${pick(["", `, ${expression(depth + 1)}`, `, '{n} > ${number()}'`, `, 't', {n} < ${number()}`, ", 't'"])})`;
		if (f === "dateAdd" || f === "dateDiff") return `${f}(${expression(depth + 2)}, ${expression(depth + 2)}${pick(["", ", 'days'", ", 'months'", ", 'years'", ", 'hours'", ", 'minutes'", ", 'seconds'"])})`;
		return `${f}(${Array.from({ length: Math.floor(random() * 4) }, () => expression(depth + 1)).join(pick([", ", ",", " , "]))}${chance(0.02) ? "" : ")"}`;
	};
	const operand = (depth) => {
		if (depth > 3) return pick([name, () => String(number()), quoted, () => pick(LITERALS)])();
		return pick([name, name, name, () => String(number()), quoted, () => `'${dateText()}'`, () => pick(LITERALS), () => `(${expression(depth + 1)}${chance(0.02) ? "" : ")"}`, () => `${pick(["!", "! ", "negate "])}${operand(depth + 1)}`, () => `${name()} ${pick(["empty", "notempty"])}`, () => call(depth), () => `[${Array.from({ length: Math.floor(random() * 4) }, () => expression(depth + 2)).join(", ")}]`])();
	};
	function expression(depth = 0) {
		let out = operand(depth);
		const links = Math.floor(random() * random() * 4 + (depth === 0 ? 0.6 : 0));
		for (let i = 0; i < links; i++) {
			const gap = chance(0.05) ? "" : " ";
			out += `${gap}${chance(0.15) ? pick(SPELLINGS) : pick(BINARY)}${gap}${operand(depth)}`;
		}
		return out;
	}
	const damaged = (text) => {
		const at = Math.floor(random() * (text.length + 1));
		return pick([() => text.slice(0, at), () => text.slice(0, at) + pick([..."(){}[]'\"!=<>,+-*^ 1a.#\\", "null", "and", "empty"]) + text.slice(at), () => text.slice(0, at) + text.slice(at + 1)])();
	};
	for (let i = 0; i < count; i++) {
		const text = expression();
		const values = {};
		for (const key of ["a", "b", "c"]) if (chance(0.9)) values[key] = value();
		values.p = chance(0.8) ? Array.from({ length: Math.floor(random() * 4) }, () => ({ n: value(2), t: value(2), x: value(2) })) : value();
		add(chance(0.5) ? "cond" : "expr", (chance(0.1) ? damaged(text) : text).replace(HALF_CHARACTER, ""), values);
	}
}

/** Every case of the grammar and one in so many of the rest go into the file. */
const SHIPPED = 3;

// --- output ----------------------------------------------------------------------------------------------------------------------

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Differences that are meant: docs/EXPRESSIONS.md. */
function meant(test, got) {
	const refusesNull = !got.valid && /\b(null|undefined)/.test(test.expr);
	return refusesNull || JSON.stringify(test.result).match(/\\ud[89a-f]/) !== null;
}

function check(program, tests) {
	const dir = mkdtempSync(join(tmpdir(), "expr-"));
	const file = join(dir, "cases.jsonl");
	writeFileSync(file, tests.map(({ kind, expr, values }) => JSON.stringify({ kind, expr, values })).join("\n") + "\n");
	const out = execFileSync(program, ["expr", "--batch", file, "--now", NOW], { maxBuffer: 1 << 30 }).toString().trimEnd().split("\n");
	rmSync(dir, { recursive: true });
	let differences = 0;
	tests.forEach((test, i) => {
		const got = JSON.parse(out[i]);
		if (same(got, { valid: test.valid, result: test.result }) || meant(test, got)) return;
		if (differences++ < 25) console.log(JSON.stringify(test), "got", out[i]);
	});
	console.log(`${tests.length} cases, ${differences} differences`);
	return differences === 0 && out.length === tests.length;
}

const { values: options } = parseArgs({ options: { random: { type: "string" }, seed: { type: "string", default: "1" }, check: { type: "string" } } });
if (options.random) {
	randomly(Number(options.random), Number(options.seed));
} else {
	systematic();
	randomly(1500, 20260115);
}
const tests = cases.map(ask).filter((test) => test !== null);
if (options.check) process.exitCode = check(options.check, tests) ? 0 : 1;
else
	tests.forEach((test, i) => {
		const shipped = i < GRAMMAR.length * 2 || i % SHIPPED === 0;
		if (shipped && !meant(test, { valid: !/\b(null|undefined)/.test(test.expr) })) console.log(JSON.stringify(test));
	});
