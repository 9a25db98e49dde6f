// Records: sealed by a device or by the server, taken once, never lost, and leaving no trace of who sent them.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fetchSheets, filesBelow, serve, startServer } from './lib/site.mjs';
import { exchange, head } from './lib/raw.mjs';
import { open, post } from './lib/page.mjs';
import * as seal from '../seal/seal.mjs';

let house, server, site;
before(async () => ({ server, site } = house = await serve()));
after(() => house?.remove());

const newId = () => seal.hex(randomBytes(16));
const sheet = (id, words) => seal.writeSheet({ form: 'walk', version: '0'.repeat(32), wave: '2026', id, lang: 'lv', answers: { words } });

async function put(id, record, { form = 'walk', type = 'application/octet-stream' } = {}) {
  const reply = await fetch(`${server.address}/api/records/${form}/${id}`, { method: 'PUT', body: record, headers: { 'Content-Type': type } });
  return { status: reply.status, text: await reply.text() };
}

test('a record sealed elsewhere is taken and opens as it was', async () => {
  const id = newId();
  const { status, text } = await put(id, seal.sealRecord(site.lock, sheet(id, 'no ierīces')));
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), { taken: true });
  assert.equal((await fetchSheets(server, site)).get(id).answers.words, 'no ierīces');
});

test('the same record sent twice counts once', async () => {
  const id = newId();
  const record = seal.sealRecord(site.lock, sheet(id, 'divreiz'));
  const before = (await fetchSheets(server, site)).size;
  const answers = await Promise.all([put(id, record), put(id, record), put(id, record)]);
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal((await fetchSheets(server, site)).size, before + 1);
});

test('the answer does not tell whether an id was there, and what came first is kept', async () => {
  const id = newId();
  const first = await put(id, seal.sealRecord(site.lock, sheet(id, 'pirmais')));
  const second = await put(id, seal.sealRecord(site.lock, sheet(id, 'otrais')));
  assert.deepEqual(first, second);
  assert.equal((await fetchSheets(server, site)).get(id).answers.words, 'pirmais');
});

test('what is no record of this lock is refused', async () => {
  const id = newId();
  const record = seal.sealRecord(site.lock, sheet(id, 'x'));
  assert.equal((await put(id, record.subarray(1))).status, 400);
  assert.equal((await put(id, Buffer.concat([record, Buffer.from([0])]))).status, 400);
  assert.equal((await put(id, Buffer.alloc(0))).status, 400);
  assert.equal((await put(id, Buffer.concat([Buffer.from([2]), record.subarray(1)]))).status, 400);
  assert.equal((await put('short', record)).status, 400);
  assert.equal((await put(id.toUpperCase().replace(/^./, 'A'), record)).status, 400);
  assert.equal((await put(id, record, { form: 'other' })).status, 404);
  assert.equal((await put(id, record, { type: 'text/plain' })).status, 415);
  assert.ok(!(await fetchSheets(server, site)).has(id));
});

test('a record under another lock is told which lock is in use', async () => {
  const id = newId();
  const other = { ...site.lock, id: newId() };
  const { status, text } = await put(id, seal.sealRecord(other, sheet(id, 'x')));
  assert.equal(status, 409);
  assert.deepEqual(JSON.parse(text), { lock: site.lock.id });
});

test('64 senders at once, none lost', { timeout: 60_000 }, async () => {
  const sent = new Map();
  await Promise.all(Array.from({ length: 64 }, async (_, sender) => {
    for (let i = 0; i < 10; i++) {
      const id = newId();
      const words = `sūtītājs ${sender} lapa ${i}`;
      const reply = i % 2 ? await put(id, seal.sealRecord(site.lock, sheet(id, words))) : await post(server, '/f/walk', [['walks', 'no'], ['words', words], ['_id', id], ['_do', 'send']]);
      assert.ok([200, 303].includes(reply.status));
      sent.set(id, words);
    }
  }));
  const sheets = await fetchSheets(server, site);
  for (const [id, words] of sent) assert.equal(sheets.get(id)?.answers.words, words);
});

test('a sheet sent again after a restart counts once', async () => {
  const id = newId();
  const fields = [['walks', 'no'], ['words', 'pirms un pēc'], ['_id', id], ['_do', 'send']];
  assert.equal((await post(server, '/f/walk', fields)).status, 303);
  const before = (await fetchSheets(server, site)).size;
  assert.equal(await server.stop(), 0);
  server = await startServer(site);
  house.remove = async () => (await server.stop(), site.remove());
  assert.equal((await post(server, '/f/walk', fields)).status, 303);
  assert.equal((await fetchSheets(server, site)).size, before);
});

test('an acknowledged sheet survives kill -9', async () => {
  const id = newId();
  assert.equal((await post(server, '/f/walk', [['walks', 'no'], ['words', 'pēkšņi'], ['_id', id], ['_do', 'send']])).status, 303);
  await server.stop('SIGKILL');
  server = await startServer(site);
  house.remove = async () => (await server.stop(), site.remove());
  assert.equal((await fetchSheets(server, site)).get(id).answers.words, 'pēkšņi');
});

// Four bytes that are an address stand in a file of random bytes by chance, once in two hundred files of 8 MB. Nobody
// keeps three addresses in a row by chance.
test('no file and no log holds what was typed, or where it came from', async () => {
  const words = 'ļoti īpaši vārdi, kuru nav nevienā failā';
  const body = String(new URLSearchParams([['walks', 'no'], ['words', words], ['_do', 'send']]));
  const request = head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', 'User-Agent: Peculiar/7.7',
    'X-Forwarded-For: 198.51.100.23', `Content-Length: ${body.length}`, 'Connection: close') + body;
  const planted = Buffer.from(words);
  const typed = [planted, Buffer.from(new URLSearchParams({ words }).toString().slice(6)), Buffer.from('198.51.100.23'), Buffer.from('Peculiar')];
  const traces = (from) => [...typed, Buffer.from(from)];
  const bare = (from) => [from.split('.').map(Number), from.split('.').map(Number).reverse()].map((bytes) => Buffer.from(bytes));
  const hold = (bytes, wanted) => wanted.filter((trace) => bytes.includes(trace)).map(String);
  const files = () => filesBelow(site.path).map((file) => ({ file, bytes: readFileSync(file) }));
  const holdsBare = (from) => files().some(({ bytes }) => hold(bytes, bare(from)).length > 0);
  assert.equal(hold(Buffer.concat([Buffer.from('xx'), planted, Buffer.from([77, 13, 7, 127])]), [...traces('127.7.13.77'), ...bare('127.7.13.77')]).length, 2, 'the search finds what is there');
  assert.ok(files().some(({ file }) => file.endsWith('.db')));

  for (const from of ['127.7.13.77', '127.201.94.35', '127.118.226.159']) {
    assert.deepEqual((await exchange(server.port, request, { from })).statuses, [303]);
    assert.deepEqual((await exchange(server.port, request.replace('walks=no', 'walks=%00'), { from })).statuses, [400]);
    for (const { file, bytes } of files()) assert.deepEqual(hold(bytes, traces(from)), [], file);
    assert.deepEqual(hold(Buffer.from(server.log), [...traces(from), ...bare(from)]), []);
    await server.stop();
    for (const { file, bytes } of files()) assert.deepEqual(hold(bytes, traces(from)), [], file);
    const found = holdsBare(from);
    server = await startServer(site);
    house.remove = async () => (await server.stop(), site.remove());
    if (!found) return;
  }
  assert.fail('every address is in some file');
});
