// What every form in forms/ must hold: each text in all its languages, bounded texts, settings that name what exists, keys that are choices, and no phone
// number. The checks themselves are shown to fail on a form that breaks them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { choiceValues, element, elements, formFiles, formId, languagesOf, largestAnswers, namedForm, plain, readForm, registerFiles, texts } from './lib/forms.mjs';

const coreTypes = ['text', 'comment', 'radiogroup', 'dropdown', 'checkbox', 'boolean', 'rating', 'matrix', 'ranking', 'html', 'panel'];
const names = (form) => [...elements(form)].map((e) => e.name);

/** Everything that is wrong with a form, in words. */
function faults(form) {
	return [...textFaults(form), ...nameFaults(form), ...boundFaults(form), ...keyFaults(form), ...settingFaults(form)];
}

function textFaults(form) {
	const found = [];
	const languages = languagesOf(form);
	for (const { path, text } of texts(form)) {
		found.push(...Object.keys(text ?? {}).filter((lang) => !languages.includes(lang)).map((lang) => `${path}: ${lang} is not listed`));
		for (const lang of languages) {
			if (typeof text?.[lang] !== 'string' || text[lang].trim() === '') { found.push(`${path}: no ${lang}`); continue; }
			if (/\b(11[0-9]|116 ?\d{3})\b|\d[\d ]{5,}\d/.test(plain(text[lang]))) found.push(`${path}: a phone number in ${lang}`);
			if (/\{|\}/.test(text[lang])) found.push(`${path}: an answer piped into ${lang}`);
			if (/["']/.test(plain(text[lang]))) found.push(`${path}: a typewriter quote in ${lang}`);
			if (/ - /.test(plain(text[lang]))) found.push(`${path}: a hyphen for a dash in ${lang}`);
			if (/ {2}|^ | $| [,.:;!?]/.test(text[lang])) found.push(`${path}: a stray space in ${lang}`);
		}
		const lists = languages.map((lang) => (text?.[lang] ?? '').match(/<[^>]*>/g)?.join('') ?? '');
		if (new Set(lists).size > 1) found.push(`${path}: the languages differ in markup`);
	}
	return found;
}

function nameFaults(form) {
	const found = [];
	const seen = new Set();
	for (const name of [...form.pages.map((page) => page.name), ...names(form)]) {
		if (!/^[a-z][a-z0-9_]{0,23}$/.test(name ?? '')) found.push(`${name}: not a short name`);
		if (seen.has(name)) found.push(`${name}: twice`);
		seen.add(name);
	}
	for (const e of elements(form)) {
		if (!coreTypes.includes(e.type)) found.push(`${e.name}: ${e.type} is no core type`);
		const lists = [choiceValues(e), (Array.isArray(e.rows) ? e.rows : []).map((r) => r.value), (e.columns ?? []).map((c) => c.value)];
		for (const list of lists) {
			if (new Set(list).size !== list.length) found.push(`${e.name}: a value twice`);
			for (const value of list) if (!/^[a-z0-9]{1,16}$/.test(String(value))) found.push(`${e.name}: value ${value}`);
		}
	}
	return found;
}

function boundFaults(form) {
	const found = [];
	for (const e of elements(form)) {
		if (['text', 'comment'].includes(e.type) && !(e.maxLength > 0)) found.push(`${e.name}: no maxLength`);
		if (e.showOtherItem && !(form.maxCommentLength > 0)) found.push(`${e.name}: the other text has no maxCommentLength`);
	}
	const room = form.uzklausi.recordSize - 318; // docs/RECORD.md
	if (!(largestAnswers(form) <= room)) found.push(`answers of ${largestAnswers(form)} bytes do not fit ${room}`);
	return found;
}

function keyFaults(form) {
	return [...elements(form)].filter((e) => e.correctAnswer !== undefined && !choiceValues(e).includes(e.correctAnswer))
		.map((e) => `${e.name}: the key is no choice`);
}

function settingFaults(form) {
	const s = form.uzklausi;
	const named = [s.groupBy ?? [], (s.knowledge ?? []).flatMap((k) => [k.item, k.confidence]), s.vignettes ?? [], s.attitudes ?? [], s.practice ?? [],
		s.concerns ?? [], s.training ?? [], (s.scales ?? []).flatMap((scale) => scale.items)].flat();
	const found = named.filter((name) => element(form, name) === undefined).map((name) => `settings name ${name}, which is not there`);
	if (![4000, 8000, 16000, 32000].includes(s.recordSize)) found.push(`recordSize ${s.recordSize}`);
	if (!(s.smallestGroup >= 5)) found.push(`smallestGroup ${s.smallestGroup}`);
	if (s.dontKnow !== undefined && ![...elements(form)].some((e) => JSON.stringify(e).includes(`"value":"${s.dontKnow}"`)))
		found.push(`no choice is ${s.dontKnow}`);
	return found;
}

describe('every form', () => {
	it('is one of those we have', () => {
		assert.deepEqual(formFiles.map(formId), ['concern', 'concern-easy', 'places', 'school-parents', 'school-pupils', 'school-pupils-easy', 'school-teachers', 'specialists']);
		assert.deepEqual(registerFiles.map(formId), ['case']);
	});
	it('speaks four languages, what only specialists see two', () => {
		for (const file of [...formFiles, ...registerFiles])
			assert.deepEqual(languagesOf(readForm(file)), ['specialists', 'case'].includes(formId(file)) ? ['lv', 'en'] : ['lv', 'en', 'ru', 'uk'], formId(file));
	});
	for (const file of [...formFiles, ...registerFiles]) {
		it(`${formId(file)} holds what forms must hold`, () => assert.deepEqual(faults(readForm(file)), []));
		it(`${formId(file)} asks at most eight things on a page`, () => {
			for (const page of readForm(file).pages) {
				const asked = page.elements.filter((e) => e.type !== 'html' && !e.visibleIf?.startsWith('{institution}'));
				assert.ok(asked.length <= 8, `${page.name} asks ${asked.length}`);
			}
		});
		it(`${formId(file)} takes the smallest record that fits`, () => {
			const smaller = { 4000: 0, 8000: 4000, 16000: 8000, 32000: 16000 }[readForm(file).uzklausi.recordSize];
			assert.ok(largestAnswers(readForm(file)) > smaller - 318);
		});
	}
});

describe('the checks', () => {
	const broken = (change) => {
		const form = namedForm('specialists');
		change(form);
		return faults(form).join('; ');
	};
	const cases = {
		'a missing language': [(f) => { delete element(f, 'k03').title.en; }, /k03\/title: no en/],
		'a language that is not listed': [(f) => { element(f, 'k03').title.ru = 'Да'; }, /k03\/title: ru is not listed/],
		'a plain text': [(f) => { f.title = 'Aptauja'; }, /\/title: no lv/],
		'a phone number': [(f) => { element(f, 'intro').html.lv += '<p>Zvani 116111</p>'; f.title.en = '112'; }, /phone number in lv.*|\/title: a phone number in en/],
		'a name twice': [(f) => { element(f, 'k02').name = 'k01'; }, /k01: twice/],
		'a text without bound': [(f) => { delete element(f, 'open').maxLength; }, /open: no maxLength/],
		'a text too long for the record': [(f) => { element(f, 'open').maxLength = 1500; }, /do not fit 3\d{3}\b/],
		'a key that is no choice': [(f) => { element(f, 'k05').correctAnswer = 'yes'; }, /k05: the key is no choice/],
		'settings that name nothing': [(f) => { f.uzklausi.attitudes.push('a7'); }, /settings name a7/],
		'a later element type': [(f) => { element(f, 'open').type = 'file'; }, /open: file is no core type/],
		'a typewriter quote': [(f) => { f.title.lv += ' "x"'; }, /typewriter quote in lv/],
		'markup that differs': [(f) => { element(f, 'intro').html.en = '<p>x</p>'; }, /differ in markup/],
	};
	for (const [what, [change, expected]] of Object.entries(cases))
		it(`find ${what}`, () => assert.match(broken(change), expected));
});

describe('the specialists’ survey', () => {
	const form = namedForm('specialists');
	const settings = form.uzklausi;
	const order = names(form);

	it('asks for the institution and the role first', () => {
		assert.deepEqual(order.filter((name) => element(form, name).type !== 'html').slice(0, 2), ['institution', 'role']);
		assert.deepEqual(choiceValues(element(form, 'institution')), ['education', 'social', 'police', 'orphans']);
		assert.equal(settings.groupBy, 'institution');
	});
	it('requires nothing but the institution', () => {
		assert.deepEqual([...elements(form)].filter((e) => e.isRequired || e.requiredIf).map((e) => e.name), ['institution']);
	});
	it('has at least 16 statements, each right or wrong or not known, each followed by its confidence from 1 to 5', () => {
		assert.ok(settings.knowledge.length >= 16);
		for (const { item, confidence } of settings.knowledge) {
			assert.deepEqual(choiceValues(element(form, item)), ['true', 'false', 'dontknow']);
			assert.ok(['true', 'false'].includes(element(form, item).correctAnswer));
			assert.deepEqual([element(form, confidence).type, element(form, confidence).rateMin, element(form, confidence).rateMax], ['rating', 1, 5]);
			assert.equal(order.indexOf(confidence), order.indexOf(item) + 1);
		}
	});
	it('balances true and false statements', () => {
		const right = settings.knowledge.filter(({ item }) => element(form, item).correctAnswer === 'true').length;
		assert.ok(Math.abs(2 * right - settings.knowledge.length) <= 2);
	});
	it('puts every statement and attitude on exactly one scale', () => {
		assert.deepEqual(settings.scales.flatMap((scale) => scale.items).sort(),
			[...settings.knowledge.map((k) => k.item), ...settings.attitudes].sort());
	});
	it('gives each institution six situations of its own, each with a keyed best action', () => {
		const situations = settings.vignettes.map((name) => element(form, name));
		for (const institution of choiceValues(element(form, 'institution'))) {
			const own = situations.filter((e) => e.visibleIf === `{institution} = '${institution}'`);
			assert.equal(own.length, 6);
			for (const e of own) assert.ok(['a', 'b', 'c'].includes(e.correctAnswer));
			assert.ok(new Set(own.map((e) => e.correctAnswer)).size === 3, 'the best action stands in different places');
		}
		assert.equal(new Set(situations.map((e) => e.title.lv)).size, 24);
		assert.equal(new Set(situations.map((e) => JSON.stringify(e.choices))).size, 24);
	});
	it('does not give the best action away by its length', () => {
		const longest = settings.vignettes.map((name) => element(form, name)).filter((e) => {
			const length = (value) => e.choices.find((c) => c.value === value).text.lv.length;
			return ['a', 'b', 'c'].every((value) => value === e.correctAnswer || length(value) < length(e.correctAnswer));
		});
		assert.ok(longest.length <= 8, `the best action is the longest of ${longest.map((e) => e.name)}`);
	});
	it('has the keys that docs/FORMS-KNOWLEDGE.md explains', () => {
		const page = readFileSync(new URL('../../docs/FORMS-KNOWLEDGE.md', import.meta.url), 'utf8');
		const rows = page.split('\n').filter((line) => /^\| [kv]\d/.test(line)).map((line) => line.slice(2, -2).split(' | '));
		const explained = rows.flatMap(([name, ...cells]) => (name.startsWith('k') ? [[name, cells[1]]]
			: choiceValues(element(form, 'institution')).map((institution, i) => [`${name}_${institution}`, cells[3 + i]])));
		const keyed = [...elements(form)].filter((e) => e.correctAnswer !== undefined);
		assert.deepEqual(Object.fromEntries(explained), Object.fromEntries(keyed.map((e) => [e.name, e.correctAnswer])));
		for (const [name, statement] of rows.filter(([name]) => name.startsWith('k'))) assert.ok(element(form, name).title.en.endsWith(statement), name);
	});
	it('has six attitudes on one five-point scale and five questions of practice', () => {
		assert.equal(settings.attitudes.length, 6);
		for (const name of settings.attitudes) assert.deepEqual(choiceValues(element(form, name)), [1, 2, 3, 4, 5]);
		assert.equal(settings.practice.length, 5);
		for (const name of settings.practice) assert.equal(element(form, name).type, 'radiogroup');
	});
	it('asks for concerns, for training wishes with room for another, and one open question', () => {
		assert.deepEqual([...settings.concerns, ...settings.training].map((name) => element(form, name).type), ['checkbox', 'checkbox', 'checkbox']);
		assert.equal(element(form, settings.training[0]).showOtherItem, true);
		assert.deepEqual([...elements(form)].filter((e) => e.type === 'comment').map((e) => e.name), ['open']);
	});
	it('can be read in about ten minutes', () => {
		const shown = [...elements(form)].filter((e) => !e.visibleIf || e.visibleIf.includes('education'));
		const counted = shown.flatMap((e) => [...texts(e)].filter(({ path }) => !(/^c\d/.test(e.name) || /^\/choices/.test(path) && /^[ka]\d/.test(e.name))));
		const words = counted.reduce((sum, { text }) => sum + plain(text.lv).split(/\s+/).filter((word) => /\p{L}/u.test(word)).length, 0);
		assert.ok(words / 180 < 10, `${words} words`); // 180 words a minute: careful reading
	});
});

describe('the school surveys', () => {
	const frequencies = ['never', 'year', 'month', 'week'];
	const items = ['leftout', 'fun', 'threat', 'things', 'hit', 'rumours'];
	for (const who of ['pupils', 'parents', 'teachers']) {
		const form = namedForm(`school-${who}`);
		it(`${who}: ask about safety at school, on the way and online, bullying, an adult, well-being and belonging`, () => {
			for (const name of ['safe_school', 'safe_way', 'safe_online', 'bullied', 'adult', 'wellbeing', 'belonging']) assert.ok(element(form, name), name);
		});
		it(`${who}: show the helpline on the first and the last page`, () => {
			for (const [name, page] of [['helpline', form.pages[0]], ['helpline_end', form.pages.at(-1)]]) {
				const helpline = page.elements.find((e) => e.name === name);
				for (const lang of languagesOf(form)) assert.match(helpline.html[lang], /<ul data-site="phones"><\/ul>/);
			}
		});
		it(`${who}: bullying has the six items and four frequencies of PISA ST038`, () => {
			const bullied = element(form, 'bullied');
			assert.deepEqual(bullied.rows.map((row) => row.value), items);
			assert.deepEqual(bullied.columns.map((c) => c.value).filter((value) => value !== form.uzklausi.dontKnow || who === 'pupils'), frequencies);
		});
		it(`${who}: force no answer and ask of the person only a band and the type of school`, () => {
			assert.deepEqual([...elements(form)].filter((e) => e.isRequired || e.requiredIf), []);
			const about = form.pages[0].elements.filter((e) => e.type !== 'html').map((e) => e.name);
			assert.deepEqual(about, [who === 'teachers' ? 'classes' : 'age', 'school']);
			for (const name of about) assert.ok(choiceValues(element(form, name)).includes('noanswer'), name);
		});
	}
	it('pupils: the items stand in English as PISA published them', () => {
		assert.deepEqual(element(namedForm('school-pupils'), 'bullied').rows.map((row) => row.text.en), [
			'Other students left me out of things on purpose.', 'Other students made fun of me.', 'I was threatened by other students.',
			'Other students took away or destroyed things that belonged to me.', 'I got hit or pushed around by other students.',
			'Other students spread nasty rumours about me.']);
		assert.deepEqual(element(namedForm('school-pupils'), 'bullied').columns.map((c) => c.text.en),
			['Never or almost never', 'A few times a year', 'A few times a month', 'Once a week or more']);
	});
	it('pupils: no sentence is longer than a ten-year-old reads at one go', () => {
		for (const { path, text } of texts({ pages: namedForm('school-pupils').pages }))
			for (const sentence of plain(text.lv).split(/[.!?:]\s/))
				assert.ok(sentence.split(/\s+/).filter(Boolean).length <= 16, `${path}: ${sentence}`);
	});
});

describe('an easy-language version', () => {
	for (const id of ['concern', 'school-pupils']) {
		const full = namedForm(id), easy = namedForm(`${id}-easy`);
		const asked = (form) => [...elements(form)].filter((e) => e.type !== 'html');
		it(`of ${id} asks the same questions under the same names, of the same rows`, () => {
			assert.equal(full.uzklausi.easy, `${id}-easy`);
			assert.equal(easy.uzklausi.easyOf, id);
			assert.deepEqual(names(easy).filter((name) => element(easy, name).type !== 'html'), names(full).filter((name) => element(full, name).type !== 'html'));
			for (const e of asked(easy).filter((one) => one.rows && one.type === 'matrix'))
				assert.deepEqual(e.rows.map((row) => row.value), element(full, e.name).rows.map((row) => row.value), e.name);
		});
		it(`of ${id} has scales of three points`, () => {
			for (const e of asked(easy).filter((one) => one.type === 'matrix')) assert.equal(e.columns.length, 3, e.name);
		});
		it(`of ${id} says one thing a sentence, and a sentence at a time`, () => {
			for (const { path, text } of texts({ pages: easy.pages }))
				for (const lang of languagesOf(easy)) {
					for (const paragraph of text[lang].match(/<p>.*?<\/p>/g) ?? [])
						assert.ok(plain(paragraph).split(/[.!?:](?=\s+\p{Lu})/u).length <= 2, `${path}: ${paragraph}`);
					for (const sentence of plain(text[lang]).split(/[.!?:](?:\s|$)/)) {
						assert.ok(sentence.split(/\s+/).filter(Boolean).length <= 13, `${path}: ${sentence}`);
						assert.doesNotMatch(sentence, /[;()]/, path);
					}
				}
		});
		it(`of ${id} has a pictogram for most of what can be chosen`, () => {
			const { values, questions } = easy.uzklausi.pictograms;
			assert.ok(Object.keys(values).length >= 20);
			assert.ok(Object.keys(questions).length >= 8);
		});
	}
});

describe('the concern report', () => {
	const form = namedForm('concern');
	const urgent = /<ul data-site="phones-urgent"><\/ul>/;

	it('begins with danger: the numbers before the question, and again at once after a yes', () => {
		const first = form.pages[0].elements;
		assert.deepEqual(first.map((e) => e.name), ['urgent', 'danger', 'danger_now']);
		assert.equal(first[0].visibleIf, undefined);
		assert.equal(first[2].visibleIf, '{danger} = \'yes\'');
		for (const lang of languagesOf(form)) for (const e of [first[0], first[2]]) assert.match(e.html[lang], urgent);
	});
	it('asks who, what, where, when, whether it goes on, the child’s age band and who else knows', () => {
		for (const name of ['who', 'worry', 'what', 'place', 'where', 'when', 'ongoing', 'childage', 'known', 'keepplace']) assert.ok(element(form, name), name);
	});
	it('needs only a kind of worry or some words', () => {
		const needed = [...elements(form)].filter((e) => e.isRequired || e.requiredIf);
		assert.deepEqual(needed.map((e) => [e.name, e.requiredIf]), [['worry', '{what} empty']]);
	});
	it('takes no attachments and says where an image or a link goes instead', () => {
		assert.match(element(form, 'files').html.lv, /policij.*drossinternets\.lv/s);
		assert.match(element(form, 'files').html.en, /police.*drossinternets\.lv/s);
	});
	it('tells professionals that it does not replace their duty', () => {
		assert.equal(element(form, 'duty').visibleIf, '{who} = \'professional\'');
		assert.match(element(form, 'who').description.lv, /neaizstāj .*pienākumu ziņot tajā pašā dienā/);
	});
	it('keeps the day, tells nothing in the title, and is not for the staff only', () => {
		assert.deepEqual([form.uzklausi.keepDay, form.uzklausi.neutralTitle, form.uzklausi.audience], [true, true, 'public']);
	});
});
