// How people are spoken to: pupils as tu, everyone else as jūs, never both in one form; and what both read, the words of the pages around a
// form, speaks to nobody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formFiles, formId, languagesOf, plain, readForm, texts } from './lib/forms.mjs';

const word = (list) => new RegExp(`(?<!\\p{L})(${list})(?!\\p{L})`, 'iu');
const polite = { lv: word('jūs|jums|jūsu|esat|varat'), ru: word('вы|вас|вам|вами|ваш|ваша|ваше|ваши|вашего|вашему'), uk: word('ви|вас|вам|вами|ваш|ваша|ваше|ваші|вашого|вашої') };
const familiar = { lv: word('tu|tev|tevi|tavs|tava|tavas|tavu|esi|vari'), ru: word('ты|тебя|тебе|тобой|твой|твоя|твоё|твои'), uk: word('ти|тебе|тобі|тобою|твій|твоя|твоє|твої|твого|твоїх') };

function spokenTo(form, lang) {
	const all = [...texts(form)].map(({ text }) => plain(text[lang]));
	return [polite, familiar].map((words) => all.filter((text) => words[lang].test(text)).length);
}

for (const file of formFiles) {
	const id = formId(file), pupils = id.startsWith('school-pupils');
	test(`${id} speaks to ${pupils ? 'a pupil' : 'an adult'} throughout`, () => {
		for (const lang of languagesOf(readForm(file)).filter((one) => one !== 'en')) {
			const [asJus, asTu] = spokenTo(readForm(file), lang);
			assert.equal(pupils ? asJus : asTu, 0, lang);
			assert.ok((pupils ? asTu : asJus) > 0, `${lang}: nobody is spoken to`);
		}
	});
}

// Pages of errors, of kiosks and for staff have no form of pupils around them.
const apart = /^(error-|kiosk-|thanks-report|slip-|poster-|home-|help-|phones-)/;

test('the words around a form speak to nobody', () => {
	for (const lang of ['lv', 'ru', 'uk']) {
		const words = JSON.parse(readFileSync(new URL(`../../kiosk/languages/${lang}.json`, import.meta.url), 'utf8'));
		const messages = Object.entries(words).filter(([key]) => !apart.test(key)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : Object.values(text).map((one) => [key, one])));
		assert.ok(messages.length > 60);
		for (const [key, text] of messages) assert.ok(!polite[lang].test(text) && !familiar[lang].test(text), `${lang} ${key}: ${text}`);
	}
});

test('a form that mixes both would be found', () => {
	const form = readForm(formFiles.find((file) => formId(file) === 'school-pupils'));
	form.title.ru = 'Как вам живётся?';
	assert.deepEqual(spokenTo(form, 'ru').map((count) => count > 0), [true, true]);
});
