// Makes cases of forms and answers with survey-core's results, one JSON object a line.
// usage: node tests/vectors/form_generate.mjs [SINGLES [WHOLES [SEED]]] > tests/vectors/cases.jsonl
import { outcome } from './lib/outcome.mjs';
import { answersFor, numbers, single, TYPES, whole } from './lib/shapes.mjs';

const [singles = 12, wholes = 240, seed = 1] = process.argv.slice(2).map(Number);
const lines = new Set();

// A form that survey-core itself cannot take makes no case.
function add(form, answers) {
	let expected;
	try {
		expected = outcome(form, answers);
	} catch (error) {
		return;
	}
	lines.add(JSON.stringify({ form, answers, expected }));
}

TYPES.forEach((type, at) => {
	for (let i = 0; i < singles; i++) {
		const r = numbers(seed * 100000 + at * 1000 + i);
		const form = single(r, type);
		for (const share of [0, 0.7, 0.9, 1, 1]) add(form, answersFor(r, form, share));
	}
});
for (let i = 0; i < wholes; i++) {
	const r = numbers(seed * 100000 + 50000 + i);
	const form = whole(r);
	for (const share of [0, 0.4, 0.7, 0.9, 1]) add(form, answersFor(r, form, share, 0));
}
process.stdout.write([...lines].join('\n') + '\n');
