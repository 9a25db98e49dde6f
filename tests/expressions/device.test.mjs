// Both evaluators beside each other: core/expr_eval.c has survey-core's results (tests/unit/expr_vectors_test.c); what the respondent's
// device makes of the trees that core/expr_tree.c writes has to be the same, case by case.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { evaluate, holds, resolve } from '../../kiosk/script/expr.js';

process.env.TZ = 'UTC';
const program = join(process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-form');
const NOW = Date.parse('2026-01-15T12:00:00Z');
const dir = mkdtempSync(join(tmpdir(), 'device-expressions-'));
after(() => rmSync(dir, { recursive: true }));

const lines = (text) => text.trimEnd().split('\n').map((line) => JSON.parse(line));
const trees = (file) => lines(execFileSync(program, ['expr', '--trees', file], { encoding: 'utf8', maxBuffer: 1 << 28 }));

// What JSON has no word for: {"$undefined":true}, {"$number":"NaN"}, {"$date":...}.
function decoded(v) {
	if (typeof v !== 'object' || v === null) return v;
	if (v.$undefined) return undefined;
	if ('$number' in v) return Number(v.$number);
	if ('$date' in v) return new Date(v.$date === null ? NaN : v.$date);
	if (Array.isArray(v)) return v.map(decoded);
	return Object.fromEntries(Object.entries(v).map(([name, member]) => [name, decoded(member)]));
}

function run({ kind, values }, tree) {
	const data = decoded(values ?? {});
	const scope = { look: (name) => resolve(data, name), now: NOW, offset: 0, standalone: true };
	return kind === 'cond' ? holds(tree, scope) : evaluate(tree, scope);
}

// One invalid date is as good as another, and the vectors, being JSON, tell no sign of zero.
const comparable = (v) => (v instanceof Date && isNaN(v) ? 'invalid date' : v === 0 ? 0 : v);
const differs = (a, b) => {
	try {
		return assert.deepEqual(comparable(a), comparable(b)), false;
	} catch {
		return true;
	}
};

/** Cases by what became of them. */
export function compare(file) {
	const cases = lines(readFileSync(file, 'utf8')), found = { same: 0, lacking: {}, refused: 0, different: [] };
	trees(file).forEach(({ valid, tree, lacking }, i) => {
		if (!valid) found.refused++;
		else if (lacking) found.lacking[lacking] = (found.lacking[lacking] ?? 0) + 1;
		else if (differs(run(cases[i], tree), decoded(cases[i].result))) found.different.push(`${JSON.stringify(cases[i])} got ${JSON.stringify(run(cases[i], tree))}`);
		else found.same++;
	});
	return found;
}

const vectors = process.env.UZKLAUSI_VECTORS ?? 'tests/vectors/expressions.jsonl';

describe('expressions on the device', () => {
	it('give what survey-core gives, case by case', () => {
		const found = compare(vectors);
		assert.deepEqual(found.different, []);
		assert.ok(found.same > 2000, `${found.same} cases`);
		assert.deepEqual(Object.keys(found.lacking).filter((what) => what !== 'displayValue'), []);
	});
	it('would be noticed to differ', () => {
		const file = join(dir, 'wrong.jsonl');
		writeFileSync(file, '{"kind":"expr","expr":"{a} + 1","values":{"a":1},"valid":true,"result":3}\n');
		assert.equal(compare(file).different.length, 1);
	});
	it('are not run at all where they name what the device has not', () => {
		const file = join(dir, 'lacking.jsonl');
		writeFileSync(file, '{"kind":"expr","expr":"displayValue(\'a\') = 1","values":{}}\n');
		assert.deepEqual(compare(file).lacking, { displayValue: 1 });
	});
});
