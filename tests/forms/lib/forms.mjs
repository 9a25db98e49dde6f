// The project's forms as the tests see them: read from forms/, walked, and filled with made-up answers.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../forms/', import.meta.url));

const allFiles = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).sort()
	.map((id) => `${folder}${id}.json`);
const isRegister = (file) => JSON.parse(readFileSync(file, 'utf8')).uzklausi.register === true;
/** The forms that people are offered; and those that only staff write, with uzklausi-tally. */
export const formFiles = allFiles.filter((file) => !isRegister(file)), registerFiles = allFiles.filter(isRegister);
export const formId = (file) => file.slice(file.lastIndexOf('/') + 1, -'.json'.length);
/** The languages that a form says it speaks. */
export const languagesOf = (form) => form.uzklausi.languages;
export const readForm = (file) => JSON.parse(readFileSync(file, 'utf8'));
export const namedForm = (id) => readForm(`${folder}${id}.json`);

/** Every element of a form, those in panels too. */
export function* elements(form) {
	const queue = form.pages.flatMap((page) => page.elements);
	for (const element of queue) {
		yield element;
		queue.push(...(element.elements ?? []));
	}
}

export const element = (form, name) => [...elements(form)].find((e) => e.name === name);
export const choiceValues = (e) => (e.choices ?? []).map((choice) => choice.value);

/** Every text of a form, as { path, text }: a text is whatever stands under a key that SurveyJS shows to people. */
export function* texts(value, path = '') {
	const shown = /^(title|description|text|html|completedHtml|completeText|labelTrue|labelFalse|placeholder|commentText|altText|\w+Text|\w+RateDescription)$/;
	for (const [key, member] of Object.entries(value)) {
		const where = `${path}/${Array.isArray(value) ? (member?.name ?? member?.value ?? key) : key}`;
		if (shown.test(key) && !Array.isArray(value)) yield { path: where, text: member };
		else if (member !== null && typeof member === 'object') yield* texts(member, where);
	}
}

/** Words as they are read: tags and links are not text. */
export const plain = (html) => html.replace(/<[^>]*>/g, ' ').replace(/&\w+;/g, ' ');

/** A seeded generator of numbers in [0, 1) (mulberry32), so that a failure can be repeated. */
export function numbers(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

function someAnswer(e, next) {
	const one = (list) => list[Math.floor(next() * list.length)];
	switch (e.type) {
	case 'radiogroup': return one(choiceValues(e));
	case 'checkbox': {
		if (e.showNoneItem && next() < 0.1) return ['none'];
		const some = choiceValues(e).filter(() => next() < 0.3);
		if (e.showOtherItem && next() < 0.2) some.push('other');
		return some.length > 0 ? some : undefined;
	}
	case 'rating': return e.rateMin + Math.floor(next() * (e.rateMax - e.rateMin + 1));
	case 'matrix': {
		const rows = e.rows.filter(() => next() < 0.8).map((row) => [row.value, one(e.columns).value]);
		return rows.length > 0 ? Object.fromEntries(rows) : undefined;
	}
	case 'text': return one(['ābele', 'Šķūnītis pie „Ķirbja” – 3. stāvs', '  x ']);
	case 'comment': return one(['ābele', 'Pirmā rinda.\nOtrā – „rinda”.', '"\\', '  x ']);
	default: return undefined;
	}
}

/** Made-up answers: about a fifth of the questions left out. Questions that are not shown may be answered too. */
export function someAnswers(form, next, fixed = {}) {
	const answers = {};
	for (const e of elements(form)) {
		const answer = next() < 0.2 ? undefined : someAnswer(e, next);
		if (answer !== undefined) answers[e.name] = answer;
		if (Array.isArray(answer) && answer.includes('other')) answers[`${e.name}-Comment`] = 'kas cits';
	}
	return { ...answers, ...fixed };
}

/** The most bytes that a form's answers can take as JSON: every question answered by what is longest, 3 bytes a UTF-16 unit of free text. */
export function largestAnswers(form) {
	const bytes = (value) => Buffer.byteLength(JSON.stringify(value));
	const longest = (values) => values.reduce((a, b) => (bytes(b) > bytes(a) ? b : a));
	const free = (units) => 2 + 3 * units;
	let total = 2;
	for (const e of elements(form)) {
		const key = bytes(e.name) + 2;
		if (e.type === 'radiogroup' || e.type === 'dropdown') total += key + bytes(longest(choiceValues(e)));
		else if (e.type === 'rating') total += key + bytes(e.rateMax);
		else if (e.type === 'checkbox') total += key + bytes([...choiceValues(e), ...(e.showOtherItem ? ['other'] : [])]);
		else if (e.type === 'matrix') {
			const column = longest(e.columns.map((c) => c.value));
			total += key + bytes(Object.fromEntries(e.rows.map((row) => [row.value, column])));
		} else if (e.type === 'text' || e.type === 'comment') total += key + free(e.maxLength);
		if (e.showOtherItem) total += key + '-Comment'.length + free(form.maxCommentLength);
	}
	return total;
}
