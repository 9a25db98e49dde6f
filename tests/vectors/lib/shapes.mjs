// Forms and answers that go through the language of forms: every type of element with its properties, alone and together.
export function numbers(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	return {
		chance: (share) => next() < share,
		below: (count) => Math.floor(next() * count),
		pick: (list) => list[Math.floor(next() * list.length)],
	};
}

const TEXTS = ['', ' ', 'a', 'Anna', 'x@y.lv', '12', '3.5', '007', '-2', '1,5', '2024-05-01', '2026-01-15', 'true', 'ĀĒ ūdens', 'a b', '0', 'Līga-2'];
const WORDS = ['a', 'b', 'c', 'd'];
const SCALARS = [1, 2, 3, 'a', 'b', 'c', true, false, 0, 'other', 'none', 7, '1', 'zz'];

const validators = (r) => r.pick([
	{ type: 'numeric', minValue: 2 }, { type: 'numeric', maxValue: 5 }, { type: 'numeric', minValue: 1, maxValue: 10, text: 'One to ten' },
	{ type: 'numeric' }, { type: 'text', minLength: 2 }, { type: 'text', maxLength: 3 }, { type: 'text', minLength: 2, maxLength: 4 },
	{ type: 'text', allowDigits: false }, { type: 'regex', regex: '^[a-z]+$' }, { type: 'regex', regex: '^[A-Z]', caseInsensitive: true, text: 'Begin with a letter' },
	{ type: 'regex', regex: '\\d{2}' }, { type: 'email' }, { type: 'email', notificationType: 'warning' }, { type: 'answercount', minCount: 2 },
	{ type: 'answercount', maxCount: 1 }, { type: 'expression', expression: '{a} notempty' }, { type: 'expression', expression: '{b} > 1', text: 'b must be more' },
]);

const literal = (r) => r.pick(['1', '2', "'a'", "'b'", 'true', 'false', "'12'", "'Anna'", '3.5', "'other'"]);
function condition(r, names, depth = 0) {
	const name = `{${r.pick(names)}}`;
	if (depth < 2 && r.chance(0.25)) return `(${condition(r, names, depth + 1)}) ${r.pick(['and', 'or'])} (${condition(r, names, depth + 1)})`;
	return r.pick([
		() => `${name} = ${literal(r)}`, () => `${name} != ${literal(r)}`, () => `${name} > ${literal(r)}`, () => `${name} < 3`,
		() => `${name} empty`, () => `${name} notempty`, () => `${name} contains ${literal(r)}`, () => `${name} anyof [1, 'a']`,
		() => `iif(${name} = 1, true, false)`, () => `!(${name} = 'a')`,
		() => `${name} allof ['a', 'b']`, () => `${name} noneof [2]`,
	])();
}

const formula = (r, names) => r.pick([
	() => `{${r.pick(names)}} + 1`, () => `sum({${r.pick(names)}}, {${r.pick(names)}})`, () => `iif({${r.pick(names)}} = 1, 'yes', 'no')`,
	() => `{${r.pick(names)}}`, () => `{${r.pick(names)}} + {${r.pick(names)}}`, () => `{${r.pick(names)}} * 2`, () => "'text'", () => '5',
])();

// Without a bare name: survey-core hands out the list itself, and it changes under the hands of who holds it.
const computed = (r, names) => r.pick([() => `{${r.pick(names)}} + 1`, () => `sum({${r.pick(names)}}, {${r.pick(names)}})`, () => `iif({${r.pick(names)}} notempty, 'yes', 'no')`, () => '5'])();

const maybe = (r, share, key, value) => (r.chance(share) ? { [key]: typeof value === 'function' ? value() : value } : {});

