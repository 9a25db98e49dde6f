// A box in a tent: a server that passes what it takes to the town's, once each, whatever happens to either and to the line between them.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { failServer, fetchSheets, makeSite, startServer } from './lib/site.mjs';
import * as seal from '../seal/seal.mjs';

let site, box, town;
before(async () => {
  site = makeSite();
  town = await startServer(site);
  box = { path: join(site.folder, 'box'), staff: site.staff };
  cpSync(site.path, box.path, { recursive: true });
  rmSync(join(box.path, 'data'), { recursive: true });
  mkdirSync(join(box.path, 'data'));
});
after(async () => {
  await town?.stop();
  site?.remove();
});

const startRelay = (url = town.address, args = ['--relay-wait', '0']) => startServer(box, { args: ['--relay', url, ...args] });

function record(words = 'vārdi') {
  const id = seal.hex(randomBytes(16));
  const sheet = seal.writeSheet({ form: 'walk', version: '0'.repeat(32), wave: '2026', id, lang: 'lv', answers: { words } });
  return { id, bytes: seal.sealRecord(site.lock, sheet) };
}

async function put(server, { id, bytes }) {
  const reply = await fetch(`${server.address}/api/records/walk/${id}`, { method: 'PUT', body: bytes, headers: { 'Content-Type': 'application/octet-stream' } });
  return { status: reply.status, text: await reply.text() };
}

const idsAt = async (server) => new Set((await fetchSheets(server, site)).keys());
const health = async (server) => (await fetch(`${server.address}/healthz`)).json();

// Until check answers something true; what it throws counts as not yet.
async function until(check, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; ;) {
    const answer = await Promise.resolve().then(check).catch((error) => (Date.now() > end ? Promise.reject(error) : undefined));
    if (answer) return answer;
    assert.ok(Date.now() < end, `not within ${seconds} s: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('what a relay takes arrives once and is kept no longer', async () => {
  const relay = await startRelay();
  try {
    const records = Array.from({ length: 20 }, () => record());
    for (const one of records) assert.deepEqual(await put(relay, one), { status: 200, text: '{"taken":true}\n' });
    await until(async () => (await idsAt(relay)).size === 0);
    const there = await idsAt(town);
    for (const { id } of records) assert.ok(there.has(id));
    assert.equal(there.size, 20);
  } finally {
    assert.equal(await relay.stop(), 0);
  }
  assert.match(relay.out, /no record waits here/);
});

test('an address that is none, or that anybody could answer for, is told at the start', async () => {
  for (const [url, why] of [['uzklausi', /no address of a server/], ['ftp://example.lv', /no address of a server/], ['https://a:b@example.lv', /no address/],
    ['https://example.lv/f/walk', /no address/], ['http://example.lv', /only https will do/], ['http://198.51.100.7', /only https will do/]]) {
    const { code, log } = await failServer(box, undefined, ['--relay', url]);
    assert.equal(code, 1, url);
    assert.match(log, why, url);
  }
});
