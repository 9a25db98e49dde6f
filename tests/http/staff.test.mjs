// The staff's requests: who may ask for what, and what a stranger is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSite, makeStaff, staffRequest, startServer } from './lib/site.mjs';
import { open, post } from './lib/page.mjs';
import * as seal from '../seal/seal.mjs';

let server, site, colleague;
const stranger = makeStaff('Eve');
before(async () => {
  site = makeSite();
  colleague = makeStaff('Berta'); // has a card here, and a grant for nothing
  writeFileSync(join(site.path, 'staff/berta.card'), colleague.text);
  server = await startServer(site);
  for (const words of ['viens', 'divi', 'trīs']) assert.equal((await post(server, '/f/walk', [['walks', 'no'], ['words', words], ['_do', 'send']])).status, 303);
});
after(async () => {
  await server?.stop();
  site?.remove();
});

const ids = () => `/api/staff/ids/${site.lock.id}`;
const records = () => `/api/staff/records/${site.lock.id}`;

test('a grant holder lists locks, ids and records', async () => {
  const locks = await staffRequest(server, site.staff, 'GET', '/api/staff/locks');
  assert.equal(locks.status, 200);
  assert.deepEqual(JSON.parse(Buffer.from(locks.bytes)), [site.lock.text]);
  const list = await staffRequest(server, site.staff, 'GET', ids());
  assert.equal(list.status, 200);
  assert.equal(list.bytes.length, 3 * 16);
  const frames = await staffRequest(server, site.staff, 'POST', records(), { body: list.bytes });
  assert.equal(frames.status, 200);
  assert.equal(frames.bytes.length, 3 * (16 + site.lock.size));
});

test('of the ids asked for, those that exist are answered', async () => {
  const { bytes } = await staffRequest(server, site.staff, 'GET', ids());
  const asked = Buffer.concat([Buffer.alloc(16, 7), bytes.subarray(16, 32)]);
  const frames = await staffRequest(server, site.staff, 'POST', records(), { body: asked });
  assert.equal(frames.bytes.length, 16 + site.lock.size);
  assert.deepEqual(Buffer.from(frames.bytes.subarray(0, 16)), Buffer.from(bytes.subarray(16, 32)));
  assert.equal((await staffRequest(server, site.staff, 'POST', records(), { body: Buffer.alloc(0) })).bytes.length, 0);
});

test('too many ids, or half an id, are refused', async () => {
  assert.equal((await staffRequest(server, site.staff, 'POST', records(), { body: Buffer.alloc(17) })).status, 400);
  assert.equal((await staffRequest(server, site.staff, 'POST', records(), { body: Buffer.alloc(16016) })).status, 413);
  assert.equal((await staffRequest(server, site.staff, 'POST', records(), { body: Buffer.alloc(16000) })).status, 200);
});

test('without a grant a lock is not there', async () => {
  const none = '0'.repeat(32);
  assert.deepEqual(JSON.parse(Buffer.from((await staffRequest(server, colleague, 'GET', '/api/staff/locks')).bytes)), []);
  for (const [method, place] of [['GET', 'ids'], ['POST', 'records']]) {
    const foreign = await staffRequest(server, colleague, method, `/api/staff/${place}/${site.lock.id}`);
    const absent = await staffRequest(server, colleague, method, `/api/staff/${place}/${none}`);
    assert.equal(foreign.status, 404);
    assert.deepEqual(foreign, absent);
    assert.equal((await staffRequest(server, site.staff, method, `/api/staff/${place}/${none}`)).status, 404);
  }
});

test('a stranger and an unsigned request are refused', async () => {
  assert.equal((await staffRequest(server, stranger, 'GET', ids())).status, 403);
  assert.ok([400, 403].includes((await open(server, ids())).status));
  assert.ok([400, 403].includes((await open(server, '/api/staff/locks')).status));
});

test('a signature holds once', async () => {
  const nonce = 'ab'.repeat(16);
  assert.equal((await staffRequest(server, site.staff, 'GET', ids(), { nonce })).status, 200);
  assert.equal((await staffRequest(server, site.staff, 'GET', ids(), { nonce })).status, 403);
});

test('a signature from before the server began, or from the future, does not hold', async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const created of [now - 400, now - 200, now + 120]) assert.equal((await staffRequest(server, site.staff, 'GET', ids(), { created })).status, 403, String(created - now));
});

test('a signature is for one method, path, host and body', async () => {
  const signedFor = async (changes, method, path, body = new Uint8Array()) => {
    const request = { method, authority: server.host, path, query: '', body, ...changes };
    const headers = seal.signRequest(request, { card: site.staff.id, seed: site.staff.seed }, Math.floor(Date.now() / 1000));
    return (await staffRequest(server, site.staff, method, path, { body, headers })).status;
  };
  assert.equal(await signedFor({}, 'GET', ids()), 200);
  assert.equal(await signedFor({ method: 'POST' }, 'GET', ids()), 403);
  assert.equal(await signedFor({ path: '/api/staff/locks' }, 'GET', ids()), 403);
  assert.equal(await signedFor({ authority: 'evil.example' }, 'GET', ids()), 403);
  assert.equal(await signedFor({ body: Buffer.alloc(16) }, 'POST', records(), Buffer.alloc(32)), 403);
  assert.equal(await signedFor({ query: 'x=1' }, 'GET', ids()), 403);
  assert.equal(await signedFor({ path: ids() }, 'GET', `${ids()}?lang=en`), 400, 'a query put on the way');
});

test('a query is part of no staff request', async () => {
  const reply = await staffRequest(server, site.staff, 'GET', `${ids()}?x=1`);
  assert.notEqual(reply.status, 200);
});
