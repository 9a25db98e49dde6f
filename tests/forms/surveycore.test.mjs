// Every form as survey-core reads it: no error, every answer that the form offers is taken, the situations follow the institution, and
// nothing is required but what must be.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choiceValues, element, elements, formFiles, registerFiles, formId, languagesOf, namedForm, numbers, readForm, someAnswers } from './lib/forms.mjs';
import { load, outcome } from './lib/surveycore.mjs';

const sorted = (value) => JSON.stringify(Object.entries(value).sort());

describe('survey-core', () => {
	for (const file of [...formFiles, ...registerFiles]) {
		const form = readForm(file);
		it(`takes ${formId(file)} without an error`, () => assert.deepEqual((load(form).jsonErrors ?? []).map((e) => e.message), []));
		it(`shows ${formId(file)} in each language`, () => {
			for (const lang of languagesOf(form)) {
				const model = load(form);
				model.locale = lang;
				for (const question of model.getAllQuestions().filter((q) => q.getType() !== 'html'))
					assert.equal(question.title, element(form, question.name).title[lang]);
			}
		});
		it(`keeps the answers to ${formId(file)} that belong to what is shown, and only those`, () => {
			const next = numbers(20261);
			for (let i = 0; i < 60; i++) {
				const answers = someAnswers(form, next, form.uzklausi.groupBy === 'institution' ? { institution: ['education', 'social', 'police', 'orphans'][i % 4] } : {});
				const { visible, data } = outcome(form, answers);
				const belongs = Object.entries(answers).filter(([key]) => visible.includes(key.replace(/-Comment$/, '')));
				assert.equal(sorted(data), sorted(Object.fromEntries(belongs)));
			}
		});
	}
	it('finds a form that is wrong', () => {
		const form = namedForm('concern');
		element(form, 'who').type = 'radiogruop';
		assert.ok(load(form).jsonErrors.length > 0);
	});
});

describe('the specialists’ survey, as survey-core plays it', () => {
	const form = namedForm('specialists');
	const keyed = [...elements(form)].filter((e) => e.correctAnswer !== undefined);
	const allRight = Object.fromEntries(keyed.map((e) => [e.name, e.correctAnswer]));

	it('shows each institution the statements and six situations, and keys 24 answers', () => {
		for (const institution of choiceValues(element(form, 'institution'))) {
			const { visible, quiz } = outcome(form, { ...allRight, institution });
			assert.deepEqual(form.uzklausi.vignettes.filter((name) => visible.includes(name)), [1, 2, 3, 4, 5, 6].map((n) => `v${n}_${institution}`));
			assert.deepEqual(quiz, { correct: 24, incorrect: 0, total: 24 });
		}
	});
	it('counts "don’t know" as no right answer', () => {
		const { quiz } = outcome(form, { ...allRight, institution: 'police', k01: 'dontknow', v1_police: 'dontknow' });
		assert.equal(quiz.correct, 22);
	});
	it('cannot be sent without the institution and can be sent with nothing else', () => {
		assert.deepEqual(outcome(form, allRight).missing, ['institution']);
		assert.deepEqual(outcome(form, { institution: 'orphans' }).missing, []);
	});
});

describe('the concern report, as survey-core plays it', () => {
	const form = namedForm('concern');
	it('leads to the numbers after a yes', () => {
		const urgent = (danger) => outcome(form, { danger }).visible.filter((name) => name.startsWith('danger_'));
		assert.deepEqual([urgent('yes'), urgent('no'), urgent('dontknow')], [['danger_now'], [], []]);
	});
	it('needs a kind of worry or some words', () => {
		assert.deepEqual(outcome(form, {}).missing, ['worry']);
		assert.deepEqual(outcome(form, { what: 'ābele' }).missing, []);
		assert.deepEqual(outcome(form, { worry: ['neglect'] }).missing, []);
	});
	it('reminds professionals of their duty and tells a child that it is not to blame', () => {
		const shown = (who) => ['duty', 'child_next'].filter((name) => outcome(form, { who }).visible.includes(name));
		assert.deepEqual([shown('professional'), shown('child'), shown('parent')], [['duty'], ['child_next'], []]);
	});
});
