// slips and posters: the counts that stand in no record, asked for with a staff member's key, small numbers hidden.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addLock, BUILD, makeSite, startServer, staffRequest } from '../http/lib/site.mjs';
import { open, post } from '../http/lib/page.mjs';
import { issue, makeCode } from '../http/lib/slips.mjs';
import * as seal from '../seal/seal.mjs';

const TALLY = join(BUILD, 'uzklausi-tally');
let site, server, folder, codes;
const [STATION, LIBRARY] = [makeCode(6), makeCode(6)];
const tally = (...args) => spawnSync(TALLY, [...args, '--server', server.address, '--key', join(folder, 'Anna.key'), '--passphrase-file', join(folder, 'pass')], { encoding: 'utf8', timeout: 60_000 });
const send = (code) => post(server, '/f/pupils-slip', { _do: 'send', _lang: 'lv', word: 'x', safe: 'yes', _slip: code });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uzklausi-counts.'));
  writeFileSync(join(folder, 'pass'), 'a long passphrase of several words\n', { mode: 0o600 });
  execFileSync(TALLY, ['keygen', '--name', 'Anna', '--out', folder, '--passphrase-file', join(folder, 'pass')]);
  site = makeSite({ forms: ['tests/http/forms/pupils-slip.json', 'tests/http/forms/worry.json'] });
  const anna = seal.readCard(readFileSync(join(folder, 'Anna.card'), 'utf8'));
  writeFileSync(join(site.path, 'staff/zzz.card'), readFileSync(join(folder, 'Anna.card')));
  for (const form of ['pupils-slip', 'worry']) site.lock = addLock(site, form, { staff: [site.staff, anna] });
  codes = { a: issue(site, 'pupils-slip', '7.a', 20), b: issue(site, 'pupils-slip', '7.b', 10) };
  writeFileSync(join(site.path, 'places.csv'), `code,name,form\n${STATION},Autoosta,worry\n${LIBRARY},Bibliotēka,worry\n`);
  server = await startServer(site);
});
after(async () => {
  await server?.stop();
  site?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('scans are shown a poster, small numbers hidden', async () => {
  for (let i = 0; i < 7; i++) await open(server, `/p/${STATION}`);
  for (let i = 0; i < 3; i++) await open(server, `/p/${LIBRARY}`);
  const { status, stdout, stderr } = tally('posters');
  assert.equal(status, 0, stderr);
  assert.match(stdout, new RegExp(`^${STATION}  Autoosta: 7 scans$`, 'm'));
  assert.match(stdout, new RegExp(`^${LIBRARY}  Bibliotēka: <5 scans$`, 'm'));
});

test('sheets of the archive are counted a poster', async () => {
  const form = 'tests/http/forms/worry.json', archive = join(folder, 'worry.archive');
  for (let i = 0; i < 6; i++) await post(server, '/f/worry', { _do: 'send', _lang: 'lv', safe: 'no', _poster: STATION, ...(i ? { _keep: 'yes' } : {}) });
  await post(server, '/f/worry', { _do: 'send', _lang: 'lv', safe: 'no', _poster: LIBRARY, _keep: 'yes' });
  const trust = ['--trust', join(site.path, 'staff/anna.card')];
  const fetched = tally('fetch', '--archive', archive, ...trust);
  assert.equal(fetched.status, 0, fetched.stderr);
  const { status, stdout, stderr } = tally('posters', '--archive', archive, '--form', form, ...trust);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /Autoosta: 7 scans, 5 sheets$/m);
  assert.match(stdout, /Bibliotēka: <5 scans, <5 sheets$/m);
  assert.equal(tally('posters', '--archive', archive).status, 2);
});

test('slips are shown a group, as of one look a day, small numbers hidden', async () => {
  for (const code of codes.a.slice(0, 6)) assert.equal((await send(code)).status, 303);
  for (const code of codes.b.slice(0, 2)) assert.equal((await send(code)).status, 303);
  const { status, stdout, stderr } = tally('slips');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^ {2}7\.a: 6 of 20 spent$/m);
  assert.match(stdout, /^ {2}7\.b: <5 of 10 spent$/m);
  // a second look on the same day tells nothing of who came in between
  assert.equal((await send(codes.a[10])).status, 303);
  assert.equal(tally('slips').stdout, stdout);
  await server.stop();
  server = await startServer(site);
  assert.match(tally('slips').stdout, /7\.a: 7 of 20 spent/);
});

test('nobody without the staff\'s key gets them', async () => {
  for (const path of ['/api/staff/posters', `/api/staff/slips/${site.lock.id}`]) assert.ok([400, 403].includes((await fetch(server.address + path)).status), path);
  assert.equal((await staffRequest(server, site.staff, 'GET', `/api/staff/slips/${'0'.repeat(32)}`)).status, 404);
  assert.equal((await staffRequest(server, site.staff, 'GET', `/api/staff/slips/${site.lock.id}`)).status, 404); // a form without slips
});
