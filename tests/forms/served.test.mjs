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
				assert.equal(reply.status, id.startsWith('concern') && !answers.worry && !answers.what ? 422 : 303, JSON.stringify(answers));
			}
		});
	}
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
