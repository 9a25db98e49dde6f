// uzklausi-form expr beside survey-core and beside JavaScript itself: random expressions, every lower-case letter, numbers as text, and what
// is a date.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

process.env.TZ = 'UTC';
const program = join(process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-form');
const generator = new URL('../vectors/expr_generate.mjs', import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'expressions-'));
after(() => rmSync(dir, { recursive: true }));

const batch = (name, text, ...options) => {
	const file = join(dir, name);
	writeFileSync(file, text);
	return spawnSync(program, ['expr', '--batch', file, ...options], { encoding: 'utf8', maxBuffer: 1 << 28 });
};
const results = (cases) => {
	const lines = cases.map(([expr, values]) => JSON.stringify({ kind: 'expr', expr, values })).join('\n');
	return batch('cases', `${lines}\n`).stdout.trimEnd().split('\n').map((line) => JSON.parse(line).result);
};

/** Numbers from 0 to 1, the same in every run. */
function randomly(seed) {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

describe('beside survey-core', () => {
	it('gives the same for random expressions', () => {
		const out = execFileSync(process.execPath, [generator, '--random', '4000', '--seed', '77', '--check', program], { encoding: 'utf8' });
		assert.match(out, / 0 differences/);
	});
	it('notices a program that answers otherwise', () => {
		const { status, stdout } = spawnSync(process.execPath, [generator, '--random', '50', '--check', join(dir, 'wrong')], { encoding: 'utf8' });
		assert.notEqual(status, 0, stdout);
	});
});

describe('beside JavaScript', () => {
	it('has the same lower case for every character', () => {
		const cases = [];
		for (let c = 1; c < 0x110000; c++) {
			if (c === 0xd800) c = 0xe000;
			const text = `x${String.fromCodePoint(c)}`;
			if (text.toLowerCase() !== text) cases.push(['{a} = {b}', { a: text, b: text.toLowerCase() }]);
			else if (c % 61 === 0) cases.push(['{a} != {b}', { a: text, b: `x${String.fromCodePoint(c ^ 1)}`.toLowerCase() }]);
		}
		assert.ok(cases.length > 15000);
		results(cases).forEach((same, i) => {
			const { a, b } = cases[i][1];
			if (cases[i][0] === '{a} = {b}' || a.trim() !== b.trim()) assert.equal(same, true, JSON.stringify(cases[i]));
		});
	});
	it('prints numbers alike', () => {
		const random = randomly(5), cases = [], words = new Uint32Array(2), number = new Float64Array(words.buffer);
		for (let e = -1074; e < 1024; e++) cases.push(["'n' + {n}", { n: 2 ** e }]);
		for (let i = 0; i < 20000; i++) {
			words.set([random() * 2 ** 32, random() * 2 ** 32]);
			const n = i % 2 ? Number((random() * 10 ** (random() * 40 - 12)).toPrecision(1 + Math.floor(random() * 17))) : number[0];
			if (Number.isFinite(n)) cases.push(["'n' + {n}", { n }]);
		}
		results(cases).forEach((text, i) => assert.equal(text, `n${cases[i][1].n}`));
	});
	// ECMAScript leaves the last bit of ** to the engine. Ours is that of the engine which made the vectors; another is passed over by name.
	const passed = 2 ** 1.5 === 2.82842712474619 ? false : 'this engine rounds ** otherwise';
	it('raises to powers alike', { skip: passed }, () => {
		const random = randomly(6), cases = [];
		for (let i = 0; i < 5000; i++) cases.push(['{a} ^ {b}', { a: Number((random() * 20 + 0.1).toFixed(i % 5)) || 3, b: Number((random() * 12 - 6).toFixed(i % 4)) || 1 }]);
		results(cases).forEach((n, i) => assert.equal(n, cases[i][1].a ** cases[i][1].b, JSON.stringify(cases[i])));
	});
	it('reads the same dates', () => {
		const random = randomly(7), pick = (list) => list[Math.floor(random() * list.length)], cases = [];
		const parts = ['2024', '24', '1', '01', '12', '31', '32', '0', '99', '123456789012', '-', ':', '.', '/', ' ', ', ', 'T', 'Z', '+', '+02:00', '-0330', 'GMT', 'UTC', 'pdt', 'AM', 'pm',
			'Jan', 'february', 'mai', '(x)', '(', ')', 'ā', 'T10:20', '10:20:30', '.5', '.1234567', '2024-05-01', '2024-02-30', '05/06/2024', '24:00', '::', 'Mar 3', '+002024-05-01', '-000000'];
		for (let i = 0; i < 40000; i++) {
			let text = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(parts) + pick(['', '', '', ' '])).join('');
			if (i % 3 === 0) text = `2024-${pick(['01', '1', '13'])}-${pick(['01', '9', '31', '32'])}${pick(['T', ' ', 't'])}${pick(['10', '1', '24'])}:${pick(['20', '2', '60', '00'])}${pick(['', ':30', ':30.5', ':61'])}${pick(['', 'Z', '+02', '+0230', '-02:30', ' PM'])}`;
			cases.push(['getDate([{#s}])', { s: text }]);
		}
		let dates = 0;
		results(cases).forEach((got, i) => {
			const date = new Date(cases[i][1].s);
			const expected = Number.isNaN(date.getTime()) ? null : date.toISOString();
			dates += expected !== null;
			assert.equal(got.$date, expected, cases[i][1].s);
		});
		assert.ok(dates > 3000);
	});
});

describe('the command', () => {
	it('answers a line that it cannot read with an error, goes on, and ends with 1', () => {
		const { status, stdout, stderr } = batch('bad', '{"kind":"expr","expr":"1","values":{}}\nnonsense\n{"kind":"x"}\n{"kind":"expr","expr":"2","values":{}}\n');
		const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
		assert.equal(status, 1);
		assert.deepEqual([lines[0].result, lines[3].result], [1, 2]);
		assert.match(lines[1].error, /^line 2: /);
		assert.match(lines[2].error, /^line 3: /);
		assert.match(stderr, /bad:2: /);
	});
	it('takes its clock from --now', () => {
		const line = '{"kind":"expr","expr":"today()","values":{}}\n';
		assert.deepEqual(JSON.parse(batch('now', line, '--now', '2024-02-29T10:00:00Z').stdout).result, { $date: '2024-02-29T00:00:00.000Z' });
	});
	it('refuses wrong usage with 2 and a missing file with 1', () => {
		for (const args of [[], ['--batch'], ['--batch', 'a', '--batch', 'b'], ['--batch', 'a', '--now', 'never'], ['--nope', 'x']])
			assert.equal(spawnSync(program, ['expr', ...args]).status, 2);
		assert.equal(spawnSync(program, ['expr', '--batch', join(dir, 'missing')]).status, 1);
	});
});
