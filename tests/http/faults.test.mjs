// Disks that fail and memory that runs out under a running server (libfiu puts the failures in): whoever is told that a sheet was taken finds it
// there afterwards, everybody else is told to try again, and the server stays up.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { fetchSheets, makeSite, startServer } from './lib/site.mjs';
import * as seal from '../seal/seal.mjs';

const EIO = 5;
const ROUND = 60;

let site, server, control;
const library = (name) => execFileSync('sh', ['-c', `dpkg -L fiu-utils libfiu0 | grep ${name}`]).toString().trim().split('\n')[0];
async function start() {
  server = await startServer(site, { env: { LD_PRELOAD: `${library('fiu_run_preload.so')}:${library('fiu_posix_preload.so')}`, FIU_CTRL_FIFO: control } });
}
before(async () => {
  site = makeSite();
  control = join(site.folder, 'fiu');
  await start();
});
after(async () => {
  await server?.stop();
  site?.remove();
});

// A command to libfiu inside the server: "enable_random name=posix/io/rw/pwrite,probability=0.1,failinfo=5".
const command = (text) => promisify(execFile)('fiu-ctrl', ['-f', control, '-c', text, String(server.pid)], { timeout: 20_000 });

async function sendOne() {
  const id = seal.hex(randomBytes(16));
  const record = seal.sealRecord(site.lock, seal.writeSheet({ form: 'walk', version: '0'.repeat(32), wave: '2026', id, lang: 'lv', answers: { words: id } }));
  const request = { method: 'PUT', body: record, headers: { 'Content-Type': 'application/octet-stream' } };
  // a connection that is dropped instead of answered tells the sender the same as a 500: try again
  const status = await fetch(`${server.address}/api/records/walk/${id}`, request).then((reply) => reply.text().then(() => reply.status), () => 0);
  return { id, status };
}

const faults = {
  'a write fails': ['posix/io/rw/pwrite', EIO, 0.3],
  'a read fails': ['posix/io/rw/pread', EIO, 0.3],
  'the disk does not confirm': ['posix/io/sync/fdatasync', EIO, 0.5],
  'memory runs out': ['libc/mm/malloc', undefined, 0.02],
  'memory runs out for what is to be zero': ['libc/mm/calloc', undefined, 0.1],
};
for (const [what, [name, error, probability]] of Object.entries(faults))
  test(`${what}: nothing acknowledged is lost, nothing else is acknowledged`, async () => {
    const sent = [];
    await command(`enable_random name=${name},probability=${probability}${error ? `,failinfo=${error}` : ''}`);
    for (let i = 0; i < ROUND; i += 6) sent.push(...(await Promise.all(Array.from({ length: 6 }, sendOne))));
    await command(`disable name=${name}`);
    const refused = sent.filter(({ status }) => status !== 200);
    assert.ok(refused.length > 0, 'the fault was felt');
    for (const { status } of refused) assert.ok([0, 500, 503].includes(status), `${status}`);

    // It goes on by itself; only after reading failed in such a way that the file looks damaged it waits for somebody to look, and says so.
    if (name === 'posix/io/rw/pread' && (await fetch(`${server.address}/healthz`)).status === 503) {
      assert.equal(await server.stop(), 0);
      await start();
    }
    let next = await sendOne();
    for (let tries = 0; next.status !== 200 && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      next = await sendOne();
    }
    assert.equal(next.status, 200);
    const there = await fetchSheets(server, site);
    for (const { id, status } of [...sent, next]) if (status === 200) assert.equal(there.get(id)?.answers.words, id);
  });

test('what was acknowledged is there after a kill and a restart without faults', async () => {
  const before = await fetchSheets(server, site);
  await server.stop('SIGKILL');
  server = await startServer(site);
  const there = await fetchSheets(server, site);
  for (const id of before.keys()) assert.ok(there.has(id));
  assert.equal((await sendOne()).status, 200);
});
