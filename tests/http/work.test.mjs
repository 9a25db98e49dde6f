// Against flooding where nobody is asked for a slip: a record is worked for, once and for itself alone; without script there is a slower lane.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addLock, failServer, makeSite, staffRequest, startServer } from './lib/site.mjs';
import { field, open, post, press } from './lib/page.mjs';
import { anyRecord, challenge, reckon, sendWorked } from './lib/work.mjs';
import * as seal from '../seal/seal.mjs';

let site, server, lock, other;
before(async () => {
  site = makeSite({ settings: { 'address-header': 'X-Real-IP' } });
  for (const form of ['worked', 'worked-too']) copyFileSync('tests/http/forms/worked.json', `${site.path}/forms/${form}.json`);
  lock = addLock(site, 'worked');
  other = addLock(site, 'worked-too');
  server = await startServer(site);
});
after(async () => {
  await server?.stop();
  site?.remove();
});

const newId = () => seal.hex(randomBytes(16));
const from = (address) => ({ 'X-Real-IP': address });
const count = async (of = lock) => (await staffRequest(server, site.staff, 'GET', `/api/staff/ids/${of.id}`)).bytes.length / 16;
async function put(id, work, { form = 'worked', body = anyRecord(lock, randomBytes), headers = {} } = {}) {
  const reply = await fetch(`${server.address}/api/records/${form}/${id}`, { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream', ...(work === undefined ? {} : { Work: work }), ...headers } });
  return { status: reply.status, said: await reply.json().catch(() => ({})) };
}

test('a record that was worked for is taken, and again under the same id without counting twice', async () => {
  const id = newId(), proof = await reckon(await challenge(server), lock.id, id), before = await count();
  assert.deepEqual(await put(id, proof), { status: 200, said: { taken: true } });
  assert.deepEqual(await put(id, proof), { status: 200, said: { taken: true } });
  assert.equal(await count(), before + 1);
});

test('a proof holds for its id and its form only', async () => {
  const id = newId(), proof = await reckon(await challenge(server), lock.id, id), before = await count();
  const { status, said } = await put(newId(), proof);
  assert.deepEqual([status, said.work], [403, 'wrong']);
  const elsewhere = await put(id, proof, { form: 'worked-too', body: anyRecord(other, randomBytes) });
  assert.deepEqual([elsewhere.status, elsewhere.said.work], [403, 'wrong']);
  assert.equal(await count(), before);
  assert.equal((await put(id, proof)).status, 200);
});

test('without good work nothing is taken; the answer says why and what to reckon with', async () => {
  const asked = await challenge(server), id = newId(), proof = await reckon(asked, lock.id, id), before = await count();
  const changed = (at, digit) => proof.slice(0, at) + (proof[at] === digit ? '0' : digit) + proof.slice(at + 1);
  const easy = await reckon({ ...asked, bits: 4 }, lock.id, id);
  for (const [work, word] of [[undefined, 'missing'], ['', 'missing'], ['x', 'malformed'], [proof.slice(1), 'malformed'], [proof.toUpperCase(), 'malformed'], [changed(3, 'f'), 'forged'],
    [changed(9, 'f'), 'forged'], [changed(31, 'f'), 'forged'], [easy, 'wrong'], [proof.slice(0, 33) + proof.slice(33, 41).repeat(8), 'wrong']]) {
    if (work === proof.toUpperCase() && work === proof) continue;
    const { status, said } = await put(id, work);
    assert.deepEqual([status, said.work], [403, word]);
    assert.match(said.challenge, /^[0-9a-f]{32}$/);
    assert.deepEqual([said.bits, said.counters], [asked.bits, 8]);
  }
  assert.equal((await put(id, `${proof}0`)).status, 431);
  assert.equal(await count(), before);
  assert.equal((await put(id, await reckon((await put(id, undefined)).said, lock.id, id))).status, 200);
});

test('a form that does not ask for work takes no notice of it', async () => {
  const body = anyRecord(site.lock, randomBytes);
  for (const work of [undefined, 'x']) assert.equal((await put(newId(), work, { form: 'walk', body })).status, 200);
});

test('a challenge of before a restart is forged, and the one that comes with the answer is good', async () => {
  const id = newId(), proof = await reckon(await challenge(server), lock.id, id);
  await server.stop();
  server = await startServer(site);
  const { status, said } = await put(id, proof);
  assert.deepEqual([status, said.work], [403, 'forged']);
  assert.equal((await put(id, await reckon(said, lock.id, id))).status, 200);
});

test('thirty people behind one address send with script in a minute, none with more work than the first', { timeout: 300_000 }, async () => {
  const headers = from('198.51.100.7'), first = await challenge(server, headers), before = await count();
  const sent = await Promise.all(Array.from({ length: 30 }, () => newId()).map((id) => sendWorked(server, 'worked', lock.id, id, anyRecord(lock, randomBytes), { headers })));
  assert.deepEqual(new Set(sent.map(({ status, tries }) => `${status} ${tries}`)), new Set(['200 1']));
  assert.equal((await challenge(server, headers)).bits, first.bits);
  assert.equal(await count(), before + 30);
});

const sheet = (headers, more = {}) => post(server, '/f/worked', { _do: 'send', _lang: 'lv', word: 'vārds', ...more }, { headers });

test('thirty people behind one address send without script in a minute; who goes on is told openly, keeps all, and others go through', { timeout: 300_000 }, async () => {
  const headers = from('203.0.113.9'), before = await count();
  const sent = await Promise.all(Array.from({ length: 30 }, () => sheet(headers)));
  assert.deepEqual(new Set(sent.map(({ status }) => status)), new Set([303]));
  assert.equal(await count(), before + 30);

  let late;
  for (let i = 0; i < 100 && !late; i++) {
    const page = await sheet(headers, { word: 'Ļoti <īpašs> vārds' });
    if (page.status !== 303) late = page;
  }
  assert.equal(late?.status, 429);
  assert.match(late.html, /No pārlūkiem bez JavaScript katru minūti pieņemam tikai daļu/);
  assert.deepEqual(field(late, 'word'), ['Ļoti <īpašs> vārds']);
  assert.equal((await sheet(from('203.0.114.9'))).status, 303, 'somebody elsewhere');
  for (const [lang, says] of [['en', /without JavaScript only some are taken/], ['ru', /Из браузеров без JavaScript/], ['uk', /Із браузерів без JavaScript/]]) {
    const page = await sheet(headers, { _lang: lang });
    if (page.status === 429) assert.match(page.html, says);
  }

  // the button is pressed until there is room: within seconds of one that the lane lets through
  let page = late;
  for (const end = Date.now() + 200_000; page.status === 429 && Date.now() < end; await new Promise((done) => setTimeout(done, 500))) page = await press(server, page, 'send', {}, { headers });
  assert.equal(page.status, 303);
});

test('who pressed Send again after the answer was lost is thanked, also when the lane is full', { timeout: 300_000 }, async () => {
  const headers = from('192.0.2.9'), id = newId();
  assert.equal((await sheet(headers, { _id: id })).status, 303);
  let full = false;
  for (let i = 0; i < 100 && !full; i++) full = (await sheet(headers)).status === 429;
  assert.ok(full);
  assert.equal((await sheet(headers, { _id: id })).status, 303);
});

test('a proxy may hand addresses on from this computer alone: else the server does not start', async () => {
  const elsewhere = makeSite({ settings: { 'address-header': 'X-Forwarded-For' } });
  try {
    const { code, log } = await failServer(elsewhere, '0.0.0.0:0');
    assert.equal(code, 1);
    assert.match(log, /"address-header" is for a proxy on this computer/);
  } finally {
    elsewhere.remove();
  }
});
