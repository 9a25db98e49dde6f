// Risk places: residents tell of them without being known; what is published is by parish and kind above the smallest group, and words stay in the sealed list.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, makeSite, startServer } from './lib/site.mjs';

const TALLY = join(BUILD, 'uzklausi-tally'), FORM = 'forms/places.json';
const WORDS = 'aiz vecās dzirnavu estakādes';
const TOLD = [['cesis', 'stop', 12], ['cesis', 'park', 8], ['priekuli', 'park', 7], ['priekuli', 'water', 7], ['zaube', 'empty', 4], ['kaive', 'park', 6]];
let site, server, archive;
const key = () => ['--key', site.key, '--passphrase-file', site.passphrase];
const tally = (...options) => spawnSync(TALLY, options, { encoding: 'utf8', timeout: 240_000 });
function count(...more) {
  const { status, stdout, stderr } = tally('count', '--archive', archive, '--form', FORM, ...key(), ...more);
  assert.equal(status, 0, stderr);
  return stdout;
}

before(async () => {
  site = makeSite([FORM]);
  server = await startServer(site);
  for (const [parish, kind, n] of TOLD)
    for (let i = 0; i < n; i++) {
      const body = new URLSearchParams([['_do', 'send'], ['_lang', 'lv'], ['parish', parish], ['kind', kind], ['worry', 'dark'], ['worry', 'alone'], ['where', WORDS], ['when', 'evening'], ['what', `${WORDS} ${i}`]]);
      const reply = await fetch(`${server.address}/f/places`, { method: 'POST', body, redirect: 'manual' });
      assert.equal(reply.status, 303);
    }
  archive = join(site.folder, 'places.archive');
  const { status, stderr } = tally('fetch', '--server', server.address, '--archive', archive, ...key());
  assert.equal(status, 0, stderr);
});
after(async () => {
  await server?.stop();
  site?.remove();
});

test('by parish and kind a figure is shown only above the smallest group', () => {
  const table = JSON.parse(count('--by', 'parish', '--format', 'json'));
  assert.equal(table.sheets, 44);
  const parish = (name) => table.by.find(({ value }) => value === name);
  const kinds = (name) => parish(name).questions.find(({ name: q }) => q === 'kind').counts;
  assert.equal(parish('cesis').sheets, 20);
  assert.equal(kinds('cesis').stop, 12);
  assert.equal(parish('zaube').sheets, null, 'four are too few');
  assert.equal(kinds('zaube').empty, null);
  for (const { value, sheets } of table.by) assert.ok(sheets === null || sheets === 0 || sheets >= 5, `${value}: ${sheets}`);
  for (const n of Object.values(kinds('kaive'))) assert.equal(n, null, 'six are counted and not broken down');
});

test('nobody who wrote is in a table, in any format', () => {
  for (const format of ['text', 'csv', 'json']) for (const by of ['parish', 'kind']) assert.ok(!count('--by', by, '--format', format).includes('estakādes'), `${format} by ${by}`);
});

test('the words are in the sealed list, for those with a grant', () => {
  const { status, stdout, stderr } = tally('sheets', '--archive', archive, '--form', FORM, ...key());
  assert.equal(status, 0, stderr);
  assert.equal(stdout.split(`${WORDS} `).length - 1, 44);
});
