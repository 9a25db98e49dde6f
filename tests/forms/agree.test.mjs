// uzklausi-form and survey-core, side by side on the project's own forms: what is shown, what is asked for, what is kept, how many are right.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { element, elements, formFiles, formId, namedForm, numbers, readForm, registerFiles, someAnswers } from './lib/forms.mjs';
import { outcome } from './lib/surveycore.mjs';

const top = fileURLToPath(new URL('../../', import.meta.url));
const program = resolve(top, process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-form');
const folder = mkdtempSync(`${tmpdir()}/uzklausi-forms-`);
after(() => rmSync(folder, { recursive: true }));

const run = (...args) => spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });

function evaluated(cases) {
	const file = `${folder}/cases.jsonl`;
	writeFileSync(file, cases.map((c) => `${JSON.stringify(c)}\n`).join(''));
	const { status, stdout, stderr } = run('eval', '--batch', file);
	assert.equal(status, 0, stderr);
	return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

function intake(form, answers) {
	const file = `${folder}/answers.json`;
	writeFileSync(file, JSON.stringify(answers));
	const { status, stdout, stderr } = run('eval', form, file);
	assert.equal(status, 0, stderr);
	return JSON.parse(stdout).intake;
}

describe('uzklausi-form', () => {
	it('finds nothing wrong with any form', () => {
		const { status, stdout, stderr } = run('lint', ...formFiles, ...registerFiles);
		assert.deepEqual([status, stderr], [0, ''], stdout);
	});
	it('finds a settings name that is not there, and a text without bound', () => {
		for (const [id, change, expected] of [
			['specialists', (form) => form.uzklausi.attitudes.push('a7'), /a7/],
			['concern', (form) => { delete element(form, 'what').maxLength; }, /what/]]) {
			const form = namedForm(id);
			change(form);
			writeFileSync(`${folder}/${id}.json`, JSON.stringify(form, null, 2));
			const { status, stdout, stderr } = run('lint', `${folder}/${id}.json`);
			assert.equal(status, 1);
			assert.match(stdout + stderr, expected);
		}
	});
	for (const file of formFiles) {
		it(`agrees with survey-core on made-up answers to ${formId(file)}`, () => {
			const form = readForm(file);
			const next = numbers(627);
			const answers = Array.from({ length: 100 }, () => someAnswers(form, next));
			const results = evaluated(answers.map((a) => ({ formFile: file, answers: a })));
			assert.equal(results.length, answers.length);
			results.forEach((result, i) => {
				const expected = outcome(form, answers[i]);
				const { visible, pages, data, quiz, completedHtml } = result;
				const missing = [...new Set(result.errors.map((e) => e.question))];
				assert.deepEqual({ visible, pages, data, quiz, missing, completedHtml }, expected, JSON.stringify(answers[i]));
			});
		});
		it(`lets answers to ${formId(file)} that its choices offer through its intake, and no others`, () => {
			const form = readForm(file);
			const next = numbers(1961);
			for (let i = 0; i < 10; i++) assert.deepEqual(intake(file, someAnswers(form, next)), []);
			assert.deepEqual(intake(file, { nosuchquestion: 1 }).map((fault) => fault.type), ['unknownkey']);
			const long = [...elements(form)].find((e) => e.type === 'comment');
			assert.deepEqual(intake(file, { [long.name]: 'ā'.repeat(long.maxLength) }), []);
			assert.deepEqual(intake(file, { [long.name]: 'ā'.repeat(long.maxLength + 1) }).map((fault) => fault.type), ['toolong']);
		});
	}
});
