// Slips: one sheet a code, whoever comes how and how often, and nothing that ties a sheet to its slip.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fetchSheets, filesBelow, makeSite, staffRequest, startServer } from './lib/site.mjs';
import { field, open, post, press } from './lib/page.mjs';
import { issue, slipHash, withdraw, wrongCheck } from './lib/slips.mjs';
import * as seal from '../seal/seal.mjs';

// Debian's libfaketime.
const FAKETIME = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`).find(existsSync);

const FORM = 'pupils-slip', PATH = `/f/${FORM}`;
let site, server, codes;
before(async () => {
  site = makeSite({ forms: [`tests/http/forms/${FORM}.json`, 'tests/http/forms/walk.json'] });
  site.lock = seal.readLock(readFileSync(`${site.path}/locks/${FORM}.lock`, 'utf8'));
  codes = issue(site, FORM, 'Cēsu 1. pamatskola 7.a', 300);
  server = await startServer(site);
});
after(async () => {
  await server?.stop();
  site?.remove();
});
const fresh = () => codes.pop();

const newId = () => seal.hex(randomBytes(16));
// The server cannot tell one record from another, so any bytes behind the lock's id will do.
const record = () => Buffer.concat([Buffer.from([1]), seal.unhex(site.lock.id), randomBytes(site.lock.size - 17)]);
async function put(id, slip, { form = FORM, body = record(), at = server } = {}) {
  const headers = { 'Content-Type': 'application/octet-stream', ...(slip === undefined ? {} : { Slip: slip }) };
  const reply = await fetch(`${at.address}/api/records/${form}/${id}`, { method: 'PUT', body, headers });
  return { status: reply.status, text: await reply.text() };
}
const whole = (slip, more = {}) => post(server, PATH, { _do: 'send', _lang: 'lv', word: 'vārds', safe: 'yes', ...(slip === undefined ? {} : { _slip: slip }), ...more });
// Every id under the lock, asked for as the staff asks; the records here cannot be opened.
async function count() {
  return (await staffRequest(server, site.staff, 'GET', `/api/staff/ids/${site.lock.id}`)).bytes.length / 16;
}
const times = (list, status) => list.filter((one) => one.status === status).length;

test('the hash is that of the document', () => {
  assert.equal(slipHash(Uint8Array.from({ length: 32 }, (_, i) => i), 'pupils', '0123456789P'), 'dedb6eef1ae57df17e8db1921c1743b6');
});

test('a device spends a slip once; typed in any way it is the same slip', async () => {
  const code = fresh();
  assert.deepEqual(await put(newId(), code), { status: 200, text: '{"taken":true}\n' });
  const spelt = [code, code.toLowerCase(), `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`, code.replaceAll('0', 'O').replaceAll('1', 'l')];
  for (const one of spelt) assert.deepEqual(await put(newId(), one), { status: 409, text: '{"slip":"spent"}\n' });
});

test('without a good slip nothing is taken, and the answer says why', async () => {
  const before = await count();
  for (const [slip, word] of [[undefined, 'missing'], ['', 'missing'], [' - ', 'missing'], ['1234', 'mistyped'], [wrongCheck(fresh()), 'mistyped'], ['0123456789P', 'unknown'], ['x'.repeat(40), 'mistyped']])
    assert.deepEqual(await put(newId(), slip), { status: 403, text: `{"slip":"${word}"}\n` });
  assert.equal((await put(newId(), 'x'.repeat(41))).status, 431);
  assert.equal(await count(), before);
  // a form that asks for none takes no notice of one
  const lock = seal.readLock(readFileSync(`${site.path}/locks/walk.lock`, 'utf8'));
  const body = Buffer.concat([Buffer.from([1]), seal.unhex(lock.id), randomBytes(lock.size - 17)]);
  assert.equal((await put(newId(), '1234', { form: 'walk', body })).status, 200);
});

test('a slip is good for its own form alone', async () => {
  const [other] = issue(site, 'walk', '7.b', 1);
  await refreshed(async () => (await put(newId(), other)).text.includes('unknown'));
});

test('sent twice under one id with the same slip, it counts once and is answered the same', async () => {
  const id = newId(), code = fresh(), before = await count();
  const first = await put(id, code);
  for (const again of [await put(id, code), await put(id, code)]) assert.deepEqual(again, first);
  assert.deepEqual(await Promise.all([put(id, code), put(id, code)]), [first, first]);
  assert.equal(await count(), before + 1);
  assert.equal((await put(newId(), code)).status, 409);
});

test('of 64 senders with one slip one wins', async () => {
  const code = fresh(), before = await count();
  const answers = await Promise.all(Array.from({ length: 64 }, () => put(newId(), code)));
  assert.equal(times(answers, 200), 1);
  assert.equal(times(answers, 409), 63);
  assert.equal(await count(), before + 1);
});

test('64 senders with 64 slips all get in', async () => {
  const before = await count();
  const answers = await Promise.all(Array.from({ length: 64 }, () => put(newId(), fresh())));
  assert.equal(times(answers, 200), 64);
  assert.equal(await count(), before + 64);
});

// --- without script ---

test('thirty pupils behind one address, without script, all get in', async () => {
  const before = await count();
  const answers = await Promise.all(Array.from({ length: 30 }, () => whole(fresh())));
  assert.equal(times(answers, 303), 30);
  assert.equal(await count(), before + 30);
});

test('the page asks for the code first, keeps it, and takes the sheet with it', async () => {
  const code = fresh();
  const first = await open(server, `${PATH}?lang=lv`);
  assert.match(first.html, /<label class="asked" for="slip">Kods no lapiņas/);
  const second = await press(server, first, 'next', { word: 'ābols', _slip: code.toLowerCase() });
  assert.equal(second.status, 200);
  assert.deepEqual(field(second, '_slip'), [code.toLowerCase()]);
  assert.match(second.html, /<input type="hidden" name="_slip"/);
  const sent = await press(server, second, 'send', { safe: 'yes' });
  assert.equal(sent.status, 303);
  assert.doesNotMatch(sent.headers.get('location'), new RegExp(code, 'i'));
  assert.equal((await put(newId(), code)).status, 409);
});

for (const [what, slip, says] of [
  ['no code', '', /Jāieraksta kods no lapiņas\./],
  ['a mistyped code', () => wrongCheck(fresh()), /Kods nav ierakstīts pareizi/],
  ['a code that was never issued', '0123-4567-89P', /Šāds kods šai aptaujai nav izsniegts/],
])
  test(`with ${what} the page says so at once and keeps what was typed`, async () => {
    const typed = typeof slip === 'string' ? slip : slip();
    const page = await press(server, await open(server, `${PATH}?lang=lv`), 'next', { word: '"ābols"', _slip: typed });
    assert.equal(page.status, 422);
    assert.match(page.html, says);
    assert.match(page.html, /<input id="slip"[^>]*aria-invalid="true"/s);
    assert.deepEqual([field(page, 'word'), field(page, '_slip')], [['"ābols"'], [typed]]);
  });

test('two at once with one slip: one wins, the other is told and keeps what was typed', async () => {
  const code = fresh();
  const pages = await Promise.all(['pirmais', 'otrais'].map(async (word) => press(server, await open(server, `${PATH}?lang=lv`), 'next', { word, _slip: code })));
  const sent = await Promise.all(pages.map((page) => press(server, page, 'send', { safe: 'no' })));
  assert.deepEqual(sent.map(({ status }) => status).sort(), [303, 409]);
  const late = sent.findIndex(({ status }) => status === 409), page = sent[late];
  assert.match(page.html, /Ar šo kodu jau ir atbildēts/);
  assert.deepEqual(field(page, 'word'), [['pirmais', 'otrais'][late]]);
  assert.deepEqual(field(page, 'safe'), ['no']);
  // with another slip it goes through from where it stands
  assert.equal((await press(server, page, 'send', { _slip: fresh() })).status, 303);
});

test('pressing send twice, or again after the answer was lost, counts once and says thanks both times', async () => {
  const code = fresh(), before = await count();
  const page = await press(server, await open(server, `${PATH}?lang=lv`), 'next', { word: 'divreiz', _slip: code });
  const sent = await Promise.all([1, 2, 3].map(() => press(server, page, 'send', { safe: 'yes' })));
  assert.deepEqual(sent.map(({ status }) => status), [303, 303, 303]);
  assert.equal((await press(server, page, 'send', { safe: 'yes' })).status, 303);
  assert.equal(await count(), before + 1);
});

test('the address on the slip fills the code in, and the page is never the cached one', async () => {
  const code = fresh();
  const page = await open(server, `${PATH}?slip=${code}&lang=lv`);
  assert.deepEqual(field(page, '_slip'), [code]);
  assert.deepEqual(field(await open(server, `${PATH}?lang=lv`), '_slip'), ['']);
  const hostile = await open(server, `${PATH}?slip=%22%3E%3Cscript%3Ealert(1)%3C/script%3E`);
  assert.doesNotMatch(hostile.html, /<script>alert/);
  assert.deepEqual(field(hostile, '_slip'), ['"><script>alert(1)</script>']);
});

// --- withdrawn and reissued, spent for good ---

// Tries until what the server should see has been seen: it looks at the folder every two seconds.
async function refreshed(seen) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) if (await seen()) return;
  assert.fail('the server never saw it');
}

test('a batch that is withdrawn is good for nothing, its next batch is, and no restart is needed', async () => {
  const old = issue(site, FORM, '8.b', 5);
  const id = newId();
  await refreshed(async () => (await put(id, old[0])).status === 200);
  withdraw(site, FORM, '8.b');
  await refreshed(async () => (await put(newId(), old[1])).text.includes('unknown'));
  // whoever had sent before and lost the answer is still told that it is there
  assert.equal((await put(id, old[0])).status, 200);
  assert.equal((await put(newId(), old[0])).status, 403);
  const [again] = issue(site, FORM, '8.b', 5, 2);
  await refreshed(async () => (await put(newId(), again)).status === 200);
});

test('spent is spent after kill -9 and with the clock set back', async () => {
  const ids = [], spent = [], held = [];
  for (let i = 0; i < 5; i++) {
    ids.push(newId());
    spent.push(fresh());
    held.push(record());
    assert.equal((await put(ids[i], spent[i], { body: held[i] })).status, 200);
  }
  await server.stop('SIGKILL');
  server = await startServer(site);
  for (let i = 0; i < 5; i++) {
    assert.equal((await put(newId(), spent[i])).status, 409);
    assert.equal((await put(ids[i], spent[i])).status, 200);
  }
  await server.stop('SIGKILL');
  server = await startServer(site, { env: { LD_PRELOAD: FAKETIME, FAKETIME: '@2019-01-01 00:00:00', FAKETIME_DONT_FAKE_MONOTONIC: '1' } });
  for (let i = 0; i < 5; i++) assert.equal((await put(newId(), spent[i])).status, 409);
  assert.ok(FAKETIME, 'libfaketime is there');
  assert.match((await fetch(server.address)).headers.get('date'), / 2019 /);
  assert.equal((await put(newId(), fresh())).status, 200); // the twin: a slip that is not spent
  await server.stop();
  server = await startServer(site);
});

test('no code, no group and no name of one is in what the server writes', async () => {
  const used = fresh();
  assert.equal((await put(newId(), used)).status, 200);
  const sheet = await whole(fresh(), { _id: newId() });
  assert.equal(sheet.status, 303);
  await server.stop();
  for (const file of filesBelow(`${site.path}/data`)) {
    const bytes = readFileSync(file);
    for (const word of [used, used.toLowerCase(), 'Cēsu 1. pamatskola 7.a', 'pamatskola']) assert.equal(bytes.indexOf(word), -1, `${word} in ${file}`);
  }
  assert.doesNotMatch(server.log, new RegExp(used));
  server = await startServer(site);
});

test('the sheet that the server seals says nothing of slip or group', async () => {
  const own = makeSite({ forms: [`tests/http/forms/${FORM}.json`] });
  const [code] = issue(own, FORM, '9.c', 1);
  const other = await startServer(own);
  try {
    await post(other, PATH, { _do: 'send', _lang: 'lv', word: 'vārds', safe: 'yes', _slip: code });
    const [sheet] = [...(await fetchSheets(other, own)).values()];
    assert.deepEqual(Object.keys(sheet), ['form', 'version', 'wave', 'id', 'lang', 'answers']);
    assert.deepEqual(sheet.answers, { word: 'vārds', safe: 'yes' });
  } finally {
    await other.stop();
    own.remove();
  }
});
