// Reading aloud: which voice is taken, what is read, and that it ends. On a page of the real server in Chromium, whose voices are made up here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { reader, sentencesOf, voiceFor } from '../../kiosk/script/aloud.js';
import { addLock, makeSite, startServer } from '../http/lib/site.mjs';
import { browse } from '../browser/lib/browser.mjs';

const voice = (lang, more = {}) => ({ lang, localService: true, default: false, name: lang, ...more });

test('a voice is one of the language that speaks on the device itself', () => {
	const [lv, ru, far] = [voice('lv-LV'), voice('ru_RU'), voice('uk-UA', { localService: false })];
	assert.equal(voiceFor([ru, lv], 'lv'), lv);
	assert.equal(voiceFor([lv, ru], 'ru'), ru);
	assert.equal(voiceFor([far, lv], 'uk'), undefined, 'a voice from the network would learn what is read');
	assert.equal(voiceFor([voice('lvs-X'), ru], 'lv'), undefined);
	const preferred = voice('lv-LV', { default: true });
	assert.equal(voiceFor([lv, preferred], 'lv'), preferred);
	assert.equal(voiceFor([], 'lv'), undefined);
});

// A synthesiser that speaks when told to.
function synthesiser(voices) {
	const synth = { said: [], now: null, getVoices: () => voices, cancel: () => (synth.now = null), speak: (one) => (synth.said.push(one.words), (synth.now = one)) };
	synth.finish = () => {
		const one = synth.now;
		synth.now = null;
		if (one) one.onend();
	};
	return synth;
}
const button = () => ({ pressed: 'false', setAttribute: (name, value) => name === 'aria-pressed' && (button.last = value) });
const item = (sentences) => ({ querySelectorAll: (selector) => (selector === '.asked, p.about' ? sentences.map((textContent) => ({ textContent })) : []) });

test('one sentence is read after the other, until a press ends it', () => {
	const synth = synthesiser([voice('lv-LV')]), own = reader(synth, (words) => ({ words })), one = button(), two = button();
	own.toggle(one, item(['Pirmais.', ' Otrais\n teikums. ', 'Trešais.']), 'lv');
	assert.deepEqual(synth.said, ['Pirmais.']);
	assert.equal(synth.now.voice.lang, 'lv-LV');
	synth.finish();
	assert.deepEqual(synth.said, ['Pirmais.', 'Otrais teikums.']);
	assert.equal(button.last, 'true');
	own.toggle(one, item(['Pirmais.']), 'lv');
	assert.equal(synth.now, null, 'a second press is silence');
	assert.equal(button.last, 'false');
	own.toggle(one, item(['Pirmais.', 'Otrais.']), 'lv');
	own.toggle(two, item(['Cits.']), 'lv');
	assert.deepEqual(synth.said.slice(2), ['Pirmais.', 'Cits.'], 'another button takes over');
	synth.finish();
	assert.equal(synth.now, null);
	own.toggle(two, item(['Cits.']), 'lv');
	own.hush();
	assert.equal(synth.now, null);
});

test('without a voice nothing is said, and without speech nothing breaks', () => {
	const synth = synthesiser([voice('en-GB')]);
	reader(synth, (words) => ({ words })).toggle(button(), item(['x']), 'lv');
	assert.deepEqual(synth.said, []);
	const none = reader(undefined, () => assert.fail());
	none.toggle(button(), item(['x']), 'lv');
	none.hush();
	assert.equal(none.voice('lv'), undefined);
	assert.deepEqual(sentencesOf(item(['a', 'a', ' '])), ['a'], 'what is said twice is said once');
});

let site, server, browser;
before(async () => {
	site = makeSite({ forms: ['forms/school-pupils-easy.json'] });
	addLock(site, 'school-pupils-easy');
	server = await startServer(site);
	browser = await browse();
});
after(async () => {
	await browser.close();
	await server.stop();
	site.remove();
});

async function open(voices, lang = 'lv') {
	const page = await (await browser.newContext()).newPage();
	await page.addInitScript((list) => {
		const synth = { said: [], cancelled: 0, getVoices: () => list, cancel: () => (synth.cancelled += 1), speak: (one) => synth.said.push(one) };
		Object.defineProperty(window, 'speechSynthesis', { value: synth });
		window.SpeechSynthesisUtterance = function say(text) {
			this.text = text;
		};
	}, voices);
	await page.goto(`${server.address}/f/school-pupils-easy?lang=${lang}`);
	await page.waitForFunction(() => window.uzklausi && window.uzklausi.take);
	return page;
}
const finish = (page) => page.evaluate(() => speechSynthesis.said.at(-1).onend());
const said = (page) => page.evaluate(() => speechSynthesis.said.map((one) => one.text));

test('in a browser a question is read with its choices, and going on ends it', async () => {
	const page = await open([voice('lv-LV')]);
	await page.getByRole('button', { name: 'Nolasīt priekšā: Cik tev gadu?' }).click();
	for (let i = 0; i < 4; i++) await finish(page);
	assert.deepEqual(await said(page), ['Cik tev gadu?', '12 vai mazāk', '13, 14 vai 15', '16 vai vairāk', 'Negribu atbildēt']);
	const before = await page.evaluate(() => speechSynthesis.cancelled);
	await page.getByRole('button', { name: 'Tālāk' }).click();
	assert.ok(await page.evaluate(() => speechSynthesis.cancelled) > before);
	await page.getByRole('button', { name: 'Nolasīt priekšā: Vai tu šeit jūties droši?' }).click();
	for (let i = 0; i < 9; i++) await finish(page);
	assert.deepEqual((await said(page)).slice(5), ['Vai tu šeit jūties droši?', 'Stundās', 'Gaitenī starpbrīdī', 'Ēdnīcā', 'Tualetē un ģērbtuvē', 'Skolas pagalmā', 'Jā', 'Ne vienmēr', 'Nē']);
	await page.context().close();
});

test('in a browser without a voice of the language there is no button', async () => {
	const page = await open([voice('en-GB'), voice('lv-LV', { localService: false })]);
	assert.ok(await page.locator('[data-do="aloud"]').count() > 0);
	assert.equal(await page.locator('[data-do="aloud"]:visible').count(), 0);
	await page.context().close();
	const ukrainian = await open([voice('uk-UA')], 'uk');
	assert.ok(await ukrainian.locator('[data-do="aloud"]:visible').count() > 0);
	await ukrainian.context().close();
});
