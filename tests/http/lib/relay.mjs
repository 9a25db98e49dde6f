// A town's server and a relay's box beside it, and what lies between them.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import net from 'node:net';
import { basename, join } from 'node:path';
import { fetchSheets, makeSite, staffRequest, startServer } from './site.mjs';
import * as seal from '../../seal/seal.mjs';

// The site of a relay has the town's forms, locks and cards, and data of its own.
export function makeBox(site, name = 'box') {
  const path = join(site.folder, name);
  cpSync(site.path, path, { recursive: true, filter: (from) => basename(from) !== 'data' });
  mkdirSync(join(path, 'data'));
  return { path, folder: site.folder, staff: site.staff, lock: site.lock };
}

// One language: servers start far sooner.
export function makeTown({ settings = {}, ...options } = {}) {
  const site = makeSite({ ...options, settings: { languages: ['lv'], ...settings } });
  return { site, box: makeBox(site) };
}

export const startRelay = (box, url, { args = ['--relay-wait', '0'], ...options } = {}) => startServer(box, { ...options, args: ['--relay', url, ...args] });

// A sheet sealed by a device. Only the record's outside matters here.
export function makeRecord(lock, form = 'walk') {
  const id = seal.hex(randomBytes(16));
  const sheet = seal.writeSheet({ form, version: '0'.repeat(32), wave: '2026', id, lang: 'lv', answers: { words: id } });
  return { id, form, bytes: seal.sealRecord(lock, sheet) };
}

// The outside of one, made a thousand times as fast.
export function makeShell(lock, form = 'walk') {
  return { id: seal.hex(randomBytes(16)), form, bytes: Buffer.concat([Buffer.from([1]), Buffer.from(lock.id, 'hex'), randomBytes(lock.size - 17)]) };
}

export async function put(server, { id, form, bytes }) {
  const reply = await fetch(`${server.address}/api/records/${form}/${id}`, { method: 'PUT', body: bytes, headers: { 'Content-Type': 'application/octet-stream' } });
  return { status: reply.status, text: await reply.text() };
}

// As a device does: again under the same id until it is taken.
export async function putAtLast(server, record) {
  for (;;) {
    const reply = await put(server, record).catch(() => undefined);
    if (reply?.status === 200) return;
    await sleep(30);
  }
}

// Ids that a server holds, each as often as it lists it.
export async function idsAt(server, site, lock = site.lock) {
  const { status, bytes } = await staffRequest(server, site.staff, 'GET', `/api/staff/ids/${lock.id}`);
  assert.equal(status, 200);
  return Array.from({ length: bytes.length / 16 }, (_, i) => seal.hex(bytes.subarray(16 * i, 16 * i + 16)));
}

export async function assertIdsOnce(server, site, records, lock = site.lock) {
  assert.deepEqual((await idsAt(server, site, lock)).sort(), records.map(({ id }) => id).sort());
}

// Each of these records is there, once and whole, and nothing else is.
export async function assertOnceEach(server, site, records, lock = site.lock) {
  await assertIdsOnce(server, site, records, lock);
  const sheets = await fetchSheets(server, site, lock);
  for (const { id } of records) assert.equal(sheets.get(id)?.answers.words, id);
}

export const health = async (server) => (await fetch(`${server.address}/healthz`)).json();
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Until check answers something true. What it throws counts as not yet: servers may be down meanwhile.
export async function until(what, check, seconds = 120) {
  for (const end = Date.now() + seconds * 1000; ;) {
    const answer = await Promise.resolve().then(check).catch(() => false);
    if (answer) return answer;
    assert.ok(Date.now() < end, `not within ${seconds} s: ${what}`);
    await sleep(50);
  }
}

export const drained = (relay, box) => until('nothing waits on the relay', async () => (await idsAt(relay, box)).length === 0);

// A line between a relay and the town's server at line.port. fate() says of each connection how many bytes, both ways together, it lives
// for. The town has to know line.host as its own name.
export function startLine(fate = () => Infinity) {
  const sockets = new Set(), line = { connections: 0, cut: 0, requests: [], port: 0 };
  const server = net.createServer((near) => {
    line.connections++;
    let left = fate();
    const far = net.connect(line.port, '127.0.0.1'), both = [near, far];
    const end = () => both.forEach((socket) => socket.destroy());
    for (const [from, to] of [[near, far], [far, near]]) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (from === near) for (const [, id] of chunk.toString('latin1').matchAll(/PUT \/api\/records\/[a-z-]+\/([0-9a-f]{32})/g)) line.requests.push(id);
        to.write(chunk.subarray(0, Math.max(0, left)));
        left -= chunk.length;
        if (left > 0) return;
        line.cut++;
        setTimeout(end, 20); // what was let through arrives
      });
      from.on('error', end).on('close', () => (sockets.delete(from), end()));
    }
  });
  line.stop = () => new Promise((resolve) => {
    for (const socket of sockets) socket.destroy();
    server.close(resolve);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      line.host = `127.0.0.1:${server.address().port}`;
      line.address = `http://${line.host}`;
      resolve(line);
    });
  });
}

// Spearman's rank correlation of an order with 0, 1, 2...
export function rankCorrelation(order) {
  const n = order.length, square = order.reduce((sum, rank, i) => sum + (rank - i) ** 2, 0);
  return 1 - (6 * square) / (n * (n * n - 1));
}
