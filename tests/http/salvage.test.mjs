// A store that was damaged: the server refuses to write into it, and the command saves what is intact.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SERVER, fetchSheets, makeSite, startServer } from './lib/site.mjs';
import { open, post } from './lib/page.mjs';

const COUNT = 20;
const salvage = (...args) => spawnSync(SERVER, ['salvage', ...args], { encoding: 'utf8' });

async function fill(site) {
  const server = await startServer(site);
  for (let i = 0; i < COUNT; i++) assert.equal((await post(server, '/f/walk', [['walks', 'no'], ['words', `lapa ${i}`], ['_do', 'send']])).status, 303);
  const ids = [...(await fetchSheets(server, site)).keys()];
  assert.equal(await server.stop(), 0);
  return ids;
}

// Overwrites the record of one id where it stands in the file.
function damage(site, id) {
  const name = readdirSync(join(site.path, 'data')).find((file) => file.endsWith('.db'));
  const file = join(site.path, 'data', name);
  const bytes = readFileSync(file);
  const at = bytes.indexOf(Buffer.from(id, 'hex'));
  assert.ok(at > 0);
  randomBytes(64).copy(bytes, at + 500);
  writeFileSync(file, bytes);
  return name;
}

test('what is intact in a damaged store is saved, and serves again', async () => {
  const site = makeSite();
  try {
    const ids = await fill(site);
    const name = damage(site, ids[3]);
    const folder = join(site.folder, 'saved');
    mkdirSync(folder);

    const hurt = spawnSync(SERVER, ['run', site.path, '--listen', '127.0.0.1:0'], { encoding: 'utf8' });
    assert.equal(hurt.status, 1, 'nothing is written into a damaged store');
    assert.match(hurt.stderr, new RegExp(name));

    const run = salvage(site.path, folder);
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, new RegExp(`damaged; ${COUNT - 1} intact records are in .*${name}`));
    assert.equal(salvage(site.path, folder).status, 1, 'what was saved is not written over');

    execFileSync('sh', ['-c', 'rm "$1"/data/*', 'sh', site.path]);
    copyFileSync(join(folder, name), join(site.path, 'data', name));
    const server = await startServer(site);
    const there = await fetchSheets(server, site);
    assert.deepEqual([...there.keys()].sort(), ids.filter((id) => id !== ids[3]).sort());
    assert.equal((await post(server, '/f/walk', [['walks', 'no'], ['words', 'tālāk'], ['_do', 'send']])).status, 303);
    assert.equal((await open(server, '/healthz')).status, 200);
    assert.equal(await server.stop(), 0);
  } finally {
    site.remove();
  }
});

test('a sound store is left alone, and a server that runs on it is told', async () => {
  const site = makeSite();
  try {
    await fill(site);
    const folder = join(site.folder, 'saved');
    mkdirSync(folder);
    const run = salvage(site.path, folder);
    assert.equal(run.status, 0);
    assert.match(run.stdout, new RegExp(`sound, ${COUNT} records`));
    assert.deepEqual(readdirSync(folder), []);

    const server = await startServer(site);
    const beside = salvage(site.path, folder);
    assert.equal(beside.status, 1);
    assert.match(beside.stderr, /another process holds it/);
    assert.equal((await open(server, '/healthz')).status, 200);
    await server.stop();
  } finally {
    site.remove();
  }
});

test('usage, a site and a folder that are not there are told', () => {
  assert.equal(salvage().status, 2);
  assert.equal(salvage('one').status, 2);
  assert.equal(salvage('/nowhere/at/all', '/tmp').status, 1);
});