function choiceList(r, names, conditions) {
	const base = r.pick([[1, 2, 3], ['a', 'b', 'c'], [1, 'a', 'true'], ['a|Apple', 'b|Bean', 'c'], [{ value: 1, text: 'One' }, { value: 2, text: { default: 'Two', lv: 'Divi' } }, 3]]);
	return base.map((item) => {
		if (!conditions || !r.chance(0.3)) return item;
		const object = item && typeof item === 'object' ? { ...item } : { value: typeof item === 'string' ? item.split('|')[0] : item };
		return { ...object, ...maybe(r, 0.7, 'visibleIf', () => condition(r, names)), ...maybe(r, 0.3, 'enableIf', () => condition(r, names)) };
	});
}

function choosing(r, names, type) {
	const conditions = type !== 'ranking' && r.chance(0.25);
	return {
		choices: choiceList(r, names, conditions),
		...(type !== 'ranking' ? { ...maybe(r, 0.3, 'showOtherItem', true), ...maybe(r, 0.2, 'showNoneItem', true) } : {}),
		...(type !== 'ranking' ? { ...maybe(r, 0.08, 'showDontKnowItem', true), ...maybe(r, 0.08, 'showRefuseItem', true) } : {}),
		...maybe(r, conditions ? 0.3 : 0, 'choicesVisibleIf', () => r.pick(['{item} != 2', `{${r.pick(names)}} != {item}`, "{choice} != 'b'"])),
		...maybe(r, 0.05, 'choicesEnableIf', '{item} = 1'), ...maybe(r, 0.1, 'storeOthersAsComment', () => r.pick([true, false])),
		...maybe(r, 0.1, 'showCommentArea', true), ...maybe(r, 0.05, 'hideIfChoicesEmpty', true),
		...(type === 'checkbox' || type === 'tagbox' ? { ...maybe(r, 0.2, 'minSelectedChoices', 2), ...maybe(r, 0.1, 'maxSelectedChoices', 2), ...maybe(r, 0.1, 'showSelectAllItem', true) } : {}),
	};
}

const SPECIFIC = {
	text: (r, names) => ({
		...maybe(r, 0.5, 'inputType', () => r.pick(['number', 'date', 'email', 'range', 'time', 'month', 'datetime-local', 'tel', 'url', 'week'])),
		...maybe(r, 0.2, 'min', () => r.pick([2, 0, '2024-01-01', '2', '=1+1'])), ...maybe(r, 0.2, 'max', () => r.pick([5, '2025-12-31', 10, '=today()'])),
		...maybe(r, 0.1, 'step', () => r.pick([2, 0.5, 0.3])), ...maybe(r, 0.1, 'minValueExpression', () => formula(r, names)),
		...maybe(r, 0.1, 'maxErrorText', 'At most {0}'), ...maybe(r, 0.1, 'maxLength', 3),
	}),
	comment: (r) => ({ ...maybe(r, 0.2, 'maxLength', 3) }),
	radiogroup: choosing, dropdown: choosing, checkbox: choosing, tagbox: choosing, ranking: choosing,
	boolean: (r) => ({ ...(r.chance(0.3) ? { valueTrue: 'yes', valueFalse: 'no' } : {}), ...maybe(r, 0.2, 'labelTrue', 'Jā') }),
	rating: (r) => r.pick([{}, { rateMax: 7 }, { rateMin: 0, rateMax: 10 }, { rateValues: [1, { value: 2, text: 'two' }, 3] }, { rateCount: 3 }, { rateMin: 2, rateMax: 6, rateStep: 2 }]),
	matrix: (r, names) => ({
		columns: r.pick([[1, 2, 3], ['a', 'b'], [{ value: 1, text: 'One' }, { value: 2, text: 'Two' }]]),
		...maybe(r, 0.95, 'rows', () => r.pick([['r1', 'r2'], ['r1', { value: 'r2', text: 'Row two' }, 'r3'], ['r1', { value: 'r2', visibleIf: condition(r, names) }]])),
		...maybe(r, 0.3, 'eachRowRequired', true), ...maybe(r, 0.15, 'eachRowUnique', true), ...maybe(r, 0.15, 'cellType', 'checkbox'),
		...maybe(r, 0.05, 'columnsVisibleIf', '{item} != 2'), ...maybe(r, 0.05, 'rowsVisibleIf', "{item} != 'r1'"), ...maybe(r, 0.05, 'hideIfRowsEmpty', true),
	}),
	html: () => ({ html: '<p>text</p>' }),
	image: () => ({ imageLink: '/x.png' }),
	expression: (r, names) => ({ expression: computed(r, names) }),
};
export const TYPES = Object.keys(SPECIFIC);
const ANSWERED = TYPES.filter((type) => !['html', 'image', 'expression'].includes(type));

