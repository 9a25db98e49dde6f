// The project's forms on a real server, without script: the first view fits one round trip of a new connection, and made-up sheets are taken.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { get } from 'node:http';
import { addLock, makeSite, startServer } from '../http/lib/site.mjs';
import { choiceValues, element, formFiles, formId, languagesOf, namedForm, numbers, readForm, someAnswers } from './lib/forms.mjs';

let site;
let server;

before(async () => {
	site = makeSite({ forms: [] });
	for (const file of formFiles) {
		copyFileSync(file, `${site.path}/forms/${formId(file)}.json`);
		addLock(site, formId(file), { size: readForm(file).uzklausi.recordSize });
	}
	server = await startServer(site);
});
after(async () => {
	await server.stop();
	site.remove();
});

/** Answers as a page without script posts them, all at once. */
function fields(form, answers, lang = 'lv') {
	const body = new URLSearchParams({ _do: 'send', _lang: lang });
	for (const [key, answer] of Object.entries(answers)) {
		if (Array.isArray(answer)) for (const value of answer) body.append(key, value);
		else if (typeof answer === 'object') for (const [row, column] of Object.entries(answer)) body.append(`${key}.${row}`, column);
		else body.append(key, answer);
	}
	return body;
}

const post = (id, body) => fetch(`${server.address}/f/${id}`, { method: 'POST', body, redirect: 'manual' });

/** Bytes on the wire of a compressed first view, headers and all. */
const wireBytes = (path) => new Promise((resolve, reject) => {
	get(`${server.address}${path}`, { headers: { 'Accept-Encoding': 'br, gzip' }, agent: false }, (reply) => {
		assert.equal(reply.statusCode, 200);
		const { socket } = reply;
		reply.resume().on('end', () => resolve(socket.bytesRead));
	}).on('error', reject);
});

describe('the server with the project’s forms', () => {
	for (const file of formFiles) {
		const id = formId(file);
		it(`shows ${id} in one round trip of a new connection`, async () => {
			for (const lang of languagesOf(readForm(file))) {
				const bytes = await wireBytes(`/f/${id}?lang=${lang}`);
				assert.ok(bytes > 1000 && bytes < 14336, `${bytes} bytes`);
			}
		});
		it(`takes made-up sheets of ${id}`, async () => {
			const form = readForm(file);
			const next = numbers(2025);
			for (let i = 0; i < 12; i++) {
				const answers = someAnswers(form, next, id === 'specialists' ? { institution: choiceValues(element(form, 'institution'))[i % 4] } : {});
				const reply = await post(id, fields(form, answers));
				assert.equal(reply.status, id.startsWith('concern') && !answers.worry && !answers.what ? 422 : id.startsWith('concern') ? 200 : 303, JSON.stringify(answers));
			}
		});
	}
	it('changes a page’s language and keeps its answers, through all four and back', async () => {
		for (const id of ['concern', 'concern-easy', 'school-pupils', 'school-pupils-easy', 'school-parents', 'school-teachers']) {
			const form = namedForm(id), page = form.pages[0];
			const asked = page.elements.find((e) => e.type === 'radiogroup'), chosen = choiceValues(asked)[1];
			for (const [from, to] of [['lv', 'ru'], ['ru', 'uk'], ['uk', 'en'], ['en', 'lv']]) {
				const reply = await post(id, new URLSearchParams({ _do: `lang-${to}`, _lang: from, _page: page.name, [asked.name]: chosen }));
				const html = await reply.text();
				assert.equal(reply.status, 200);
				assert.match(html, new RegExp(`<html lang="${to}">`));
				assert.match(html, new RegExp(`name="${asked.name}" value="${chosen}"\\s+checked`), `${id} ${from} ${to}`);
				assert.ok(html.includes(asked.title[to]), `${id} ${to}`);
				for (const other of languagesOf(form).filter((lang) => lang !== to)) assert.match(html, new RegExp(`value="lang-${other}" lang="${other}">`));
			}
		}
	});
	it('says in Russian that the specialists’ survey is not in it, and keeps to the languages that it has', async () => {
		const page = await (await fetch(`${server.address}/f/specialists?lang=ru`)).text();
		assert.match(page, /<html lang="lv">/);
		assert.match(page, /lang="ru">По-русски нет</);
		assert.doesNotMatch(page, /lang=ru/);
	});
	it('refuses a sheet of the specialists’ survey without the institution, in the visitor’s language', async () => {
		const reply = await post('specialists', fields(namedForm('specialists'), { k01: 'true' }, 'en'));
		assert.equal(reply.status, 422);
		assert.match(await reply.text(), /Please choose the institution/);
	});
	it('shows no key and no phone list that stays empty', async () => {
		for (const file of formFiles) {
			const page = await (await fetch(`${server.address}/f/${formId(file)}`)).text();
			assert.doesNotMatch(page, /correctAnswer|data-site/);
			assert.match(page, /href="tel:116111"/);
		}
	});
});
