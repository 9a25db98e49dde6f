// What the respondent's device makes of answers to a form beside what survey-core makes of them: tests/vectors/cases.jsonl, for every
// form that the device takes on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isEmpty } from '../../kiosk/script/expr.js';
import { MATRIX, PANEL } from '../../kiosk/script/kinds.js';
import { Sheet } from '../../kiosk/script/sheet.js';

process.env.TZ = 'UTC';
const program = join(process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-form');
const NOW = Date.parse('2026-01-15T12:00:00Z');
const dir = mkdtempSync(join(tmpdir(), 'device-sheets-'));
after(() => rmSync(dir, { recursive: true }));

const lines = (text) => text.trimEnd().split('\n').map((line) => JSON.parse(line));
const run = (...args) => lines(execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
const file = (name, values) => (writeFileSync(join(dir, name), values.map((v) => `${JSON.stringify(v)}\n`).join('')), join(dir, name));

// The answers as the controls of a page would give them; undefined when no page could.
function filled(rules, answers, form) {
	const sheet = new Sheet(rules, () => NOW);
	const known = new Set();
	sheet.els.forEach((e, at) => {
		if (!sheet.asks(at)) return;
		const key = e.v ?? e.n;
		if (e.k === MATRIX) sheet.rows[at] = rowsOf(form, e.n);
		sheet.set(at, answers[key], answers[`${key}-Comment`]);
		known.add(key);
		if (e.co || e.ot) known.add(`${key}-Comment`);
	});
	sheet.update();
	return Object.entries(answers).every(([key, v]) => known.has(key) && !isEmpty(v)) ? sheet : undefined;
}

function rowsOf(form, name) {
	const queue = [form];
	for (const element of queue) {
		if (element.name === name && element.rows) return element.rows.map((row) => String(row.value ?? row).split('|')[0]);
		queue.push(...(element.pages ?? []), ...(element.elements ?? element.questions ?? []));
	}
	return [];
}

function outcome(sheet, rules) {
	const shown = sheet.els.map((e, at) => at).filter((at) => sheet.els[at].k !== PANEL && sheet.shown(at));
	return {
		visible: shown.filter((at) => sheet.els[at].n !== undefined).map((at) => sheet.els[at].n),
		faults: Object.fromEntries(sheet.faults().map(([at, words]) => [sheet.els[at].n ?? `panel ${at}`, rules.texts[words]])),
		data: JSON.parse(sheet.json()),
	};
}

// Of each question the first error.
function expected({ visible, errors, data }, names) {
	const faults = {};
	for (const { question, text } of errors) if (question !== undefined && !(question in faults)) faults[question] = text;
	const written = Object.fromEntries(Object.entries(data).map(([key, v]) => [key, v?.$number ? null : v])); // JSON has no NaN
	return { visible: visible.filter((name) => names.has(name)), faults, data: written };
}

let cases, devices, evals;
before(() => {
	cases = lines(readFileSync(process.env.UZKLAUSI_CASES ?? 'tests/vectors/cases.jsonl', 'utf8')).filter(({ form }) => form);
	devices = run('device', '--batch', file('forms.jsonl', cases.map(({ form }) => form)));
	evals = run('eval', '--batch', file('cases.jsonl', cases.map(({ form, answers }) => ({ form, answers }))), '--intake');
});

describe('a sheet on the device', () => {
	it('shows, refuses and says what survey-core does', () => {
		const different = [], obstacles = {};
		let same = 0;
		cases.forEach(({ form, answers, expected: wanted }, i) => {
			const rules = devices[i];
			if (rules.obstacle) obstacles[rules.obstacle] = (obstacles[rules.obstacle] ?? 0) + 1;
			if (rules.obstacle || rules.refused || evals[i].refused || evals[i].intake.length) return;
			const sheet = filled(rules, answers, form);
			if (!sheet || JSON.stringify(form).includes('notificationType')) return; // warnings hold nobody up
			const got = outcome(sheet, rules);
			for (const name of Object.keys(got.faults)) if (name.startsWith('panel ')) delete got.faults[name];
			const want = expected(wanted, new Set(rules.els.filter((e) => e.n !== undefined).map((e) => e.n)));
			try {
				assert.deepEqual(got, want);
				same++;
			} catch {
				different.push(`${JSON.stringify(form)}\n${JSON.stringify(answers)}\n got ${JSON.stringify(got)}\nwant ${JSON.stringify(want)}`);
			}
		});
		if (process.env.UZKLAUSI_SAY) console.log(same, different.length, obstacles);
		assert.equal(different.slice(0, 5).join('\n\n'), '');
		assert.ok(same > 300, `${same} cases`);
	});
	it('would be noticed to differ', () => {
		const [rules] = run('device', '--batch', file('one.jsonl', [{ elements: [{ type: 'text', name: 'a', isRequired: true }] }]));
		const sheet = filled(rules, {}, {});
		assert.deepEqual(outcome(sheet, rules).faults, { a: 'Response required.' });
		assert.throws(() => assert.deepEqual(outcome(filled(rules, { a: 'x' }, {}), rules), outcome(sheet, rules)));
	});
});