// Answers that are no choice are given to forms of one question (strange = 0.2): there survey-core's own repairs of one answer cannot run
// into those of another.
export function answerFor(r, element, strange = 0.2) {
	const items = (element.choices ?? element.columns ?? element.rateValues ?? SCALARS).map((c) => (c && typeof c === 'object' ? c.value : typeof c === 'string' ? c.split('|')[0] : c));
	const one = () => (r.chance(strange) ? r.pick(SCALARS) : r.pick(items));
	switch (element.type) {
		case 'checkbox': case 'tagbox': case 'ranking':
			return r.chance(1 - strange / 2) ? Array.from({ length: r.below(4) }, one).filter((v, i, all) => r.chance(0.1) || all.indexOf(v) === i) : one();
		case 'matrix': {
			if (r.chance(strange / 4) && !element.defaultValue) return one();
			const rows = (element.rows ?? ['r1']).map((row) => row.value ?? row);
			return Object.fromEntries([...rows, ...(r.chance(strange / 2) ? ['zz'] : [])].filter(() => r.chance(0.7)).map((row) => [row, element.cellType === 'checkbox' ? [one(), one()] : one()]));
		}
		case 'boolean': return r.pick([true, false, 'yes', 'no', 'true', 'false', element.valueTrue ?? true]);
		case 'rating': return r.pick([1, 2, 3, 4, 5, 0, 7, '3', 'two']);
		case 'text': return element.inputType === 'number' && r.chance(0.6) ? r.pick([1, 2, 3.5, 0, -1, 12]) : r.pick(TEXTS);
		case 'comment': return r.pick(TEXTS);
		default: return one();
	}
}

// A default is one of the question's own choices: what becomes of another is not what a form can rely on.
function defaultFor(r, element) {
	const items = (element.choices ?? element.columns ?? []).map((c) => (c && typeof c === 'object' ? c.value : typeof c === 'string' ? c.split('|')[0] : c));
	switch (element.type) {
		case 'checkbox': case 'tagbox': case 'ranking': return items.slice(0, 1 + r.below(items.length));
		case 'radiogroup': case 'dropdown': return r.pick(items);
		case 'matrix': return { r1: r.pick(items) };
		case 'boolean': return r.pick([true, false, 'true', 'false']);
		case 'rating': return r.pick([1, 2, 3]);
		default: return answerFor(r, element);
	}
}

export function element(r, type, name, all, share) {
	// A question whose visibility follows from itself is no question; survey-core goes back and forth until it gives up.
	const names = all.filter((other) => other !== name);
	const e = { type, name, ...SPECIFIC[type](r, names, type) };
	Object.assign(e, maybe(r, share, 'visibleIf', () => condition(r, names)), maybe(r, share / 5, 'visible', false), maybe(r, 0.1, 'title', () => r.pick(['Title', 'Hello {a}'])));
	if (type === 'html' || type === 'image') return e;
	Object.assign(e, maybe(r, share / 2, 'clearIfInvisible', () => r.pick(['none', 'onHidden', 'onHiddenContainer', 'onComplete', 'default'])));
	if (type === 'expression') return e;
	Object.assign(e, maybe(r, 0.25, 'isRequired', true), maybe(r, share / 2, 'requiredIf', () => condition(r, names)), maybe(r, share / 2, 'enableIf', () => condition(r, names)),
		maybe(r, 0.05, 'readOnly', true), maybe(r, 0.1, 'requiredErrorText', () => r.pick(['Please answer', 'Please answer {a}'])), maybe(r, 0.2, 'validators', () => [validators(r), ...(r.chance(0.3) ? [validators(r)] : [])]),
		maybe(r, 0.15, 'correctAnswer', () => answerFor(r, e)), !e.showOtherItem && maybe(r, share / 2, 'defaultValue', () => defaultFor(r, e)), ['text', 'comment', 'rating'].includes(type) && !e.showOtherItem && maybe(r, share / 4, 'defaultValueExpression', () => formula(r, names)));
	return e;
}

