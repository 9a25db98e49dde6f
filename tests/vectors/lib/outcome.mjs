// What survey-core makes of answers to a form, in the shape that `uzklausi-form eval` prints. The clock stands still.
const NOW = Date.parse('2026-01-15T12:00:00Z');
const RealDate = Date;

class StillDate extends RealDate {
	constructor(...given) {
		if (given.length) super(...given);
		else super(NOW);
	}
	static now() {
		return NOW;
	}
}
globalThis.Date = StillDate;
console.error = console.warn = () => {};
const { Model } = await import('survey-core');

const copy = (value) => JSON.parse(JSON.stringify(value));

// JSON lacks undefined, NaN and dates.
export function encoded(value) {
	if (value === undefined) return { $undefined: true };
	if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
	if (value instanceof RealDate) return { $date: value.toISOString() };
	if (Array.isArray(value)) return value.map(encoded);
	if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encoded(item)]));
	return value;
}

function shown(element) {
	for (let at = element; at; at = at.parent) if (!at.isVisible) return false;
	return true;
}

const errorsOf = (elements, kind) =>
	elements.flatMap((element) => element.errors.map((e) => ({ [kind]: element.name, type: e.getErrorType(), text: e.getText() })));

export function outcome(form, answers) {
	const model = new Model(copy(form));
	model.data = copy(answers);
	const visible = model.getAllQuestions().filter(shown).map((q) => q.name);
	const pages = model.pages.filter((page) => page.isVisible).map((page) => page.name);
	model.validate(true);
	const errors = [...errorsOf(model.getAllQuestions(), 'question'), ...errorsOf(model.getAllPanels(), 'panel')];
	const calculated = Object.fromEntries(model.calculatedValues.map((c) => [c.name, encoded(c.value)]));
	const quiz = { correct: model.getCorrectedAnswerCount(), incorrect: model.getInCorrectAnswerCount(), total: model.getQuizQuestionCount() };
	model.doComplete();
	return { visible, pages, errors, calculated, data: encoded(model.data), quiz, completedHtml: model.processedCompletedHtml };
}
