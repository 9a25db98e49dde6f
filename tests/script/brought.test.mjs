// With script too: a slip goes in a header and is asked for again when it is not good; a poster's place goes into the sealed sheet only
// with its box ticked. The real server, in Chromium.
import assert from 'node:assert/strict';
import { writeFileSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import * as seal from '../seal/seal.mjs';
import { fetchSheets, makeSite, startServer } from '../http/lib/site.mjs';
import { issue, makeCode, wrongCheck } from '../http/lib/slips.mjs';
import { browse } from '../browser/lib/browser.mjs';

let site, server, browser, codes;
const POSTER = makeCode(6);
const lockOf = (form) => {
	const lock = seal.readLock(readFileSync(`${site.path}/locks/${form}.lock`, 'utf8'));
	return { ...lock, secret: seal.openGrant(lock, site.staff.id, site.staff.boxSecret) };
};
before(async () => {
	site = makeSite({ forms: ['tests/http/forms/pupils-slip.json', 'tests/http/forms/worry.json'] });
	codes = issue(site, 'pupils-slip', '7.a', 5);
	writeFileSync(`${site.path}/places.csv`, `code,name,form\n${POSTER},Autoosta,worry\n`);
	server = await startServer(site);
	browser = await browse();
});
after(async () => {
	await browser?.close();
	await server?.stop();
	site?.remove();
});

// Opens an address as a visitor of its own, and waits until the script has taken over.
async function visit(path) {
	const page = await (await browser.newContext()).newPage();
	page.asked = [];
	page.on('request', (request) => page.asked.push(request));
	await page.goto(server.address + path);
	return page;
}
const taken = (page) => page.waitForFunction(() => window.uzklausi && window.uzklausi.take);
const press = (page, what) => page.locator(`#sheet .buttons [data-do="${what}"]:visible`).click();
async function answer(page) {
	await page.locator('input[type=radio][name=safe]').first().check();
	await press(page, 'review');
	await press(page, 'send');
}

test('a slip is typed once, goes in a header, and is spent', async () => {
	const page = await visit('/f/pupils-slip?lang=lv'), [code] = codes;
	await taken(page);
	await press(page, 'next');
	assert.ok(await page.locator('[data-say="slip-missing"]:visible').count(), 'an empty code is noticed on the device');
	await page.fill('#slip', `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`);
	await press(page, 'next');
	assert.equal(await page.locator('#slip:visible').count(), 0, 'it is asked for on the first page alone');
	await answer(page);
	await page.waitForSelector('section.end');
	const sent = page.asked.filter((request) => request.method() === 'PUT');
	assert.equal(sent.length, 1);
	assert.equal((await sent[0].allHeaders()).slip, code);
	for (const request of page.asked) assert.ok(!request.url().includes(code), 'the code is in no address');
	const [sheet] = [...(await fetchSheets(server, site, lockOf('pupils-slip'))).values()];
	assert.deepEqual(Object.keys(sheet), ['form', 'version', 'wave', 'id', 'lang', 'answers']);
	await page.context().close();
});

test('a spent or mistyped slip is said to be, what was answered stays, and another slip brings it through', async () => {
	const page = await visit('/f/pupils-slip?lang=lv');
	await taken(page);
	await page.fill('#slip', codes[0]);
	await page.fill('input[name=word]', 'ābols');
	await press(page, 'next');
	await answer(page);
	await page.waitForSelector('[data-say="slip-spent"]');
	assert.equal(await page.inputValue('input[name=word]'), 'ābols');
	for (const [typed, says] of [[wrongCheck(codes[1]), 'slip-mistyped'], [codes[1], null]]) {
		await page.fill('#slip', typed);
		await press(page, 'next');
		await press(page, 'review');
		await press(page, 'send');
		await page.waitForSelector(says ? `[data-say="${says}"]` : 'section.end');
	}
	await page.context().close();
});

for (const keep of [true, false])
	test(`from a poster with the box ${keep ? 'ticked' : 'unticked'}, the sealed sheet ${keep ? 'names' : 'does not name'} the poster`, async () => {
		const known = new Set((await fetchSheets(server, site, lockOf('worry'))).keys());
		const page = await visit(`/p/${POSTER}?lang=lv`);
		await page.locator('button[value=open]').click();
		await taken(page);
		assert.ok(!page.url().includes(POSTER));
		if (!keep) await page.locator('input[name=_keep]').uncheck();
		await press(page, 'next');
		await answer(page);
		await page.waitForSelector('section.end');
		assert.equal(page.asked.filter((request) => request.method() === 'PUT').length, 1, 'sealed on the device');
		const fresh = [...(await fetchSheets(server, site, lockOf('worry')))].filter(([id]) => !known.has(id)).map(([, sheet]) => sheet);
		assert.equal(fresh.length, 1);
		assert.equal(fresh[0].poster, keep ? POSTER : undefined);
		await page.context().close();
	});