// A form of one element, with two plain questions beside it that its conditions can name.
export function single(r, type) {
	return { elements: [{ type: 'text', name: 'a' }, { type: 'radiogroup', name: 'b', choices: [1, 2, 3] }, element(r, type, 'q', ['a', 'b', 'q'], r.pick([0, 0.3, 0.6]))] };
}

// A form of several pages and panels.
export function whole(r) {
	const names = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, 3 + r.below(4));
	const used = [...names, ...(r.chance(0.3) ? ['calc1', 'calc2'] : [])];
	const share = r.pick([0.1, 0.3, 0.5]);
	const elements = names.map((name, i) => element(r, r.pick(i < 2 ? ANSWERED : TYPES), name, used, share));
	const form = { pages: [] };
	let number = 0;
	while (elements.length) {
		const part = elements.splice(0, 1 + r.below(3));
		number += 1;
		const others = used.filter((name) => !part.some((e) => e.name === name) && !name.startsWith('calc'));
		const panel = r.chance(0.35) && { type: 'panel', name: `panel${number}`, elements: part, ...maybe(r, share, 'visibleIf', () => condition(r, others)), ...maybe(r, 0.2, 'isRequired', true), ...maybe(r, 0.1, 'readOnly', true) };
		form.pages.push({ name: `page${number}`, elements: panel ? [panel] : part, ...maybe(r, share / 2, 'visibleIf', () => condition(r, others)) });
	}
	if (used.includes('calc1'))
		form.calculatedValues = [{ name: 'calc1', expression: r.pick(['{calc2} + 1', '{a} + {b}', '{b} * 2']), ...maybe(r, 0.4, 'includeIntoResult', true) }, { name: 'calc2', expression: computed(r, names), ...maybe(r, 0.4, 'includeIntoResult', true) }];
	Object.assign(form, maybe(r, 0.2, 'clearInvisibleValues', () => r.pick(['none', 'onHidden', 'onComplete', 'onHiddenContainer'])), maybe(r, 0.1, 'storeOthersAsComment', false), maybe(r, 0.1, 'firstPageIsStartPage', true),
		maybe(r, 0.2, 'completedHtml', () => r.pick(['<p>Thanks</p>', 'Thanks {a}', '{correctAnswers} of {questionCount}', 'Unknown {nope} {b}'])), maybe(r, 0.1, 'completedHtmlOnCondition', () => [{ expression: condition(r, used), html: 'First {c}' }, { expression: '{a} notempty', html: 'Second' }]));
	return form;
}

export function answersFor(r, form, share, strange) {
	const answers = {};
	const walk = (list) => list.forEach((e) => {
		if (e.elements) walk(e.elements);
		else if (!['html', 'image'].includes(e.type) && r.chance(share)) {
			if (e.type !== 'expression' || r.chance(0.1)) answers[e.valueName ?? e.name] = e.type === 'expression' ? 5 : answerFor(r, e, strange);
			// An empty object is no answer of a matrix.
			if (e.type === 'matrix' && Object.keys(answers[e.name] ?? {}).length === 0) delete answers[e.name];
			if ((e.showOtherItem || e.showCommentArea) && r.chance(0.4)) answers[`${e.name}-Comment`] = r.pick(['why', '', ' ', 'more text']);
		}
	});
	walk(form.elements ?? form.pages.flatMap((page) => page.elements));
	if (r.chance(0.05)) answers.extra = r.pick(['x', 1, WORDS]);
	return answers;
}
